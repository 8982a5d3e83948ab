"""Blocks that show places of the inventory."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from wagtail.blocks import CharBlock, ListBlock
from wagtail.blocks import TextBlock as PlainTextBlock

from core import contracts
from core.api.schemas import Image, PageRef
from core.blocks import GeneralBlock, Group
from core.blocks.choosers import PageChooserBlock
from core.blocks.json_schema import DEFINITIONS, JSONSchema, SchemaBuilder, array
from core.blocks.media import example_image
from core.cards import CardRow
from core.files import images
from core.visibility.gate import Gate


class BlockPlace(PageRef):
    """Un lieu de l’inventaire."""

    label: str = Field(description="Où il se trouve.")
    summary: str = Field(description="Résumé.")
    image: Image | None = Field(description="Image.")
    point: tuple[float, float] | None = Field(
        description="Longitude et latitude ; nul si la position est inconnue ou n’est pas publique."
    )


def cited_place(card: CardRow, url: str) -> dict[str, Any]:
    """Return the fields of `memento.api.schemas.CitedPlace` from the card of a place, with this URL."""
    return {
        "id": card["uid"],
        "slug": card["slug"],
        "title": card["title"],
        "url": url,
        "label": card["label"],
        "summary": card["summary"],
    }


def places(gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
    """Return the values of places by page id; `point` is (longitude, latitude), or None if unknown or not public."""
    points = contracts.points_of_places(gate, ids)
    return {
        card["id"]: {
            **cited_place(card, gate.absolute(card["url"]) if absolute else card["url"]),
            "image": images.as_json(card["image"], gate.base_url) if absolute else card["image"],
            "point": points.get(card["id"]),
        }
        for card in contracts.places_by_id(gate, ids)
    }


class PlaceChooserBlock(PageChooserBlock):
    """A chooser of places."""

    loader = staticmethod(places)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="inventory.SiteProfilePage", **kwargs)

    def json_schema(self, schemas: SchemaBuilder) -> JSONSchema:
        return schemas.model(BlockPlace)


def example_place(title: str, label: str, longitude: float, latitude: float) -> dict[str, Any]:
    """Return an invented place for the preview in the block picker."""
    return {
        "id": "",
        "slug": "",
        "title": title,
        "url": "#",
        "label": label,
        "summary": "Un bureau partagé au-dessus du café de la place.",
        "image": example_image(),
        "point": (longitude, latitude),
    }


class PlaceBlock(GeneralBlock):
    """A place of the inventory, and a sentence on why it is shown here."""

    place = PlaceChooserBlock(label="Lieu", help_text="Il disparaît d’ici de lui-même s’il n’est plus publié.")
    text = PlainTextBlock(
        label="Pourquoi ce lieu",
        required=False,
        rows=2,
        max_length=400,
        help_text="Une ou deux phrases : ce que ce lieu apprend au lecteur de la fiche.",
    )

    class Meta:
        icon = "sillon-place"
        label = "Fiche lieu"
        description = "Montre un lieu de l’inventaire : son nom, sa commune, son résumé, tels qu’ils sont à jour."
        group = Group.PLACES
        template = "blocks/place.html"
        preview_value = {"place": None, "text": "Ouvert trois jours par semaine, et à l’équilibre."}

    def preview_examples(self) -> dict[str, Any]:
        return {"place": example_place("La Forge", "Mens (Isère)", 5.75, 44.82)}


class PlacesMapBlock(GeneralBlock):
    """Several places of the inventory, on a drawn map and as a list."""

    title = CharBlock(label="Titre", max_length=120, help_text="Ce que ces lieux ont en commun.")
    places = ListBlock(
        PlaceChooserBlock(label="Lieu"),
        label="Lieux",
        min_num=1,
        max_num=30,
        help_text="Trente au plus ; un lieu sans position paraît dans la liste.",
    )

    class Meta:
        icon = "site"
        label = "Carte de lieux"
        label_format = "Carte : {title}"
        description = "Place des lieux de l’inventaire sur une carte dessinée, avec leur liste ; s’imprime aussi."
        group = Group.PLACES
        template = "blocks/places_map.html"
        preview_value = {"title": "Des lieux ouverts dans une ancienne gare", "places": []}

    represent_schema = {"places": array({"$ref": f"{DEFINITIONS}BlockPlace"}, "Les lieux que le lecteur peut voir.")}

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "places": [place for place in value["places"] if place]}

    def preview_examples(self) -> dict[str, Any]:
        examples = [
            example_place("La Forge", "Mens (Isère)", 5.75, 44.82),
            example_place("Le Relais", "Allevard (Isère)", 6.07, 45.39),
        ]
        return {"places": examples}
