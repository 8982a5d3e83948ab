"""Whether a drawing fits on a sheet of A4 in readable letters."""

from __future__ import annotations

from enum import StrEnum

#: CSS pixels: what the margins of `@page` (layout.css) leave of A4, and of its height, a line for the heading.
PORTRAIT_WIDTH, PORTRAIT_HEIGHT = 680, 1000
HEADING = 50
LANDSCAPE_WIDTH, LANDSCAPE_HEIGHT = 1009, 672
#: 8 points.
SMALLEST_LETTERS = 8 / 72 * 96


class Orientation(StrEnum):
    """How a drawing is printed."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    NONE = ""


def orientation(width: float, height: float, font_size: float) -> Orientation:
    """Return how a drawing fits on A4 with letters of at least 8 points, upright if it can."""
    least = SMALLEST_LETTERS / font_size
    if min(PORTRAIT_WIDTH / max(width, 1), (PORTRAIT_HEIGHT - HEADING) / max(height, 1)) >= least:
        return Orientation.PORTRAIT
    if min(LANDSCAPE_WIDTH / max(width, 1), (LANDSCAPE_HEIGHT - HEADING) / max(height, 1)) >= least:
        return Orientation.LANDSCAPE
    return Orientation.NONE
