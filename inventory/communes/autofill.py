"""Fills the location fields of a form from the commune, and checks the point and the commune against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, get_type_hints

from core.contributions.fields import quoted_choices
from core.geo.points import read_point
from inventory.communes.lookup import PlaceLike, communes_named, complete, find_commune, of_postcode, search
from inventory.geo.names import with_de
from inventory.geo.placement import misplacement
from inventory.models.commune import Commune

#: The fields that `complete` reads and fills.
LOCATION = tuple(get_type_hints(PlaceLike))
MAX_PROPOSALS = 6


class UnresolvedCommune(Exception):
    """A name and postcode that match no single commune.

    `field` is the form field at fault, `message` the French error, `proposals` names to choose from.
    """

    def __init__(self, field: str, message: str, proposals: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.field, self.message, self.proposals = field, message, list(proposals)


def autofilled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the location fields that the commune of these values completes, with their new values (see `complete`)."""
    place = SimpleNamespace(**{name: values.get(name) or "" for name in LOCATION})
    return {name: getattr(place, name) for name in complete(place)}


def misplaced(insee_code: str, point: str) -> str:
    """Return a French error if a stored point cannot be that of a place in a commune; "" if it can (`misplacement`)."""
    coordinates = read_point(point)
    return misplacement(*coordinates, find_commune(insee_code)) if coordinates else ""


def resolve_commune(name: str, postcode: str) -> Commune | None:
    """Return the only commune of a name and a postcode; None if the table has nothing similar.

    Raises UnresolvedCommune if several communes match, if the postcode is not the commune's, or if the name looks like
    a typing error.
    """
    namesakes = communes_named(name)
    if not namesakes:
        if similar := communes_named(postcode) or search(name):
            proposals = _distinct_names(similar)
            message = f"Nous ne connaissons pas de commune « {name} ». Est-ce {quoted_choices(proposals)} ?"
            raise UnresolvedCommune("commune", message, proposals)
        return None
    matches = of_postcode(namesakes, postcode) if postcode else namesakes
    if len(matches) == 1:
        return matches[0]
    if not matches and len(namesakes) == 1:
        codes = ", ".join(namesakes[0].postcodes) or namesakes[0].department
        raise UnresolvedCommune("postcode", f"Ce n’est pas un code postal {with_de(namesakes[0].name)} ({codes}).")
    proposals = _distinct_names(matches or namesakes)
    message = f"Plusieurs communes portent ce nom. Écrivez {quoted_choices(proposals)}."
    raise UnresolvedCommune("commune", message, proposals)


def _distinct_names(candidates: list[Commune]) -> list[str]:
    """Return distinct names that `communes_named` understands: « Roche (38) », or « Roche (38339) » for namesakes."""
    proposed = candidates[:MAX_PROPOSALS]
    names = [str(commune) for commune in proposed]
    return [f"{c.name} ({c.insee_code})" if names.count(str(c)) > 1 else str(c) for c in proposed]
