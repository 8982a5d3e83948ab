"""Messages about reviews above the admin's forms: the author, the changes asked for, and the decision just taken.

They are shown for pages, and for snippets with workflows.
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

from core.text.typography import french, nested
from members.models import Contribution
from members.moderation import views
from members.permissions import may_decide


def show_author(request: HttpRequest, instance: Any) -> None:
    """Show the author, their note and the waiting files above the form of a contributed page."""
    if request.method != "GET" or not isinstance(instance, Page):
        return
    open_states = (Contribution.State.WAITING, Contribution.State.CHANGES)
    contribution = (
        Contribution.objects.that_created(instance).filter(state__in=open_states).select_related("author").first()
    )
    if contribution is None:
        return
    files = list(contribution.uploads.order_by("created_at", "pk"))
    buttons = [messages.button(reverse("members_upload", args=[file.pk]), str(file), True) for file in files]
    if may_decide(request.user):
        buttons.insert(
            0, messages.button(reverse("moderation_contribution", args=[contribution.pk]), "La contribution")
        )
    messages.info(request, author_message(contribution, len(files)), buttons=buttons)


def author_message(contribution: Contribution, files: int) -> str:
    """« Proposé par Alix le 3 mars. Un mot pour vous : “Je connais bien ce lieu.” »"""
    when = (
        f" le {date_format(timezone.localtime(contribution.submitted_at), 'j F')}" if contribution.submitted_at else ""
    )
    note = nested(views.note(contribution))
    # No full stop after a note that ends with punctuation.
    end = "" if note.endswith((".", "!", "?", "…")) else "."
    note_text = f" Un mot pour vous : « {note} »{end}" if note else ""
    joins = "" if not files else " Son fichier rejoindra" if files == 1 else f" Ses {files} fichiers rejoindront"
    later = f"{joins} la page quand elle sera publiée." if joins else ""
    return french(f"Proposé par {views.author_label(contribution)}{when}.{note_text}{later}")


def show_requested_changes(request: HttpRequest, instance: Any) -> None:
    """Show the changes that a moderator asked for above the form."""
    if request.method != "GET" or not isinstance(instance, WorkflowMixin):
        return
    state = instance.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        messages.warning(request, requested_changes_message(state.current_task_state))


def requested_changes_message(task_state: TaskState) -> str:
    """« Un modérateur demande des modifications : « Dites quand. » (le 22 novembre, Alix) »."""
    at, by = task_state.finished_at, task_state.finished_by
    when = f"le {date_format(timezone.localtime(at), 'j F')}" if at else ""
    words = f" : « {nested(task_state.comment.strip())} »" if task_state.comment.strip() else ""
    details = ", ".join(filter(None, (when, str(by or ""))))
    return french(f"Un modérateur demande des modifications{words}" + (f" ({details})" if details else ""))


def show_decision(request: HttpRequest, instance: Any) -> None:
    """Replace Wagtail's « mise à jour » message by the decision that was just taken in the form."""
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
    # Wagtail's message is the last one; keep the others.
    for message in list(get_messages(request))[:-1]:
        add_message(request, message.level, message.message, message.extra_tags)
    messages.success(request, decision_message(state, instance), buttons=buttons)


def decision_message(state: WorkflowState, instance: Any) -> str:
    """Describe the outcome of a review in French."""
    title = nested(get_latest_str(instance))
    task_state = state.current_task_state
    requester = state.requested_by if state.requested_by and state.requested_by.is_active else None
    if state.status == WorkflowState.STATUS_CANCELLED and task_state and task_state.comment.strip():
        consequence = (
            "le brouillon reste ici, non publié" if not getattr(instance, "live", True) else "la page reste en ligne"
        )
        reader = f"{requester} lira pourquoi" if requester else "personne ne peut en être averti"
        return french(f"« {title} » est refusé, et {reader} ; {consequence}.")
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        remarks = ", avec vos remarques" if state.current_task_state.comment.strip() else ""
        if requester is None:
            return french(f"« {title} » attend des changements{remarks} ; personne ne peut en être averti.")
        return french(f"« {title} » revient à {requester}{remarks}.")
    if state.status == WorkflowState.STATUS_APPROVED:
        instance.refresh_from_db(fields=["live", "has_unpublished_changes"])
        online = instance.live and not instance.has_unpublished_changes
        end = "les lecteurs le voient maintenant" if online else "la publication suivra, à la date prévue"
        return french(f"Vous avez approuvé « {title} » : {end}.")
    return french(f"Votre décision sur « {title} » est enregistrée ; la relecture continue.")
