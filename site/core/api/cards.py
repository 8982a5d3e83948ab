"""Pages of any type in lists of the API: search results, the pages of a theme, the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from core.api.schemas import Coded, Image, PageRef, enum_of
from core.cards import KINDS, CardRow
from core.files import images
from core.visibility.gate import Gate


class CardItem(PageRef):
    """Une page, de quelque type qu’elle soit."""

    type: str = Field(description="Type de page.", json_schema_extra=enum_of(KINDS))
    type_label: str = Field(description="Nom de ce type, en français.")
    label: str = Field(description="Ce qui situe la page : une commune, une date…")
    summary: str = Field(description="Résumé.")
    image: Image | None = Field(description="Image.")


class TypeCount(Coded):
    """Un type de page et son nombre."""

    count: int = Field(description="Nombre de pages.")


def card_item(gate: Gate, card: CardRow) -> dict[str, Any]:
    """Return a card in the shape of `CardItem`."""
    return {
        "id": card["uid"],
        "type": card["kind"],
        "type_label": card["kind_label"],
        "slug": card["slug"],
        "title": card["title"],
        "url": gate.absolute(card["url"]),
        "label": card["label"],
        "summary": card["summary"],
        "image": images.as_json(card["image"], gate.base_url),
    }


def type_counts(kinds: Iterable[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Return kinds of pages (code, French name, number) in the shape of `TypeCount`."""
    return [{"code": code, "label": label, "count": count} for code, label, count in kinds]
