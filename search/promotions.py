"""What editors put before the results of a question: pages, or links to other sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q
from wagtail.contrib.search_promotions.models import SearchPromotion

from core.search.words import key, key_of
from core.visibility.gate import Gate
from core.visibility.version import Snapshot

#: Maximum number of promotions that are used, and of those of one question.
MOST_ROWS, MOST_OF_A_QUESTION = 1_000, 5


class Promotion(NamedTuple):
    """A page, by its id, or a link with its text; a link has no page. `description` may be empty."""

    page_id: int | None
    url: str = ""
    title: str = ""
    description: str = ""


def promoted(gate: Gate, words: Sequence[str]) -> list[Promotion]:
    """Return what is promoted for the words of a question (see `core.search.words.words`), in the editors' order.

    Questions are compared by their keys, so that « Bureaux partagés » also stands for « le bureau partagé ». Only pages
    that the reader may see. Remembered under the content version.
    """
    table = gate.snapshot.get_or_set(("promotions", *gate.scope), lambda: _read(gate))
    return list(table.get(key_of(words), ()))[:MOST_OF_A_QUESTION]


def promoted_keys(snapshot: Snapshot) -> frozenset[str]:
    """Return the keys of all questions that have a promotion, whether or not readers may see it."""

    def read() -> frozenset[str]:
        rows = SearchPromotion.objects.order_by("pk").values_list("query__query_string", flat=True)
        return frozenset(map(key, rows[:MOST_ROWS]))

    return snapshot.get_or_set("promoted questions", read)


def _read(gate: Gate) -> Mapping[str, Iterable[Promotion]]:
    is_link = Q(page__isnull=True) & (
        Q(external_link_url__istartswith="http://") | Q(external_link_url__istartswith="https://")
    )
    rows = SearchPromotion.objects.filter(gate.condition("page__") | is_link).order_by("sort_order", "pk")
    columns = ("query__query_string", "page_id", "external_link_url", "external_link_text", "description")
    by_question: dict[str, dict[Promotion, None]] = {}
    for query, page_id, url, title, description in rows.values_list(*columns)[:MOST_ROWS]:
        promotion = (
            Promotion(page_id, description=description) if page_id else Promotion(None, url, title or url, description)
        )
        by_question.setdefault(key(query), {})[promotion] = None
    return {one: tuple(promotions) for one, promotions in by_question.items() if one}
