"""What a file really is, whatever its name says: pictures are made anew, the others are looked through.

Each function raises `Unfit` with the end of a French sentence about the file, which says what to do.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from django.conf import settings
from PIL import Image, ImageOps

#: The long side of a picture that is kept, in pixels: more than any screen or print of the site asks for.
LONG_SIDE = 4000
#: Formats that are read, and those they are written in. A phone's « MPO » is a JPEG with a second picture behind it.
WRITTEN = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "AVIF": "WEBP"}
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
SAVING: dict[str, dict[str, int | bool]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 88},
}
MAX_PROFILE = 100_000
#: What Pillow raises on bytes that are no whole picture.
UNREADABLE = (OSError, ValueError, SyntaxError, IndexError, TypeError, EOFError, struct.error, zlib.error)
#: Where a film was made, as ISO 6709 writes it: « +45.1900+005.7200/ ».
PLACE = re.compile(rb"[+-]\d{2}\.\d+[+-]\d{3}\.\d+(?:[+-]\d+(?:\.\d+)?)?/")
#: Pictures that begin as films do.
STILLS = (b"avif", b"avis", b"heic", b"heix", b"mif1")
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
CUT = "n’est pas un film entier : il a été coupé ou abîmé. Envoyez-le de nouveau"


class Unfit(Exception):
    """A file that cannot be taken; the words follow its name."""


def picture(content: bytes) -> tuple[bytes, str]:
    """A picture made anew, upright and not too large, without anything that does not show; and its suffix.

    Position, camera, comments, further frames and what stands behind the picture are gone; the colour profile stays.
    """
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP", "AVIF"]) as image:
            _check_pixels(*image.size)
            return _made_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Unfit(_too_many_pixels()) from bomb
    except UNREADABLE as error:
        raise Unfit(
            "n’est pas une image entière : elle est abîmée, ou c’est un autre fichier renommé. "
            "Ouvrez-la et enregistrez-la en JPEG ou en PNG"
        ) from error


def _check_pixels(width: int, height: int) -> None:
    """Read from the header, before anything is decoded."""
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise Unfit(_too_many_pixels())


def _too_many_pixels() -> str:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return f"est une image trop grande ({most} millions de points au plus). Réduisez sa largeur et sa hauteur"


def _made_anew(image: Image.Image) -> tuple[bytes, str]:
    written = WRITTEN[str(image.format)]
    profile = image.info.get("icc_profile") or b""
    if max(image.size) > LONG_SIDE:
        if image.mode in ("1", "P", "PA"):
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode in ("I", "I;16", "I;16B", "F"):
        image, profile = image.convert("I").point(lambda value: value / 256).convert("L"), b""
    elif image.mode == "CMYK" or (image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA") and written != "PNG"):
        image, profile = image.convert("RGB"), b""
    shown = image.copy()
    shown.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
    output = BytesIO()
    told = {"icc_profile": profile} if _is_profile(profile) else {}
    shown.save(output, written, **SAVING[written], **told)
    return output.getvalue(), SUFFIXES[written]


def _is_profile(data: bytes) -> bool:
    """Whether it is a colour profile of a usual size, and not a place to hide things in."""
    return len(data) <= MAX_PROFILE and data[36:40] == b"acsp"


def pdf(file: IO[bytes]) -> None:
    """Look through a PDF: whole, open to read, and nothing else at the same time."""
    file.seek(0)
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise Unfit("n’est pas un PDF, malgré son nom. Enregistrez le document en PDF et envoyez celui-ci")
    if b"%%EOF" not in content[-1024:] or b"startxref" not in content:
        raise Unfit("n’est pas un PDF entier : il a été coupé ou abîmé. Enregistrez-le de nouveau en PDF")
    if zipfile.is_zipfile(BytesIO(content)):
        raise Unfit("contient une archive à côté du PDF. Enregistrez le document de nouveau en PDF")
    if ENCRYPTED.search(content):
        raise Unfit("est protégé par un mot de passe. Enregistrez-en une copie sans protection")


def film(file: IO[bytes], suffix: str) -> None:
    """Look through a film, and blank the place where a telephone has written that it was made."""
    file.seek(0)
    start = file.read(4096)
    if suffix == ".webm":
        if not start.startswith(b"\x1a\x45\xdf\xa3") or b"webm" not in start[:64]:
            raise Unfit("n’est pas un film WebM, malgré son nom. Envoyez un film MP4 ou WebM")
        return
    if start[4:8] != b"ftyp" or start[8:12] in STILLS:
        raise Unfit("n’est pas un film MP4, malgré son nom. Envoyez un film MP4 ou WebM")
    parts = {name: (at, length) for name, at, length in _boxes(file)}
    if b"moov" not in parts or b"mdat" not in parts:
        raise Unfit(CUT)
    at, length = parts[b"moov"]
    file.seek(at)
    described = file.read(length)
    if (blank := PLACE.sub(_zeros, described)) != described:
        file.seek(at)
        file.write(blank)


def _zeros(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"\d", b"0", found[0])


def _boxes(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """The parts of an MP4: name, where each begins, and its length. Raises Unfit where they do not fill the file."""
    end = file.seek(0, 2)
    at = 0
    while at < end:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise Unfit(CUT)
        length, name = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        elif length == 0:
            length = end - at
        if length < 8 or at + length > end:
            raise Unfit(CUT)
        yield name, at, length
        at += length
