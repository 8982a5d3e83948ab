"""The French labels of understandings: « 4 lieux de coworking ouverts samedi à Grenoble »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.choices import label_of, mid_sentence
from core.text.typography import NBSP, thousands
from inventory.catalogue.facets import VOCABULARIES
from inventory.choices import Family, Milieu, Space, State


class Noun(NamedTuple):
    one: str
    several: str
    is_feminine: bool = False


PLACE = Noun("lieu", "lieux")
TIERS_LIEU = Noun("tiers-lieu", "tiers-lieux")
_FAMILIES = {
    Family.COWORKING: Noun("lieu de coworking", "lieux de coworking"),
    Family.CRAFT_WORKSHOP: Noun("atelier artisanal partagé", "ateliers artisanaux partagés"),
    Family.FABLAB: Noun("fablab", "fablabs"),
    Family.SHARED_KITCHEN: Noun("cuisine partagée", "cuisines partagées", True),
    Family.LIVING_LAB: Noun("living lab", "living labs"),
    Family.FOOD_PLACE: Noun("tiers-lieu nourricier", "tiers-lieux nourriciers"),
    Family.CULTURAL_PLACE: Noun("tiers-lieu culturel", "tiers-lieux culturels"),
    Family.TELECENTRE: Noun("télécentre", "télécentres"),
    Family.BUSINESS_HOUSE: Noun("maison d’entreprises", "maisons d’entreprises", True),
    Family.ECO_CENTRE: Noun("écocentre", "écocentres"),
    Family.INCUBATOR: Noun("pépinière ou hôtel d’entreprises", "pépinières ou hôtels d’entreprises", True),
    Family.SERVICE_HOUSE: Noun("maison de services", "maisons de services", True),
    Family.OPEN_OFFICE: Noun("bureau d’entreprise ouvert", "bureaux d’entreprise ouverts"),
}
#: Masculine and feminine, each for one and several.
_ADJECTIVES: dict[str, tuple[str, str, str, str]] = {
    Milieu.URBAN: ("urbain", "urbains", "urbaine", "urbaines"),
    Milieu.PERIURBAN: ("péri-urbain", "péri-urbains", "péri-urbaine", "péri-urbaines"),
    Milieu.RURAL: ("rural", "ruraux", "rurale", "rurales"),
    Milieu.MOUNTAIN: ("de montagne",) * 4,
    State.CLOSED: ("fermé", "fermés", "fermée", "fermées"),
    State.UNKNOWN: ("dont on ne sait pas l’état",) * 4,
    "ouvert": ("ouvert", "ouverts", "ouverte", "ouvertes"),
    "label": ("labellisé", "labellisés", "labellisée", "labellisées"),
}
_SPACES = {
    Space.CAFE: "café ou restaurant",
    Space.OUTDOORS: "jardin ou terrasse",
    Space.EVENT_ROOM: "salle de conférence ou de réception",
}


def noun_of(families: Sequence[str], is_tiers_lieu: bool) -> Noun:
    """Return the noun for places of one of these families, or for any."""
    nouns = [_FAMILIES[Family(code)] for code in families]
    if not nouns:
        return TIERS_LIEU if is_tiers_lieu else PLACE
    one, several = (" ou ".join(texts) for texts in ((noun.one for noun in nouns), (noun.several for noun in nouns)))
    return Noun(one, several, all(noun.is_feminine for noun in nouns))


def describe(
    count: int, noun: Noun, facets: Mapping[str, Sequence[str]], opening: str = "", text: str = "", area: str = ""
) -> str:
    """Return in French how many places there are.

    `facets` are codes by facet; `opening` is an opening time, and `area` an area with its preposition, both in French.
    """
    parts = [_counted(count, noun)]
    parts += _adjectives(count, noun, facets)
    if opening:
        parts.append(f"{_adjective('ouvert', count, noun)} {opening}")
    if spaces := facets.get("espace"):
        parts.append("avec " + " ou ".join(_space(code) for code in spaces))
    if publics := facets.get("public"):
        names = " ou ".join(f"les {_label('public', code)}" for code in publics)
        parts.append(f"pour {names}")
    if text:
        parts.append(f"avec «{NBSP}{text}{NBSP}»")
    return " ".join([*parts, *([area] if area else [])])


def _counted(count: int, noun: Noun) -> str:
    if not count:
        return f"{'Aucune' if noun.is_feminine else 'Aucun'} {noun.one}"
    return f"{thousands(count)} {noun.one if count == 1 else noun.several}"


def _adjectives(count: int, noun: Noun, facets: Mapping[str, Sequence[str]]) -> list[str]:
    texts = []
    for facet in ("milieu", "etat"):
        names = [
            _adjective(code, count, noun) if code in _ADJECTIVES else _label(facet, code)
            for code in facets.get(facet, ())
        ]
        texts += [" ou ".join(names)] if names else []
    if labels := facets.get("label"):
        names = [f"«{NBSP}{label_of(code, VOCABULARIES['label'])}{NBSP}»" for code in labels]
        texts.append(f"{_adjective('label', count, noun)} {' ou '.join(names)}")
    return texts


def _adjective(code: str, count: int, noun: Noun) -> str:
    return _ADJECTIVES[code][2 * noun.is_feminine + (count > 1)]


def _space(code: str) -> str:
    return _SPACES.get(Space(code)) or _label("espace", code)


def _label(facet: str, code: str) -> str:
    return mid_sentence(label_of(code, VOCABULARIES[facet]))
