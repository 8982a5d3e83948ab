"""Changes that are valid by themselves, but that the form of a place refuses together with its other values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from inventory.import_export.values.dates import are_reversed


def contradictions(
    values: Mapping[str, Any], changes: Mapping[str, Any], misplaced: Callable[[str, str], str]
) -> dict[str, str]:
    """Return the French reasons, by field, why changes contradict the values of a place.

    `values` are those of the place before the changes, by field. `misplaced` returns what is wrong with a point in the
    commune of an INSEE code, "" if nothing is.
    """
    after = {**values, **changes}
    problems = {}
    if are_reversed(after.get("opened") or "", after.get("closed") or ""):
        problems = {name: "la fermeture précède l’ouverture" for name in ("opened", "closed") if name in changes}
    located = next((name for name in ("point", "insee_code") if name in changes), None)
    if located and (problem := misplaced(after.get("insee_code") or "", after.get("point") or "")):
        problems[located] = problem
    return problems
