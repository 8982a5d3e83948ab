"""One stylesheet out of many short ones: `css/sillon.css`, joined when static files are looked for.

Each source becomes part of its cascade layer, so that the order of the files and the weight of their selectors never
decide what a reader sees. Nothing is compiled: the rules are served as they are written, without their comments and
the spaces between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/sillon.css"
SOURCES: Path = settings.BASE_DIR / "static" / "css"
COMMENT = re.compile(r"\s*/\*.*?\*/", re.DOTALL)
#: Spaces that only a reader of the sources needs: strings of ours hold none beside these signs.
SPACES = re.compile(r"\s*([{};])\s*")
#: The space before a value, and the last semicolon of a rule.
VALUE = re.compile(r"(?<=[{;])([\w-]+): ")
LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities")


def sources() -> list[tuple[str, Path]]:
    """The layer and the file of each part, in the order in which they are joined."""
    found = []
    for layer in LAYERS:
        files = sorted((SOURCES / layer).glob("*.css")) if layer == "components" else [SOURCES / f"{layer}.css"]
        found += [(layer, file) for file in files]
    return found


def joined() -> str:
    """The whole stylesheet."""
    parts = (f"@layer {layer} {{{_dense(file.read_text(encoding='utf-8'))}}}\n" for layer, file in sources())
    return f"@layer {', '.join(LAYERS)};\n{''.join(parts)}"


def _dense(text: str) -> str:
    return VALUE.sub(r"\1:", SPACES.sub(r"\1", COMMENT.sub("", text))).replace(";}", "}").strip()


class StylesheetFinder(BaseFinder):
    """Serves and collects the joined stylesheet, made anew when one of its parts is newer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "stylesheet")

    def find(self, path: str, find_all: bool = False) -> str | list[str]:
        if path != NAME:
            return []
        made = str(self._up_to_date())
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self._up_to_date()
        yield NAME, self.storage

    def _up_to_date(self) -> Path:
        target = Path(self.storage.path(NAME))
        # A file that was removed changes its folder.
        newest = max(path.stat().st_mtime_ns for _, file in sources() for path in (file, file.parent))
        if not target.exists() or target.stat().st_mtime_ns < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Under a name of its own, since several threads may be asked at once.
            with NamedTemporaryFile("w", dir=target.parent, encoding="utf-8", delete=False) as draft:
                draft.write(joined())
            Path(draft.name).chmod(0o644)
            Path(draft.name).replace(target)
        return target
