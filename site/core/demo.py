"""Reads the demo's own content: TOML files beside each section, with bodies as lists of blocks."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile

from core.models import Licence, PageTheme, SillonImage, Theme

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "sillon:demo")

#: The id of what a block refers to, from the type of the block and a slug; None where it is not there.
Finder = Callable[[str, str], int | None]

#: Blocks that refer to one thing by its slug, and the field that does.
REFERENCES = {"definition": "term", "page_link": "page", "place": "place", "shared": "block", "testimonial": "page"}


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file."""
    with path.open("rb") as file:
        return tomllib.load(file)


def ensure_image(path: Path, title: str, alt: str = "", credit: str = "Sillon") -> SillonImage:
    """The image made from a file of the demo, found again by its title."""
    found = SillonImage.objects.filter(title=title).first()
    if found is not None:
        return found
    with path.open("rb") as file:
        image = SillonImage(title=title, description=alt, credit=credit, licence=Licence.CC0)
        image.file = ImageFile(file, name=path.name)
        image.file_size = path.stat().st_size
        image.save()
    return image


def page_themes(slugs: list[str]) -> list[PageTheme]:
    """Rows that tie a page to the themes with these slugs."""
    themes = Theme.objects.in_bulk(slugs, field_name="slug")
    return [PageTheme(theme=themes[slug]) for slug in slugs]


def raw_stream(
    blocks: list[dict[str, Any]], folder: Path | None = None, find: Finder | None = None
) -> list[dict[str, Any]]:
    """Blocks of a TOML file as a StreamField stores them. Ids are the same at each load.

    `folder` holds `images/`. `find` tells what slugs stand for; a block whose target it does not find is left out.
    """
    found = [(number, block, _found(block, find)) for number, block in enumerate(blocks)]
    return [
        {"type": block["type"], "id": _id(number, block), "value": _value(whole, folder)}
        for number, block, whole in found
        if whole is not None
    ]


def _found(block: dict[str, Any], find: Finder | None) -> dict[str, Any] | None:
    """The block with ids in place of slugs, or None where nothing is left of what it shows."""
    kind = block["type"]
    if kind == "places_map":
        ids = [find("place", slug) for slug in block["places"]] if find else []
        places = [pk for pk in ids if pk is not None]
        return {**block, "places": places} if places else None
    if (field := REFERENCES.get(kind)) is None:
        return block
    target = find(kind, block[field]) if find else None
    return None if target is None else {**block, field: target}


def _id(number: int, content: Any) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{number}:{content!r}"))


def _items(values: list[Any]) -> list[dict[str, Any]]:
    return [{"type": "item", "id": _id(number, value), "value": value} for number, value in enumerate(values)]


def _texts(rows: list[dict[str, Any]], key: str = "text") -> list[dict[str, Any]]:
    """Rows whose `html` is called `text` (or `answer`) in the block."""
    return [{key if name == "html" else name: value for name, value in row.items()} for row in rows]


def _value(block: dict[str, Any], folder: Path | None) -> Any:
    fields = {name: value for name, value in block.items() if name != "type"}
    match block["type"]:
        case "text":
            return fields["html"].strip()
        case "callout":
            return _texts([fields])[0]
        case "steps":
            return {**fields, "steps": _items(_texts(fields["steps"]))}
        case "checklist":
            return {**fields, "items": _items(fields["items"])}
        case "key_figures":
            return {**fields, "figures": _items(fields["figures"])}
        case "accordion":
            return {"items": _items(_texts(fields["items"]))}
        case "faq":
            return {"questions": _items(_texts(fields["questions"], "answer"))}
        case "resources":
            return {**fields, "links": _items([{"consulted_on": None, **link} for link in fields["links"]])}
        case "places_map":
            return {**fields, "places": _items(fields["places"])}
        case "table":
            return _table(fields)
        case "image":
            assert folder is not None
            image = ensure_image(folder / "images" / fields["image"], fields["caption"] or fields["alt"], fields["alt"])
            stored = {"image": image.pk, "decorative": False, "alt_text": fields["alt"]}
            return {"image": stored, "caption": fields["caption"]}
    return fields


def _table(fields: dict[str, Any]) -> dict[str, Any]:
    """Columns whose cells are all numbers are aligned as such."""
    numbers = [
        all(_is_number(row[index]) for row in fields["rows"]) and bool(fields["rows"])
        for index in range(len(fields["columns"]))
    ]
    return {
        "caption": fields["caption"],
        "columns": [
            {"type": "number" if number else "text", "heading": heading}
            for heading, number in zip(fields["columns"], numbers, strict=True)
        ],
        "rows": [{"values": row} for row in fields["rows"]],
    }


def _is_number(cell: str) -> bool:
    text = "".join(cell.split())
    return bool(text) and text.strip("−-+€%").replace(",", "").replace("m²", "").isdigit()
