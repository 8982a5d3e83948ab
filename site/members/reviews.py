"""Reviews in the admin: what a moderator asked stands above the form, and a decision is told in its own words.

For pages and for snippets that are reviewed as pages are.
"""

from __future__ import annotations

from typing import Any

from django.contrib.messages import add_message, get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page, TaskState, WorkflowMixin, WorkflowState

from core.typography import french, nested
from members import decisions, moderation
from members.models import Contribution


def tell_who_proposed(request: HttpRequest, instance: Any) -> None:
    """Show above the form of a page that was contributed who did, what they said, and the files that wait for it."""
    if request.method != "GET" or not isinstance(instance, Page):
        return
    waits = (Contribution.State.WAITING, Contribution.State.CHANGES)
    found = (
        Contribution.objects.filter(page_id=instance.pk, kind__in=decisions.new_kinds(), state__in=waits)
        .select_related("author")
        .first()
    )
    if found is None:
        return
    files = list(found.uploads.order_by("created_at", "pk"))
    buttons = [messages.button(reverse("members_upload", args=[file.pk]), str(file), True) for file in files]
    if moderation.decides(request.user):
        buttons.insert(0, messages.button(reverse("moderation_contribution", args=[found.pk]), "La contribution"))
    messages.info(request, proposed_by(found, len(files)), buttons=buttons)


def proposed_by(found: Contribution, files: int) -> str:
    """« Proposé par Alix le 3 mars. Un mot pour vous : “Je connais bien ce lieu.” »"""
    when = f" le {date_format(timezone.localtime(found.submitted_at), 'j F')}" if found.submitted_at else ""
    note = nested(moderation.note(found))
    # What ends by itself, as sentences do, needs no full stop behind it.
    end = "" if note.endswith((".", "!", "?", "…")) else "."
    said = f" Un mot pour vous : « {note} »{end}" if note else ""
    joins = "" if not files else " Son fichier rejoindra" if files == 1 else f" Ses {files} fichiers rejoindront"
    later = f"{joins} la page quand elle sera publiée." if joins else ""
    return french(f"Proposé par {moderation.who(found)}{when}.{said}{later}")


def tell_what_is_asked(request: HttpRequest, instance: Any) -> None:
    """Show what is to be done again above the form that is about to open."""
    if request.method != "GET" or not isinstance(instance, WorkflowMixin):
        return
    state = instance.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        messages.warning(request, asked(state.current_task_state))


def asked(task_state: TaskState) -> str:
    """« Un modérateur demande des modifications : « Dites quand. » (le 22 novembre, Alix) »."""
    at, by = task_state.finished_at, task_state.finished_by
    when = f"le {date_format(timezone.localtime(at), 'j F')}" if at else ""
    words = f" : « {nested(task_state.comment.strip())} »" if task_state.comment.strip() else ""
    known = ", ".join(filter(None, (when, str(by or ""))))
    return french(f"Un modérateur demande des modifications{words}" + (f" ({known})" if known else ""))


def tell_the_decision(request: HttpRequest, instance: Any) -> None:
    """Say what a moderator has just decided in the form, in place of « mise à jour »."""
    if "action-workflow-action" not in request.POST or not isinstance(instance, WorkflowMixin):
        return
    state = instance.workflow_states.order_by("-created_at", "-pk").first()
    if state is None:
        return
    buttons = []
    if edit := AdminURLFinder(request.user).get_edit_url(instance):
        buttons.append(messages.button(edit, "Modifier"))
    if state.status == WorkflowState.STATUS_APPROVED and isinstance(instance, Page) and (url := instance.get_url()):
        buttons.append(messages.button(url, "Voir en ligne"))
    # Wagtail's own was just added, last; what else waits to be shown stays.
    for message in list(get_messages(request))[:-1]:
        add_message(request, message.level, message.message, message.extra_tags)
    messages.success(request, decision(state, instance), buttons=buttons)


def decision(state: WorkflowState, instance: Any) -> str:
    """What became of a review."""
    title = nested(get_latest_str(instance))
    task_state = state.current_task_state
    if state.status == WorkflowState.STATUS_CANCELLED and task_state and task_state.comment.strip():
        kept = "le brouillon reste ici, non publié" if not getattr(instance, "live", True) else "la page reste en ligne"
        return french(f"« {title} » est refusé, et {state.requested_by or 'qui l’a proposé'} lira pourquoi ; {kept}.")
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        remarks = ", avec vos remarques" if state.current_task_state.comment.strip() else ""
        return french(f"« {title} » revient à {state.requested_by or 'qui l’a proposé'}{remarks}.")
    if state.status == WorkflowState.STATUS_APPROVED:
        instance.refresh_from_db(fields=["live", "has_unpublished_changes"])
        online = instance.live and not instance.has_unpublished_changes
        end = "les lecteurs le voient maintenant" if online else "la publication suivra, à la date prévue"
        return french(f"Vous avez approuvé « {title} » : {end}.")
    return french(f"Votre décision sur « {title} » est enregistrée ; la relecture continue.")
