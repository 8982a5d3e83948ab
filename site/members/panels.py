"""What waits for someone, on the admin's dashboard: what to review, pages to check, drafts to finish.

Beside pages, what editors write once for many of them is drafted and reviewed too: snippets with drafts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, TaskState, WorkflowMixin, WorkflowState, get_default_page_content_type
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from core import contributions
from core.cards import KINDS
from core.checks import own_page_models
from core.contributions import Kind, Purpose
from core.models import Card
from core.typography import french
from core.verification import checked_long_ago, never_checked
from core.viewsets import icon_of
from members.models import Contribution, Correction, User

#: How many pages a panel shows; it counts the others.
SHOWN = 8


@dataclass(frozen=True)
class Row:
    """A page in a panel: its title leads to its editor; the cells are plain texts, one for each further heading."""

    icon: str
    title: str
    url: str
    cells: tuple[str, ...]


class PagesPanel(Component):
    """A table of pages, or a sentence when there are none. Its number of queries does not depend on theirs."""

    template_name = "wagtailadmin/home/pages_panel.html"
    name = ""
    order = 100
    heading = ""
    headings: tuple[str, ...] = ()
    nothing = ""
    #: What they are, where all are pages.
    noun = ""
    #: Where the pages that it only counts are found.
    elsewhere = ""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        rows, count = self.rows(parent_context["request"].user)
        return {"panel": self, "rows": rows, "others": count - len(rows)}

    def rows(self, user: User) -> tuple[list[Row], int]:
        """The first rows, and how many there are in all."""
        raise NotImplementedError


class ToReviewPanel(PagesPanel):
    """« À modérer »: what this user may accept or send back, the one that has waited longest first."""

    name = "to_review"
    order = 110
    heading = "À modérer"
    headings = ("À relire", "De la part de", "Attend")
    nothing = "Rien n’attend votre relecture."

    def rows(self, user: User) -> tuple[list[Row], int]:
        waiting = (
            TaskState.objects.reviewable_by(user)
            .select_related("revision__content_type", "workflow_state__requested_by")
            .order_by("started_at")
        )
        finder = AdminURLFinder(user)
        found = [(state.started_at, self.row(state, finder)) for state in waiting[:SHOWN]]
        count = waiting.count()
        if user.has_perm("members.change_contribution"):
            # A report and a claim are reviewed in no workflow.
            told = Contribution.objects.waiting().filter(kind__in=[kind.code for kind in answered_alone()])
            found += [(one.submitted_at, self.told_row(one)) for one in told.select_related("author")[:SHOWN]]
            count += told.count()
        found.sort(key=lambda pair: pair[0])
        return [row for _, row in found[:SHOWN]], count

    def told_row(self, contribution: Contribution) -> Row:
        return Row(
            icon="warning" if contribution.purpose == Purpose.REPORT else "user",
            title=french(f"{contribution.label} : {contribution}"),
            url=reverse("moderation_contribution", args=[contribution.pk]),
            cells=(str(contribution.author or "–"), since(contribution.submitted_at or contribution.created_at)),
        )

    def row(self, state: TaskState, finder: AdminURLFinder) -> Row:
        revision, asked_by = state.revision, state.workflow_state.requested_by
        model = revision.content_type.model_class()
        if issubclass(model, Page):
            url = edit_url(revision.object_id)
        elif model is Correction:  # looked at where contributions are
            url = reverse("moderation_contribution", args=[revision.content["contribution"]])
        else:
            url = finder.get_edit_url(model(pk=revision.object_id)) or ""
        return Row(
            icon=icon_for(model),
            title=revision.object_str,
            url=url,
            cells=(str(asked_by or "–"), since(state.started_at)),
        )


class ToVerifyPanel(PagesPanel):
    """« À vérifier »: published pages whose facts age, which nobody has checked for long or ever."""

    name = "to_verify"
    order = 120
    heading = "À vérifier"
    noun = "page"
    headings = ("Page", "Type", "Dernière vérification")
    nothing = "Tout ce qui est publié a été vérifié depuis moins de six mois."
    elsewhere = "Dans le menu, « Lieux » et « Fiches du mémento » les listent toutes : filtre « Vérification »."

    @cached_property
    def icons(self) -> dict[str, str]:
        """The icon of each kind whose facts age."""
        return {model.card_kind: model.icon for model in own_page_models() if model.facts_age}

    def rows(self, user: User) -> tuple[list[Row], int]:
        cards = Card.objects.filter(
            never_checked() | checked_long_ago(),
            kind__in=self.icons,
            page__live=True,
            page__in=editable_by(user).values("pk"),
        ).order_by(F("verified_on").asc(nulls_first=True), "page__last_published_at", "pk")
        found = cards.values("page_id", "kind", "title", "verified_on")
        return [self.row(card) for card in found[:SHOWN]], cards.count()

    def row(self, card: Mapping[str, Any]) -> Row:
        checked = date_format(card["verified_on"], "j F Y") if card["verified_on"] else "jamais"
        return Row(
            icon=self.icons[card["kind"]],
            title=card["title"],
            url=edit_url(card["page_id"]),
            cells=(KINDS.get(card["kind"], ""), checked),
        )


class DraftsPanel(PagesPanel):
    """« Mes brouillons »: what this user has written or proposed and readers do not see yet, the newest first."""

    name = "drafts"
    order = 130
    heading = "Mes brouillons"
    headings = ("Brouillon", "Où il en est", "Modifié le")
    nothing = "Vous n’avez pas de brouillon : tout ce que vous avez écrit est publié."

    def rows(self, user: User) -> tuple[list[Row], int]:
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
        rows = [(page.latest_revision_created_at, self.row(page)) for page in pages[:SHOWN]]
        count = drafts.count()
        for model in drafted_snippets():
            found = drafts_of(model, user)
            rows += [(one.latest_revision.created_at, self.snippet_row(one, user)) for one in found[:SHOWN]]
            count += found.count()
        rows.sort(key=lambda row: row[0].timestamp() if row[0] else 0, reverse=True)
        return [row for _, row in rows[:SHOWN]], count

    def row(self, page: Page) -> Row:
        changed = page.latest_revision_created_at
        return Row(
            icon=icon_of(page.specific_class),
            title=page.draft_title or page.title,
            url=edit_url(page.pk),
            cells=(progress(page, page.approved_schedule), moment(changed)),
        )

    def snippet_row(self, snippet: Any, user: User) -> Row:
        return Row(
            icon=icon_for(type(snippet)),
            title=snippet.latest_revision.object_str,
            url=AdminURLFinder(user).get_edit_url(snippet) or "",
            cells=(progress(snippet, snippet.is_scheduled), moment(snippet.latest_revision.created_at)),
        )


def editable_by(user: User) -> QuerySet[Page]:
    """The pages that a user may change."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def edit_url(page_id: int | str) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def drafted_snippets() -> list[type[Model]]:
    """The types of snippets that are drafted and reviewed as pages are."""
    return [model for model in get_snippet_models() if issubclass(model, WorkflowMixin)]


def drafts_of(model: type[Any], user: User) -> QuerySet[Any]:
    """The drafts of one such type that this user wrote or proposed, the newest first, with how far each is."""
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
        .prefetch_related(Prefetch("workflow_states", queryset=running, to_attr="_current_workflow_states"))
        .annotate(is_scheduled=Exists(scheduled))
        .order_by("-latest_revision__created_at", "-pk")
    )


def answered_alone() -> list[Kind]:
    """The kinds that make nothing that Wagtail reviews."""
    return [*contributions.kinds(Purpose.REPORT), *contributions.kinds(Purpose.CLAIM)]


def icon_for(model: type[Model]) -> str:
    """The icon of a page type or of a type of snippets."""
    return icon_of(getattr(model, "snippet_viewset", model))


def moment(when: datetime | None) -> str:
    return date_format(timezone.localtime(when), "j F Y à H:i") if when else "–"


def since(start: datetime) -> str:
    """For how long something has waited, in days."""
    days = (timezone.localdate() - timezone.localtime(start).date()).days
    if days < 1:
        return "depuis aujourd’hui"
    return "depuis hier" if days == 1 else f"depuis {days} jours"


def progress(page: Any, scheduled: bool) -> str:
    """How far a draft is on its way to readers; a reviewer's comment goes with what is to be done again."""
    if state := page.current_workflow_state:
        if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            comment = Truncator(state.current_task_state.comment).chars(80)
            return f"À reprendre : {comment}" if comment else "À reprendre"
        return f"En relecture {since(state.created_at)}"
    if scheduled:
        return "Publication programmée"
    return "En ligne, sauf les derniers changements" if page.live else "Pas encore en ligne"
