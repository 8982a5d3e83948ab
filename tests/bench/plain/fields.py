"""What the API of a place gives, declared the way Wagtail asks for it: `api_fields` on the models."""

from __future__ import annotations

from typing import Any

from django.db.models import Choices
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.images.api.fields import ImageRenditionField

from inventory import choices as v
from inventory.places.queries import CHILD_LISTS

CODES: dict[str, type[Choices]] = {
    "families": v.Family, "publics": v.Public, "origins": v.Origin, "management": v.Management, "spaces": v.Space,
    "equipment": v.Equipment, "facilitation": v.Facilitation, "initiative": v.Initiative, "subsidy": v.SubsidyBand,
    "balance": v.Balance, "tenure": v.Tenure, "bandwidth": v.Bandwidth, "accessibility": v.Accessibility,
}  # fmt: skip
#: Codes in the rows of the lists within a sheet.
ROW_CODES: dict[tuple[str, str], type[Choices]] = {
    ("links", "network"): v.Network, ("labels", "label"): v.Label, ("shares", "public"): v.Public,
    ("shares", "band"): v.Band, ("incomes", "income"): v.Income, ("funders", "level"): v.FunderLevel,
    ("prices", "unit"): v.PriceUnit, ("difficulties", "difficulty"): v.Difficulty,
}  # fmt: skip


class Coded(Field):
    """A code with its label, or a list of such."""

    def __init__(self, vocabulary: type[Choices], **kwargs: Any) -> None:
        self.labels = dict(vocabulary.choices)
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> Any:
        if isinstance(value, list):
            return [{"code": code, "label": self.labels[code]} for code in value]
        return {"code": value, "label": self.labels[value]} if value else None


def api_field(name: str) -> APIField:
    if name in CODES:
        return APIField(name, serializer=Coded(CODES[name]))
    if name in ("image", "logo"):
        return APIField(name, serializer=ImageRenditionField("width-480|format-webp"))
    return APIField(name)


def row_fields(relation: str) -> list[APIField]:
    """The fields of the rows of a list."""
    fields = []
    for column in CHILD_LISTS[relation]:
        if column == "image_id":
            fields.append(APIField("image", serializer=ImageRenditionField("width-480|format-webp")))
        elif (relation, column) in ROW_CODES:
            fields.append(APIField(column, serializer=Coded(ROW_CODES[relation, column])))
        else:
            fields.append(APIField(column))
    return fields
