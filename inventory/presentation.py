"""What the page of a place shows beside its facts: badges, the small map, what stands in for a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.gate import Gate
from inventory.badges import freshness_badge, state_badges
from inventory.locator import place_locator
from inventory.sheet import place_sheet

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage


def place_context(page: SiteProfilePage, gate: Gate) -> dict[str, Any]:
    """The context of the page of a place, as this reader may see it; `page.known` holds its values."""
    assert page.known is not None
    place = place_sheet(page.known, gate)
    families = [family["label"] for family in place["families"]]
    where = f"{place['commune']} ({place['department']})" if place["department"] else place["commune"]
    located = place["longitude"] is not None and place["latitude"] is not None
    return {
        "place": {**place, "drawing": place["families"][0]["code"] if place["families"] else "place"},
        "kicker": " · ".join(filter(None, [", ".join(families[:2]), where])),
        "badges": [*state_badges(place["state"]), freshness_badge(place["verified_on"])],
        "locator": place_locator(
            float(place["longitude"]), float(place["latitude"]), place["commune"], place["department"]
        )
        if located
        else None,
    }
