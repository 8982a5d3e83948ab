"""Lists that people write line by line: a programme, authors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_MOMENT = re.compile(r"(\d{1,2})\s*[h:](?!\w*[^\W\d])\s*(\d{2})?(?!\d)\s*[-–—:,]?\s*(.*)", re.IGNORECASE)
TITLE = 250
AUTHOR = 150


class LinesField(forms.CharField):
    """One thing a line, at most so many, each as long as its row takes; gives the lines without the empty ones."""

    widget = forms.Textarea

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(max_length=(longest + 20) * most, **kwargs)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > self.most:
            raise ValidationError(f"{self.most} lignes au plus : il y en a {len(lines)}.", code="too_many")
        for rank, line in enumerate(lines, 1):
            if len(line) > self.longest:
                raise ValidationError(
                    f"La ligne {rank} est trop longue : {self.longest} caractères au plus.", code="too_long"
                )
        return lines


@dataclass(frozen=True)
class Moment:
    """A line of a programme."""

    time: str
    title: str


def moment(line: str) -> Moment:
    """« 17h15 – Accueil » is « Accueil » at « 17 h 15 »; a line without an hour is a title alone."""
    found = _MOMENT.fullmatch(line)
    if not found or int(found[1]) > 24 or int(found[2] or 0) > 59 or not found[3]:
        return Moment("", line)
    minutes = f" {found[2]}" if found[2] and found[2] != "00" else ""
    return Moment(f"{int(found[1])} h{minutes}", found[3])
