"""Videos: checked by content, and cleaned of the location that a phone may have stored in them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO

from core.files.inspection import UnfitFile

#: A location as ISO 6709 writes it: « +45.1900+005.7200/ ».
DIGIT = re.compile(rb"\d")
LOCATION = re.compile(rb"[+-]\d{2}\.\d+[+-]\d{3}\.\d+(?:[+-]\d+(?:\.\d+)?)?/")
#: Boxes of an MP4 that may hold a location in another form: 3GPP's `loci`, and XMP, as QuickTime's `XMP_` or in a
#: `uuid` box with this UUID. They occur at the top level and within `CONTAINERS`.
LOCATION_BOXES, XMP_UUID = (b"loci", b"XMP_"), bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
CONTAINERS, MAX_DEPTH = (b"trak", b"udta", b"meta"), 8
#: Boxes at the top level that describe a film.
DESCRIPTIONS = (b"moov", b"udta", b"meta")
#: Brands of image formats that begin with the same `ftyp` box as an MP4.
IMAGE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1")
#: Most boxes at the top level, where a film in fragments has two for each, and the largest description in bytes.
MAX_BOXES, MAX_DESCRIPTION = 10_000, 64 * 1024 * 1024
TOO_MANY_PARTS = "est un film fait de trop de morceaux. Enregistrez-le de nouveau en MP4"
TRUNCATED = "n’est pas un film entier : il a été coupé ou abîmé. Envoyez-le de nouveau"


def clean_video(file: IO[bytes], suffix: str) -> bool:
    """Check a video and overwrite the location that a phone may have stored in it; return whether there was one.

    Raise UnfitFile.
    """
    file.seek(0)
    start = file.read(4096)
    if suffix == ".webm":
        if not start.startswith(b"\x1a\x45\xdf\xa3") or b"webm" not in start[:64]:
            raise UnfitFile("n’est pas un film WebM, malgré son nom. Envoyez un film MP4 ou WebM")
        return False
    if start[4:8] != b"ftyp" or start[8:12] in IMAGE_BRANDS:
        raise UnfitFile("n’est pas un film MP4, malgré son nom. Envoyez un film MP4 ou WebM")
    boxes = list(_boxes(file))
    if not {b"moov", b"mdat"} <= {name for name, _, _ in boxes}:
        raise UnfitFile(TRUNCATED)
    changed = False
    for name, at, length in boxes:
        if name in DESCRIPTIONS:
            changed |= _clean_description(file, at, length)
    for _, at, length in boxes:
        file.seek(at)
        if _may_hold_location(head := file.read(32)):
            file.seek(at)
            file.write(_free_box(head, length))
            changed = True
    return changed


def _clean_description(file: IO[bytes], at: int, length: int) -> bool:
    """Overwrite the locations within a box at the top level; return whether there were any. Raise UnfitFile."""
    if length > MAX_DESCRIPTION:
        raise UnfitFile(TOO_MANY_PARTS)
    file.seek(at)
    metadata = file.read(length)
    cleaned = bytearray(LOCATION.sub(lambda match: DIGIT.sub(b"0", match[0]), metadata))
    for offset, size in _location_boxes(cleaned, _children_offset(cleaned), length):
        cleaned[offset : offset + size] = _free_box(cleaned[offset : offset + 24], size)
    if cleaned == metadata:
        return False
    file.seek(at)
    file.write(cleaned)
    return True


def _location_boxes(data: bytearray, at: int, end: int, depth: int = 0) -> Iterator[tuple[int, int]]:
    """Yield offset and length of the boxes between two offsets that may hold a location, nested ones included.

    Stops at bytes that are no box, such as the zero at the end of QuickTime's user data.
    """
    while at + 8 <= end:
        length, name = struct.unpack_from(">I4s", data, at)
        if length < 8 or at + length > end:
            return
        if _may_hold_location(data[at : at + 24]):
            yield at, length
        elif name in CONTAINERS and depth < MAX_DEPTH:
            yield from _location_boxes(data, at + _children_offset(data[at : at + 24]), at + length, depth + 1)
        at += length


def _may_hold_location(head: bytes | bytearray) -> bool:
    """Whether a box, of which these are the first bytes, may hold the location of a video."""
    start = _content_offset(head)
    return head[4:8] in LOCATION_BOXES or (head[4:8] == b"uuid" and head[start : start + 16] == XMP_UUID)


def _content_offset(head: bytes | bytearray) -> int:
    """Return where the content of a box begins: a length of 1 means that a 64-bit length follows the name."""
    return 16 if head[:4] == b"\0\0\0\1" else 8


def _children_offset(head: bytes | bytearray) -> int:
    """Return where the boxes within a box begin: in `meta` after a version, except in QuickTime."""
    start = _content_offset(head)
    return start + 4 if head[4:8] == b"meta" and head[start + 4 : start + 8] != b"hdlr" else start


def _free_box(head: bytes | bytearray, length: int) -> bytes:
    """Return an empty `free` box of the same length, which players skip."""
    start = _content_offset(head)
    return bytes(head[:4]) + b"free" + bytes(head[8:start]) + bytes(length - start)


def _boxes(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Yield the boxes of an MP4: name, offset and length.

    Raise UnfitFile where they do not fill the file, and if they are too many.
    """
    end = file.seek(0, 2)
    at = count = 0
    while at < end:
        count += 1
        if count > MAX_BOXES:
            raise UnfitFile(TOO_MANY_PARTS)
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise UnfitFile(TRUNCATED)
        length, name = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        elif length == 0:
            length = end - at
        if length < 8 or at + length > end:
            raise UnfitFile(TRUNCATED)
        yield name, at, length
        at += length
