"""Words that read like French: many of them, few of which are frequent, as in real texts."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from random import Random

SEED = 1832
STEMS = 3_000
#: Words that all texts of the bench have: they are the worst that a search can ask for.
COMMON = (
    "tiers-lieu", "accueil", "atelier", "association", "bureau", "café", "chantier", "commune", "coopérative",
    "coworking", "cuisine", "culture", "échange", "école", "énergie", "espace", "entraide", "fabrique", "formation",
    "habitant", "jardin", "lieu", "machine", "maison", "marché", "mobilité", "montagne", "partage", "place", "projet",
    "quartier", "récolte", "rencontre", "repas", "réseau", "salle", "saison", "savoir", "service", "soirée",
    "télétravail", "territoire", "travail", "vallée", "village", "voisin",
)  # fmt: skip
#: One word of a text in so many is one of them.
COMMON_SHARE = 0.6
_ONSETS = (
    *("b", "c", "ch", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "cr", "dr", "fl", "gr", "pl", "pr"),
    *("tr", "bl", "cl", "st", "sp", "qu"),
)
_VOWELS = (*"aeioué", "ai", "ou", "oi", "an", "en", "in", "on", "eu", "au")
_CODAS = ("", "", "", "l", "r", "s", "n", "t", "c")
_ENDINGS = ("e", "er", "ement", "ation", "ateur", "ations", "age", "ité", "able", "ables", "es", "ique")


@cache
def rare() -> tuple[list[str], list[float]]:
    """Return about thirty thousand words, and the running sums of their weights, which fall like in Zipf's law."""
    chance, stems = Random(SEED), {}
    while len(stems) < STEMS:
        syllables = (
            chance.choice(_ONSETS) + chance.choice(_VOWELS) + (chance.choice(_CODAS) if rank else "")
            for rank in range(chance.choice((2, 2, 3)))
        )
        stems["".join(syllables)] = None
    words = list(dict.fromkeys(f"{stem}{ending}" for stem in stems for ending in _ENDINGS))
    chance.shuffle(words)
    return words, list(accumulate(1 / (rank + 30) for rank in range(len(words))))


def sentence(chance: Random, words: int) -> str:
    """Return a sentence of so many words."""
    others, weights = rare()
    common = [chance.random() < COMMON_SHARE for _ in range(words)]
    drawn = iter(chance.choices(others, cum_weights=weights, k=words - sum(common)))
    return f"{' '.join(chance.choice(COMMON) if one else next(drawn) for one in common).capitalize()}."
