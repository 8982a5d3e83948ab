"""Short codes of axes, questions and answers, and the conditions that are written with them: « Q3 = R1, R2 »."""

from __future__ import annotations

import re
from collections.abc import Callable

from core.text.fold import fold, without_accents

#: Gives the code of a block by its rank (from 0), if the table gives none.
Automatic = Callable[[int], str]
#: Characters that a code must not contain, since they separate codes.
SEPARATORS = re.compile(r"[=,;:/\n]")
MAX_LENGTH = 20
#: A block that no longer exists has no code: it is written as « id: » and its id.
BLOCK_ID_PREFIX = "id:"
_BETWEEN_ANSWERS = re.compile(r"[,;/\n]|\b(?:ou|et)\b", re.IGNORECASE)
_IF = re.compile(r"si\s+", re.IGNORECASE)
#: What separates cells of a CSV file, and would be counted as such in its header.
_DELIMITERS = re.compile(r"[;,\t|]")
_AUTOMATIC = re.compile(r"[aqr]\d+")


def axis_code(rank: int) -> str:
    """Return the code of the axis at this rank (from 0)."""
    return f"A{rank + 1}"


def question_code(rank: int) -> str:
    return f"Q{rank + 1}"


def answer_code(rank: int) -> str:
    return f"R{rank + 1}"


def code_key(code: str) -> str:
    """Return a code for comparison: without spaces, accents and capitals."""
    return "".join(without_accents(code).split()).casefold()


def axis_labels(names: list[str]) -> list[str]:
    """Return how the columns of points call the axes: by name, or by code if the name does not tell them apart."""
    folded = [fold(name) for name in names]
    return [
        " ".join(name.split())
        if key and folded.count(key) == 1 and not _AUTOMATIC.fullmatch(code_key(name)) and not _DELIMITERS.search(name)
        else axis_code(rank)
        for rank, (name, key) in enumerate(zip(names, folded, strict=True))
    ]


def split_condition(text: str) -> tuple[str, str]:
    """Split a condition into its question and its answers; « Q3 : R1 » and « si Q3 = R1 » are understood too."""
    text = _IF.sub("", text.strip(), count=1) if _IF.match(text.strip()) else text.strip()
    separator = "=" if "=" in text or text.startswith(BLOCK_ID_PREFIX) else ":"
    question, _, answers = text.partition(separator)
    return question.strip(), answers.strip()


def split_answers(text: str) -> list[str]:
    """Split the answers of a condition."""
    return [part.strip() for part in _BETWEEN_ANSWERS.split(text) if part.strip()]
