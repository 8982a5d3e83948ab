"""Photos of TIFF, HEIC and AVIF: position and camera overwritten in place, so that all offsets in them stay right."""

from __future__ import annotations

import re
import struct

from core.files.containers import POSITION, TooManyParts

#: The beginning of EXIF data, and of a TIFF file, in either byte order.
START = re.compile(rb"II\*\0|MM\0\*")
#: Tags that lead to further tables, and those of make, model, XMP, IPTC, notes of the maker, owner and serial numbers.
GPS, EXIF = 0x8825, 0x8769
PRIVATE = {0x010F, 0x0110, 0x013B, 0x02BC, 0x83BB, 0x927C, 0xA430, 0xA431, 0xA433, 0xA434, 0xA435, 0xC62F}
#: Bytes of a value by the number of its type.
SIZES = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
MAX_TABLES, MAX_ENTRIES = 100, 1000


def without_position(content: bytes) -> bytes:
    """Return a photo of the same length without position and camera. Raise TooManyParts."""
    photo = _Photo(content)
    for number, match in enumerate(START.finditer(content)):
        if number == MAX_TABLES:
            raise TooManyParts
        order = "<" if match[0].startswith(b"II") else ">"
        try:
            (at,) = struct.unpack_from(f"{order}I", content, match.start() + 4)
            photo.clean_table(match.start(), order, at)
        except struct.error:  # the table ends outside the file, or these bytes only look like its beginning
            continue
    return bytes(POSITION.sub(lambda match: b" " * len(match[0]), photo.data))


class _Photo:
    def __init__(self, content: bytes) -> None:
        self.data = bytearray(content)
        #: How many bytes may still be overwritten, against values that overlap.
        self.budget = 2 * len(content)

    def clean_table(self, base: int, order: str, at: int, nested: bool = False, everything: bool = False) -> None:
        (count,) = struct.unpack_from(f"{order}H", self.data, base + at)
        if count > MAX_ENTRIES:
            return
        for entry in range(base + at + 2, base + at + 2 + 12 * count, 12):
            tag, type_, number, value = struct.unpack_from(f"{order}HHII", self.data, entry)
            size = SIZES.get(type_, 1) * number
            if tag in (GPS, EXIF) and not nested:
                self.clean_table(base, order, value, nested=True, everything=tag == GPS)
            elif everything or tag in PRIVATE:
                self._blank(entry + 8 if size <= 4 else base + value, size)
        if everything:
            self._blank(base + at, 2 + 12 * count)

    def _blank(self, start: int, size: int) -> None:
        size = min(size, len(self.data) - start)
        if size <= 0:
            return
        self.budget -= size
        if self.budget < 0:
            raise TooManyParts
        self.data[start : start + size] = bytes(size)
