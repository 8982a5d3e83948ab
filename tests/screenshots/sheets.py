"""Puts the shots of a page side by side on one sheet, and lists all sheets on one page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.screenshots.camera import Shot
from tests.screenshots.states import STATES

SIDE = 1_560  # pixels of a sheet, at most, both ways: what programs show without making it smaller
CUT = 4_800  # CSS pixels of a page that sheets show; the single shots have all of it
GAP = 24
CAPTION = 36
TITLE = 56
GROUND, INK, LINE = (226, 226, 222), (23, 33, 31), (150, 156, 152)
ENLARGED = 2  # how many times wider a page at 400 % stands on a sheet than its window is in CSS pixels


@dataclass(frozen=True)
class Piece:
    """A part of a shot, at the scale of its sheet: a long page goes on in the next column, or on the next sheet."""

    image: Image.Image
    caption: str


def compose(title: str, shots: list[Shot], target: Path) -> list[Path]:
    """Write the sheets that show these shots side by side, all at one scale; return their files, `target` first."""
    scale = min(1.0, (SIDE - GAP * (len(shots) + 1)) / sum(_width(shot) for shot in shots))
    tall = SIDE - TITLE - CAPTION - GAP
    columns = [_pieces(shot, scale, tall) for shot in shots]
    pieces = [piece for level in zip_longest(*columns) for piece in level if piece]
    for old in target.parent.glob(f"{target.stem}*.png"):  # a page that was longer had more of them
        old.unlink()
    made = []
    while pieces:
        fitting, room = [], SIDE - GAP
        while pieces and pieces[0].image.width + GAP <= room:
            fitting.append(pieces.pop(0))
            room -= fitting[-1].image.width + GAP
        made.append(target.with_stem(f"{target.stem}-{len(made) + 1}") if made else target)
        _sheet(title, fitting).save(made[-1])
    return made


def _sheet(title: str, pieces: list[Piece]) -> Image.Image:
    width = sum(piece.image.width + GAP for piece in pieces) + GAP
    height = TITLE + CAPTION + max(piece.image.height for piece in pieces) + GAP
    sheet = Image.new("RGB", (width, height), GROUND)
    pencil = ImageDraw.Draw(sheet)
    size = next((size for size in (22, 18, 14) if _font(size).getlength(title) <= width - 2 * GAP), 11)
    pencil.text((GAP, 16), title, INK, font=_font(size))
    left, top = GAP, TITLE + CAPTION
    for piece in pieces:
        # A caption longer than its column loses what stands in brackets.
        narrow = _font(15).getlength(piece.caption) > piece.image.width
        caption = piece.caption.partition(" (")[0] if narrow else piece.caption
        pencil.text((left, TITLE + 8), caption, INK, font=_font(15))
        sheet.paste(piece.image, (left, top))
        pencil.rectangle((left - 1, top - 1, left + piece.image.width, top + piece.image.height), outline=LINE)
        left += piece.image.width + GAP
    return sheet


def _width(shot: Shot) -> int:
    return shot.view.window.width * (ENLARGED if shot.view.window.scale > 1 else 1)


def _pieces(shot: Shot, scale: float, tall: int) -> list[Piece]:
    with Image.open(shot.image) as image:
        visible = image.convert("RGB").crop((0, 0, image.width, min(image.height, CUT * shot.view.window.scale)))
    factor = _width(shot) * scale / visible.width
    size = (max(1, round(visible.width * factor)), max(1, round(visible.height * factor)))
    small = visible.resize(size, Image.Resampling.LANCZOS)
    count = -(-small.height // tall)
    told = f"{shot.height} px de haut" + (f", coupé à {CUT}" if shot.height > CUT else "")
    return [
        Piece(
            small.crop((0, number * tall, small.width, min(small.height, (number + 1) * tall))),
            f"{shot.view.label}{', suite' if number else ''}{' ⚠' if shot.faults else ''} ({told})",
        )
        for number in range(count)
    ]


def _font(size: int) -> Any:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


# --- What was found ---------------------------------------------------------------------------------------------


def grouped(shots: Iterable[Shot]) -> list[str]:
    """The faults of a page, each once, with the views in which it shows."""
    where: dict[str, list[str]] = defaultdict(list)
    for shot in shots:
        for fault in dict.fromkeys(shot.faults):
            where[fault].append(shot.view.name)
    return [f"{fault} [{', '.join(views)}]" for fault, views in where.items()]


def record(folder: Path, found: dict[str, dict[str, Any]]) -> None:
    """Write `index.html` below a folder, from this run and from what earlier ones have left there."""
    kept = folder / "report.json"
    pages = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    pages |= found
    order = {state.name: number for number, state in enumerate(STATES)}
    pages = {name: pages[name] for name in sorted(pages.keys() & order.keys(), key=order.__getitem__)}
    kept.write_text(json.dumps(pages, ensure_ascii=False, indent=1), encoding="utf-8")
    body = "\n".join(_section(name, page) for name, page in pages.items())
    (folder / "index.html").write_text(INDEX.format(body=body, count=len(pages)), encoding="utf-8")


def _section(name: str, page: dict[str, Any]) -> str:
    files = " · ".join(f'<a href="{escape(file)}">{escape(label)}</a>' for label, file in page["files"].items())
    faults = "".join(f"<li>{escape(fault)}</li>" for fault in page["faults"])
    images = "".join(f'<a href="{file}"><img src="{file}" alt="" loading="lazy"></a>\n' for file in page["sheets"])
    return f"""<section id="{name}">
<h2>{escape(page["label"])}</h2>
<p><code>{escape(page["path"])}</code> {files}</p>
{f'<ul class="faults">{faults}</ul>' if faults else ""}{images}</section>"""


INDEX = """<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Captures</title>
<style>
body {{ font: 1rem/1.5 system-ui; margin: 2rem; background: #e2e2de; color: #17211f }}
section {{ margin-block: 3rem }}
img {{ max-inline-size: 100%; max-block-size: 30rem }}
.faults {{ color: #9b1c1c }}
</style>
<h1>Captures : {count} pages</h1>
{body}
</html>
"""
