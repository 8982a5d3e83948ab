"""The places of the demo: the 36 of the census of 2019 in Isère, Savoie and Haute-Savoie, through the ordinary import,
and three that are invented and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wagtail.models import Orderable, Page

from core.demo import ensure_image, raw_stream, read_toml
from core.setup import ensure_page
from inventory.importing import PlaceRecord, import_records
from inventory.importing.mapping import CGET
from inventory.models import (
    PlaceDifficulty,
    PlaceFunder,
    PlaceIncome,
    PlaceLabel,
    PlaceLink,
    PlacePhoto,
    PlacePractice,
    PlacePrice,
    PlaceRoom,
    PlaceShare,
    PlaceSource,
    SiteProfilePage,
)
from inventory.points import write_point
from inventory.setup import ensure_index

FOLDER = Path(__file__).parent


#: Where the invented places come from.
INVENTED = "Exemple de démonstration"
ROWS: dict[str, type[Orderable]] = {
    "links": PlaceLink, "labels": PlaceLabel, "shares": PlaceShare, "incomes": PlaceIncome, "funders": PlaceFunder,
    "prices": PlacePrice, "rooms": PlaceRoom, "difficulties": PlaceDifficulty, "practices": PlacePractice,
}  # fmt: skip


def load(front: Page) -> None:
    """Make the demo's places, live, unless they are there. Fields that the census does not tell stay empty."""
    index = ensure_index(front)
    import_records(_records(), index, publish=True)
    for row in read_toml(FOLDER / "examples.toml")["places"]:
        _example(index, row)


def _example(index: Page, row: dict[str, Any]) -> None:
    """An invented place, with all that its row tells."""
    fields = dict(row)
    children = {name: [model(**one) for one in fields.pop(name, [])] for name, model in ROWS.items()}
    children["photos"] = [
        PlacePhoto(
            image=ensure_image(FOLDER / "images" / one["image"], f"Illustration : {one['alt']}", one["alt"]),
            caption=one["caption"],
        )
        for one in fields.pop("photos", [])
    ]
    children["sources"] = [PlaceSource(source=INVENTED)]
    fields["point"] = write_point(fields.pop("longitude"), fields.pop("latitude"))
    fields["body"] = raw_stream(fields.pop("body", []))
    ensure_page(index, SiteProfilePage, fields.pop("slug"), fields.pop("title"), fields, children)


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
