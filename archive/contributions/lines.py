"""A form field for lists with one item per line, and the lines of a programme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.dates.labels import hour_label

_PROGRAMME_LINE = re.compile(r"(\d{1,2})\s*[h:](?!\w*[^\W\d])\s*(\d{2})?(?!\d)\s*[-–—:,]?\s*(.*)", re.IGNORECASE)
LONGEST_TITLE = 250
#: Signs that may stand within a word of a person's name.
_IN_NAMES = str.maketrans("", "", "-’'")
_BETWEEN_NAMES = re.compile(r" ?[,;] ?| (?:et|&|and) ")
LONGEST_AUTHOR = 150


class LinesField(forms.CharField):
    """A list with one item per line. The cleaned value is the list of the lines that are not empty.

    `max_lines` limits their number, `max_line_length` the characters of each.
    """

    widget = forms.Textarea

    def __init__(self, *, max_lines: int, max_line_length: int, **kwargs: Any) -> None:
        self.max_lines, self.max_line_length = max_lines, max_line_length
        super().__init__(max_length=(max_line_length + 20) * max_lines, **kwargs)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > self.max_lines:
            raise ValidationError(f"{self.max_lines} lignes au plus : il y en a {len(lines)}.", code="too_many")
        for rank, line in enumerate(lines, 1):
            if len(line) > self.max_line_length:
                raise ValidationError(
                    f"La ligne {rank} est trop longue : {self.max_line_length} caractères au plus.", code="too_long"
                )
        return lines


def check_one_person(names: Iterable[str]) -> None:
    """Raise ValidationError for a line that names several people: « Léa Roc, Tom Pic », « Léa Roc et Tom Pic ».

    « Roc, Léa » names one: neither part is a whole name.
    """
    for name in names:
        parts = _BETWEEN_NAMES.split(name)
        if len(parts) > 1 and all(_is_whole_name(part) for part in parts):
            raise ValidationError(f"« {name} » : une seule personne par ligne.", code="several")


def _is_whole_name(text: str) -> bool:
    """Whether a text looks like « Léa Roc »: two words or more, of letters, the first one with a capital."""
    words = text.split()
    return (
        len(words) > 1 and text[0].isupper() and all(word.strip(".").translate(_IN_NAMES).isalpha() for word in words)
    )


@dataclass(frozen=True)
class ProgrammeLine:
    """An item of a programme; `time` is « 17 h 15 », or empty."""

    time: str
    title: str


def programme_line(line: str) -> ProgrammeLine:
    """Split « 17h15 – Accueil » into « 17 h 15 » and « Accueil ». A line without an hour is a title only."""
    match = _PROGRAMME_LINE.fullmatch(line)
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59 or not match[3]:
        return ProgrammeLine("", line)
    return ProgrammeLine(hour_label(int(match[1]), int(match[2] or 0)), match[3])
