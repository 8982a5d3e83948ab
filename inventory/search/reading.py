"""What a question has of the inventory, word by word: entries of vocabularies, areas, a moment of opening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core.search.questions import Phrase, Question
from core.search.words import EMPTY_WORDS, TIERS_LIEU, singular, words
from core.visibility.gate import Gate
from inventory.search.areas import (
    POSTCODE,
    Area,
    is_large,
    known_areas,
    looked_up,
    meaningful,
    names_to_look_up,
    of_postcode,
)
from inventory.search.openings import OPEN_WORDS, Opening, find_opening
from inventory.search.vocabulary import Meaning, meanings

#: The radius around a commune that is « près de » it, and the widest that is read, in kilometres.
RADIUS_KM, WIDEST_KM = 20, 500
#: Words for any place.
PLACE_WORDS = frozenset([TIERS_LIEU, "lieu", "espace", "endroit"])
#: Words that say no more than that places are looked for, in the singular.
_FILLERS = frozenset(
    words(
        "adresse agglo agglomération annuaire bonjour canton carte cherche chercher chez combien commune communauté "
        "coordonnée département existant existe exister inventaire label labellisé liste lister localisation nombre "
        "proximité recensement recherche rechercher secteur situé territoire tous tout toute toutes trouver trouve "
        "ville voir"
    )
)
_NEGATIONS = frozenset(["hors", "moins", "ni", "non", "pas", "sans", "sauf"])
_NEAR = frozenset(["alentour", "alentours", "autour", "cote", "environs", "pres", "proche", "proches", "voisinage"])
#: Prepositions before the name of an area, by facet.
_LOCATING = {
    "commune": frozenset(["a", "au", "aux", "vers"]),
    "": frozenset(["a", "au", "aux", "vers"]),
    "departement": frozenset(["dans", "en"]),
    "epci": frozenset(["dans", "en", "sur"]),
}


@dataclass(frozen=True)
class Part:
    """Words `start` to `end` (excluded) and what they mean: one or more meanings, an area, or an opening."""

    start: int
    end: int
    meanings: tuple[Meaning, ...] = ()
    area: Area | None = None
    is_near: bool = False
    radius_km: int = RADIUS_KM
    is_located: bool = False
    opening: Opening | None = None

    @property
    def is_vague(self) -> bool:
        """Whether the words mean this only beside something else."""
        return bool(self.meanings) and self.meanings[0].needs_noun


class Reading(NamedTuple):
    """The parts of a question, in order; the positions of words for places; and those of words that are left over."""

    words: tuple[str, ...]
    parts: tuple[Part, ...]
    nouns: tuple[int, ...]
    rest: tuple[int, ...]

    @property
    def has_family(self) -> bool:
        return any(part.meanings and part.meanings[0].facet == "famille" for part in self.parts)

    @property
    def has_noun(self) -> bool:
        """Whether places are spoken of: « lieux », or a family of them."""
        return bool(self.nouns) or self.has_family


def read(gate: Gate, question: Question, now: datetime) -> Reading:
    """Read a question. At most one query, for names that no place has; one more for an unknown postcode."""
    some_words = question.words
    phrases = [phrase for phrase in question.phrases if phrase.end <= len(some_words)]
    areas = known_areas(gate)
    if communes := _postcode(gate, some_words):
        areas = {**areas, **communes}
    reading = _read(some_words, phrases, areas, now)
    free = [position in reading.rest for position in range(len(some_words))]
    if any(free) and (names := names_to_look_up(some_words, free)) and (others := looked_up(gate, names)):
        reading = _read(some_words, phrases, {**others, **areas}, now)
    return _without_doubtful(reading)


def _postcode(gate: Gate, some_words: Sequence[str]) -> dict[str, tuple[Area, ...]]:
    """Return the communes of the first postcode of a question."""
    postcode = next((word for word in some_words if POSTCODE.fullmatch(word)), "")
    area = of_postcode(gate, postcode) if postcode else None
    return {postcode: (area,)} if area else {}


def _read(
    some_words: tuple[str, ...], phrases: Sequence[Phrase], areas: Mapping[str, tuple[Area, ...]], now: datetime
) -> Reading:
    taken = [False] * len(some_words)
    nouns = tuple(position for position, word in enumerate(some_words) if _is_place_word(word))
    parts: list[Part] = []
    opening = find_opening(some_words, now)
    if opening and (opening.has_verb or nouns or _names_family(phrases)):
        parts.append(Part(opening.start, opening.end, opening=opening))
        taken[opening.start : opening.end] = [True] * (opening.end - opening.start)
    for phrase in phrases:
        if any(taken[phrase.start : phrase.end]) or some_words[phrase.end - 1] in EMPTY_WORDS:
            continue
        if part := _part(some_words, phrase, areas):
            parts.append(part)
            taken[part.start : part.end] = [True] * (part.end - part.start)
    parts.sort(key=lambda part: part.start)
    nouns = tuple(position for position in nouns if not taken[position])
    is_place = bool(nouns) or _names_family(phrases)
    rest = tuple(
        position
        for position, word in enumerate(some_words)
        if not taken[position]
        and position not in nouns
        and word not in EMPTY_WORDS
        and singular(word) not in _FILLERS
        and not (is_place and word in OPEN_WORDS)
    )
    return Reading(some_words, tuple(parts), nouns, rest)


def _part(some_words: tuple[str, ...], phrase: Phrase, areas: Mapping[str, tuple[Area, ...]]) -> Part | None:
    """Return what a phrase means, with the articles and prepositions before it; None if it means nothing."""
    typed = some_words[phrase.start : phrase.end]
    first = phrase.start + next(index for index, word in enumerate(typed) if word not in EMPTY_WORDS)
    start = _start(some_words, first)
    if start and some_words[start - 1] in _NEGATIONS:
        return None
    if known := tuple(_meanings(phrase, typed)):
        return Part(start, phrase.end, meanings=known)
    if area := _area(some_words, phrase, first, areas):
        before = some_words[start:first]
        is_located = any(word in _LOCATING[area.facet] for word in before)
        if start and some_words[start - 1] in _NEAR:
            return Part(start - 1, phrase.end, area=area, is_near=True, is_located=True)
        if radius := _radius(some_words, start):
            return Part(_start(some_words, radius[0]), phrase.end, area=area, is_near=True, radius_km=radius[1])
        return Part(start, phrase.end, area=area, is_located=is_located)
    return None


def _radius(some_words: Sequence[str], end: int) -> tuple[int, int] | None:
    """Return where « à moins de 10 km » begins, which ends before a position, and the kilometres."""
    if end < 2 or some_words[end - 1] not in ("km", "kilometres") or not some_words[end - 2].isdecimal():
        return None
    kilometres = int(some_words[end - 2][:4])
    if not 0 < kilometres <= WIDEST_KM:
        return None
    start = _start(some_words, end - 2)
    return (start - 1 if start and some_words[start - 1] == "moins" else start), kilometres


def _start(some_words: Sequence[str], first: int) -> int:
    """Return the position of the first of the articles and prepositions, three at most, before a word."""
    start = first
    while (
        start
        and first - start < 3
        and some_words[start - 1] in EMPTY_WORDS
        and some_words[start - 1] not in ("et", "ou")
    ):
        start -= 1
    return start


def _meanings(phrase: Phrase, typed: tuple[str, ...]) -> Iterator[Meaning]:
    for meaning in meanings().get(phrase.key, ()):
        if not meaning.exact or (not phrase.is_synonym and typed[-len(meaning.exact) :] == meaning.exact):
            yield meaning


def _area(
    some_words: tuple[str, ...], phrase: Phrase, first: int, areas: Mapping[str, tuple[Area, ...]]
) -> Area | None:
    typed = meaningful(some_words[first : phrase.end])
    candidates = [area for area in areas.get(phrase.key, ()) if phrase.is_synonym or area.words == typed]
    if not candidates or (typed[0].isdecimal() and _counts(some_words, first)):
        return None
    before = some_words[_start(some_words, first) : first]
    located = (area for area in candidates if any(word in _LOCATING[area.facet] for word in before))
    return next(located, candidates[0])


def _counts(some_words: Sequence[str], position: int) -> bool:
    """Whether a number counts places: « 12 tiers-lieux »."""
    return position + 1 < len(some_words) and _is_place_word(some_words[position + 1])


def _is_place_word(word: str) -> bool:
    return singular(word) in PLACE_WORDS


def _names_family(phrases: Sequence[Phrase]) -> bool:
    return any(
        meaning.facet == "famille" and not meaning.needs_noun
        for phrase in phrases
        for meaning in meanings().get(phrase.key, ())
    )


def _without_doubtful(reading: Reading) -> Reading:
    """Leave out areas that are probably not meant: ordinary words, and communes without places.

    « La Table » is a commune, and « table ronde » is about none.
    """
    is_alone = not reading.rest and not reading.nouns and len(reading.parts) == 1
    parts = []
    rest = list(reading.rest)
    for part in reading.parts:
        if part.area is None or _is_meant(reading, part, part.area, is_alone):
            parts.append(part)
        else:
            rest += [at for at in range(part.start, part.end) if reading.words[at] not in EMPTY_WORDS]
    return reading._replace(parts=tuple(parts), rest=tuple(sorted(rest)))


def _is_meant(reading: Reading, part: Part, area: Area, is_alone: bool) -> bool:
    """Whether an area is meant: with a preposition, with a place, or if all other words are about places too."""
    if part.is_located or part.is_near or area.postcode:
        return True
    if not area.is_ordinary and area.has_places:
        return True
    if reading.rest or not (reading.has_noun or is_alone) or (is_alone and not (area.is_local or is_large(area))):
        return False
    if not area.is_ordinary:
        return True
    article = words(area.name)[:1]
    with_article = article[0] not in EMPTY_WORDS or article[0] in reading.words[part.start : part.end]
    return with_article and (area.has_places or (area.is_local and (reading.has_family or is_alone)))
