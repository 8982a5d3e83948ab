"""Images for readers: which sizes exist, how they are made, and what a page says of an image.

Renditions are made when content is published (`core.tasks`), never while a page is read. Until one exists the
original file is shown; SVG is always shown as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, TypedDict

from django.core.files.storage import default_storage
from django.db.models import F
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from core.models import SillonImage, SillonRendition
from core.sql import OneOf, Prepared

logger = logging.getLogger(__name__)

WIDTHS = (480, 960, 1600)
FORMATS = ("avif", "webp")
SPECS = {f"width-{width}|format-{format_}": format_ for width in WIDTHS for format_ in FORMATS}
#: The one file for readers that know neither format: social networks, mail programs.
FALLBACK_SPEC = "max-1200x1200|format-jpeg"


class Source(TypedDict):
    """One file of a picture: its address and its width in pixels."""

    url: str
    width: int


class ImageData(TypedDict):
    """An image as templates and the API show it. `sources` maps « avif » and « webp » to files by rising width."""

    id: int
    title: str
    alt: str
    width: int
    height: int
    url: str
    sources: dict[str, list[Source]]
    credit: str
    licence: str


def load(ids: Iterable[int], known: dict[int, ImageData] | None = None) -> dict[int, ImageData]:
    """The images with these ids and their renditions, in two queries.

    `known` is what one answer has loaded so far: it is taken from there, and added to it.
    """
    ids = set(ids)
    known = {} if known is None else known
    if wanted := ids - known.keys():
        known |= _load(wanted)
    return {pk: known[pk] for pk in ids if pk in known}


def _load(wanted: set[int]) -> dict[int, ImageData]:
    images = {
        row["id"]: ImageData(
            id=row["id"],
            title=row["title"],
            alt=row["description"],
            width=row["width"],
            height=row["height"],
            url=default_storage.url(row["file"]),
            sources={},
            credit=row["credit"],
            licence=row["licence"],
        )
        for row in _images.rows(ids=list(wanted))
    }
    for row in _renditions.rows(ids=list(images)) if images else ():
        image, spec, url = images[row["image_id"]], row["filter_spec"], default_storage.url(row["file"])
        if spec == FALLBACK_SPEC:
            image["url"], image["width"], image["height"] = url, row["width"], row["height"]
        else:
            image["sources"].setdefault(SPECS[spec], []).append(Source(url=url, width=row["width"]))
    return images


_images = Prepared(
    lambda holes: SillonImage.objects.filter(OneOf(F("pk"), holes["ids"])).values(
        "id", "title", "description", "width", "height", "file", "credit", "licence"
    ),
    ids="?",
)
_renditions = Prepared(
    lambda holes: (
        SillonRendition.objects.filter(OneOf(F("image_id"), holes["ids"]), filter_spec__in=[*SPECS, FALLBACK_SPEC])
        .order_by("width")
        .values("image_id", "filter_spec", "file", "width", "height")
    ),
    ids="?",
)


def make_renditions(image: SillonImage) -> int:
    """Make the missing renditions of an image; return how many. A missing or broken file is logged, and is no error."""
    if image.is_svg():
        return 0
    specs = [spec for spec in SPECS if int(spec.partition("|")[0][6:]) <= image.width] or [
        f"width-{WIDTHS[0]}|format-webp"
    ]
    existing = set(image.renditions.values_list("filter_spec", flat=True))
    made = 0
    for spec in [*specs, FALLBACK_SPEC]:
        if spec in existing:
            continue
        try:
            image.get_rendition(spec)
            made += 1
        except (SourceImageIOError, InvalidFilterSpecError, OSError, ValueError) as error:
            logger.warning("Image %s: no rendition %s (%s)", image.pk, spec, type(error).__name__)
            break
    return made


def as_json(image: ImageData | None, base_url: str) -> dict[str, Any] | None:
    """An image for other programs: the same, with whole addresses."""
    if image is None:
        return None

    def whole(url: str) -> str:
        return url if "://" in url else f"{base_url}{url}"

    sources = {
        kind: [{"url": whole(source["url"]), "width": source["width"]} for source in files]
        for kind, files in image["sources"].items()
    }
    return {**image, "url": whole(image["url"]), "sources": sources}
