"""The areas that a question may name: communes, postcodes, départements and intercommunalities.

Those that have places come from the reader's catalogue. All other communes are looked up in the table of communes, or
among the towns of the base map while that is empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from statistics import fmean
from typing import NamedTuple

from core.search.words import EMPTY_WORDS, key_of, words
from core.visibility.gate import Gate
from inventory.catalogue.build import catalogue, catalogue_key
from inventory.communes import lookup
from inventory.geo.departments import DEPARTMENTS, department_of
from inventory.maps import outlines
from inventory.models import SiteProfilePage
from inventory.search.ordinary import is_ordinary

Point = tuple[float, float]


class Area(NamedTuple):
    """An area: its `facet`, the `codes` of it, its `name`, and its centre (longitude, latitude) if it is known.

    The facet of a town without a code is "". `words` are those that a question must have, besides articles: names are
    recognised without regard to plurals, and « tour » is not Tours. `has_places` tells whether a place is there, and
    `is_local` whether one is in its département.
    """

    facet: str
    codes: tuple[str, ...]
    name: str
    words: tuple[str, ...] = ()
    postcode: str = ""
    centre: Point | None = None
    has_places: bool = True
    is_local: bool = True

    @property
    def is_ordinary(self) -> bool:
        """Whether the name means something else in most questions."""
        return not self.postcode and (is_ordinary(key_of(self.words)) or (self.words[0].isdecimal()))


POSTCODE = re.compile(r"\d{5}", re.ASCII)
_EPCI_PREFIX = re.compile(
    r"^(?:CC|CA|CU|Communauté (?:de communes|d['’]agglomération|urbaine))(?: (?:de la|de l['’]|du|des|de|d['’]))? ?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r" ?\([^()]*\)")


def meaningful(some_words: Iterable[str]) -> tuple[str, ...]:
    """Return words without articles and prepositions."""
    return tuple(word for word in some_words if word not in EMPTY_WORDS)


#: Areas that are several départements.
_REGIONS = (
    ("Savoie Mont-Blanc", "Savoie Mont-Blanc, Pays de Savoie, deux Savoie", "73 74"),
    ("Auvergne-Rhône-Alpes", "Auvergne-Rhône-Alpes, Rhône-Alpes-Auvergne", "01 03 07 15 26 38 42 43 63 69 73 74"),
    ("Rhône-Alpes", "Rhône-Alpes", "01 07 26 38 42 69 73 74"),
)


def known_areas(gate: Gate) -> Mapping[str, tuple[Area, ...]]:
    """Return the areas by key: départements, and the communes and intercommunalities that have places.

    A key may mean several: Grenoble and its Métropole. Communes come first.
    """

    def read() -> dict[str, tuple[Area, ...]]:
        by_key: dict[str, list[Area]] = defaultdict(list)
        for area in (*_communes(gate), *_departments(gate), *_intercommunalities(gate)):
            if area.words:
                by_key[key_of(area.words)].append(area)
        return {key: tuple(areas) for key, areas in by_key.items()}

    return gate.snapshot.get_or_set(("areas of questions", *catalogue_key(gate)), read)


def _communes(gate: Gate) -> list[Area]:
    """Return the communes that have places; one area for all communes of one name."""
    names = catalogue(gate).names["commune"]
    by_name: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code, name in names.items():
        by_name[meaningful(words(name))].append(code)
    areas = [Area("commune", tuple(sorted(codes)), names[codes[0]], typed) for typed, codes in by_name.items() if typed]
    return [*areas, *_short_names(areas)]


def _short_names(areas: Sequence[Area]) -> list[Area]:
    """Return the communes that are called by the first word of their name: « Chamonix » is Chamonix-Mont-Blanc."""
    by_word: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        by_word[area.words[0]].append(area)
    return [
        named[0]._replace(words=(word,))
        for word, named in by_word.items()
        if len(named) == 1 and len(named[0].words) > 1 and len(word) > 4
        and word not in ("saint", "sainte") and not is_ordinary(key_of([word]))
    ]  # fmt: skip


def _departments(gate: Gate) -> list[Area]:
    """Return all départements of France, by name and by number, and the regions that they make up."""
    with_places = catalogue(gate).bitmaps["departement"]
    named = [(name, text, tuple(codes.split())) for name, texts, codes in _REGIONS for text in texts.split(", ")]
    named += [(name, text, (code,)) for code, name in DEPARTMENTS.items() for text in (name, code)]
    areas = []
    for name, text, codes in named:
        has_places = any(code in with_places for code in codes)
        typed = meaningful(words(text))
        areas.append(Area("departement", codes, name, typed, has_places=has_places, is_local=has_places))
    return areas


def _intercommunalities(gate: Gate) -> list[Area]:
    areas = []
    for code, name in catalogue(gate).names["epci"].items():
        plain = _IN_BRACKETS.sub("", name)
        short = _EPCI_PREFIX.sub("", plain)
        full = [f"communauté de communes {short}", f"communauté d’agglomération {short}"] if short != plain else []
        typed = dict.fromkeys(meaningful(words(text)) for text in (plain, short, *full))
        areas += [Area("epci", (code,), plain, some) for some in typed if some]
    return areas


def communes_by_postcode(gate: Gate) -> Mapping[str, tuple[str, ...]]:
    """Return the INSEE codes of the communes with places, by the postcodes of these places."""

    def read() -> dict[str, tuple[str, ...]]:
        rows = gate.pages(SiteProfilePage).exclude(postcode="").exclude(insee_code="").order_by()
        by_postcode: dict[str, set[str]] = defaultdict(set)
        for postcode, code in rows.values_list("postcode", "insee_code").distinct():
            by_postcode[postcode].add(code)
        return {postcode: tuple(sorted(codes)) for postcode, codes in by_postcode.items()}

    return gate.snapshot.get_or_set(("communes by postcode", *catalogue_key(gate)), read)


def of_postcode(gate: Gate, postcode: str) -> Area | None:
    """Return the communes of a postcode: those that have places there, or else all. One query for the latter."""
    names = catalogue(gate).names["commune"]
    if codes := communes_by_postcode(gate).get(postcode):
        return Area("commune", codes, " ou ".join(names.get(code, code) for code in codes[:3]), (postcode,), postcode)
    if postcode in names:
        return Area("commune", (postcode,), names[postcode], (postcode,), postcode)
    rows = lookup.communes_named(postcode)
    communes = [commune for commune in rows if postcode in commune.postcodes] or rows  # or by its INSEE code
    if not communes:
        return None
    codes = tuple(commune.insee_code for commune in communes)
    points = [(commune.longitude, commune.latitude) for commune in communes if commune.longitude is not None]
    centre = (fmean(float(x) for x, _ in points), fmean(float(y or 0) for _, y in points)) if points else None
    has_places = any(code in names for code in codes)
    name = " ou ".join(commune.name for commune in communes[:3])
    return Area("commune", codes, name, (postcode,), postcode, centre, has_places)


def looked_up(gate: Gate, candidates: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[Area, ...]]:
    """Return communes by key, from names as `core.text.fold` writes them with the words of the question they stand for.

    One query. A former name gives the commune of today. While the table is empty, the towns of the base map are used.
    """
    by_name: dict[str, list[lookup.NamedCommune]] = defaultdict(list)
    for row in lookup.by_folded_names(candidates):
        by_name[row.folded].append(row)
    names, local = catalogue(gate).names["commune"], catalogue(gate).bitmaps["departement"]
    areas: dict[str, tuple[Area, ...]] = {}
    for folded, rows in by_name.items():
        typed = candidates[folded]
        with_places = [row for row in rows if row.code in names]
        # Of namesakes without places the most populous is meant, and a former one only if it has places.
        chosen = with_places or [row for row in rows if lookup.fold_name(row.name) == folded][:1]
        is_local = bool(chosen) and department_of(chosen[0].code) in local
        if not chosen or not (with_places or is_local or (chosen[0].population or 0) >= lookup.KNOWN_FROM):
            continue  # « bureau à louer » does not mean Louer, in the Landes
        areas.setdefault(key_of(typed), (
            Area(
                "commune", tuple(row.code for row in chosen), chosen[0].name, typed,
                centre=chosen[0].centre, has_places=bool(with_places),
                is_local=is_local,
            ),
        ))  # fmt: skip
    if not areas:
        towns = _towns()
        for typed in candidates.values():
            if (town := towns.get(key_of(typed))) and town.words == typed:
                areas[key_of(typed)] = (town,)
    return areas


def is_large(area: Area) -> bool:
    """Whether an area is one of the large towns of the base map."""
    return key_of(area.words) in _towns()


@cache
def _towns() -> dict[str, Area]:
    towns = {}
    for town in outlines.read().towns:
        typed = meaningful(words(town.name))
        point = (round(town.longitude, 5), round(town.latitude, 5))
        towns[key_of(typed)] = Area("", (), town.name, typed, centre=point, has_places=False, is_local=False)
    return towns


def names_to_look_up(some_words: Sequence[str], free: Sequence[bool], longest: int = 5) -> dict[str, tuple[str, ...]]:
    """Return the names that these words may be, as the table of communes folds them, with the meaningful words.

    Only those with a `free` word, which nothing else of the question has, are returned. « saint martin heres » may
    have lost a « d’ », so it is tried with one between any two words.
    """
    names: dict[str, tuple[str, ...]] = {}
    with_elisions = len(some_words) <= 12
    for start, word in enumerate(some_words):
        if word in EMPTY_WORDS:
            continue
        for end in range(start + 1, min(start + longest, len(some_words)) + 1):
            window = some_words[start:end]
            if window[-1] in EMPTY_WORDS or not any(free[start:end]) or len(word) < 2:
                continue
            typed = meaningful(window)
            names.setdefault(" ".join(window), typed)
            if with_elisions:
                for cut in range(1, len(window)):
                    for elided in ("d", "l"):
                        names.setdefault(" ".join([*window[:cut], elided, *window[cut:]]), typed)
    return names
