"""The 36 places of the demo: the census of 2019 in Isère, Savoie and Haute-Savoie, through the ordinary import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wagtail.models import Page

from core.demo import read_toml
from inventory.importing import PlaceRecord, import_records
from inventory.importing.mapping import CGET
from inventory.points import write_point
from inventory.setup import ensure_index

FOLDER = Path(__file__).parent


def load(front: Page) -> None:
    """Make the demo's places, live, unless they are there. Fields that the census does not tell stay empty."""
    import_records(_records(), ensure_index(front), publish=True)


def _records() -> Iterator[PlaceRecord]:
    for number, row in enumerate(read_toml(FOLDER / "places.toml")["places"], 1):
        values = {
            name: row[name]
            for name in ("address", "postcode", "commune", "insee_code", "website", "families")
            if row[name]
        }
        values["point"] = write_point(row["longitude"], row["latitude"])
        yield PlaceRecord(
            line=number,
            source=CGET.source,
            identifier=row["identifier"],
            title=row["title"],
            slug=row["slug"],
            values=values,
            licence=CGET.licence,
        )
