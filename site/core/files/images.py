"""Renditions of images for readers: sizes and formats, making them, and loading the data of images.

Readers only get renditions. The fallback, which every browser can show, is made when an image gets its file; the
other sizes when content is published (`core.tasks`). None is made while a page is served: an image without its
fallback is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, TypedDict

from django.core.files.storage import default_storage
from django.db.models import F
from wagtail.images.models import Filter, SourceImageIOError

from core.db.queries import OneOf, Prepared
from core.models import SillonImage, SillonRendition

logger = logging.getLogger(__name__)

WIDTHS = (480, 960, 1600)
FORMATS = ("avif", "webp")
SPECS = {f"width-{width}|format-{format_}": format_ for width in WIDTHS for format_ in FORMATS}
#: The rendition for programs that read neither format, such as social networks and mail programs.
FALLBACK_SPEC = "max-1200x1200|format-jpeg"
#: The public copy of an SVG.
SVG_SPEC = SillonRendition.ORIGINAL


class PictureSource(TypedDict):
    """A `<source>` file of a `<picture>`: its URL and its width in pixels."""

    url: str
    width: int


class ImageData(TypedDict):
    """An image as templates and the API show it. `sources` maps `avif` and `webp` to files of increasing width."""

    id: int
    title: str
    alt: str
    width: int
    height: int
    url: str
    sources: dict[str, list[PictureSource]]
    credit: str
    licence: str


def load(ids: Iterable[int], cache: dict[int, ImageData] | None = None) -> dict[int, ImageData]:
    """Return images by id, with their renditions, in two queries.

    `cache` holds the images that one response has loaded so far; it is read first and extended.
    """
    ids = set(ids)
    cache = {} if cache is None else cache
    if missing := ids - cache.keys():
        cache |= _load(missing)
    return {pk: cache[pk] for pk in ids if pk in cache}


def _load(ids: set[int]) -> dict[int, ImageData]:
    rows = {row["id"]: row for row in _images.rows(ids=list(ids))}
    images: dict[int, ImageData] = {}
    sources: dict[int, dict[str, list[PictureSource]]] = {pk: {} for pk in rows}
    for rendition in _renditions.rows(ids=list(rows)) if rows else ():
        pk, spec, width = rendition["image_id"], rendition["filter_spec"], rendition["width"]
        url = default_storage.url(rendition["file"])
        row = rows[pk]
        if spec == fallback_spec(row["file"]):
            images[pk] = ImageData(
                id=pk,
                title=row["title"],
                alt=row["description"],
                width=width,
                height=rendition["height"],
                url=url,
                sources=sources[pk],
                credit=row["credit"],
                licence=row["licence"],
            )
        elif spec in SPECS:
            sources[pk].setdefault(SPECS[spec], []).append(PictureSource(url=url, width=width))
    return {pk: images[pk] for pk in rows if pk in images}


def fallback_spec(name: str) -> str:
    """Return the specification of the rendition without which an image is not shown, for the name of its file."""
    return SVG_SPEC if name.lower().endswith(".svg") else FALLBACK_SPEC


_images = Prepared(
    lambda params: SillonImage.objects.filter(OneOf(F("pk"), params["ids"])).values(
        "id", "title", "description", "file", "credit", "licence"
    ),
    ids="?",
)
_renditions = Prepared(
    lambda params: (
        SillonRendition.objects.filter(
            OneOf(F("image_id"), params["ids"]), filter_spec__in=[*SPECS, FALLBACK_SPEC, SVG_SPEC]
        )
        .order_by("width")
        .values("image_id", "filter_spec", "file", "width", "height")
    ),
    ids="?",
)


def make_fallback(image: SillonImage) -> int:
    """Make the fallback rendition unless it exists; return the number of renditions made (0 or 1)."""
    return _make(image, [fallback_spec(image.file.name)])


def make_renditions(image: SillonImage) -> int:
    """Make the missing renditions of an image; return their number.

    A missing or damaged original is logged and raises nothing. Raise OSError if the disk is full or not writable.
    """
    if image.is_svg():
        return make_fallback(image)
    specs = [spec for spec in SPECS if int(spec.partition("|")[0][6:]) <= image.width] or [
        f"width-{WIDTHS[0]}|format-webp"
    ]
    return _make(image, [FALLBACK_SPEC, *specs])


def _make(image: SillonImage, specs: list[str]) -> int:
    existing = set(image.renditions.values_list("filter_spec", flat=True))
    made = 0
    for spec in specs:
        if spec in existing:
            continue
        try:
            image.create_rendition(Filter(spec))
            made += 1
        except SourceImageIOError:
            break  # already logged by `rendition_file`
        except OSError as error:
            if error.errno is not None:
                raise  # an error of the system, not of Pillow: the image itself is fine
            logger.warning("Image %s: no rendition %s (%s)", image.pk, spec, type(error).__name__)
            break
    return made


def as_json(image: ImageData | None, base_url: str) -> dict[str, Any] | None:
    """Return an image for the API: the same data, with absolute URLs."""
    if image is None:
        return None

    def absolute(url: str) -> str:
        return url if "://" in url else f"{base_url}{url}"

    sources = {
        kind: [{"url": absolute(source["url"]), "width": source["width"]} for source in files]
        for kind, files in image["sources"].items()
    }
    return {**image, "url": absolute(image["url"]), "sources": sources}
