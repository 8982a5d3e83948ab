"""What people contribute put into the StreamFields of pages: plain words, pictures, a film.

All work on what is stored (`StreamValue.get_prep_value()`: a list of `type`, `value`, `id`) and give it back to be
assigned with `stored`; none touches what editors have put beside.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wagtail.blocks import StreamValue

from core.contributions import paragraphs
from core.models import SillonDocument, SillonImage

Raw = list[dict[str, Any]]
#: As many pictures as a gallery takes.
IN_A_GALLERY = 24


def raw(body: StreamValue) -> Raw:
    """What is stored of a StreamField, to be changed."""
    found: Raw = json.loads(json.dumps(body.get_prep_value()))
    return found


def stored(blocks: Raw) -> str:
    """What a StreamField takes for these blocks."""
    return json.dumps(blocks)


def with_text(body: StreamValue, text: str) -> str:
    """The body with these plain words in place of its first text, or before all else; without that text where there
    are none."""
    blocks = raw(body)
    place = next((rank for rank, block in enumerate(blocks) if block["type"] == "text"), None)
    if place is not None:
        del blocks[place]
    if rich := paragraphs(text):
        blocks.insert(place or 0, {"type": "text", "value": rich})
    return stored(blocks)


def with_pictures(body: StreamValue, images: Iterable[SillonImage]) -> str:
    """The body with these pictures after all else: one by itself, several in a gallery. None comes twice."""
    blocks = raw(body)
    known = set(_numbers(blocks, "image"))
    new = list({image.pk: _picture(image) for image in images if image.pk not in known}.values())
    for start in range(0, len(new), IN_A_GALLERY):
        some = new[start : start + IN_A_GALLERY]
        if len(some) == 1:
            blocks.append({"type": "image", "value": {"image": some[0], "caption": ""}})
        else:
            pictures = [{"image": picture, "caption": ""} for picture in some]
            blocks.append({"type": "gallery", "value": {"title": "", "images": pictures}})
    return stored(blocks)


def film_of(body: StreamValue) -> dict[str, Any] | None:
    """What is stored of the first film of a body."""
    return next((block["value"] for block in raw(body) if block["type"] == "video"), None)


def with_film(body: StreamValue, value: dict[str, Any] | None) -> str:
    """The body with these values in its first film, which is made where there is none; without it for None."""
    blocks = raw(body)
    place = next((rank for rank, block in enumerate(blocks) if block["type"] == "video"), None)
    if value is None:
        if place is not None:
            del blocks[place]
    elif place is None:
        blocks.insert(0, {"type": "video", "value": _EMPTY_FILM | value})
    else:
        blocks[place]["value"] |= value
    return stored(blocks)


def with_film_files(body: StreamValue, title: str, files: Sequence[SillonDocument]) -> str:
    """The body with these films: the first in the place that was kept for it, which goes where none came. None comes
    twice."""
    blocks = raw(body)
    new = [file.pk for file in files if file.pk not in set(_numbers(blocks, "file"))]
    waiting = [block for block in blocks if block["type"] == "video" and not _is_there(block["value"])]
    for block in waiting:
        if new:
            block["value"]["file"] = new.pop(0)
        else:
            blocks.remove(block)
    made = [{"type": "video", "value": _EMPTY_FILM | {"title": title, "file": pk}} for pk in new]
    return stored([*made, *blocks])


def _is_there(film: dict[str, Any]) -> bool:
    return bool(film.get("file") or film.get("url"))


_EMPTY_FILM: dict[str, Any] = {
    "title": "",
    "url": "",
    "file": None,
    "poster": None,
    "duration": "",
    "chapters": [],
    "captions": None,
    "transcript": "",
}


def _picture(image: SillonImage) -> dict[str, Any]:
    """A picture as it is stored in a block; one without words is there for the eyes only."""
    return {"image": image.pk, "decorative": not image.description, "alt_text": image.description}


def _numbers(value: Any, name: str) -> Iterator[int]:
    """The ids stored under this name, anywhere in a value."""
    if isinstance(value, dict):
        if isinstance(value.get(name), int):
            yield value[name]
        for part in value.values():
            yield from _numbers(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _numbers(part, name)
