"""The formats in which references can be exported: `?format=` on a publication and on their list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from archive.citations.bibtex import bibtex
from archive.citations.csl import csl_json
from archive.citations.record import Citation
from archive.citations.ris import ris

#: The name of the parameter.
PARAMETER = "format"


class Format(NamedTuple):
    """A file format; `write` returns the file as text, to be sent as UTF-8."""

    code: str
    label: str
    content_type: str
    extension: str
    write: Callable[[Sequence[Citation]], str]


FORMATS = {
    format.code: format
    for format in (
        Format("bibtex", "BibTeX", "application/x-bibtex", "bib", bibtex),
        Format("ris", "RIS", "application/x-research-info-systems", "ris", ris),
        Format("csl-json", "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", csl_json),
    )
}


class ExportLink(NamedTuple):
    """A link to a file, for templates."""

    label: str
    content_type: str
    url: str


def export_links(url: str, query: str = "") -> list[ExportLink]:
    """Return the links to a page's references in all formats; `query` are the filters in use, with their « ? »."""
    joined = f"{query}&" if query else "?"
    return [
        ExportLink(format.label, format.content_type, f"{url}{joined}{PARAMETER}={format.code}")
        for format in FORMATS.values()
    ]
