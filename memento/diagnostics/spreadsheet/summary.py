"""What an imported table changes, in French."""

from __future__ import annotations

from dataclasses import dataclass

from core.text.typography import quantity
from memento.diagnostics.spreadsheet.exchange import Import
from memento.diagnostics.spreadsheet.merge import Changes


@dataclass(frozen=True)
class Sentence:
    """« 24 questions, 3 nouvelles, 2 retirées », and the titles of the blocks by what happens to them."""

    text: str
    titles: list[tuple[str, list[str]]]


def sentences(result: Import) -> list[Sentence]:
    """Return a sentence each for axes, sections and questions; the sections are left out if there are none."""
    parts = result.section_changes
    return [
        _sentence(result.axis_changes, "axe", feminine=False),
        *([_sentence(parts, "partie", moved="devant d’autres questions")] if parts.total or parts.removed else []),
        _sentence(result.question_changes, "question"),
    ]


def _sentence(changes: Changes, noun: str, feminine: bool = True, moved: str = "dans un autre ordre") -> Sentence:
    new = ("nouvelle", "nouvelles") if feminine else ("nouveau", "nouveaux")
    e = "e" if feminine else ""
    counted = [
        (changes.added, *new),
        (changes.removed, f"retiré{e}", f"retiré{e}s"),
        (changes.changed, f"modifié{e}", f"modifié{e}s"),
    ]
    parts = [quantity(len(titles), one, many) for titles, one, many in counted if titles]
    parts += [moved] if changes.moved else []
    text = ", ".join([quantity(changes.total, noun), *(parts or ["sans changement"])])
    return Sentence(text, [(many.capitalize(), titles) for titles, _, many in counted if titles])
