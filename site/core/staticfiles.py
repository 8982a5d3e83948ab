"""A static files finder that concatenates the stylesheets of `static/css/` into `css/sillon.css`.

Each source goes into its cascade layer, so neither the order of files nor the specificity of selectors across layers
matters. Nothing is compiled; only comments are removed (a tenth of the compressed size; white space is a fiftieth).
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
COMMENT = re.compile(r"(?<!\s)\s*/\*.*?(?:\*/|\Z)", re.DOTALL)
LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities")


def sources() -> list[tuple[str, Path]]:
    """Return the layer and the file of each source, in the order of concatenation."""
    layered = []
    for layer in LAYERS:
        files = sorted((SOURCES / layer).glob("*.css")) if layer == "components" else [SOURCES / f"{layer}.css"]
        layered += [(layer, file) for file in files]
    return layered


def joined() -> str:
    """Return the concatenated stylesheet."""
    parts = (f"@layer {layer} {{{COMMENT.sub('', file.read_text(encoding='utf-8'))}}}\n" for layer, file in sources())
    return f"@layer {', '.join(LAYERS)};\n{''.join(parts)}"


class StylesheetFinder(BaseFinder):
    """Serves and collects the concatenated stylesheet; it is built again when a source is newer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "stylesheet")

    def find(self, path: str, find_all: bool = False) -> str | list[str]:
        if path != NAME:
            return []
        stylesheet = str(self._up_to_date())
        return [stylesheet] if find_all else stylesheet

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self._up_to_date()
        yield NAME, self.storage

    def _up_to_date(self) -> Path:
        target = Path(self.storage.path(NAME))
        # Removing a file changes the time of its folder.
        newest = max(path.stat().st_mtime_ns for _, file in sources() for path in (file, file.parent))
        if not target.exists() or target.stat().st_mtime_ns < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            # A temporary name, since several threads may build it at once.
            with NamedTemporaryFile("w", dir=target.parent, encoding="utf-8", delete=False) as draft:
                draft.write(joined())
            Path(draft.name).chmod(0o644)
            Path(draft.name).replace(target)
        return target
