"""Panels of the admin's dashboard: what to review, pages to check, and the user's drafts.

They list pages, and snippets that have drafts and reviews as pages have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, IntegerField, Model, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import Truncator
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Revision, TaskState, WorkflowMixin, WorkflowState, get_default_page_content_type
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from core.admin.dashboard import MAX_ROWS, PagesPanel, PanelRow
from core.admin.pages import edit_url, editable_by
from core.admin.viewsets import icon_of
from core.cards import KINDS
from core.checks import own_page_models
from core.contributions import kinds
from core.contributions.kinds import ANSWERED_ALONE, Purpose
from core.models import Card
from core.text.typography import french
from core.verification import checked_long_ago, never_checked
from core.workarounds.internals import WORKFLOW_STATES
from members.models import Contribution, Correction, User
from members.permissions import may_decide


class ToReviewPanel(PagesPanel):
    """« À modérer »: what this user may decide on, the longest wait first."""

    name = "to_review"
    order = 110
    heading = "À modérer"
    headings = ("À relire", "De la part de", "Attend")
    empty_text = "Rien n’attend votre relecture."

    def rows(self, user: User) -> tuple[list[PanelRow], int]:
        waiting = (
            TaskState.objects.reviewable_by(user)
            .select_related("revision__content_type", "workflow_state__requested_by")
            .order_by("started_at")
        )
        finder = AdminURLFinder(user)
        rows = [(state.started_at, self.row(state, finder)) for state in waiting[:MAX_ROWS]]
        count = waiting.count()
        if may_decide(user):
            # Reports and claims have no workflow.
            codes = [kind.code for kind in kinds.kinds() if kind.purpose in ANSWERED_ALONE]
            alone = Contribution.objects.waiting().filter(kind__in=codes)
            rows += [
                (contribution.submitted_at, self.contribution_row(contribution))
                for contribution in alone.select_related("author")[:MAX_ROWS]
            ]
            count += alone.count()
        rows.sort(key=lambda pair: pair[0])
        return [row for _, row in rows[:MAX_ROWS]], count

    def contribution_row(self, contribution: Contribution) -> PanelRow:
        return PanelRow(
            icon="warning" if contribution.purpose == Purpose.REPORT else "user",
            title=french(f"{contribution.label} : {contribution}"),
            url=reverse("moderation_contribution", args=[contribution.pk]),
            cells=(str(contribution.author or "–"), since(contribution.submitted_at or contribution.created_at)),
        )

    def row(self, state: TaskState, finder: AdminURLFinder) -> PanelRow:
        revision, author = state.revision, state.workflow_state.requested_by
        model = revision.content_type.model_class()
        if issubclass(model, Page):
            url = edit_url(revision.object_id)
        elif model is Correction:  # corrections are reviewed among the contributions
            url = reverse("moderation_contribution", args=[revision.content["contribution"]])
        else:
            url = finder.get_edit_url(model(pk=revision.object_id)) or ""
        return PanelRow(
            icon=icon_for(model),
            title=revision.object_str,
            url=url,
            cells=(str(author or "–"), since(state.started_at)),
        )


class ToVerifyPanel(PagesPanel):
    """« À vérifier »: published pages with facts that nobody has checked for a long time, or ever."""

    name = "to_verify"
    order = 120
    heading = "À vérifier"
    noun = "page"
    headings = ("Page", "Type", "Dernière vérification")
    empty_text = "Tout ce qui est publié a été vérifié depuis moins de six mois."
    more_help = "Dans le menu, « Lieux » et « Fiches du mémento » les listent toutes : filtre « Vérification »."

    @cached_property
    def icons(self) -> dict[str, str]:
        """Map the card kinds whose facts age to their icons."""
        return {model.card_kind: model.icon for model in own_page_models() if model.facts_age}

    def rows(self, user: User) -> tuple[list[PanelRow], int]:
        cards = Card.objects.filter(
            never_checked() | checked_long_ago(),
            kind__in=self.icons,
            page__live=True,
            page__in=editable_by(user).values("pk"),
        ).order_by(F("verified_on").asc(nulls_first=True), "page__last_published_at", "pk")
        values = cards.values("page_id", "kind", "title", "verified_on")
        return [self.row(card) for card in values[:MAX_ROWS]], cards.count()

    def row(self, card: Mapping[str, Any]) -> PanelRow:
        checked = date_format(card["verified_on"], "j F Y") if card["verified_on"] else "jamais"
        return PanelRow(
            icon=self.icons[card["kind"]],
            title=card["title"],
            url=edit_url(card["page_id"]),
            cells=(KINDS.get(card["kind"], ""), checked),
        )


class DraftsPanel(PagesPanel):
    """« Mes brouillons »: unpublished changes that this user wrote or proposed, the newest first."""

    name = "drafts"
    order = 130
    heading = "Mes brouillons"
    headings = ("Brouillon", "Où il en est", "Modifié le")
    empty_text = "Vous n’avez pas de brouillon : tout ce que vous avez écrit est publié."

    def rows(self, user: User) -> tuple[list[PanelRow], int]:
        proposed = WorkflowState.objects.active().filter(
            requested_by=user, base_content_type=get_default_page_content_type()
        )
        mine = (
            Q(latest_revision__user=user)
            | Q(owner=user, live=False)
            | Q(pk__in=proposed.values_list(Cast("object_id", IntegerField())))
        )
        drafts = (
            editable_by(user)
            .filter(mine, Q(live=False) | Q(has_unpublished_changes=True))
            .order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
        )
        pages = drafts.prefetch_workflow_states().annotate_approved_schedule()
        rows = [(page.latest_revision_created_at, self.row(page)) for page in pages[:MAX_ROWS]]
        count = drafts.count()
        for model in drafted_snippets():
            snippets = drafts_of(model, user)
            rows += [
                (snippet.latest_revision.created_at, self.snippet_row(snippet, user)) for snippet in snippets[:MAX_ROWS]
            ]
            count += snippets.count()
        rows.sort(key=lambda row: row[0].timestamp() if row[0] else 0, reverse=True)
        return [row for _, row in rows[:MAX_ROWS]], count

    def row(self, page: Page) -> PanelRow:
        changed = page.latest_revision_created_at
        return PanelRow(
            icon=icon_of(page.specific_class),
            title=page.draft_title or page.title,
            url=edit_url(page.pk),
            cells=(progress(page, page.approved_schedule), moment(changed)),
        )

    def snippet_row(self, snippet: Any, user: User) -> PanelRow:
        return PanelRow(
            icon=icon_for(type(snippet)),
            title=snippet.latest_revision.object_str,
            url=AdminURLFinder(user).get_edit_url(snippet) or "",
            cells=(progress(snippet, snippet.is_scheduled), moment(snippet.latest_revision.created_at)),
        )


def drafted_snippets() -> list[type[Model]]:
    """Return the snippet models with drafts and workflows."""
    return [model for model in get_snippet_models() if issubclass(model, WorkflowMixin)]


def drafts_of(model: type[Any], user: User) -> QuerySet[Any]:
    """Return the drafts of a snippet model that this user wrote or proposed, the newest first.

    Each has its running workflow prefetched, and `is_scheduled`.
    """
    kind = ContentType.objects.get_for_model(model)
    proposed = WorkflowState.objects.active().filter(requested_by=user, content_type=kind)
    mine = Q(latest_revision__user=user) | Q(pk__in=proposed.values_list(Cast("object_id", IntegerField())))
    running = WorkflowState.objects.active().select_related("current_task_state")
    scheduled = Revision.objects.filter(
        content_type=kind, object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
    )
    return (
        policy_registry.get_by_type(model)
        .instances_user_has_permission_for(user, "change")
        .filter(mine, Q(live=False) | Q(has_unpublished_changes=True), latest_revision__isnull=False)
        .select_related("latest_revision")
        .prefetch_related(Prefetch("workflow_states", queryset=running, to_attr=WORKFLOW_STATES))
        .annotate(is_scheduled=Exists(scheduled))
        .order_by("-latest_revision__created_at", "-pk")
    )


def icon_for(model: type[Model]) -> str:
    """Return the icon of a page type or a snippet model."""
    return icon_of(getattr(model, "snippet_viewset", model))


def moment(when: datetime | None) -> str:
    return date_format(timezone.localtime(when), "j F Y à H:i") if when else "–"


def since(start: datetime) -> str:
    """Say for how many days something has waited, in French."""
    days = (timezone.localdate() - timezone.localtime(start).date()).days
    if days < 1:
        return "depuis aujourd’hui"
    return "depuis hier" if days == 1 else f"depuis {days} jours"


def progress(page: Any, scheduled: bool) -> str:
    """Describe the progress of a draft in French, with the reviewer's comment if changes are asked for."""
    if state := page.current_workflow_state:
        if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            comment = Truncator(state.current_task_state.comment).chars(80)
            return f"À reprendre : {comment}" if comment else "À reprendre"
        return f"En relecture {since(state.created_at)}"
    if scheduled:
        return "Publication programmée"
    return "En ligne, sauf les derniers changements" if page.live else "Pas encore en ligne"
