"""Which measure a text names: its name, with or without its plan, or the address of its page."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from archive.commitments.register import Measure, measures
from archive.models import CommitmentPlanPage
from core.text.fold import fold
from core.visibility.gate import Gate

#: Number of similar measures to choose from.
MAX_SIMILAR = 8


class NamedMeasure(NamedTuple):
    """A measure, with the name that tells it from those of other plans."""

    measure: Measure
    name: str


class Matches(NamedTuple):
    """The measures that a text names, or if there are none, those that it resembles."""

    exact: list[NamedMeasure]
    similar: list[NamedMeasure]


def full_name(name: str, plan: str) -> str:
    """Return the name of a measure with that of its plan."""
    return f"{name} ({plan})" if plan else name


def measures_named(gate: Gate, text: str) -> Matches:
    """Return the measures that the reader may see and that a text may name."""
    plans = dict(gate.pages(CommitmentPlanPage).values_list("path", "title"))
    rows = [
        NamedMeasure(measure, full_name(measure.name, plans.get(measure.plan_path, ""))) for measure in measures(gate)
    ]
    address, folded = _path_of(text), fold(text)
    exact = [row for row in rows if gate.url(row.measure.url_path).rstrip("/") == address or folded in _names(row)]
    similar = [] if exact or not folded else [row for row in rows if folded in fold(row.name)]
    return Matches(exact, similar[:MAX_SIMILAR])


def _path_of(text: str) -> str:
    """Return the path of an address without its last slash; for other texts something that no page has as its path."""
    try:
        return urlsplit(text.strip()).path.rstrip("/")
    except ValueError:
        return text


def _names(row: NamedMeasure) -> set[str]:
    measure = row.measure
    return {fold(name) for name in (row.name, measure.name, measure.title)}
