"""What the files of images hold besides their picture: JPEG segments, and the chunks of PNG and WebP."""

from __future__ import annotations

import re
import struct

PNG_START = b"\x89PNG\r\n\x1a\n"
#: PNG chunks that draw the picture or describe its colours. Others hold texts, EXIF data, dates or further frames.
PNG_CHUNKS = {*b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP pHYs sBIT bKGD".split()}
WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
#: JPEG markers, and the segments of applications that decoders need.
START_OF_FRAMES, START_OF_SCAN, END = range(0xC0, 0xD0), 0xDA, 0xD9
TABLES = (0xDB, 0xDC, 0xDD)
JFIF, PROFILE, ADOBE = (0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe")
JFIF_LENGTH, ADOBE_LENGTH = 14, 12  # a longer JFIF segment holds a thumbnail
#: Metadata in documents' photos: EXIF and XMP, IPTC, comments, thumbnails in several segments.
EXIF_START = b"Exif\0\0"
EXIF = re.compile(rb"\xff\xe1..Exif\0\0", re.DOTALL)
HIDDEN_SEGMENTS, HIDDEN_CHUNKS = (0xE1, 0xED, 0xFE), (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
HIDDEN_WEBP_CHUNKS, WEBP_HEADER, HIDDEN_FLAGS = (b"EXIF", b"XMP "), b"VP8X", 0x08 | 0x04
#: A position in XMP: that of a photo, or of a PDF, where some programs copy it from a photo.
POSITION = re.compile(rb"exif:GPS\w{1,40}(?:=\"[^\"<>]{0,200}\"|>[^<>]{0,200}</exif:GPS\w{1,40})")
ORIENTATION = 0x0112
#: Most parts of a photo in a document. Large PNG of usual programs have a chunk for each 8 KB.
MAX_SEGMENTS, MAX_CHUNKS = 2000, 20_000
FILL = re.compile(rb"\xff+(?=\xff)")
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")


class TooManyParts(Exception):
    """A photo that has more segments or chunks than any program writes."""


def bare_format(content: bytes) -> str | None:
    """Return JPEG, PNG or WEBP if a file has nothing but one picture and its colour profile, else None."""
    try:
        if content.startswith(b"\xff\xd8") and _is_bare_jpeg(content):
            return "JPEG"
        if content.startswith(PNG_START) and _is_bare_png(content):
            return "PNG"
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP" and _is_bare_webp(content):
            return "WEBP"
    except (struct.error, IndexError):  # the file ends within a part
        return None
    return None


def _is_bare_jpeg(content: bytes) -> bool:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == END:
            return at + 2 == len(content)
        (length,) = struct.unpack_from(">H", content, at + 2)
        if not _is_needed(marker, content[at + 4 : at + 2 + length]):
            return False
        at += 2 + length
        if marker == START_OF_SCAN:
            following = NEXT_MARKER.search(content, at)
            if following is None:
                return False
            at = following.start()
    return False


def _is_needed(marker: int, data: bytes) -> bool:
    if marker in START_OF_FRAMES or marker in TABLES or marker == START_OF_SCAN:
        return True
    if marker == JFIF[0]:
        return data.startswith(JFIF[1]) and len(data) == JFIF_LENGTH
    if marker == ADOBE[0]:
        return data.startswith(ADOBE[1]) and len(data) == ADOBE_LENGTH
    return marker == PROFILE[0] and data.startswith(PROFILE[1])


def _is_bare_png(content: bytes) -> bool:
    at = len(PNG_START)
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        if name not in PNG_CHUNKS:
            return False
        at += 12 + length
        if name == b"IEND":
            return at == len(content)


def _is_bare_webp(content: bytes) -> bool:
    (length,) = struct.unpack_from("<I", content, 4)
    if length + 8 != len(content):
        return False
    at = 12
    while at < len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        if name not in WEBP_CHUNKS:
            return False
        at += 8 + length + length % 2
    return at == len(content)


def without_metadata(content: bytes) -> bytes:
    """Return a JPEG, PNG or WebP without metadata, its picture byte for byte; other files unchanged.

    The orientation of a JPEG is kept, because the program that shows it may apply it. Raise TooManyParts.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg_without_metadata(content)
        if content.startswith(PNG_START):
            return _png_without_metadata(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp_without_metadata(content)
    except (struct.error, IndexError):
        pass
    return content


def _jpeg_without_metadata(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while content[at] == 0xFF:
        if fill := FILL.match(content, at):  # any number of these bytes may precede a marker
            at = fill.end()
        if content[at + 1] in (START_OF_SCAN, END):
            break
        if len(kept) > MAX_SEGMENTS:
            raise TooManyParts
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if EXIF.match(segment):
            segment = _orientation_only(segment)
        elif segment[1] in HIDDEN_SEGMENTS:
            segment = b""
        kept.append(segment)
        at += 2 + length
    return b"".join([*kept, content[at:]])


def _orientation_only(segment: bytes) -> bytes:
    """Return an EXIF segment that has nothing but the orientation of the given one, or b"" if that is upright."""
    tiff = segment[4 + len(EXIF_START) :]
    order = ">" if tiff.startswith(b"MM") else "<"
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if tag == ORIENTATION and 1 < value <= 8:
                entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, value, 0)
                data = EXIF_START + b"MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)
                return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data
    except struct.error:
        pass
    return b""


def _png_without_metadata(content: bytes) -> bytes:
    kept, at = [PNG_START], len(PNG_START)
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if len(kept) > MAX_CHUNKS:
            raise TooManyParts
        kept.append(b"" if name in HIDDEN_CHUNKS else content[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":  # what follows is no part of the picture
            break
    return b"".join(kept)


def _webp_without_metadata(content: bytes) -> bytes:
    kept, at = [], 12
    end = min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    while at < end:
        name, length = struct.unpack_from("<4sI", content, at)
        if len(kept) > MAX_CHUNKS:
            raise TooManyParts
        chunk = b"" if name in HIDDEN_WEBP_CHUNKS else content[at : at + 8 + length + length % 2]
        if name == WEBP_HEADER and length:
            chunk = chunk[:8] + bytes([chunk[8] & ~HIDDEN_FLAGS]) + chunk[9:]
        kept.append(chunk)
        at += 8 + length + length % 2
    chunks = b"".join(kept)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks
