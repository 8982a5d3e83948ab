"""Into the bin, back out of it, and final deletion.

A page keeps its id, its rows, its redirects and all references to it while it is in the bin. It only is not live, has
another slug (two pages of one slug may be in the bin), and stands in another tree. All three functions take the same
lock, so that they run one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions import DeletePageAction, MovePageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageViewRestriction, Revision, Site, WorkflowState, get_default_page_content_type

from core.bin import contacts, tree
from core.bin.signals import pages_binned
from core.models import BinnedPage
from core.models.page import BasePage
from core.text.typography import french
from core.visibility import changes

#: How long a page can be restored.
RETENTION = timedelta(days=30)
#: Maximum number of pages that are shifted to give a restored page its old position; more take too long.
MAX_SHIFTED = 100


class HoldsHome(PermissionDenied):
    """The page is, or contains, the home page of a site."""

    def __init__(self) -> None:
        super().__init__("Cette page porte l’accueil d’un site : elle ne se supprime pas.")


@dataclass(frozen=True)
class Restored:
    """A restored page. `old_slug` is its slug before, if that was taken meanwhile; else ""."""

    page: Page
    old_slug: str
    is_live: bool


# --- Into the bin -----------------------------------------------------------------------------------------------------


@transaction.atomic
def put(page: Page, user: Any = None) -> BinnedPage:
    """Move a page and all pages below it into the bin; return its entry. The caller checks permissions.

    Reviews and schedules are cancelled, and contacts erased. Raises HoldsHome, Page.DoesNotExist.
    """
    root = tree.lock()
    page = Page.objects.get(pk=page.pk)
    if tree.is_in(page):
        return BinnedPage.objects.get(page_id=page.get_ancestors(inclusive=True)[1].pk)
    if Site.objects.filter(root_page__path__startswith=page.path).exists():
        raise HoldsHome
    below = page.get_descendants(inclusive=True)
    pages = list(below.specific())
    pages_binned.send(type(page.specific), pages=pages, user=user)
    _cancel_what_waits([item.pk for item in pages], user)
    contacts.erase(pages)
    ancestors = page.get_ancestors().filter(depth__gt=1).values_list("title", flat=True)
    entry = BinnedPage.objects.create(
        page=page,
        parent=page.get_parent(),
        place=" › ".join(ancestors)[:500],
        slug=page.slug,
        path=page.path,
        page_count=len(pages),
        live_pages=[item.pk for item in pages if item.live],
        restrictions=_keep_private(page),
        deleted_by=user,
        deleted_at=timezone.now(),
    )
    below.update(live=False)
    Page.objects.filter(pk=page.pk).update(slug=f"corbeille-{page.pk}")
    _move(page.pk, root, "last-child", user)
    # Last, since it locks the content version: other moves lock it after the pages above.
    changes.record_many(changes.REMOVED, [item for item in pages if item.live])
    return entry


def _cancel_what_waits(ids: list[int], user: Any) -> None:
    """Cancel the reviews and the scheduled publications of these pages."""
    keys = [str(pk) for pk in ids]
    of_pages = {"base_content_type": get_default_page_content_type(), "object_id__in": keys}
    for state in WorkflowState.objects.active().filter(**of_pages):
        state.cancel(user=user)
    Revision.objects.filter(**of_pages, approved_go_live_at__isnull=False).update(approved_go_live_at=None)


def _keep_private(page: Page) -> list[int]:
    """Copy the view restrictions of the sections above to a page that leaves them. Return the ids of the copies.

    What names deleted pages, such as the changes of the guide, asks the gate which paths are private.
    """
    copies = []
    for above in PageViewRestriction.objects.filter(page__in=page.get_ancestors()).prefetch_related("groups"):
        copy = PageViewRestriction(page=page, restriction_type=above.restriction_type, password=above.password)
        PageViewRestriction.objects.bulk_create([copy])  # `save` would log it
        through = PageViewRestriction.groups.through  # without signals: the page itself is recorded as removed
        through.objects.bulk_create(through(pageviewrestriction=copy, group=group) for group in above.groups.all())
        copies.append(copy.pk)
    return copies


# --- Out of the bin ---------------------------------------------------------------------------------------------------


@transaction.atomic
def restore(entry: BinnedPage, user: Any, parent: Page | None = None) -> Restored:
    """Move a page back to where it stood, or below `parent`. What was live is live again if the user may publish there.

    The caller checks permissions. Raises BinnedPage.DoesNotExist, ValidationError if it cannot stand there.
    """
    tree.lock()
    entry = BinnedPage.objects.select_related("page", "parent").get(pk=entry.pk)
    if not tree.is_in(entry.page):
        entry.delete()
        raise BinnedPage.DoesNotExist
    page, target = entry.page.specific, Page.objects.filter(pk=parent.pk if parent else entry.parent_id).first()
    if target is None or tree.is_in(target):
        raise ValidationError("La page au-dessous de laquelle elle était n’existe plus : choisissez-en une autre.")
    if problem := obstacle(page, target):
        raise ValidationError(problem)
    if parent is None:  # elsewhere, the page stays as private as it was
        PageViewRestriction.objects.filter(pk__in=entry.restrictions).delete()
    slug = find_available_slug(target, entry.slug)
    Page.objects.filter(pk=page.pk).update(slug=slug)
    _move(page.pk, *_position(entry, target), user)
    may_publish = user is None or target.permissions_for_user(user).can_publish_subpage()
    live = [
        item.pk
        for item in Page.objects.filter(pk__in=entry.live_pages).specific()
        if may_publish and _may_be_live(item)
    ]
    Page.objects.filter(pk__in=live).update(live=True)
    changes.record_many(changes.PUBLISHED, [(changes.PAGE, pk) for pk in live])
    drafts = set(entry.live_pages) - set(live)
    Page.objects.filter(pk__in=drafts).update(has_unpublished_changes=True, live_revision=None)
    BinnedPage.objects.filter(pk=entry.pk).delete()
    return Restored(Page.objects.get(pk=page.pk), "" if slug == entry.slug else entry.slug, page.pk in live)


def _may_be_live(page: Page) -> bool:
    """Whether a page may be live again: meanwhile its date may have passed, or a consent have been withdrawn."""
    problems = page.publication_problems() if isinstance(page, BasePage) else {}
    return not problems and not (page.expire_at and page.expire_at <= timezone.now())


def obstacle(page: Page, parent: Page) -> str:
    """Return in French why a page of the bin cannot stand below a parent; "" if it can."""
    model = page.specific_class
    others = parent.get_children().exact_type(model).count()
    if model.max_count_per_parent is not None and others >= model.max_count_per_parent:
        return french(f"« {parent.title} » a déjà une page de ce type ({model.get_verbose_name()}).")
    if not page.specific.can_move_to(parent):
        return french(f"Une page de ce type ({model.get_verbose_name()}) ne se range pas sous « {parent.title} ».")
    return ""


def _position(entry: BinnedPage, parent: Page) -> tuple[Page, str]:
    """Return target and position for treebeard: before the page that followed, if the parent is still the same."""
    if entry.path.startswith(parent.path):
        followers = parent.get_children().filter(path__gte=entry.path)
        if 0 < followers.count() <= MAX_SHIFTED:
            return followers.order_by("path")[0], "left"
    return parent, "last-child"


def _move(pk: int, target: Page, position: str, user: Any) -> None:
    # Fresh instances, since treebeard trusts the path and the number of children that they have.
    page, target = Page.objects.get(pk=pk), Page.objects.get(pk=target.pk)
    MovePageAction(page, target, pos=position, user=user).execute(skip_permission_checks=True)


# --- Final deletion ---------------------------------------------------------------------------------------------------


@transaction.atomic
def delete(entry: BinnedPage, user: Any = None) -> None:
    """Delete a page of the bin, with the pages below it, for good. Does nothing if it is no longer there.

    The caller checks permissions.
    """
    tree.lock()
    current = BinnedPage.objects.select_related("page").filter(pk=entry.pk).first()
    if current is not None and not tree.is_in(current.page):
        current.delete()  # somebody has moved the page: it is not deleted any more
    elif current is not None:
        # Without Wagtail's check, since nobody but superusers has permissions in the bin.
        DeletePageAction(current.page.specific, user=user).execute(skip_permission_checks=True)


def expired(now: datetime) -> list[BinnedPage]:
    """Return the entries that have been in the bin for longer than `RETENTION`, the oldest first."""
    return list(BinnedPage.objects.filter(deleted_at__lte=now - RETENTION).order_by("deleted_at", "pk"))
