"""Where a place is, as forms ask it: what its commune tells, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, get_type_hints

from core.contribution_fields import listed
from inventory import communes
from inventory.communes import CommuneData, PlaceLike, complete, lookup
from inventory.departments import department_of
from inventory.distance import kilometres
from inventory.points import read_point

#: No commune reaches further from its middle, those of Guyane apart (Val-Cenis, the longest of Savoie: 17 km).
FARTHEST_KM = 25
GUYANE = "973"
#: What `complete` reads and fills.
LOCATION = tuple(get_type_hints(PlaceLike))
MOST_PROPOSED = 6


class Unsettled(Exception):
    """A commune that what was typed does not tell: at which field to say so, with which words, what to choose from."""

    def __init__(self, field: str, message: str, proposals: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.field, self.message, self.proposals = field, message, list(proposals)


def completed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the commune of these values, by field: see `communes.complete`."""
    place = SimpleNamespace(**{name: values.get(name) or "" for name in LOCATION})
    return {name: getattr(place, name) for name in complete(place)}


def too_far(insee_code: str, point: str) -> str:
    """Why a point cannot be in a commune, in words; "" where it can: one of the two is wrong, and readers would go
    astray. The point is a stored one."""
    commune, found = lookup(insee_code), read_point(point)
    if found is None or commune is None or commune.longitude is None or commune.latitude is None:
        return ""
    far = kilometres((float(found[0]), float(found[1])), (float(commune.longitude), float(commune.latitude)))
    if far <= FARTHEST_KM or commune.department == GUYANE:
        return ""
    return f"Ce point est à {far:.0f} km de {commune.name}. Corrigez le point ou la commune."


def commune_of(name: str, postcode: str) -> CommuneData | None:
    """The one commune that a name and a postcode mean; None where the table knows nothing like it.

    Raises Unsettled where several fit, where the postcode is that of elsewhere, or where it looks like a slip.
    """
    found = communes.named(name)
    if not found:
        if near := communes.named(postcode) or communes.search(name):
            proposals = _told_apart(near)
            message = f"Nous ne connaissons pas de commune « {name} ». Est-ce {listed(proposals)} ?"
            raise Unsettled("commune", message, proposals)
        return None
    there = [commune for commune in found if postcode in commune.postcodes]
    there = there or [commune for commune in found if commune.department == department_of("", postcode)]
    fits = there if postcode else found
    if len(fits) == 1:
        return fits[0]
    if not fits and len(found) == 1:
        codes = ", ".join(found[0].postcodes) or found[0].department
        raise Unsettled("postcode", f"Ce n’est pas un code postal de {found[0].name} ({codes}).")
    proposals = _told_apart(fits or found)
    raise Unsettled("commune", f"Plusieurs communes portent ce nom. Écrivez {listed(proposals)}.", proposals)


def _told_apart(found: list[CommuneData]) -> list[str]:
    """« Roche (38) », or by its INSEE code where its département has two of that name. `communes.named` reads both."""
    some = found[:MOST_PROPOSED]
    said = [str(commune) for commune in some]
    return [f"{c.name} ({c.insee_code})" if said.count(str(c)) > 1 else str(c) for c in some]
