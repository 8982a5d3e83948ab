"""Writing contributed content into the StreamFields of pages: a text, images, videos.

The functions work on the stored data (`StreamValue.get_prep_value()`: a list of dicts with `type`, `value`, `id`),
leave other blocks as they are, and return JSON that can be assigned to the StreamField.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wagtail.blocks import StreamValue

from core.contributions.kinds import paragraphs
from core.models import SillonDocument, SillonImage

RawBlocks = list[dict[str, Any]]
#: Maximum number of images in a gallery block.
GALLERY_SIZE = 24


def raw_blocks(body: StreamValue) -> RawBlocks:
    """Return a copy of the stored blocks of a StreamField, which may be changed."""
    blocks: RawBlocks = json.loads(json.dumps(body.get_prep_value()))
    return blocks


def as_json(blocks: RawBlocks) -> str:
    """Return stored blocks as JSON, which can be assigned to a StreamField."""
    return json.dumps(blocks)


def with_text(body: StreamValue, text: str) -> str:
    """Replace the first text block by this plain text, or insert it at the start; an empty text removes the block."""
    blocks = raw_blocks(body)
    position = _first(blocks, "text")
    if position is not None:
        del blocks[position]
    if rich_text := paragraphs(text):
        blocks.insert(position or 0, {"type": "text", "value": rich_text})
    return as_json(blocks)


def with_images(body: StreamValue, images: Iterable[SillonImage]) -> str:
    """Append images that the body does not contain yet: a single one as an image block, several as galleries."""
    blocks = raw_blocks(body)
    present = set(_ids(blocks, "image"))
    new = list({image.pk: _image_value(image) for image in images if image.pk not in present}.values())
    for start in range(0, len(new), GALLERY_SIZE):
        group = new[start : start + GALLERY_SIZE]
        if len(group) == 1:
            blocks.append({"type": "image", "value": {"image": group[0], "caption": ""}})
        else:
            items = [{"image": image, "caption": ""} for image in group]
            blocks.append({"type": "gallery", "value": {"title": "", "images": items}})
    return as_json(blocks)


def first_video(body: StreamValue) -> dict[str, Any] | None:
    """Return the stored value of the first video block, or None."""
    return next((block["value"] for block in raw_blocks(body) if block["type"] == "video"), None)


def with_video(body: StreamValue, value: dict[str, Any] | None) -> str:
    """Update the first video block with these values, or insert one at the start; None removes the block."""
    blocks = raw_blocks(body)
    position = _first(blocks, "video")
    if value is None:
        if position is not None:
            del blocks[position]
    elif position is None:
        blocks.insert(0, {"type": "video", "value": _EMPTY_VIDEO | value})
    else:
        blocks[position]["value"] |= value
    return as_json(blocks)


def with_video_files(body: StreamValue, title: str, files: Sequence[SillonDocument]) -> str:
    """Add video files that the body does not contain yet.

    Files fill the video blocks that have neither file nor URL; further ones are inserted at the start. Blocks that stay
    empty are removed.
    """
    blocks = raw_blocks(body)
    new = [file.pk for file in files if file.pk not in set(_ids(blocks, "file"))]
    videos = [block for block in blocks if block["type"] == "video"]
    for block in videos:
        if block["value"].get("file") or block["value"].get("url"):
            continue
        if new:
            block["value"]["file"] = new.pop(0)
        else:
            blocks.remove(block)
    inserted = [{"type": "video", "value": _EMPTY_VIDEO | {"title": title, "file": pk}} for pk in new]
    return as_json([*inserted, *blocks])


_EMPTY_VIDEO: dict[str, Any] = {
    "title": "",
    "url": "",
    "file": None,
    "poster": None,
    "duration": "",
    "chapters": [],
    "captions": None,
    "transcript": "",
}


def _first(blocks: RawBlocks, type_: str) -> int | None:
    """Return the position of the first block of a type."""
    return next((position for position, block in enumerate(blocks) if block["type"] == type_), None)


def _image_value(image: SillonImage) -> dict[str, Any]:
    """Return the stored value of an `ImageBlock`; an image without description is decorative."""
    return {"image": image.pk, "decorative": not image.description, "alt_text": image.description}


def _ids(value: Any, name: str) -> Iterator[int]:
    """Yield the ids stored under this key at any depth of a value."""
    if isinstance(value, dict):
        if isinstance(value.get(name), int):
            yield value[name]
        for part in value.values():
            yield from _ids(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _ids(part, name)
