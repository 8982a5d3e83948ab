"""Making the files of renditions. They are public, so they get the pixels of the original but no metadata."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.utils.functional import cached_property
from PIL import Image
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, Filter, SourceImageIOError
from willow.registry import UnavailableOperationError, UnrecognisedOperationError, UnroutableOperationError
from willow.svg import WillowSvgException

from core.files import inspection, svg
from core.files.inspection import METADATA, UNREADABLE

logger = logging.getLogger(__name__)

FAILURES = (
    *UNREADABLE,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    WillowSvgException,
    UnavailableOperationError,
    UnrecognisedOperationError,
    UnroutableOperationError,
)


class WithoutMetadata(FilterOperation):
    """Removes the metadata as the last operation; Willow would copy it, location included."""

    def construct(self) -> None:
        pass

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        info = getattr(willow.image, "info", {})
        for name in METADATA:
            info.pop(name, None)
        return willow


class PublicFilter(Filter):
    """A filter that makes images without metadata."""

    @cached_property
    def operations(self) -> list[Any]:
        return [*super().operations, WithoutMetadata("metadata")]


def rendition_file(generate: Callable[..., File], image: AbstractImage, filter: Filter, source: File | None) -> File:
    """Return the file that `generate` makes of an image, without metadata. Log and raise SourceImageIOError.

    Wagtail expects this error for a missing file; damaged files, which raise many others, are reported the same way.
    An SVG is cleaned once more, since it may have been stored before uploads were cleaned.
    """
    try:
        if image.is_svg():
            with image.open_file() as file:
                source = File(BytesIO(svg.clean((source or file).read())), name=image.file.name)
        return generate(PublicFilter(filter.spec), source=source)
    except InvalidFilterSpecError:
        raise
    except (svg.UnsafeDrawing, inspection.DecodingBusy, *FAILURES) as error:
        logger.warning("Image %s: no rendition %s (%s)", image.pk, filter.spec, type(error).__name__)
        raise SourceImageIOError(str(error)) from error
