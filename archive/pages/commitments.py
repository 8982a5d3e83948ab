"""The pages of commitments: the plans, a plan with its synthesis and measures, a measure with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from archive.choices import CommitmentStatus, Deadline
from archive.commitments import history
from archive.commitments.lookup import full_name
from archive.commitments.register import Measure, by_axis, evidence_by_path, measures, measures_of
from archive.commitments.status import TONES, deadline_of, deciding
from archive.commitments.synthesis import synthesis
from archive.models import CommitmentIndexPage, CommitmentPage, CommitmentPlanPage, EvidencePage
from archive.pages.filters import MeasureFilterForm
from archive.pages.sources import source_rows
from core.bin.tree import BIN
from core.blocks.resolver import Resolver
from core.cards import Badge
from core.db.pages import path_above
from core.visibility.gate import Gate

#: Number of measures on one page of a plan.
PAGE_SIZE = 50


def index_context(page: CommitmentIndexPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the `plans`, the latest first, each with `title`, `url`, `date_label`, `introduction`, `synthesis`."""
    today = timezone.localdate()
    by_plan: dict[str, list[Measure]] = {}
    for measure in measures(gate):
        by_plan.setdefault(measure.plan_path, []).append(measure)
    columns = ("path", "title", "url_path", "date_label", "introduction")
    rows = gate.pages(CommitmentPlanPage).child_of(page).order_by("-date_earliest", "path").values(*columns)
    return {
        "plans": [
            {
                **row,
                "url": gate.url(row["url_path"]),
                "synthesis": synthesis(row["title"], by_plan.get(row["path"], ()), today),
            }
            for row in rows
        ]
    }


def plan_context(page: CommitmentPlanPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return what the plan holds: its `synthesis` as a whole and by axis (`axes`), and one page of its measures.

    `groups` are the measures of that page by axis; filters apply to them, not to the synthesis.
    """
    today = timezone.localdate()
    rows = measures_of(gate, page.path) if page.path else []
    grouped = by_axis(rows, [row.title for row in page.axes.all()])
    form = MeasureFilterForm(gate, request.GET, [axis for axis, _ in grouped])
    selected = select(rows, form.filters)
    in_order = [measure for _, group in by_axis(selected, [axis for axis, _ in grouped]) for measure in group]
    paging = Paginator(in_order, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "body": resolved_body(page, gate),
        "sources": source_rows(page.sources.all()),
        "origins": [
            measure_row(gate, measure) for measure in measures(gate) if page.pk and measure.leads_to == page.pk
        ],
        "synthesis": synthesis(page.title, rows, today),
        "axes": [synthesis(axis or "Sans axe", group, today) for axis, group in grouped] if len(grouped) > 1 else [],
        "form": form,
        "filters_in_use": bool(form.filters),
        "notice": form.notice,
        "count": len(selected),
        "paging": paging,
        "groups": [
            {"title": axis, "measures": [measure_row(gate, measure) for measure in group]}
            for axis, group in by_axis(paging, ())
        ],
    }


def commitment_context(page: CommitmentPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the measure's `status` and `deadline` as badges, its `evidence` (the latest first), its `history`."""
    plan = plan_of(gate, page)
    rows = measures_of(gate, path_above(page.path)) if page.path else []
    evidence = evidence_rows(gate, page)
    deciding_row = next((row for row in evidence if row["decides"]), None)
    status = CommitmentStatus(deciding_row["establishes"]) if deciding_row else CommitmentStatus.UNDOCUMENTED
    return {
        "full_name": full_name(page.name, plan.title if plan else ""),
        "plan": plan and {"title": plan.title, "url": gate.url(plan.url_path), "date_label": plan.date_label},
        "status": status_badge(status),
        "deadline": deadline_badge(deadline_of(status, page.due_latest, timezone.localdate())),
        "since": deciding_row["date_label"] if deciding_row else "",
        "evidence": evidence,
        "history": history_rows(gate, page)[::-1],
        "leads": list(page.leads.select_related("organisation")),
        "whole": next((measure_row(gate, row) for row in rows if row.pk == page.part_of_id), None),
        "parts": [{**measure_row(gate, row), "is_part": False} for row in rows if page.pk and row.part_of == page.pk],
        "leads_to": visible_plan(gate, page.leads_to_id),
        "sources": source_rows(page.sources.all()),
    }


def evidence_context(page: EvidencePage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the measure that the evidence is about, and what it establishes, as a badge."""
    above = page.path and gate.pages(CommitmentPage).filter(path=path_above(page.path)).first()
    return {
        "measure": above and {"name": above.name, "text": above.text, "url": gate.url(above.url_path)},
        "status": status_badge(page.status) if page.status else None,
        "sources": source_rows(page.sources.all()),
    }


def plan_of(gate: Gate, page: CommitmentPage) -> CommitmentPlanPage | None:
    """Return the plan of a measure; None if the reader may not see it, or the measure has no place in the tree yet."""
    return gate.pages(CommitmentPlanPage).filter(path=path_above(page.path)).first() if page.path else None


def visible_plan(gate: Gate, pk: int | None) -> dict[str, str] | None:
    """Return the `title` and `url` of a plan by its page id; None if the reader may not see it."""
    row = pk and gate.pages(CommitmentPlanPage).filter(pk=pk).values("title", "url_path").first()
    return {"title": row["title"], "url": gate.url(row["url_path"])} if row else None


def select(rows: Iterable[Measure], filters: Mapping[str, Sequence[str]]) -> list[Measure]:
    """Return the measures that pass the filters `status`, `deadline` and `axis`, each a list of values."""
    today = timezone.localdate()
    statuses, deadlines, axes = (filters.get(name) for name in ("status", "deadline", "axis"))
    return [
        measure
        for measure in rows
        if (not statuses or measure.status in statuses)
        and (not deadlines or measure.deadline(today) in deadlines)
        and (not axes or measure.axis in axes)
    ]


def measure_row(gate: Gate, measure: Measure) -> dict[str, Any]:
    """Return a measure for a list: `name`, `url`, `due_label`, and `badges` of its status and deadline."""
    deadline = deadline_badge(measure.deadline(timezone.localdate()))
    return {
        "name": measure.name,
        "url": gate.url(measure.url_path),
        "due_label": measure.due_label,
        "is_part": measure.part_of is not None,
        "badges": [badge for badge in (status_badge(measure.status), deadline) if badge],
    }


def evidence_rows(gate: Gate, page: CommitmentPage) -> list[dict[str, Any]]:
    """Return the validated evidence of a measure that the reader may see; the one that decides comes first."""
    if not page.path:
        return []
    pages = gate.pages(EvidencePage).child_of(page)
    order = sorted(evidence_by_path(pages).get(page.path, ()), reverse=True)
    by_pk = {item.pk: item for item in pages.prefetch_related("sources")}
    decides = deciding(order)
    return [
        {
            "id": item.translation_key,
            "title": item.title,
            "url": gate.url(item.url_path),
            "full_url": gate.full_url(item.url_path),
            "date_label": item.date_label,
            "kind": item.get_kind_display(),
            "kind_code": item.kind,
            "establishes": item.establishes,
            "status": status_badge(CommitmentStatus(item.establishes)),
            "extract": item.extract,
            "validated_at": item.last_published_at,
            "sources": source_rows(item.sources.all()),
            "decides": decides is not None and item.pk == decides.pk,
            "page": item,
        }
        for piece in order
        if (item := by_pk.get(piece.pk))
    ]


def history_rows(gate: Gate, page: CommitmentPage) -> list[dict[str, Any]]:
    """Return the history of a measure, the oldest first, without evidence that is closed to the reader.

    Evidence has its present title, in which an editor may have removed a name; what was deleted since has none.
    """
    if not page.pk:
        return []
    changes = list(page.evidence_changes.all())
    ids = {change.evidence for change in changes}
    stored = EvidencePage.objects.filter(pk__in=ids).values_list("pk", "path", "title")
    paths, titles = {pk: path for pk, path, _ in stored}, {pk: title for pk, _, title in stored}
    closed = {pk for pk, path in paths.items() if path.startswith(gate.closed_paths)}
    closed |= {change.evidence for change in changes if change.evidence not in paths and not change.was_public}
    deleted = {pk for pk in ids if paths.get(pk, BIN).startswith(BIN)}
    return [
        {
            "at": line.change.at,
            "action": line.change.action,
            "label": line.change.get_action_display(),
            "title": "" if line.change.evidence in deleted else titles[line.change.evidence],
            "before": line.before,
            "after": line.after,
        }
        for line in history.lines(change for change in changes if change.evidence not in closed)
    ]


def status_badge(status: CommitmentStatus) -> Badge:
    """Return a status as a badge."""
    return Badge(text=status.label, tone=TONES[status])


def deadline_badge(deadline: Deadline) -> Badge | None:
    """Return how a measure stands against its deadline as a badge; None if there is nothing to say."""
    if deadline == Deadline.LATE:
        return Badge(text=deadline.label, tone="warning")
    return Badge(text=deadline.label, tone="") if deadline == Deadline.AHEAD else None


def resolved_body(page: CommitmentPlanPage, gate: Gate, absolute: bool = False) -> Any:
    """Return the text of a plan with its images and links resolved, for templates and the API."""
    block, raw = page.body.stream_block, page.body.get_prep_value()
    resolver = Resolver(gate, absolute=absolute)
    resolver.add_stream(block, raw)
    resolver.load()
    return resolver.stream(block, raw)
