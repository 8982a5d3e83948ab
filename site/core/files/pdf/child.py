"""Reads a PDF in a process of its own, which `core.files.pdf.process` starts, limits and ends.

    python -I child.py text|cover FILE RESULT LIMITS

PDFium is written in C++, and a PDF may be made to break it. So this script imports nothing of Sillon, has no access to
its settings, and gives itself the limits before it opens the file. LIMITS is a JSON object, see `process.Limits`.

The result of `text` is one JSON object per line, so that what was read until a crash remains: `{"begin": true}`,
`{"pages": 12}`, `{"text": "…"}` for each page, null for one that cannot be opened, and `{"cut": false}` at the end; or
`{"error": "protected"}`. The result of `cover` is a PNG, or no file if there is nothing to show.
"""

from __future__ import annotations

import json
import math
import os
import re
import signal
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

try:
    import resource
except ImportError:  # Windows, where the parent's limit of time is the only one
    resource = None  # type: ignore[assignment]

#: How PDFium marks a hyphen that divides a word at the end of a line; it leaves out the end of the line.
DIVISION = re.compile("[\x02\ufffe]")
SOFT_HYPHEN = "\u00ad"
#: Characters without a meaning outside of their font (private use), which often are bullets.
SYMBOLS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
#: What a text must not or need not have: control characters, marks without width, surrogates, non-characters.
INVISIBLE = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u2060\ufeff\ud800-\udfff\ufdd0-\ufdef\uffff]")
#: Hyphens that a reader would type as « - ».
HYPHENS = re.compile("[\u2010\u2011]")
#: The whole plane of a page, since its box may leave out text that is there.
EVERYWHERE = {"left": -1e9, "bottom": -1e9, "right": 1e9, "top": 1e9}
#: A first page that is longer or wider than this makes no cover.
LARGEST_RATIO = 5.0


def limit_process(limits: dict[str, Any]) -> None:
    """Limit memory, processor time, output and duration, also should the parent die; let other processes go first."""
    if hasattr(signal, "alarm"):
        signal.alarm(math.ceil(limits["duration"]) + 1)
    if hasattr(os, "nice"):
        os.nice(10)
    if resource is None:
        return
    for name, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["processor"]),
        (resource.RLIMIT_FSIZE, limits["output"]),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(name, (most, most))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


# --- Text -----------------------------------------------------------------------------------------------------------


def read_text(path: str, write: Callable[..., None], limits: dict[str, Any]) -> None:
    """Write the number of pages and the text of each page; see the head of this module."""
    write(begin=True)
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        write(error="protected" if locked else "damaged")
        return
    count, left = len(document), limits["characters"]
    write(pages=count)
    for number in range(min(count, limits["pages"])):
        text = page_text(document, number)
        if text is None:
            write(text=None)
            continue
        text = clean(text[: 2 * left])
        write(text=text[:left].rstrip())
        left -= len(text) + 1
        if left <= 0:
            write(cut=left < -1 or number + 1 < count)
            return
    write(cut=count > limits["pages"])


def page_text(document: pdfium.PdfDocument, number: int) -> str | None:
    """Return the text of a page, with that of scanned pages that were recognised; None if it cannot be opened."""
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return None
    text: str = text_page.get_text_bounded(**EVERYWHERE)
    text_page.close()
    page.close()
    return text


def clean(text: str) -> str:
    """Return a text that a database can store, in composed letters, without empty lines and repeated spaces.

    Ligatures become letters (« ﬁ » is « fi »), since nobody types them in a search.
    """
    text = SYMBOLS.sub(" ", DIVISION.sub(SOFT_HYPHEN, text))
    text = HYPHENS.sub("-", INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


# --- Cover ----------------------------------------------------------------------------------------------------------


def draw_cover(path: str, result: str, limits: dict[str, Any]) -> None:
    """Draw the first page as a PNG within a box of pixels, whatever the size of the page.

    A blank page, and one that is very long or very wide, make no cover.
    """
    page = pdfium.PdfDocument(path)[0]
    width, height = page.get_size()
    if not (0 < width < math.inf and 0 < height < math.inf) or not 1 / LARGEST_RATIO < width / height < LARGEST_RATIO:
        return
    box_width, box_height = limits["box"]
    scale = min(box_width / width, box_height / height)
    image = page.render(scale=scale, fill_color=(255, 255, 255, 255), limit_image_cache=True).to_pil().convert("RGB")
    if all(darkest == lightest for darkest, lightest in image.getextrema()):
        return
    image.save(result, "PNG")


def main(mode: str, path: str, result: str, limits: dict[str, Any]) -> None:
    limit_process(limits)
    if mode == "cover":
        draw_cover(path, result, limits)
        return
    with open(result, "w", encoding="ascii") as lines:

        def write(**values: Any) -> None:
            lines.write(json.dumps(values) + "\n")
            lines.flush()

        read_text(path, write, limits)


if __name__ == "__main__":
    try:
        _mode, _path, _result, _limits = sys.argv[1:]
        main(_mode, _path, _result, json.loads(_limits))
    except MemoryError:
        os.abort()  # as PDFium does
