"""« En rapport »: the pages that a page refers to or that refer to it, then those that share its themes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F, Q
from wagtail.models import Page

from core import cards
from core.cards import CardRow, visible
from core.models import PageTheme, Theme
from core.relations.entries import Entry, read_entries, theme_ids
from core.relations.references import references
from core.visibility.gate import Gate
from core.visibility.version import Snapshot

#: Maximum number of pages with a link, and of all pages.
MOST_LINKED, MOST = 6, 8
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

    First those that are linked, in one direction or both, the latest first; then those with the most themes in common.
    Pages above and below it in the tree are left out: the page leads to them by itself. Four queries at most.
    """
    known = references(gate.snapshot)
    citing = known.to_page.get(page.pk, frozenset())
    linked = _linked(gate, page, citing | known.of_page.get(page.pk, frozenset()), len(shown))
    shared = _sharing(gate, page)
    rows = {row["id"]: row for row in cards.by_page(gate, list({*linked, *shared})) if row["url"] not in shown}
    first = [pk for pk in linked if pk in rows][:MOST_LINKED]
    close = [pk for pk in shared if pk in rows and pk not in linked]
    titles = _theme_titles(gate.snapshot)
    reasons = {pk: "Y renvoie" if pk in citing else "Cité sur cette page" for pk in first}
    reasons |= {pk: _in_common(titles, shared[pk]) for pk in _varied(close, rows)[: MOST - len(first)]}
    return [Related(rows[pk], reason) for pk, reason in reasons.items()]


def _linked(gate: Gate, page: Page, ids: Collection[int], spare: int) -> list[int]:
    """Return those of these pages that the reader may see, the latest first: as many as are shown, and `spare` more."""
    if not ids:
        return []
    around = Q(page__path__startswith=page.path) | Q(page__path__in=_paths_above(page))
    found = visible(gate).filter(page__in=sorted(ids)).exclude(around)
    ordered = found.order_by(F("earliest").desc(nulls_last=True), "page_id").values_list("page_id", flat=True)
    return list(ordered[: MOST_LINKED + spare])


def _paths_above(page: Page) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]


def _sharing(gate: Gate, page: Page) -> dict[int, list[int]]:
    """Return by page id the themes that pages have in common with a page, the closest pages first."""
    shared: dict[int, list[int]] = defaultdict(list)
    dates: dict[int, int] = {}
    latest = _latest_by_theme(gate)
    for theme in theme_ids(gate.snapshot).get(page.pk, ()):
        for entry in latest.get(theme, ())[:COMPARED]:
            if entry.page != page.pk:
                shared[entry.page].append(theme)
                dates[entry.page] = _day(entry)
    ranked = sorted(shared, key=lambda pk: (-len(shared[pk]), -dates[pk], pk))
    return {pk: shared[pk] for pk in ranked[:COMPARED]}


def _latest_by_theme(gate: Gate) -> Mapping[int, Sequence[Entry]]:
    """Return the visible pages of each theme, by its id, the latest first; read once per content version."""

    def read() -> Mapping[int, Sequence[Entry]]:
        by_theme: dict[int, list[Entry]] = defaultdict(list)
        themes = theme_ids(gate.snapshot)
        for entry in read_entries(gate, Q(page__in=PageTheme.objects.values("page"))):
            for theme in themes.get(entry.page, ()):
                by_theme[theme].append(entry)
        return {theme: sorted(entries, key=_day, reverse=True) for theme, entries in by_theme.items()}

    key = ("latest of themes", gate.site and gate.site.path, gate.closed_paths)
    return gate.snapshot.get_or_set(key, read)


def _day(entry: Entry) -> int:
    day = entry.earliest or entry.latest
    return day.toordinal() if day else 0


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
