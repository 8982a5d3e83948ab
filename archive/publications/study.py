"""What a « retour d’étude » tells of its study, part by part."""

from __future__ import annotations

from typing import TypedDict

from archive.models import PublicationPage
from archive.models.publications.study import LESSON_FIELDS


class StudyText(TypedDict):
    """A part of a « retour d’étude »; `anchor` is the id of its section."""

    anchor: str
    heading: str
    text: str


def study_texts(page: PublicationPage) -> list[StudyText]:
    """Return the filled parts of a « retour d’étude » in order; of another publication none."""
    if not page.is_study_feedback:
        return []
    parts = [(name, getattr(page, name)) for name in LESSON_FIELDS]
    return [
        StudyText(anchor=f"etude-{name.replace('_', '-')}", heading=_heading(name), text=text)
        for name, text in parts
        if text
    ]


def _heading(name: str) -> str:
    label = str(PublicationPage._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return f"{label[:1].upper()}{label[1:]}"
