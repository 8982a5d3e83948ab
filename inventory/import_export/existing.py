"""The objects of this instance that an exported file may refer to, and the removal of references to missing ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from core.geo.points import read_point
from core.models import SillonImage, Theme
from inventory.communes.table import CommuneTable
from inventory.geo.placement import misplacement
from inventory.import_export.column_types import Picture
from inventory.import_export.columns import columns
from inventory.import_export.values.cells import quoted
from inventory.models import PlacePhoto, PlaceSource


@dataclass
class ExistingObjects:
    """The objects of this instance that a file may refer to."""

    #: Primary key by slug.
    themes: dict[str, int]
    #: Description by primary key.
    images: dict[int, str]
    #: Page id of the place by source and identifier; for a place that is not created yet, its line number, negated.
    sources: dict[tuple[str, str], int]
    communes: CommuneTable = field(default_factory=CommuneTable)

    @classmethod
    def read(cls) -> ExistingObjects:
        sources = PlaceSource.objects.exclude(identifier="").values_list("source", "identifier", "place_id")
        return cls(
            themes=dict(Theme.objects.values_list("slug", "pk")),
            images=dict(SillonImage.objects.values_list("pk", "description")),
            sources={(source, identifier): place for source, identifier, place in sources},
            communes=CommuneTable.read(),
        )

    def misplaced(self, insee_code: str, point: str) -> str:
        """Return a French error if a stored point cannot be that of a place in a commune; "" if it can."""
        coordinates = read_point(point)
        return misplacement(*coordinates, self.communes.find(insee_code)) if coordinates else ""


def without_missing(
    name: str, value: Any, values: Mapping[str, Any] | None, existing: ExistingObjects, remark: Callable[[str], None]
) -> Any:
    """Return a value without references to missing objects, or to sources of other places. Calls `remark` for each.

    Raises ValidationError if the column is a single image or the code of a commune that does not exist.
    """
    if name == "themes":
        for slug in value:
            if slug not in existing.themes:
                remark(f"{quoted(slug)} : il n’y a pas ce thème ici")
        return [slug for slug in value if slug in existing.themes]
    if isinstance(columns()[name], Picture) and value is not None and value not in existing.images:
        raise ValidationError("il n’y a pas cette image ici")
    if name == "photos":
        return [photo for photo in value if _is_valid_photo(photo, existing, remark)]
    if name == "insee_code" and value and existing.communes:
        commune = existing.communes.find(value)
        if commune is None:
            raise ValidationError("aucune commune n’a ce code")
        return commune.code
    if name == "sources":
        return _without_taken_sources(value, None if values is None else values["pk"], existing, remark)
    return value


def _is_valid_photo(photo: Mapping[str, Any], existing: ExistingObjects, remark: Callable[[str], None]) -> bool:
    """Return whether the form would accept a photo. Calls `remark` if not."""
    pk = photo["image_id"]
    if pk not in existing.images:
        remark(f"image {pk} : il n’y a pas cette image ici")
        return False
    row = PlacePhoto(**photo)
    row.image = SillonImage(pk=pk, description=existing.images[pk])
    try:
        row.clean()
    except ValidationError as error:
        remark(f"image {pk} : {' '.join(error.messages)}")
        return False
    return True


def _without_taken_sources(
    sources: list[dict], pk: int | None, existing: ExistingObjects, remark: Callable[[str], None]
) -> list[dict]:
    """Return the sources that no other place has, nor an earlier one of the list. Calls `remark` for each other one.

    `pk` is the id of the place, None for a new one.
    """
    accepted: list[dict] = []
    for source in sources:
        key = (source["source"], source["identifier"])
        repeated = any((other["source"], other["identifier"]) == key for other in accepted)
        if source["identifier"] and (repeated or existing.sources.get(key, pk) != pk):
            remark(f"{quoted(' '.join(key))} : un autre lieu porte déjà cet identifiant")
        else:
            accepted.append(source)
    return accepted
