"""The API of commitments: plans with their synthesis, and their commitments (« mesures ») with the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router
from pydantic import AfterValidator, ValidationInfo

from archive.api.schemas.commitments import CommitmentDetail, CommitmentItem, PlanDetail, PlanItem
from archive.api.shared import page_ref, source_items, verification
from archive.choices import CommitmentStatus, Deadline
from archive.commitments.register import Measure, by_axis, measure_of, measures, measures_of
from archive.commitments.synthesis import synthesis
from archive.models import CommitmentPage, CommitmentPlanPage, EvidencePage
from archive.pages.commitments import evidence_rows, history_rows, resolved_body, select
from core.api.lookup import find, following_moves, parse_uuid
from core.api.parameters import ListParams
from core.api.routing import listing, read
from core.api.schemas import Page
from core.choices import label_of
from core.db.pages import path_above, row_of
from core.fields import date_data
from core.models.themes import themes_by_page
from core.visibility.gate import Gate

router = Router(tags=["archive"])
PLAN_COLUMNS = (
    "pk", "path", "translation_key", "slug", "title", "url_path", "author", "introduction",
    "date", "date_earliest", "date_latest", "date_label",
)  # fmt: skip
MEASURE_COLUMNS = (
    "pk", "path", "translation_key", "slug", "title", "url_path", "number", "text", "axis",
    "date", "date_earliest", "date_latest", "date_label", "due", "due_earliest", "due_latest", "due_label",
)  # fmt: skip


def _known_plan(ref: str, info: ValidationInfo) -> str:
    if ref and "\0" not in ref and _plan_path(Gate.for_request(info.context["request"]), ref) is None:  # type: ignore[index]
        raise ValueError(f"Plan inconnu : « {ref} ».")
    return ref


#: The slug or public id (UUID) of a plan that the reader may see, or "".
PlanRef = Annotated[str, Field(max_length=255), AfterValidator(_known_plan)]


class CommitmentParams(ListParams):
    """Filters of the list of measures. Several values of one parameter are joined by OR."""

    plan: list[PlanRef] = Field([], max_length=20, description="Adresse courte ou identifiant public (UUID) d’un plan.")
    axis: list[Annotated[str, Field(max_length=200)]] = Field([], max_length=50, description="Titre d’un axe.")
    status: list[CommitmentStatus] = Field([], description="Statut établi par la preuve la plus récente.")
    deadline: list[Deadline] = Field([], description="Où en est la mesure de son échéance.")


@read(router, "/", response=Page[CommitmentItem], summary="Mesures des plans d’engagements")
def list_commitments(request: HttpRequest, params: Query[CommitmentParams]) -> dict[str, Any]:
    """Les mesures de tous les plans, plan par plan, dans l’ordre de leurs numéros."""
    gate = Gate.for_request(request)
    plans = {_plan_path(gate, ref) for ref in params.plan if ref}
    axes = [axis for axis in params.axis if axis]
    filters: dict[str, Any] = {"status": params.status, "deadline": params.deadline, "axis": axes}
    rows = [row for row in select(measures(gate), filters) if not plans or row.plan_path in plans]
    return {"count": len(rows), "items": _items(gate, rows[params.offset : params.offset + params.limit])}


@read(router, "/plans/", response=Page[PlanItem], summary="Plans d’engagements")
def list_plans(request: HttpRequest, params: Query[ListParams]) -> dict[str, Any]:
    """Les plans, le plus récent d’abord, avec leur synthèse."""
    gate = Gate.for_request(request)
    pages = gate.pages(CommitmentPlanPage).order_by("-date_earliest", "path")
    return listing(pages, params, lambda page: _plans(gate, list(page.values(*PLAN_COLUMNS))))


@read(router, "/plans/{slug}/", response=PlanDetail, summary="Un plan d’engagements")
@following_moves
def plan_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le plan entier, avec la synthèse de chaque axe. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return plan_data(gate, find(gate, CommitmentPlanPage, slug).get())


def plan_data(gate: Gate, page: CommitmentPlanPage) -> dict[str, Any]:
    """Return a plan in the shape of `PlanDetail`."""
    rows = measures_of(gate, page.path)
    origins = [row for row in measures(gate) if page.pk and row.leads_to == page.pk]
    groups = by_axis(rows, page.axes.values_list("title", flat=True))
    return {
        **_plans(gate, [row_of(page, *PLAN_COLUMNS)])[0],
        "axes": [_synthesis(axis, group) for axis, group in groups],
        "origins": _refs(gate, origins),
        "measures": _refs(gate, rows),
        "body": resolved_body(page, gate, absolute=True),
        "sources": source_items(page),
        **verification(page),
    }


@read(router, "/{slug}/", response=CommitmentDetail, summary="Une mesure et ses preuves")
@following_moves
def commitment_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La mesure entière. `slug` peut être l’identifiant public (UUID), que deux mesures n’ont jamais en commun."""
    gate = Gate.for_request(request)
    return commitment_data(gate, find(gate, CommitmentPage, slug).get())


def commitment_data(gate: Gate, page: CommitmentPage) -> dict[str, Any]:
    """Return a measure in the shape of `CommitmentDetail`. The page may be a draft or unsaved."""
    rows = measures_of(gate, path_above(page.path)) if page.pk else []
    (item,) = _items(gate, [measure_of(gate, page)], {page.pk: row_of(page, *MEASURE_COLUMNS)})
    return {
        **item,
        "themes": page.theme_rows(),
        "parts": _refs(gate, [row for row in rows if row.part_of == page.pk]),
        "leads_to": _plan_ref(gate, page.leads_to_id),
        "leads": [str(row) for row in page.leads.select_related("organisation")],
        "evidence": [
            {
                "id": row["id"],
                "slug": row["page"].slug,
                "title": row["title"],
                "url": row["full_url"],
                "date": date_data(row["page"], "date"),
                "type": row["kind_code"],
                "type_label": row["kind"],
                "establishes": row["establishes"],
                "establishes_label": label_of(row["establishes"], CommitmentStatus),
                "extract": row["extract"],
                "validated_at": row["validated_at"],
                "sources": source_items(row["page"]),
            }
            for row in evidence_rows(gate, page)
        ],
        "history": [
            {
                "at": row["at"],
                "action": row["action"],
                "action_label": row["label"],
                "evidence": row["title"],
                "before": row["before"],
                "before_label": row["before"].label,
                "after": row["after"],
                "after_label": row["after"].label,
            }
            for row in history_rows(gate, page)
        ],
        "sources": source_items(page),
        **verification(page),
    }


def _plan_path(gate: Gate, ref: str) -> str | None:
    """Return the tree path of a plan by its slug or public id; None if the reader may not see it."""
    plans = gate.pages(CommitmentPlanPage)
    uid = parse_uuid(ref)
    matches = plans.filter(translation_key=uid) if uid else plans.filter(slug=ref)
    path: str | None = matches.order_by("path").values_list("path", flat=True).first()
    return path


def _refs(gate: Gate, rows: Sequence[Measure]) -> list[dict[str, Any]]:
    """Return measures in the shape of `PageRef`, in their order."""
    columns = ("pk", "translation_key", "slug", "title", "url_path")
    pages = gate.pages(CommitmentPage).filter(pk__in=[row.pk for row in rows]).values(*columns) if rows else ()
    refs = {page["pk"]: page_ref(gate, page) for page in pages}
    return [refs[row.pk] for row in rows if row.pk in refs]


def _plan_ref(gate: Gate, pk: int | None) -> dict[str, Any] | None:
    """Return a plan by its page id; None if the reader may not see it."""
    row = gate.pages(CommitmentPlanPage).filter(pk=pk).values(*PLAN_COLUMNS).first() if pk else None
    return page_ref(gate, row) if row else None


def _plans(gate: Gate, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    themes = themes_by_page(row["pk"] for row in rows)
    return [
        {
            **page_ref(gate, row),
            "date": date_data(row, "date"),
            "author": row["author"],
            "introduction": row["introduction"],
            "themes": themes.get(row["pk"], []),
            "synthesis": _synthesis(row["title"], measures_of(gate, row["path"])),
        }
        for row in rows
    ]


def _synthesis(title: str, rows: Sequence[Measure]) -> dict[str, Any]:
    result = synthesis(title, rows, timezone.localdate())
    return {
        "title": title,
        "count": result.count,
        "sub_measures": result.sub_measures,
        "documented": result.documented,
        "late": result.late,
        "statuses": [{"status": part.code, "label": part.label, "count": part.count} for part in result.shares],
    }


def _items(
    gate: Gate, rows: Sequence[Measure], overrides: dict[int, dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Return measures as API items, in five queries at most, whatever their number.

    `overrides` are `MEASURE_COLUMNS` by primary key, used instead of the stored ones: those of a draft.
    """
    today = timezone.localdate()
    ids = {row.pk for row in rows} | {row.part_of for row in rows if row.part_of}
    pages = {page["pk"]: page for page in gate.pages(CommitmentPage).filter(pk__in=ids).values(*MEASURE_COLUMNS)}
    pages |= overrides or {}
    paths = {path_above(row.path) for row in rows}
    plans = {plan["path"]: plan for plan in gate.pages(CommitmentPlanPage).filter(path__in=paths).values(*PLAN_COLUMNS)}
    deciding = {row.pk: evidence.pk for row in rows if (evidence := row.decided_by)}
    columns = ("pk", "date", "date_earliest", "date_latest", "date_label")
    dates = {page["pk"]: page for page in EvidencePage.objects.filter(pk__in=deciding.values()).values(*columns)}
    themes = themes_by_page(row.pk for row in rows)
    return [
        {
            **page_ref(gate, pages[row.pk]),
            "number": row.number,
            "text": pages[row.pk]["text"],
            "plan": page_ref(gate, plan) if (plan := plans.get(row.plan_path)) else None,
            "axis": row.axis,
            "part_of": page_ref(gate, whole) if (whole := pages.get(row.part_of)) and _same_plan(row, whole) else None,
            "date": date_data(pages[row.pk], "date"),
            "due": date_data(pages[row.pk], "due"),
            "status": row.status,
            "status_label": label_of(row.status, CommitmentStatus),
            "status_date": date_data(dated, "date") if (dated := dates.get(deciding.get(row.pk))) else None,
            "deadline": (deadline := row.deadline(today)),
            "deadline_label": label_of(deadline, Deadline),
            "themes": themes.get(row.pk, []),
        }
        for row in rows
        if row.pk in pages
    ]


def _same_plan(row: Measure, whole: dict[str, Any]) -> bool:
    """Whether a measure is in the plan of the measure that it is part of: a copied plan may not be."""
    return path_above(whole["path"]) == row.plan_path
