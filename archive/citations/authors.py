"""Authors of a citation. What each of them is, is stored and never guessed from the name."""

from __future__ import annotations

from dataclasses import dataclass

from archive.choices import AuthorKind
from archive.citations.text import one_line

#: In lower case they begin the family name: « Jean de La Fontaine », « Ludwig van Beethoven ».
PARTICLES = frozenset(
    {"de", "du", "des", "von", "van", "der", "den", "di", "da", "dos", "del", "della", "ten", "ter", "zu", "zum", "zur"}
)
ELIDED = ("d’", "d'")


@dataclass(frozen=True)
class Author:
    """A person has a `family` name and perhaps a `given` one. Whoever has none is cited literally, by the `name`.

    `kind` is a code of `AuthorKind`, empty if nobody has said what the name stands for.
    """

    kind: str
    name: str
    family: str = ""
    given: str = ""


def author_of(kind: str, name: str) -> Author:
    """Return an author. A person's name is split at its comma (« Nom, Prénom »), or else before its last word.

    Particles in lower case belong to the family name. All spaces of names become plain ones.
    """
    name = " ".join(one_line(name).split())
    if kind != AuthorKind.PERSON:
        return Author(kind, name)
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        given, family = _split(name.split(" "))
    if not family:
        family, given = given, ""
    return Author(kind, f"{given} {family}".strip(), family, given)


def _split(words: list[str]) -> tuple[str, str]:
    """Return the given and the family name of « Prénom Nom »: from the first particle on, or the last word."""
    last = len(words) - 1
    start = next((rank for rank in range(1, last + 1) if _is_particle(words[rank])), last)
    return " ".join(words[:start]), " ".join(words[start:])


def _is_particle(word: str) -> bool:
    return word in PARTICLES or word.startswith(ELIDED)
