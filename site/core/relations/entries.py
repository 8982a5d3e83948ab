"""Light rows of pages with a card, for lists across all sections: of a theme, of a partner, of a year.

To filter, to count and to sort thousands of them in the database takes longer than all the rest of a page. So the rows
that a list is made of are read once per content version, and filtered in memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from core.cards import DATE_MEANINGS, KINDS, visible
from core.dates.labels import span_label
from core.models import PageTheme, Partner, Person, Theme
from core.models.themes import pages_about
from core.relations.references import references
from core.visibility.gate import Gate
from core.visibility.version import Snapshot

NUMBER = re.compile(r"\d+")
#: A date that covers more days does not say the month.
LONGEST_MONTH = timedelta(days=31)


class Entry(NamedTuple):
    """A page in a list: its id, kind, the title and label of its card, and first and last possible day."""

    page: int
    kind: str
    title: str
    label: str
    earliest: date | None
    latest: date | None

    @property
    def year(self) -> int | None:
        """The year of its first possible day, under which lists show it; of the last if the first is not known."""
        day = self.earliest or self.latest
        return day.year if day else None

    @property
    def day(self) -> int:
        """A number to sort by: that of its first possible day, of the last if the first is not known, or 0."""
        day = self.earliest or self.latest
        return day.toordinal() if day else 0

    @property
    def month(self) -> int | None:
        """The month of its first possible day; None if its date is not that precise."""
        if not self.earliest or not self.latest or self.latest - self.earliest > LONGEST_MONTH:
            return None
        return self.earliest.month

    @property
    def date_label(self) -> str:
        """Its date in French, or empty. The label of a card begins with the date unless the kind says otherwise."""
        if not self.year:
            return ""
        return span_label(self.earliest, self.latest) if self.date_meaning else self.label.split(" · ")[0]

    @property
    def date_meaning(self) -> str:
        """What its date says: « Ouverture ». Empty where it is the date of what the page is about."""
        return DATE_MEANINGS.get(self.kind, "")


class Filters(NamedTuple):
    """The filters of these lists: kinds of pages, a year, slugs of themes and of partners. Empty ones are off."""

    type: Collection[str] = ()
    year: int | None = None
    theme: Collection[str] = ()
    partner: Collection[str] = ()


def about_theme(gate: Gate, theme: Theme) -> Sequence[Entry]:
    """Return the visible pages with a theme or one of its subthemes."""
    return _by_kind(gate, ("theme", theme.pk), Q(page__in=pages_about([theme.slug])))


def about_partner(gate: Gate, partner: Partner) -> Sequence[Entry]:
    """Return the visible pages that refer to a partner, or to one of its people."""
    return _about(gate, ("partner", partner.pk), references(gate.snapshot).to_partner.get(partner.pk, frozenset()))


def about_person(gate: Gate, person: Person) -> Sequence[Entry]:
    """Return the visible pages that refer to a person."""
    return _about(gate, ("person", person.pk), references(gate.snapshot).to_person.get(person.pk, frozenset()))


def entries_by_theme(gate: Gate) -> Mapping[int, Sequence[Entry]]:
    """Return the visible pages of each theme itself, by its id, the latest first; read once per content version."""

    def read() -> Mapping[int, Sequence[Entry]]:
        by_theme: dict[int, list[Entry]] = {}
        themes = theme_ids(gate.snapshot)
        for entry in read_entries(gate, Q(page__in=PageTheme.objects.values("page"))):
            for theme in themes.get(entry.page, ()):
                by_theme.setdefault(theme, []).append(entry)
        return {theme: sorted(rows, key=lambda entry: -entry.day) for theme, rows in by_theme.items()}

    return gate.snapshot.get_or_set(("entries by theme", *_key(gate)), read)


def naming_partners(gate: Gate) -> frozenset[int]:
    """Return the ids of the visible pages that refer to any partner; read once per content version."""

    def read() -> frozenset[int]:
        pages = frozenset().union(*references(gate.snapshot).to_partner.values())
        return frozenset(entry.page for entry in read_entries(gate, Q(page__in=sorted(pages))))

    return gate.snapshot.get_or_set(("pages naming partners", *_key(gate)), read)


def dated(gate: Gate) -> Sequence[Entry]:
    """Return all visible pages with a date, in the order of time.

    In a year, those whose month is not known come last: a reader who looks for « 2013 » in 2013 has read what is dated.
    """
    with_date = Q(earliest__isnull=False) | Q(latest__isnull=False)
    key = ("dated entries", *_key(gate))
    return gate.snapshot.get_or_set(key, lambda: sorted(read_entries(gate, with_date), key=_in_time))


def matching(gate: Gate, entries: Sequence[Entry], filters: Filters) -> Sequence[Entry]:
    """Return those entries that pass all filters, in their order. Unknown values match nothing."""
    conditions = []
    if filters.type:
        conditions.append(lambda entry: entry.kind in filters.type)
    if filters.year:
        conditions.append(lambda entry: entry.year == filters.year)
    if filters.theme:
        pages = _pages_about_any(gate.snapshot, filters.theme)
        conditions.append(lambda entry: entry.page in pages)
    if filters.partner:
        partners = Partner.objects.filter(slug__in=filters.partner).values_list("pk", flat=True)
        to_partner = references(gate.snapshot).to_partner
        named = frozenset().union(*(to_partner.get(pk, frozenset()) for pk in partners))
        conditions.append(lambda entry: entry.page in named)
    return [entry for entry in entries if all(condition(entry) for condition in conditions)]


def kinds_of(entries: Iterable[Entry]) -> list[tuple[str, str, int]]:
    """Return the kinds of pages among entries, each with code, French name and number, in the order of `KINDS`."""
    counts = Counter(entry.kind for entry in entries)
    return [(kind, label, counts[kind]) for kind, label in KINDS.items() if counts[kind]]


def years_of(entries: Iterable[Entry]) -> list[tuple[int, int]]:
    """Return the years of entries, each with the number of entries, the latest first."""
    counts = Counter(entry.year for entry in entries if entry.year)
    return sorted(counts.items(), reverse=True)


def themes_of(gate: Gate, entries: Iterable[Entry]) -> set[int]:
    """Return the ids of the themes of entries."""
    by_page = theme_ids(gate.snapshot)
    return {theme for entry in entries for theme in by_page.get(entry.page, ())}


def partners_of(gate: Gate, entries: Iterable[Entry]) -> set[int]:
    """Return the ids of the partners that entries refer to."""
    pages = {entry.page for entry in entries}
    return {pk for pk, naming in references(gate.snapshot).to_partner.items() if not pages.isdisjoint(naming)}


def theme_ids(snapshot: Snapshot) -> Mapping[int, Sequence[int]]:
    """Return the ids of the themes of all pages, by page id, in their order; read once per content version."""

    def read() -> Mapping[int, Sequence[int]]:
        by_page: dict[int, list[int]] = {}
        for page, theme in PageTheme.objects.order_by("sort_order", "pk").values_list("page_id", "theme_id"):
            by_page.setdefault(page, []).append(theme)
        return by_page

    return snapshot.get_or_set("themes of pages", read)


def _pages_about_any(snapshot: Snapshot, slugs: Collection[str]) -> set[int]:
    """Return the ids of the pages with one of these themes or one of their subthemes."""
    rows = Theme.objects.filter(Q(slug__in=slugs) | Q(parent__slug__in=slugs)).values_list("pk", flat=True)
    themes = set(rows)
    return {page for page, ids in theme_ids(snapshot).items() if not themes.isdisjoint(ids)}


def _about(gate: Gate, name: tuple[object, ...], pages: Collection[int]) -> Sequence[Entry]:
    return _by_kind(gate, name, Q(page__in=sorted(pages))) if pages else []


def read_entries(gate: Gate, condition: Q) -> list[Entry]:
    """Read the entries of the visible pages whose cards pass a condition. One query."""
    rows = visible(gate).filter(condition).order_by()
    return [Entry(*row) for row in rows.values_list("page_id", "kind", "title", "label", "earliest", "latest")]


def _by_kind(gate: Gate, name: tuple[object, ...], condition: Q) -> Sequence[Entry]:
    """Return the same by kind, the latest first, then those without a date; read once per content version."""
    key = ("entries", *name, *_key(gate))
    return gate.snapshot.get_or_set(key, lambda: sorted(read_entries(gate, condition), key=_kind_and_date))


def _key(gate: Gate) -> tuple[object, ...]:
    return gate.scope


def _kind_and_date(entry: Entry) -> tuple[object, ...]:
    """Sort by kind, then the latest first, then by label (« Fiche 2 » before « Fiche 10 »; a commune) and title."""
    label = NUMBER.sub(lambda match: match[0].zfill(6), entry.label)
    return list(KINDS).index(entry.kind), -entry.day, label, entry.title, entry.page


def _in_time(entry: Entry) -> tuple[object, ...]:
    day = entry.earliest or entry.latest or date.max
    return day.year, entry.month is None, day, entry.latest or day, entry.title, entry.page
