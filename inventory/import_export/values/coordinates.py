"""Recognises files whose coordinates are exchanged or projected, by the points that were refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inventory.import_export.records import MisplacedPoint, PlaceRecord
from inventory.import_export.values.points import PROJECTIONS, CoordinateSystem

#: Number of refused points on which options are tried.
SAMPLE = 200
#: One row alone may be wrong by itself.
LEAST = 2
#: No coordinate in degrees is larger.
_LARGEST_DEGREES = 360


def better_options(records: Sequence[PlaceRecord], used: CoordinateSystem) -> str:
    """Return a French sentence with the options that would make most refused points of a file right.

    "" if most points are accepted already, or if no option helps.
    """
    refused = [record.misplaced for record in records if record.misplaced]
    total = len(refused) + sum("point" in record.values for record in records)
    if len(refused) < LEAST or 2 * len(refused) <= total:
        return ""
    sample = refused[:: max(1, len(refused) // SAMPLE)][:SAMPLE]
    accepted = {system: _count(system, sample) for system in _candidates(sample) if system != used}
    best = max(accepted, key=lambda system: accepted[system])
    if accepted[best] < LEAST or 2 * accepted[best] <= len(sample):
        return ""
    return (
        f"{len(refused)} points sur {total} sont refusés ; d’après la plupart d’entre eux, {_described(best)}. "
        f"Rien n’est importé. Relancez {_options(best)}."
    )


def _candidates(sample: Sequence[MisplacedPoint]) -> Iterator[CoordinateSystem]:
    is_projected = sum(max(map(abs, point.pair)) > _LARGEST_DEGREES for point in sample) > len(sample) / 2
    for projection in PROJECTIONS if is_projected else ("",):
        yield from (CoordinateSystem(swapped, projection) for swapped in (False, True))


def _count(system: CoordinateSystem, sample: Sequence[MisplacedPoint]) -> int:
    return sum(system.accepts(point.pair, point.commune) for point in sample)


def _described(system: CoordinateSystem) -> str:
    notes = ["latitude et longitude sont échangées"] if system.swapped else []
    notes += [f"les coordonnées sont en projection {system.projection}"] if system.projection else []
    return " et ".join(notes) or "latitude et longitude sont à leur place, en degrés"


def _options(system: CoordinateSystem) -> str:
    options = ["--swap-axes"] if system.swapped else []
    options += [f"--projection {system.projection}"] if system.projection else []
    return f"avec {' '.join(options)}" if options else "sans --swap-axes ni --projection"
