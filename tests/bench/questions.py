"""The questions of the bench: some that people type, and many made of the names, titles and texts of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

SEED = 2012
#: Of the load on both sides: concepts, places, communes, dates, questions, and typing mistakes.
ASKED = (
    "tiers-lieu", "tiers-lieux en savoie", "coworking annecy", "coworking grenoble", "fablab lyon", "télétravail",
    "espace de travail partagé", "atelier partagé chambéry", "la fabrique des possibles", "l’atelier du bourg",
    "la maison des voisins", "le hangar du canal", "café associatif", "cuisine partagée", "jardin des habitants",
    "38500", "73000", "albertville", "thonon-les-bains", "vienne", "lieux ouverts le dimanche", "ouvert samedi annecy",
    "lieu fermé", "rencontre 2014", "réunion du 2 avril 2015", "table ronde mars 2012", "visites 2019",
    "publications 2014", "compte rendu juin 2017", "26/06/2012", "monter un projet", "quel statut choisir",
    "comment trouver un équilibre financier", "dépendance aux subventions", "mobilité en montagne",
    "formation des habitants", "réseau des coopératives", "service public au village", "énergie du quartier",
    "salle de réunion vallée", "soirée rencontre voisins", "marché du village", "place du territoire",
    "accueil des associations", "espace culturel montagne", "proposer un lieu", "données ouvertes", "s’abonner",
    "carte des tiers-lieux", "coworking à la montagne en haute-savoie", "fiche 104", "lieu 1234",
    "cowroking annecy", "teltravail", "chambery atelirs", "asociation grenobl", "terittoire", "mobilitée vallé",
    "colaboration", "tiers lieus en isere",
)  # fmt: skip
#: Concepts, dates and places that are put together with words of the pages.
_CONCEPTS = ("tiers-lieu", "tiers-lieux", "coworking", "télétravail", "atelier", "association", "culture", "réseau")
_DATES = ("2012", "mars 2014", "26/06/2012", "juin", "2 avril 2015", "samedi", "17h15")
_EMPTY = ("de la", "du", "les", "à", "pour", "dans le", "des")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: The share of questions with a typing mistake.
_MISTAKEN = 0.3


def generated(count: int, names: list[str], communes: list[str], words: list[str]) -> Iterator[str]:
    """Yield questions of one to six words, made of names, communes and words of texts; some have typing mistakes."""
    chance = Random(SEED)
    for _ in range(count):
        word, other = chance.choices(words, k=2)
        concept, commune, date = chance.choice(_CONCEPTS), chance.choice(communes), chance.choice(_DATES)
        question = chance.choice(
            (
                concept,
                word,
                commune,
                chance.choice(names),
                f"{concept} {commune}",
                f"{concept} {chance.choice(_EMPTY)} {word}",
                f"{word} {other}",
                f"{concept} {date}",
                f"{word} {date} {commune}",
                f"{concept} {word} {chance.choice(_EMPTY)} {other} {commune}",
                f"{' '.join(chance.sample(_CONCEPTS, 3))} {commune}",
            )
        )
        yield mistaken(chance, question) if chance.random() < _MISTAKEN else question


def mistaken(chance: Random, question: str) -> str:
    """Return a question with a typing mistake in its longest word, not in its first letter."""
    word = max(question.split(), key=len)
    at = chance.randrange(1, max(2, len(word) - 1))
    wrong = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + chance.choice(_LETTERS) + word[at:],
            word[:at] + chance.choice(_LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        )
    )
    return question.replace(word, wrong, 1)


#: The worst that can be asked: many frequent words, one that thousands begin like, and one that nothing has.
WORST = (
    "accueil atelier association bureau café chantier commune coopérative coworking cuisine culture échange école "
    "énergie espace entraide",
    "tiers-lieu tiers-lieu tiers-lieu tiers-lieu",
    "la fabrique la maison l’atelier le hangar",
    "partenariale pro",
    "con", "pra", "pre",
    "xylophonistiquement",
    "rencontree associatoin territtoire coopperative mobilitte formattion",
)  # fmt: skip
#: Beginnings of questions that most names answer.
WORST_BEGINNINGS = ("l", "la f", "a", "p", "pr", "tiers-lieu m", "la maison des v", "1", "c", "atelier partagé d", "xq")
