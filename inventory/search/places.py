"""What the search reads of places, for each audience that may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Choices

from core.choices import label_of, labels_of
from core.search.pages import PageWords
from core.visibility.gate import Audience
from inventory.choices import (
    Accessibility,
    Balance,
    Bandwidth,
    Difficulty,
    Equipment,
    Facilitation,
    FunderLevel,
    Income,
    Initiative,
    Label,
    Management,
    Milieu,
    Origin,
    PriceUnit,
    Public,
    Space,
    State,
    Tenure,
)
from inventory.hours import french
from inventory.models import SiteProfilePage
from inventory.places.queries import CHILD_LISTS, lists_of_places
from inventory.visibility import FIELD_GROUPS, visible

TEXTS = (
    "opened_label", "closed_label", "closing_causes", "hindsight", "operator", "siret", "rna", "address",
    "address_extra", "transport", "hours_note", "rituals", "programming", "governance", "participation",
    "lease_end_label",
)  # fmt: skip
CODES: dict[str, type[Choices]] = {
    "state": State, "milieu": Milieu, "initiative": Initiative, "balance": Balance, "tenure": Tenure,
    "bandwidth": Bandwidth, "accessibility": Accessibility,
}  # fmt: skip
SETS: dict[str, type[Choices]] = {
    "publics": Public, "origins": Origin, "management": Management, "spaces": Space, "equipment": Equipment,
    "facilitation": Facilitation,
}  # fmt: skip
#: The child lists that are read. The others hold pictures, addresses of other websites and proportions.
LISTS = (
    "photos", "labels", "sources", "incomes", "funders", "prices", "rooms", "difficulties", "practices",
)  # fmt: skip


def read_places(pages: list[SiteProfilePage]) -> Mapping[int, PageWords]:
    """Return what the search reads of places besides their search fields. One query."""
    lists = lists_of_places([page.pk for page in pages], {name: CHILD_LISTS[name] for name in LISTS})
    return {page.pk: place_words(page, lists.get(page.pk, {})) for page in pages}


def place_words(page: SiteProfilePage, lists: Mapping[str, list[dict[str, Any]]]) -> PageWords:
    """Return the words of a place: of those for a narrower audience, only what wider ones may not read."""
    values = {name: getattr(page, name) for name in (*TEXTS, *CODES, *SETS, "opening_hours", *FIELD_GROUPS)}
    values |= {name: lists.get(name, []) for name in LISTS}
    words = PageWords(text=list(_texts(visible(values, Audience.PUBLIC))))
    if any(values[column] for column in FIELD_GROUPS):
        seen = set(words.text)
        for audience, texts in ((Audience.MEMBERS, words.members), (Audience.TEAM, words.team)):
            texts += [text for text in _texts(visible(values, audience)) if text not in seen]
            seen.update(texts)
    return words


def _texts(place: Mapping[str, Any]) -> Iterator[str]:
    yield from (place[name] for name in TEXTS if place[name])
    yield from (label_of(place[name], vocabulary) for name, vocabulary in CODES.items() if place[name])
    for name, vocabulary in SETS.items():
        yield from labels_of(place[name] or [], vocabulary)
    yield from _hours(place["opening_hours"] or "")
    for row in place["photos"]:
        yield from filter(None, (row["caption"], "" if row["decorative"] else row["alt"]))
    for row in place["labels"]:
        is_other = row["label"] == Label.OTHER and row["other"]
        yield f"{row['other'] if is_other else label_of(row['label'], Label)} {row['year'] or ''}".strip()
    yield from (row["source"] for row in place["sources"])
    yield from (label_of(row["income"], Income) for row in place["incomes"])
    yield from (f"{label_of(row['level'], FunderLevel)} {row['name']}".strip() for row in place["funders"])
    yield from (f"{row['offer']} {label_of(row['unit'], PriceUnit)}".strip() for row in place["prices"])
    yield from (row["name"] for row in place["rooms"])
    for row in place["difficulties"]:
        yield from filter(None, (label_of(row["difficulty"], Difficulty), row["text"], row["how"]))
    for row in place["practices"]:
        yield from filter(None, (row[part] for part in ("action", "context", "means", "effects", "transfer")))


@lru_cache(maxsize=4096)
def _hours(opening_hours: str) -> tuple[str, ...]:
    """Return opening hours in words; those of thousands of places are the same hundreds."""
    rows = french.in_words(opening_hours) if opening_hours else None
    return tuple(f"{row['days']} {row['hours']}" for row in rows or ())
