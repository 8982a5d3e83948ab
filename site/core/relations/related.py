"""« En rapport »: the pages that refer to a page, then those that share its themes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F
from wagtail.models import Page

from core import cards
from core.cards import CardRow, visible
from core.models import Theme
from core.relations.entries import entries_by_theme, theme_ids
from core.relations.references import references
from core.visibility.gate import Gate
from core.visibility.version import Snapshot

#: Maximum number of pages that refer to a page, and of all related pages.
MOST_CITING, MOST = 6, 8
#: How many of the latest pages of each theme are compared.
COMPARED = 40
#: Maximum number of pages of one kind among those that share a theme only.
SAME_KIND = 2


class Related(NamedTuple):
    """A related page: its card, and why it is related, in French."""

    card: CardRow
    reason: str


def related_pages(gate: Gate, page: Page, shown: Collection[str] = ()) -> list[Related]:
    """Return the pages related to a page that the reader may see, without those at the URLs that are `shown` already.

    First those that refer to it, the latest first; then those with the most themes in common. Those that it refers to
    itself are left out: its text leads to them. So are the pages above and below it in the tree. Four queries at most.
    """
    return related_to_each(gate, [page], {page.pk: shown})[page.pk]


def related_to_each(
    gate: Gate, pages: Sequence[Page], shown: Mapping[int, Collection[str]]
) -> dict[int, list[Related]]:
    """Return the related pages of each of some pages by page id, with as many queries as for one.

    `shown` are by page id the URLs that a page shows already.
    """
    known = references(gate.snapshot)
    passed_over = {page.pk: known.of_page.get(page.pk, frozenset()) for page in pages}
    to_page = {page.pk: known.to_page.get(page.pk, frozenset()) - passed_over[page.pk] for page in pages}
    citing = _citing(gate, pages, to_page, max(map(len, shown.values()), default=0))
    shared = {
        page.pk: {pk: themes for pk, themes in _sharing(gate, page).items() if pk not in passed_over[page.pk]}
        for page in pages
    }
    ids = dict.fromkeys(pk for page in pages for pk in (*citing[page.pk], *shared[page.pk]))
    rows = {row["id"]: row for row in cards.by_page(gate, list(ids))}
    titles = _theme_titles(gate.snapshot)
    related = {}
    for page in pages:
        known_urls = shown.get(page.pk, ())
        others = {pk: row for pk, row in rows.items() if row["url"] not in known_urls}
        related[page.pk] = _chosen(citing[page.pk], shared[page.pk], others, titles)
    return related


def _chosen(
    citing: Sequence[int], shared: Mapping[int, Sequence[int]], rows: Mapping[int, CardRow], titles: Mapping[int, str]
) -> list[Related]:
    first = [pk for pk in citing if pk in rows][:MOST_CITING]
    close = [pk for pk in shared if pk in rows and pk not in citing]
    reasons = dict.fromkeys(first, "Y renvoie")
    reasons |= {pk: _in_common(titles, shared[pk]) for pk in _varied(close, rows)[: MOST - len(first)]}
    return [Related(rows[pk], reason) for pk, reason in reasons.items()]


def _citing(
    gate: Gate, pages: Sequence[Page], to_page: Mapping[int, Collection[int]], spare: int
) -> dict[int, list[int]]:
    """Return for each page those of the pages that refer to it that the reader may see, the latest first.

    As many as are shown, and `spare` more; none above or below the page.
    """
    every = frozenset[int]().union(*to_page.values())
    rows = visible(gate).filter(page__in=sorted(every)).order_by(F("earliest").desc(nulls_last=True), "page_id")
    paths = dict(rows.values_list("page_id", "page__path")) if every else {}
    return {
        page.pk: [
            pk
            for pk, path in paths.items()
            if pk in to_page[page.pk] and not path.startswith(page.path) and not page.path.startswith(path)
        ][: MOST_CITING + spare]
        for page in pages
    }


def _sharing(gate: Gate, page: Page) -> dict[int, list[int]]:
    """Return by page id the themes that pages have in common with a page, the closest pages first."""
    shared: dict[int, list[int]] = defaultdict(list)
    dates: dict[int, int] = {}
    latest = entries_by_theme(gate)
    for theme in theme_ids(gate.snapshot).get(page.pk, ()):
        for entry in latest.get(theme, ())[:COMPARED]:
            if entry.page != page.pk:
                shared[entry.page].append(theme)
                dates[entry.page] = entry.day
    ranked = sorted(shared, key=lambda pk: (-len(shared[pk]), -dates[pk], pk))
    return {pk: shared[pk] for pk in ranked[:COMPARED]}


def _varied(ids: Iterable[int], rows: Mapping[int, CardRow]) -> list[int]:
    """Return the first pages of each kind, in their order."""
    counts: Counter[str] = Counter()
    chosen = []
    for pk in ids:
        counts[rows[pk]["kind"]] += 1
        if counts[rows[pk]["kind"]] <= SAME_KIND:
            chosen.append(pk)
    return chosen


def _in_common(titles: Mapping[int, str], themes: Sequence[int]) -> str:
    names = ", ".join(titles[theme] for theme in themes if theme in titles)
    return f"{'Même thème' if len(themes) == 1 else 'Mêmes thèmes'} : {names}"


def _theme_titles(snapshot: Snapshot) -> Mapping[int, str]:
    return snapshot.get_or_set("titles of themes", lambda: dict(Theme.objects.values_list("pk", "title")))
