"""The processes that read PDFs: starting them within limits, and taking what they found."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.files.pdf.texts import SOFT_HYPHEN
from core.models import PdfContent

CHILD = Path(__file__).with_name("child.py")
#: A word divided at the end of a page, or of a line where PDFium has not noticed it.
DIVIDED = re.compile(rf"(?<=[^\W\d_])[-{SOFT_HYPHEN}]\n(?=[a-zà-öø-ÿœ])")
State = PdfContent.State


@dataclass(frozen=True)
class Limits:
    """What the reading of one PDF may take."""

    #: Bytes of memory, seconds of processor time, seconds in all, bytes of result.
    memory: int = 1024 * 1024 * 1024
    processor: int = 60
    duration: float = 120.0
    output: int = 16 * 1024 * 1024
    #: Characters and pages of text. The rest is left out.
    characters: int = 400_000
    pages: int = 5_000
    #: Pixels of the cover, width and height.
    box: tuple[int, int] = (960, 1440)


class Ending(Enum):
    """How a process ended."""

    DONE = "done"
    #: It needed more memory or time than it may.
    LIMIT = "limit"
    CRASH = "crash"


#: Signals of processes that a limit ended. PDFium aborts when it gets no memory.
OF_LIMITS = {
    -getattr(signal, name) for name in ("SIGABRT", "SIGALRM", "SIGKILL", "SIGXCPU", "SIGXFSZ") if hasattr(signal, name)
}


class NotRead(Exception):
    """The process did not get as far as opening the file: nothing is known of the PDF, and another try may help."""


@dataclass(frozen=True)
class Reading:
    """What was read: the state that follows, the number of pages if it is known, and the text."""

    state: PdfContent.State
    page_count: int | None = None
    text: str = ""
    is_cut: bool = False


def read_text(path: Path, limits: Limits | None = None) -> Reading:
    """Read the pages and the text of a PDF. Raise NotRead, or OSError if no process or no file can be made."""
    with TemporaryDirectory(prefix="sillon-pdf-") as folder:
        result = Path(folder) / "text"
        ending = _run("text", path, result, limits or Limits())
        lines = list(_lines(result))
        if not lines or "begin" not in lines[0]:
            raise NotRead(f"{ending.value}: {_errors(result).read_text(errors='replace')[-500:]}")
    return _reading(lines, ending)


def draw_cover(path: Path, limits: Limits | None = None) -> bytes | None:
    """Return the first page of a PDF as a PNG, or None if it cannot be drawn or would show nothing."""
    with TemporaryDirectory(prefix="sillon-pdf-") as folder:
        result = Path(folder) / "cover.png"
        if _run("cover", path, result, limits or Limits()) is not Ending.DONE or not result.is_file():
            return None
        return result.read_bytes()


def _run(mode: str, path: Path, result: Path, limits: Limits) -> Ending:
    command = [sys.executable, "-I", str(CHILD), mode, str(path), str(result), json.dumps(asdict(limits))]
    with _errors(result).open("wb") as errors:
        try:
            code = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={},  # which here holds passwords and keys
                timeout=limits.duration,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return Ending.LIMIT
    if code in OF_LIMITS:
        return Ending.LIMIT
    return Ending.CRASH if code else Ending.DONE


def _errors(result: Path) -> Path:
    """Return the file for what a process writes to stderr."""
    return result.with_name("errors")


def _lines(result: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in the result of a process, up to one that it did not finish."""
    if not result.is_file():
        return
    with result.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            try:
                values = json.loads(line)
            except ValueError:
                return
            if isinstance(values, dict):
                yield values


def _reading(lines: list[Mapping[str, Any]], ending: Ending) -> Reading:
    merged = {name: value for line in lines for name, value in line.items() if name != "text"}
    if merged.get("error") == "protected":
        return Reading(State.PROTECTED)
    pages = [line["text"] for line in lines if "text" in line]
    count, opened = merged.get("pages") or None, [text for text in pages if text is not None]
    text = DIVIDED.sub(SOFT_HYPHEN, "\n".join(text for text in opened if text))
    if ending is Ending.DONE and opened:
        has_text = any(character.isalnum() for character in text)
        return Reading(
            State.READ if has_text else State.NO_TEXT, count, text if has_text else "", bool(merged.get("cut"))
        )
    return Reading(State.TOO_HEAVY if ending is Ending.LIMIT else State.DAMAGED, count, text, is_cut=bool(text))
