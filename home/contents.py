"""The contents of the home page and of pages of text, for other front ends."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from core import contracts
from core.api.schemas import Block, Checked, Image, ResponseModel
from core.blocks.resolver import Resolver
from core.contents.common import REF_COLUMNS, page_ref, teaser
from core.contents.registry import PageKind, declare
from core.contents.schemas import Ref, Teaser
from core.files import images
from core.visibility.gate import Gate
from home.models import HomePage, StandardPage


class Door(ResponseModel):
    """Une entrée du site."""

    title: str = Field(description="Ce que le lecteur vient faire.")
    text: str = Field(description="Ce qu’il trouve derrière, ou rien.")
    page: Ref = Field(description="La page où elle mène.")


class HomeFigure(ResponseModel):
    """Un nombre à montrer."""

    value: int = Field(description="Nombre.")
    label: str = Field(description="Ce qu’il compte.")


class HomeData(ResponseModel):
    """L’accueil."""

    introduction: str = Field(description="Présentation.")
    image: Image | None = Field(description="Image.")
    doors: list[Door] = Field(description="Entrées du site.")
    figures: list[HomeFigure] = Field(description="L’inventaire en nombres.")
    upcoming_events: list[Teaser] = Field(description="Le prochain évènement, s’il y en a un.")
    latest_events: list[Teaser] = Field(description="Les derniers évènements.")


class TextData(Checked):
    """Une page de texte."""

    introduction: str = Field(description="Introduction.")
    body: list[Block] = Field(description="Texte.")


def home_data(gate: Gate, page: HomePage) -> dict[str, Any]:
    """Return the home page in the shape of `HomeData`. Doors to pages that the reader may not see are left out."""
    doors = list(page.doors.all())
    rows = gate.pages().filter(pk__in=[door.page_id for door in doors]).values(*REF_COLUMNS)
    targets = {row["pk"]: ref for row in rows if (ref := page_ref(gate, row))}
    image = images.load([page.image_id], gate.images).get(page.image_id) if page.image_id else None
    return {
        "introduction": page.introduction,
        "image": images.as_json(image, gate.base_url),
        "doors": [
            {"title": door.title, "text": door.text, "page": targets[door.page_id]}
            for door in doors
            if door.page_id in targets
        ],
        "figures": contracts.inventory_figures(gate),
        "upcoming_events": [teaser(gate, card) for card in contracts.upcoming_events(gate, 1)],
        "latest_events": [teaser(gate, card) for card in contracts.latest_events(gate, 3)],
    }


def text_data(gate: Gate, page: StandardPage) -> dict[str, Any]:
    """Return a page of text in the shape of `TextData`."""
    resolver = Resolver(gate, absolute=True)
    block, raw = page.body.stream_block, page.body.get_prep_value()
    resolver.add_stream(block, raw)
    return {
        "introduction": page.introduction,
        "body": resolver.load().stream(block, raw),
        "verified_on": page.verified_on,
        "verified_by": page.verified_by,
    }


def declare_contents() -> None:
    """Declare the page types; called in `AppConfig.ready()`."""
    declare(PageKind("home", HomePage, home_data, HomeData))
    declare(PageKind("page", StandardPage, text_data, TextData))
