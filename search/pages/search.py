"""What the search page shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict

from core.search import doors
from core.search.pages import results as results_of
from core.search.questions import Question, Understanding
from core.visibility.gate import Gate
from search import fallback
from search.pages.form import DATE, SearchForm, SearchPageParams
from search.promotions import promoted
from search.query import results
from search.query.results import Results

PER_PAGE = 20
#: Types of results that are offered above the results; a list has all of them.
_MAIN_KINDS = 5
#: What an empty result leads to.
_DOORS = ("places", "guide", "agenda", "propose-place")


def search_context(gate: Gate, query: QueryDict) -> dict[str, Any]:
    """Return the context of the search page for a query string."""
    params = SearchPageParams(gate, {name: query.get(name, "") for name in SearchPageParams.base_fields})
    params.is_valid()
    text = params.cleaned_data.get("q", "")
    context: dict[str, Any] = {"search_params": params, "text": text, "kind": params.cleaned_data.get("type", "")}
    if not text:
        return context
    number = params.cleaned_data.get("page") or 1
    outcome = run(gate, params, (number - 1) * PER_PAGE)
    if number > 1 and not outcome.items:  # past the end: the last page
        number = max(1, -(-outcome.count // PER_PAGE))
        outcome = run(gate, params, (number - 1) * PER_PAGE)
    answers = [_answer(outcome.question, row) for row in outcome.understood] if number == 1 else []
    by_date = params.cleaned_data.get("order") == DATE
    complete = [item for item in outcome.items if by_date or not item["is_partial"]]
    form = SearchForm(gate, params, outcome.facets)
    return context | {
        "form": form,
        "total": outcome.total,
        "results": complete,
        "partial_results": outcome.items[len(complete) :],
        "nothing_exact": bool(outcome.items) and not outcome.has_exact,
        "count": outcome.count,
        "complete_count": outcome.count - outcome.partial,
        "partial_count": outcome.partial,
        "kinds": form.main_kinds(_MAIN_KINDS),
        "understood": [row for row in answers if not row["understanding"].is_ambiguous or not outcome.total],
        "perhaps": [row for row in answers if row["understanding"].is_ambiguous and outcome.total and _leads_on(row)],
        "promotions": _promotions(gate, outcome.question) if number == 1 else [],
        "correction": outcome.correction,
        "verbatim_query": f"?{urlencode({'q': params.data['q'], 'verbatim': 1})}",
        "paging": Paginator(range(outcome.count), PER_PAGE).get_page(number),
        "doors": doors.results_of(gate, _DOORS) if not outcome.total else [],
    }


def _leads_on(answer: dict[str, Any]) -> bool:
    """Whether there is something at the end of an answer's link."""
    understanding: Understanding = answer["understanding"]
    return bool(understanding.count or understanding.nearest)


def run(gate: Gate, params: SearchPageParams, offset: int, limit: int = PER_PAGE) -> Results:
    """Search in the index, or in the database while there is none."""
    data = params.cleaned_data
    found = results.search(
        gate,
        data["q"],
        params.filters,
        order_by_date=data.get("order") == DATE,
        offset=offset,
        limit=limit,
        verbatim=bool(data.get("verbatim")),
    )
    return found or fallback.search(gate, data["q"], params.filters, offset, limit)


def _answer(question: Question, understanding: Understanding) -> dict[str, Any]:
    """Return an understanding with its marks, each with the `query` of the question without it.

    What is written twice is one mark. Nothing can be removed from an understanding of one mark.
    """
    positions: dict[str, set[int]] = {}
    for mark in understanding.marks:
        positions.setdefault(mark.label, set()).update(range(mark.start, mark.end))
    marks = []
    for label, removed in positions.items():
        rest = [word for at, word in enumerate(question.words) if at not in removed]
        if len(positions) > 1 and rest:
            marks.append({"label": label, "query": f"?{urlencode({'q': ' '.join(rest)})}"})
    return {"understanding": understanding, "marks": marks}


def _promotions(gate: Gate, question: Question) -> Sequence[dict[str, str]]:
    rows = promoted(gate, question.words)
    pages = {row["id"]: row for row in results_of(gate, [row.page_id for row in rows if row.page_id])}
    shown = []
    for row in rows:
        if row.page_id is None:
            shown.append({"title": row.title, "url": row.url, "summary": row.description})
        elif card := pages.get(row.page_id):
            shown.append({"title": card["title"], "url": card["url"], "summary": row.description or card["summary"]})
    return shown
