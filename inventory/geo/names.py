"""Names of communes and other places in French sentences."""

from __future__ import annotations

from core.text.fold import fold

_VOWELS = frozenset("aeiouyh")


def with_de(name: str) -> str:
    """Put « de » before a place name: « de Grenoble », « d’Échirolles », « du Bourg-d’Oisans », « des Adrets »."""
    for article, preposition in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return preposition + name.removeprefix(article)
    first = fold(name)[:1]
    return f"d’{name}" if first in _VOWELS else f"du {name}" if first.isdigit() else f"de {name}"
