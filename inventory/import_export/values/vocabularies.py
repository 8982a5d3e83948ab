"""Codes of closed vocabularies, from codes, labels, and lists of them with any separator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from django.core.exceptions import ValidationError

from core.choices import unknown_code
from core.text.fold import fold
from inventory.import_export.values.cells import AddRemark, quoted

#: Codes with their labels.
Choices = Iterable[tuple[str, str]]
#: Longest list of codes or labels in a cell.
LONGEST = 2000
_SEPARATOR = re.compile(r"[;|\n]")
#: Separators that labels contain too: « Fablab, makerspace, hackerspace ».
_WEAK_SEPARATOR = re.compile(r"[,/+&]")
_OR = re.compile(r",| ou ")


def read_code(choices: Choices, text: str) -> str:
    """Return the code whose code or label a text is. Raises ValidationError with the valid ones."""
    choices = tuple(choices)
    code = _codes(choices).get(_key(text))
    if code is None:
        raise ValidationError(unknown_code(choices))
    return code


def read_codes(choices: Choices, text: str, remark: AddRemark) -> list[str]:
    """Return the codes of the parts of a text, in the order of the choices. Calls `remark` for unknown parts.

    Raises ValidationError if all parts are unknown.
    """
    choices = tuple(choices)
    if len(text) > LONGEST:
        raise ValidationError("cette liste est trop longue")
    parts = {part: _codes(choices).get(_key(part)) for part in _parts(choices, text)}
    if parts and not any(parts.values()):
        raise ValidationError(unknown_code(choices))
    for part, code in parts.items():
        if code is None:
            remark(f"{quoted(part)} : {unknown_code(choices)}")
    return [code for code, _ in choices if code in parts.values()]


def translated(words: Mapping[str, str], text: str) -> str:
    """Return what a word of a file's own vocabulary means; any other text unchanged."""
    return next((meaning for word, meaning in words.items() if _key(word) == _key(text)), text)


def _parts(choices: tuple[tuple[str, str], ...], text: str) -> Iterator[str]:
    for part in filter(None, map(str.strip, _SEPARATOR.split(text))):
        if _key(part) in _codes(choices):
            yield part
        else:
            yield from filter(None, map(str.strip, _WEAK_SEPARATOR.split(part)))


@cache
def _codes(choices: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the codes by folded code and label, and by the names that a label lists."""
    codes: dict[str, str] = {}
    for code, label in choices:
        for name in (code, label, *_OR.split(label)):
            codes.setdefault(_key(name), code)
    codes.pop("", None)
    return codes


def _key(text: str) -> str:
    """Normalise a name: « Fab-labs » is « fablab »."""
    return "".join(word.rstrip("s") for word in fold(text[:200]).split())
