"""Answers a question with a list of places: « 4 lieux de coworking à Grenoble »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone

from core.choices import label_of
from core.search.questions import Mark, Question, Understanding
from core.search.words import is_code, words
from core.text.typography import NBSP
from core.visibility.gate import Gate
from inventory.catalogue.facets import VOCABULARIES
from inventory.geo.names import with_de
from inventory.search.areas import Area
from inventory.search.labels import describe, noun_of
from inventory.search.lists import (
    PlaceList,
    centre_of_area,
    index_url,
    near_values,
    nearest_place,
    with_fewer_filters,
)
from inventory.search.prepositions import in_area
from inventory.search.reading import RADIUS_KM, Part, Reading, read

#: The facets of areas, the narrowest first; "" is a town without a code.
_BY_SIZE = ("", "commune", "epci", "departement")
#: More words that are left over than these are not searched in the places.
MOST_LEFT_OVER = 5
#: Words of questions that want advice rather than a list.
_ADVICE = frozenset(
    words(
        "ajouter choisir comment création créer définition différence financement financer lancer monter ouvrir "
        "pourquoi prix proposer règlement signaler statut subvention subventions tarif budget coût modèle gouvernance"
    )
)


def understand(gate: Gate, question: Question) -> Iterator[Understanding]:
    """Recognise areas, entries of vocabularies and opening hours. See `core.search.questions.understanders`."""
    if not question.words or not index_url(gate):
        return
    reading = read(gate, question, timezone.now())
    if not reading.parts:
        return
    areas = _areas(reading.parts)
    places = _with_alternatives(PlaceList(gate, _values(gate, reading.parts, areas)), reading.parts)
    places = _with_best_moment(places, reading.parts)
    count = places.count
    text = _rest(reading) if count else ""
    if text and (found := (narrower := places.having(q=[text])).count):
        places, count = narrower, found
    else:
        text = ""
    dropped = () if text else reading.rest
    is_ambiguous = _is_ambiguous(reading, dropped)
    if is_ambiguous is None or (is_ambiguous and not count and (dropped or not areas)):
        return
    yield _understanding(places, count, reading, areas, text, is_ambiguous)


def _understanding(
    places: PlaceList, count: int, reading: Reading, areas: Sequence[tuple[Part, Area]], text: str, is_ambiguous: bool
) -> Understanding:
    opening = next((part.opening for part in reading.parts if part.opening), None)
    is_tiers_lieu = any(reading.words[at] == "tierslieu" for at in reading.nouns)
    noun = noun_of(places.values.get("famille", ()), is_tiers_lieu)
    where = [
        _around(part, area) if part.is_near or (count and not area.facet) else in_area(area) for part, area in areas
    ]
    facets = {name: codes for name, codes in places.values.items() if name in VOCABULARIES}
    label = describe(count, noun, facets, opening.label if opening else "", text, " ou ".join(dict.fromkeys(where)))
    nearest, nearest_url = "", ""
    if not count and areas:
        if not any(area.has_places for _, area in areas):
            label += " dans l’inventaire"
        nearest, nearest_url = nearest_place(places, areas[0][1], noun)
    if not count and not nearest:
        nearest, nearest_url = with_fewer_filters(places)
    marks = tuple(_marks(reading, places.values, text))
    return Understanding(label, places.url, count, marks, nearest, nearest_url, is_ambiguous)


def _around(part: Part, area: Area) -> str:
    if part.radius_km == RADIUS_KM:
        return f"près {with_de(area.name)}"
    return f"à moins de {part.radius_km}{NBSP}km {with_de(area.name)}"


# --- Parameters -----------------------------------------------------------------------------------------------------


def _areas(parts: Sequence[Part]) -> list[tuple[Part, Area]]:
    """Return the areas of a question that restrict its list, the narrowest only: « Voiron, Isère » is Voiron.

    A postcode or a wider area chooses among communes of one name.
    """
    named = [(part, part.area) for part in parts if part.area]
    narrowest = next((some for facet in _BY_SIZE if (some := [(p, a) for p, a in named if a.facet == facet])), [])
    if len(named) < 2 or not narrowest or narrowest[0][1].facet != "commune":
        return narrowest
    postcodes = {code for _, area in narrowest if area.postcode for code in area.codes}
    departments = tuple(code for _, area in named if area.facet == "departement" for code in area.codes)
    chosen: list[tuple[Part, Area]] = []
    for part, area in narrowest:
        of_postcode = tuple(code for code in area.codes if code in postcodes)
        in_department = tuple(code for code in area.codes if code.startswith(departments)) if departments else ()
        codes = of_postcode or in_department or area.codes
        if all(codes != other.codes for _, other in chosen):
            chosen.append((part, area._replace(codes=codes)))
    names = {code for _, area in chosen if not area.postcode for code in area.codes}
    return [
        (part, area)
        for part, area in chosen
        if not area.postcode or not names & {*area.codes} or names == {*area.codes}
    ]


def _values(gate: Gate, parts: Sequence[Part], areas: Sequence[tuple[Part, Area]]) -> dict[str, list[str]]:
    """Return the parameters of the list, with the first meaning of all words."""
    values: dict[str, list[str]] = {}
    for part in parts:
        if part.meanings:
            codes = values.setdefault(part.meanings[0].facet, [])
            codes += [part.meanings[0].code] if part.meanings[0].code not in codes else []
    if not areas:
        return values
    part, area = areas[0]
    if (part.is_near or not area.facet) and (centre := centre_of_area(gate, area)):
        return values | near_values(centre, area.name, part.radius_km)
    return values | {area.facet: sorted({code for _, area in areas for code in area.codes})}


def _with_alternatives(places: PlaceList, parts: Sequence[Part]) -> PlaceList:
    """Return the list with another meaning of one word, if the first one has no place: France services is a label, and
    a family."""
    others = [part for part in parts if len(part.meanings) > 1]
    if not others or places.count:
        return places
    for part in others[:3]:
        first = part.meanings[0]
        remaining = [code for code in places.values[first.facet] if code != first.code]
        for meaning in part.meanings[1:3]:
            codes = [*places.values.get(meaning.facet, ()), meaning.code]
            changes: dict[str, Any] = {first.facet: remaining, meaning.facet: codes}
            if (other := places.having(**changes)).count:
                return other
    return places


def _with_best_moment(places: PlaceList, parts: Sequence[Part]) -> PlaceList:
    """Return the list with that moment of opening at which most places are open."""
    opening = next((part.opening for part in parts if part.opening), None)
    if opening is None:
        return places
    lists = [places.having(ouvert=[moment]) for moment in opening.moments]
    return max(lists, key=lambda some: some.count) if len(lists) > 1 else lists[0]


def _rest(reading: Reading) -> str:
    """Return the words that are left over, to be searched in the places; "" if there are too many."""
    if len(reading.rest) > MOST_LEFT_OVER or not any(not part.is_vague for part in reading.parts):
        return ""
    text = [reading.words[at] for at in reading.rest]
    return " ".join(text) if any(len(word) > 2 or is_code(word) for word in text) else ""


# --- What else the words may mean -----------------------------------------------------------------------------------


def _is_ambiguous(reading: Reading, dropped: Sequence[int]) -> bool | None:
    """Return whether the words may well mean something else; None if they most likely do."""
    plain = [part for part in reading.parts if not part.is_vague]
    doubtful = [part for part in plain if part.area and _is_doubtful(part, part.area)]
    if dropped:
        if not plain:
            has_state = any(part.meanings[0].facet == "etat" for part in reading.parts)
            return not has_state or len(dropped) > MOST_LEFT_OVER if reading.nouns else None
        if not reading.has_noun and all(part.area and not part.area.has_places for part in plain):
            return None
        if len(plain) == len(doubtful) and not reading.has_noun:
            return None
        return len(plain) + bool(reading.nouns) < 2 or len(dropped) > 2 or _wants_advice(reading)
    if _wants_advice(reading) and not all(part.area or part.opening for part in plain):
        return True
    if not plain:
        return not reading.nouns
    return len(plain) == len(doubtful) and not reading.has_noun


def _is_doubtful(part: Part, area: Area) -> bool:
    return not part.is_located and not area.postcode and (area.is_ordinary or not area.is_local)


def _wants_advice(reading: Reading) -> bool:
    return any(word in _ADVICE for word in reading.words)


# --- Marks ----------------------------------------------------------------------------------------------------------


def _marks(reading: Reading, values: dict[str, list[str]], text: str) -> Iterator[Mark]:
    """Return a mark for each part; words for places beside a part belong to it."""
    ends = {part.end: part for part in reading.parts}
    nouns = set(reading.nouns)
    for part in reading.parts:
        start, end = part.start, part.end
        while start - 1 in nouns and start - 1 not in ends:
            start -= 1
        yield Mark(_mark_label(part, values), start, end)
    if text:
        for _, run in groupby(enumerate(reading.rest), key=lambda pair: pair[1] - pair[0]):
            positions = [at for _, at in run]
            run_words = " ".join(reading.words[at] for at in positions)
            yield Mark(f"«{NBSP}{run_words}{NBSP}»", positions[0], positions[-1] + 1)


def _mark_label(part: Part, values: dict[str, list[str]]) -> str:
    if part.opening:
        return f"Ouvert {part.opening.label}"
    if part.area:
        name = part.area.name.replace("'", "’")
        if part.is_near:
            around = _around(part, part.area._replace(name=name))
            return around[:1].upper() + around[1:]
        return f"{name}{NBSP}({part.area.postcode})" if part.area.postcode else name
    meaning = next((some for some in part.meanings if some.code in values.get(some.facet, ())), part.meanings[0])
    return label_of(meaning.code, VOCABULARIES[meaning.facet])
