"""Loading demo content from the TOML files of each section, in which page bodies are lists of blocks."""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from wagtail.models import Page

from core.models import Licence, PageTheme, Partner, SillonImage, Theme

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "sillon:demo")

#: A link to a path of the site in a text of a TOML file.
LOCAL_LINK = re.compile(r"<a href='(/[^']*)'>")

#: Called as `find(block type, slug)`; returns the id of the object that the block refers to, or None.
Finder = Callable[[str, str], int | None]

#: Types of blocks that refer to one object by slug, with the name of that field.
REFERENCES = {
    "decision_tree": "tree",
    "definition": "term",
    "diagnostic": "diagnostic",
    "page_link": "page",
    "place": "place",
    "shared": "block",
    "testimonial": "page",
}


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file."""
    with path.open("rb") as file:
        return tomllib.load(file)


def ensure_image(path: Path, title: str, alt: str = "", credit: str = "Sillon") -> SillonImage:
    """Return the demo image with this title; create it from the file if it does not exist."""
    existing = SillonImage.objects.filter(title=title).first()
    if existing is not None:
        return existing
    with path.open("rb") as file:
        image = SillonImage(title=title, description=alt, credit=credit, licence=Licence.CC0)
        image.file = ImageFile(file, name=path.name)
        image.save()
    return image


def page_themes(slugs: list[str]) -> list[PageTheme]:
    """Return unsaved rows that link a page to the themes with these slugs."""
    themes = Theme.objects.in_bulk(slugs, field_name="slug")
    return [PageTheme(theme=themes[slug]) for slug in slugs]


def raw_stream(
    blocks: list[dict[str, Any]], folder: Path | None = None, find: Finder | None = None
) -> list[dict[str, Any]]:
    """Return blocks of a TOML file as a StreamField stores them, with ids that are the same at each load.

    `folder` contains `images/`. `find` looks up slugs; a block whose target does not exist is left out.
    """
    numbered = [(number, block, _with_ids(block, find)) for number, block in enumerate(blocks)]
    return [
        {"type": block["type"], "id": _id(number, block), "value": _value(resolved, folder)}
        for number, block, resolved in numbered
        if resolved is not None
    ]


def linked(value: Any, home_page: Page) -> Any:
    """Return a value of a TOML file in which `<a href='/la-demarche/'>` in a text became a link to this page.

    Such a link follows the page, and the page knows who refers to it. Other addresses stay links to an address.
    """
    if isinstance(value, dict):
        return {name: linked(part, home_page) for name, part in value.items()}
    if isinstance(value, list):
        return [linked(part, home_page) for part in value]
    return LOCAL_LINK.sub(lambda match: _link(match[1], home_page), value) if isinstance(value, str) else value


def _link(path: str, home_page: Page) -> str:
    page = Page.objects.filter(url_path=home_page.url_path + path.lstrip("/")).values_list("pk", flat=True).first()
    return f'<a linktype="page" id="{page}">' if page else f'<a href="{path}">'


def _with_ids(block: dict[str, Any], find: Finder | None) -> dict[str, Any] | None:
    """Return a block with ids instead of slugs, or None if none of its targets exists."""
    kind = block["type"]
    if kind == "partners":
        partners = Partner.objects.in_bulk(block["partners"], field_name="slug")
        return {**block, "partners": [partners[slug].pk for slug in block["partners"]]}
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
    """Rename the key `html` of each row to `text` (or `key`), as in the block."""
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
        case "partners":
            return {"partners": _items(fields["partners"])}
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
    """Return the value of a table block; columns that hold only numbers become number columns."""
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
