"""Photos for pages that need some: mountains drawn from a seed, the same at each run."""

from __future__ import annotations

import io
import math
import random

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from core.models import Licence, SillonImage

RIDGES = 5
SKIES = [((246, 220, 190), (120, 165, 190)), ((225, 236, 240), (90, 140, 175)), ((250, 232, 205), (200, 140, 110))]


def photo(title: str, width: int, height: int, seed: int, alt: str, credit: str = "") -> SillonImage:
    """An image of the library, found again by its title. Its sizes are made with the first page that shows it."""
    if found := SillonImage.objects.filter(title=title).first():
        return found
    data = io.BytesIO()
    _mountains(width, height, random.Random(seed)).save(data, "JPEG", quality=82)
    image = SillonImage(title=title, description=alt, credit=credit, licence=Licence.CC0, file_size=data.tell())
    image.file = ImageFile(data, name=f"captures-{seed}.jpg")
    image.save()
    return image


def _mountains(width: int, height: int, chance: random.Random) -> Image.Image:
    low, high = chance.choice(SKIES)
    sky = Image.linear_gradient("L").resize((width, height))
    drawn = Image.composite(Image.new("RGB", (width, height), low), Image.new("RGB", (width, height), high), sky)
    pencil = ImageDraw.Draw(drawn)
    for ridge in range(RIDGES):
        depth = (ridge + 1) / RIDGES
        waves = [
            (chance.uniform(0.5, 1) / n**0.9, n * chance.uniform(0.8, 1.3), chance.uniform(0, 7)) for n in range(1, 14)
        ]

        def top(x: int, depth: float = depth, waves: list = waves) -> float:
            bumps = sum(size * math.sin(rate * 6.3 * x / width + start) for size, rate, start in waves)
            return height * (0.25 + 0.55 * depth + 0.07 * bumps * (1.2 - depth))

        colour = tuple(round(far + (near - far) * depth) for far, near in zip(high, (22, 52, 46), strict=True))
        outline = [(x, top(x)) for x in range(0, width + 8, 8)]
        pencil.polygon([*outline, (width, height), (0, height)], fill=colour)
    return drawn
