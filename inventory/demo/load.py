"""Loads the places of the demo.

36 places in Isère, Savoie and Haute-Savoie come from the census of 2019 and go through the ordinary import. Three
examples are invented, as their source says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wagtail.models import Page

from core.demo import ensure_image, raw_stream, read_toml
from core.geo.points import write_point
from core.setup import ensure_page
from inventory.import_export.importer import RecordImporter
from inventory.import_export.mapping import CGET
from inventory.import_export.records import PlaceRecord
from inventory.models import PlacePhoto, PlaceSource, SiteProfilePage
from inventory.places.queries import CHILD_LISTS, row_model
from inventory.setup import ensure_index

FOLDER = Path(__file__).parent


#: The source of the invented places.
INVENTED = "Exemple de démonstration"
#: The child lists whose rows have model fields as keys in the file.
PLAIN_CHILD_LISTS = [name for name in CHILD_LISTS if name not in ("photos", "sources")]


def load(home_page: Page) -> None:
    """Create and publish the places of the demo, unless they exist. Fields that the census lacks stay empty."""
    index = ensure_index(home_page)
    RecordImporter(index, publish=True).run(_records())
    for row in read_toml(FOLDER / "examples.toml")["places"]:
        _example(index, row)


def _example(index: Page, row: dict[str, Any]) -> None:
    """Create an invented place from its row."""
    fields = dict(row)
    children = {name: [row_model(name)(**values) for values in fields.pop(name, [])] for name in PLAIN_CHILD_LISTS}
    children["photos"] = [
        PlacePhoto(
            image=ensure_image(FOLDER / "images" / photo["image"], f"Illustration : {photo['alt']}", photo["alt"]),
            caption=photo["caption"],
        )
        for photo in fields.pop("photos", [])
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
