"""The words of the inventory's vocabularies: labels, and what people type for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from core.search.words import EMPTY_WORDS, key_of, words
from inventory.catalogue.facets import VOCABULARIES
from inventory.choices import Family, Label, Milieu, Public, Space, State


class Meaning(NamedTuple):
    """A code of a facet that words may mean.

    `needs_noun` tells that the words mean it only beside something else of the inventory: « associations » alone is a
    subject like another. `exact` are the words that must stand in the question as they are: « en projet » is a state,
    « projet » is not.
    """

    facet: str
    code: str
    needs_noun: bool = False
    exact: tuple[str, ...] = ()


#: What people type for a code, besides its label: words that mean it anywhere, and words that do beside other words of
#: the inventory. Words that begin with a preposition count with it only.
_ALIASES: tuple[tuple[str, str, str, str], ...] = (
    (
        "famille", Family.COWORKING,
        "cowork, co-working, coworker, espace de coworking, lieu de coworking, espace de travail partagé, "
        "espace de travail collaboratif, lieu de travail partagé, travail partagé, bureau partagé, bureaux partagés, "
        "espace de bureaux partagés",
        "travailler, travailler à plusieurs, poste de travail, location de bureau, louer un bureau, nomades",
    ),
    (
        "famille", Family.CRAFT_WORKSHOP,
        "atelier partagé, atelier artisanal, atelier d’artisans, atelier collectif, artisanat partagé",
        "artisanat",
    ),
    (
        "famille", Family.FABLAB,
        "fab lab, makerspace, maker space, hackerspace, hacker space, hacklab, laboratoire de fabrication, "
        "atelier de fabrication numérique, atelier numérique",
        "maker, fabrication numérique",
    ),
    (
        "famille", Family.SHARED_KITCHEN,
        "cuisine partagée, cuisine collective, food lab, foodlab, laboratoire culinaire",
        "",
    ),
    ("famille", Family.LIVING_LAB, "livinglab, laboratoire vivant", ""),
    (
        "famille", Family.FOOD_PLACE,
        "lieu nourricier, ferme tiers-lieu, tiers-lieu agricole, lieu agricole, tiers-lieu paysan, "
        "tiers-lieu alimentaire",
        "nourricier, agricole, alimentation",
    ),
    (
        "famille", Family.CULTURAL_PLACE,
        "lieu culturel, friche culturelle, tiers-lieu artistique, lieu artistique, fabrique artistique",
        "culturel, artistique, artistes",
    ),
    (
        "famille", Family.TELECENTRE,
        "centre de télétravail, espace de télétravail, bureau de télétravail, lieu de télétravail, télé-centre, "
        "tiers-lieu de télétravail",
        "",
    ),
    ("famille", Family.BUSINESS_HOUSE, "maison des entreprises, maison de l’entreprise", ""),
    ("famille", Family.ECO_CENTRE, "éco-centre, éco-lieu, écolieu", "écologique"),
    (
        "famille", Family.INCUBATOR,
        "pépinière, pépinière d’entreprises, hôtel d’entreprises, incubateur, incubateur d’entreprises, "
        "pépinière et hôtel d’entreprises",
        "start-up, startup",
    ),
    (
        "famille", Family.SERVICE_HOUSE,
        "maison de services au public, maison des services, maison de service public, maison de services publics, "
        "msap, France services, maison France services, espace France services",
        "services publics, service public",
    ),
    ("famille", Family.OPEN_OFFICE, "bureau ouvert, bureaux ouverts", ""),
    ("etat", State.IDEA, "", "en réflexion, à l’étude"),
    ("etat", State.PROJECT, "", "en projet, en cours de création, en cours de montage, à venir, bientôt ouvert"),
    ("etat", State.PREFIGURATION, "", "en préfiguration, préfiguration"),
    ("etat", State.ACTIVE, "", "en activité, actif, active, en service, en fonctionnement"),
    ("etat", State.DORMANT, "", "en sommeil, en pause"),
    ("etat", State.TRANSFORMING, "", "en transformation"),
    (
        "etat", State.CLOSED, "",
        "fermé, fermée, qui a fermé, qui ont fermé, disparu, fermé définitivement, définitivement fermé",
    ),
    ("milieu", Milieu.URBAN, "", "en ville, urbaine, en milieu urbain, milieu urbain, quartier, centre-ville"),
    ("milieu", Milieu.PERIURBAN, "", "périurbain, périurbaine, péri-urbaine, en banlieue, banlieue, en périphérie"),
    (
        "milieu", Milieu.RURAL, "",
        "rurale, ruraux, ruralité, à la campagne, en campagne, en milieu rural, milieu rural, en zone rurale, "
        "zone rurale, dans un village, village, territoire rural",
    ),
    (
        "milieu", Milieu.MOUNTAIN, "",
        "en montagne, à la montagne, de montagne, montagnard, en altitude, station de ski, zone de montagne",
    ),
    ("public", Public.INDEPENDENTS, "", "indépendant, freelance, travailleur indépendant, auto-entrepreneur"),
    (
        "public", Public.TELEWORKERS, "",
        "télétravailleur, télétravail, télétravailler, salarié en télétravail, salariés, en télétravail",
    ),
    ("public", Public.COMPANIES, "", "entreprise, pme, tpe"),
    ("public", Public.CRAFTSPEOPLE, "", "artisan, commerçant, artisans commerçants"),
    ("public", Public.ASSOCIATIONS, "", "association, associatif, associative"),
    ("public", Public.STUDENTS, "", "étudiant, étudiante, lycéens"),
    ("public", Public.JOBSEEKERS, "", "demandeur d’emploi, chômeur, chercheur d’emploi, recherche d’emploi"),
    ("public", Public.RETIRED, "", "retraité, personnes âgées, seniors"),
    ("public", Public.RESIDENTS, "", "habitant, riverain, voisins"),
    (
        "espace", Space.OPEN_SPACE,
        "open space, openspace, open-space",
        "espace ouvert, poste en espace ouvert",
    ),
    ("espace", Space.OFFICES, "bureau fermé, bureau privatif, bureau individuel, bureau privé", "bureau"),
    ("espace", Space.MEETING_ROOM, "salle de réunion, salle de réunions, location de salle de réunion", "salle"),
    (
        "espace", Space.EVENT_ROOM,
        "salle de conférence, salle de réception, salle des fêtes, salle de séminaire, salle de spectacle, auditorium",
        "séminaire, conférence",
    ),
    ("espace", Space.TRAINING_ROOM, "salle de formation, salle de cours", ""),
    ("espace", Space.BOOTH, "cabine d’appel, cabine téléphonique, phone box, phone-box, phonebox", "cabine"),
    ("espace", Space.WORKSHOP, "", "atelier"),
    ("espace", Space.KITCHEN, "", "cuisine"),
    ("espace", Space.CAFE, "café associatif", "café, restaurant, bar, restauration, café restaurant, buvette, cantine"),
    ("espace", Space.SHOP, "", "boutique, magasin, épicerie"),
    ("espace", Space.CHILDCARE, "garde d’enfants, garderie", "crèche"),
    ("espace", Space.LODGING, "", "hébergement, chambre, gîte, logement"),
    ("espace", Space.STORAGE, "", "stockage, entrepôt"),
    ("espace", Space.OUTDOORS, "jardin partagé", "jardin, terrasse, potager"),
    ("label", Label.FABRIQUE, "fabriques de territoires, fabrique de territoires", ""),
    ("label", Label.MANUFACTURE, "manufactures de proximité", ""),
    ("label", Label.FRANCE_SERVICES, "espace France services, maison France services", ""),
    ("label", Label.CONSEILLER_NUMERIQUE, "conseillère numérique", "aide numérique, aide au numérique"),
    ("label", Label.EVS, "", "evs"),
)  # fmt: skip
#: Labels that mean something of their own only beside other words, or no place at all.
_VAGUE_FACETS = frozenset(["etat", "milieu", "public"])
_VAGUE = frozenset([Space.WORKSHOP, Space.KITCHEN, Space.SHOP, Space.LODGING, Space.STORAGE, Space.OFFICES, Space.CAFE])
_NO_LABELS = frozenset([("etat", State.UNKNOWN), ("label", Label.OTHER), ("etat", State.PROJECT), ("etat", State.IDEA)])


@cache
def meanings() -> dict[str, tuple[Meaning, ...]]:
    """Return what keys (see `core.search.words.key`) may mean, the most likely first."""
    by_key: dict[str, list[Meaning]] = defaultdict(list)
    for text, meaning in [*_labels(), *_aliases()]:
        typed = tuple(words(text))
        if typed[0] in EMPTY_WORDS:
            meaning = meaning._replace(exact=typed)
        known = by_key[key_of(typed)]
        if all(other[:2] != meaning[:2] or other.exact != meaning.exact for other in known):
            known.append(meaning)
    return {key: tuple(known) for key, known in by_key.items()}


def _labels() -> Iterator[tuple[str, Meaning]]:
    for facet, vocabulary in VOCABULARIES.items():
        for code, label in vocabulary.choices:
            if (facet, code) not in _NO_LABELS:
                needs_noun = facet in _VAGUE_FACETS or code in _VAGUE
                for text in dict.fromkeys([label, *label.split(", ")]):
                    yield text, Meaning(facet, str(code), needs_noun)


def _aliases() -> Iterator[tuple[str, Meaning]]:
    for facet, code, plain, vague in _ALIASES:
        for texts, needs_noun in ((plain, False), (vague, True)):
            for text in filter(None, texts.split(", ")):
                yield text, Meaning(facet, str(code), needs_noun)
