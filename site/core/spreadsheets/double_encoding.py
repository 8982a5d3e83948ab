"""Repairs texts that were decoded wrongly before they were saved: « ForÃªt » is the UTF-8 of « Forêt » read as Windows.

Such a file is valid UTF-8 itself. Each run of signs is encoded as it must have been decoded, and the bytes are read as
UTF-8; the result counts if all of it is French where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from core.spreadsheets.accents import IMPLAUSIBLE, points

#: Signs that may be bytes of UTF-8: they begin as letters and punctuation do there, by the encodings below.
_RUN = re.compile("[ÂÃÅâ¬√≈‚┬├┼Ô][^\x00-\x7f]+")
#: How often a text may have been decoded wrongly.
_TIMES = 3


def repaired(text: str) -> str:
    """Return a text with its double-encoded signs repaired; the same text if there are none. Takes linear time."""
    return _RUN.sub(_repair, text)


def _repair(match: re.Match[str]) -> str:
    text = match.string
    before, after = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    for encode in _ENCODERS:
        run = match[0]
        for _ in range(_TIMES):
            try:
                run = encode(run).decode()
            except UnicodeError:
                break
            if points(f"{before}{run}{after}") != IMPLAUSIBLE:
                return run
    return match[0]


def _windows(text: str) -> bytes:
    """Encode as programs do that read the five bytes without a sign in Windows-1252 as control characters."""
    return b"".join(_WINDOWS.get(sign) or sign.encode("latin-1") for sign in text)


_WINDOWS = {sign: bytes([byte]) for byte in range(256) if (sign := bytes([byte]).decode("cp1252", "ignore"))}
_ENCODERS: tuple[Callable[[str], bytes], ...] = (
    _windows,
    lambda text: text.encode("mac_roman"),
    lambda text: text.encode("cp850"),
)
