"""Why an editor's open form cannot be saved: its page is in the bin, deleted or locked, or no longer hers to edit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from wagtail.models import Page

from core.bin import tree
from core.bin.rights import may_restore
from core.models import BinnedPage
from core.text.typography import french

EDIT, ADD, PING = "wagtailadmin_pages:edit", "wagtailadmin_pages:add", "wagtailadmin_editing_sessions:ping"


@dataclass(frozen=True)
class Obstacle:
    """What is in the way of a form, in French; `url` and `label` lead to the screen where this user may remove it."""

    message: str
    url: str = ""
    label: str = ""


UNSAVED = "Ce que vous écrivez n’est plus enregistré. Ne fermez pas cette page : copiez votre texte"
NO_ACCESS = Obstacle(
    french(f"Votre compte n’a plus accès à l’administration. {UNSAVED}, ou demandez qu’on vous rende cet accès.")
)
DELETED = Obstacle(french(f"Cette page a été supprimée définitivement. {UNSAVED}."))
PARENT_DELETED = Obstacle(
    french(f"La page au-dessous de laquelle vous écrivez a été supprimée définitivement. {UNSAVED}.")
)
IN_BIN = Obstacle(
    french(f"Cette page a été supprimée. {UNSAVED}, ou demandez à la modération de la restaurer, puis continuez ici.")
)
NO_RIGHT = Obstacle(
    french(
        f"Vous n’avez plus le droit de modifier cette page. {UNSAVED}, ou demandez qu’on vous rende ce droit, "
        "puis continuez ici."
    )
)
NO_RIGHT_TO_ADD = Obstacle(
    french(
        f"Vous n’avez plus le droit d’ajouter une page ici. {UNSAVED}, ou demandez qu’on vous rende ce droit, "
        "puis continuez ici."
    )
)
#: For objects that are no pages, whose views have refused already.
GONE = Obstacle(french("Ce que vous modifiez n’existe plus : cela a été supprimé entre-temps. Copiez votre texte."))
REFUSED = Obstacle(
    french("Vous n’avez plus le droit de faire cela. Copiez votre texte, ou demandez qu’on vous rende ce droit.")
)


#: An id that a database may hold.
NUMBER = re.compile(r"[0-9]{1,18}")


def obstacle_at(user: Any, path: str) -> Obstacle | None:
    """Return why a form of the admin cannot be saved, by the path that it is sent to; None for unknown paths."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return NO_ACCESS
    try:
        return page_obstacle(user, resolve(path))
    except Resolver404:
        return None


def page_obstacle(user: Any, match: ResolverMatch, ignores_lock: bool = False) -> Obstacle | None:
    """Return why a form that edits or adds a page cannot be saved; None for other forms.

    The presence that an open form reports counts as that form; it goes on while the page is locked.
    """
    values = match.kwargs
    if match.view_name == ADD:
        return _to_add(user, _page(values["parent_page_id"]))
    if match.view_name == EDIT:
        return _to_edit(user, _page(values["page_id"]), ignores_lock)
    if match.view_name == PING and NUMBER.fullmatch(values["object_id"]) and _is_page(match):
        return _to_edit(user, _page(values["object_id"]), ignores_lock=True)
    return None


def _is_page(match: ResolverMatch) -> bool:
    try:
        kind = ContentType.objects.get_by_natural_key(match.kwargs["app_label"], match.kwargs["model_name"])
    except ContentType.DoesNotExist:
        return False
    return issubclass(kind.model_class() or object, Page)


def _page(pk: object) -> Page | None:
    return Page.objects.filter(pk=pk).first()


def _to_add(user: Any, parent: Page | None) -> Obstacle | None:
    if parent is None:
        return PARENT_DELETED
    if tree.is_in(parent):
        return _in_bin(user, parent, "La page au-dessous de laquelle vous écrivez")
    return None if parent.permissions_for_user(user).can_add_subpage() else NO_RIGHT_TO_ADD


def _to_edit(user: Any, page: Page | None, ignores_lock: bool) -> Obstacle | None:
    if page is None:
        return DELETED
    if tree.is_in(page):
        return _in_bin(user, page, "Cette page")
    if not page.permissions_for_user(user).can_edit():
        return NO_RIGHT
    lock = None if ignores_lock else page.get_lock()
    if lock is None or not lock.for_user(user):
        return None
    reason = unescape(strip_tags(lock.get_message(user) or lock.get_description(user)))
    return Obstacle(french(f"{reason.rstrip('. ')}. {UNSAVED}, ou attendez, puis continuez ici."))


def _in_bin(user: Any, page: Page, what: str) -> Obstacle:
    """Only who may restore a page may know when it was deleted and by whom."""
    entries = BinnedPage.objects.select_related("page", "parent", "deleted_by")
    entry = entries.filter(page__path=page.path[: 2 * Page.steplen]).first()
    if entry is None or not may_restore(user, entry):
        return IN_BIN
    name = f" ({entry.deleted_by})" if entry.deleted_by else ""
    message = (
        f"{what} est dans la corbeille depuis {_since(entry.deleted_at)}{name}. Restaurez-la dans un nouvel onglet"
    )
    return Obstacle(french(f"{message}, puis continuez ici."), reverse("bin"), "Ouvrir la corbeille")


def _since(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return date_format(local, r"G \h i" if local.date() == timezone.localdate() else r"\l\e j F Y à G \h i")
