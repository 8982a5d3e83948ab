"""The versions of publications: chains of pages, where each page replaces another one.

Each version keeps its page and its address. `PublicationPage.replaces` is stored, all else derives from it. Editors
make mistakes, two at once in particular, so a chain may fork, run in a circle, or lead through pages that are hidden:
a fork has several newest versions, a circle begins with its oldest page, and hidden pages link what is around them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from archive.models import PublicationPage
from core.visibility.gate import Gate

FIELDS = (
    "pk", "replaces_id", "translation_key", "slug", "title", "edition", "url_path", "date_earliest", "date_label",
    "withdrawn_on",
)  # fmt: skip
#: The id that stands for that of a page which is previewed before it is saved.
UNSAVED = 0
Row = Mapping[str, Any]


class Place(NamedTuple):
    """Where a version stands: the id of the first one of its chain, and how many come before it."""

    root: int
    depth: int


class Version(NamedTuple):
    """A version of a publication, as links to it need it."""

    pk: int
    uid: str
    slug: str
    title: str
    edition: str
    date_label: str
    url_path: str
    withdrawn: bool
    #: The id of the page that it replaces, which may be hidden.
    replaces: int | None


@dataclass(frozen=True)
class Chain:
    """The versions of a publication that a reader may see, the oldest first: two or more."""

    versions: tuple[Version, ...]
    #: The newest one that is not withdrawn; the newest one if all are.
    latest: Version
    #: The ids of those for which there is a later version that is not withdrawn.
    replaced: frozenset[int]


def chains(gate: Gate) -> Mapping[int, Chain]:
    """Return the chains by the page id of each version; publications with one version have none.

    They are read once per content version, with two queries.
    """

    def read() -> Mapping[int, Chain]:
        return _build(_rows(), gate)

    return gate.snapshot.get_or_set(("versions", *gate.scope), read)


def replaced_ids(gate: Gate) -> frozenset[int]:
    """Return the page ids of the versions that a later one replaces: lists leave them out by default."""

    def read() -> frozenset[int]:
        return frozenset().union(*(chain.replaced for chain in chains(gate).values()))

    return gate.snapshot.get_or_set(("replaced versions", *gate.scope), read)


def chain_of(gate: Gate, page: PublicationPage) -> Chain | None:
    """Return the chain of a page, which may be a preview; None if it is the only version."""
    stored = chains(gate).get(page.pk)
    versions = stored.versions if stored else ()
    if page.replaces_id == next((each.replaces for each in versions if each.pk == page.pk), None):
        return stored
    rows = [row for row in _rows(also=page.replaces_id) if row["pk"] != page.pk]
    previewed = {name: getattr(page, name) for name in FIELDS} | {"pk": page.pk or UNSAVED}
    return _build([*rows, previewed], gate, previewed["pk"]).get(previewed["pk"])


def latest_path(gate: Gate, page: PublicationPage) -> str:
    """Return the URL path of the latest version of a page that the reader may see."""
    chain = chains(gate).get(page.pk)
    return chain.latest.url_path if chain else page.url_path


def _rows(also: int | None = None) -> list[Row]:
    """Return `FIELDS` of all publications that replace one or are replaced, hidden ones too, and of the page `also`."""
    linked = Q(replaces__isnull=False) | Q(replaced_by__isnull=False) | Q(pk=also)
    return list(PublicationPage.objects.filter(linked).order_by().values(*FIELDS).distinct())


def _build(rows: Sequence[Row], gate: Gate, previewed: int | None = None) -> dict[int, Chain]:
    """Return the chains of rows with `FIELDS`, by page id. The previewed page is included even if it is not visible."""
    ages = {row["pk"]: (row["date_earliest"] or date.min, row["pk"]) for row in rows}
    older = _without_circles({row["pk"]: row["replaces_id"] for row in rows if row["replaces_id"] in ages}, ages)
    places = _places(ages, older)
    shown = {*gate.pages(PublicationPage).filter(pk__in=list(ages)).values_list("pk", flat=True), previewed}
    visible = sorted(
        (row for row in rows if row["pk"] in shown), key=lambda row: (places[row["pk"]].depth, *ages[row["pk"]])
    )
    replaced = _replaced((row["pk"] for row in visible if row["withdrawn_on"] is None), older)
    several: dict[int, list[Version]] = defaultdict(list)
    for row in visible:
        several[places[row["pk"]].root].append(_version(row))
    result = {}
    for versions in several.values():
        if len(versions) > 1:
            newest = [each for each in versions if each.pk not in replaced]
            latest = max(
                [each for each in newest if not each.withdrawn] or newest,
                key=lambda each: (ages[each.pk][0], places[each.pk].depth, each.pk),
            )
            chain = Chain(tuple(versions), latest, replaced.intersection(each.pk for each in versions))
            result |= dict.fromkeys((each.pk for each in versions), chain)
    return result


def _without_circles(older: dict[int, int], ages: Mapping[int, Any]) -> dict[int, int]:
    """Return the links from versions to those that they replace, without the link of the oldest page of each circle."""
    done: set[int] = set()
    for start in list(older):
        trail: dict[int, None] = {}
        pk: int | None = start
        while pk in older and pk not in done:
            if pk in trail:
                passed = list(trail)
                del older[min(passed[passed.index(pk) :], key=ages.__getitem__)]
                break
            trail[pk] = None
            pk = older[pk]
        done.update(trail)
    return older


def _places(pks: Iterable[int], older: Mapping[int, int]) -> dict[int, Place]:
    """Return for each version the first one of its chain, and how many come before it."""
    places: dict[int, Place] = {}
    for start in pks:
        trail, pk = [], start
        while pk not in places and pk in older:
            trail.append(pk)
            pk = older[pk]
        root, depth = places.setdefault(pk, Place(pk, 0))
        for steps, each in enumerate(reversed(trail), 1):
            places[each] = Place(root, depth + steps)
    return places


def _replaced(in_force: Iterable[int], older: Mapping[int, int]) -> frozenset[int]:
    """Return the versions that those in force replace, one after the other."""
    replaced: set[int] = set()
    for start in in_force:
        pk = older.get(start)
        while pk is not None and pk not in replaced:
            replaced.add(pk)
            pk = older.get(pk)
    return frozenset(replaced)


def _version(row: Row) -> Version:
    return Version(
        pk=row["pk"],
        uid=str(row["translation_key"]),
        slug=row["slug"],
        title=row["title"],
        edition=row["edition"],
        date_label=row["date_label"],
        url_path=row["url_path"],
        withdrawn=row["withdrawn_on"] is not None,
        replaces=row["replaces_id"],
    )
