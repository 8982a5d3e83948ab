"""Texts of citations, without what no file format can hold."""

from __future__ import annotations

import re

#: Spaces and all ends of lines, but no-break spaces. Readers of files end a line at any of the latter.
_SPACES = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
_LINE_ENDS = re.compile("[\n-\r\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces and without control characters."""
    return _CONTROLS.sub("", _SPACES.sub(" ", text)).strip()


def paragraphs(text: str) -> str:
    """Return a text whose paragraphs are lines, each like `one_line`."""
    lines = (one_line(line) for line in _LINE_ENDS.split(text))
    return "\n".join(line for line in lines if line)
