"""Cleaning of raster images: only the picture and its colour profile are stored, whatever the file's name says.

Files that are refused raise `UnfitFile`. Its text is the end of a French sentence that begins with the file's name.
"""

from __future__ import annotations

import struct
import threading
import zlib
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from core.files.containers import bare_format

register_heif_opener()

#: A process decodes one image at a time; other threads wait for the lock up to `PATIENCE` seconds.
decoding = threading.Lock()
PATIENCE = 5
#: Maximum length of an image's longer side, in pixels: more than any page or print needs.
LONG_SIDE = 4000
#: Output format by input format. A phone's MPO is a JPEG with a second image appended, and HEIF its other format.
WRITTEN = {
    "JPEG": "JPEG",
    "MPO": "JPEG",
    "HEIF": "JPEG",
    "PNG": "PNG",
    "GIF": "PNG",
    "WEBP": "WEBP",
    "AVIF": "WEBP",
}
#: Formats as `Image.open` names them; MPO is opened as JPEG.
OPENED = [format_ for format_ in WRITTEN if format_ != "MPO"]
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
SAVING: dict[str, dict[str, int | bool]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 88},
}
#: Modes that are stored as they are. Others, of more than 8 bits or for print, look wrong in browsers.
MODES = {
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "WEBP": {"L", "RGB", "RGBA"},
}
DEEP_MODES = ("I", "I;16", "I;16B", "F")
#: Modes that may have a profile: browsers do not agree on grey AVIF and WebP with one.
PROFILE_MODES = ("P", "RGB", "RGBA")
MAX_PROFILE = 100_000
#: Metadata of a photograph, as Pillow names it: location, camera, owner.
METADATA = ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif", "photoshop", "comment")
#: What Pillow raises on bytes that are not a complete image.
UNREADABLE = (OSError, ValueError, SyntaxError, IndexError, TypeError, EOFError, RuntimeError, struct.error, zlib.error)
NOT_WHOLE = (
    "n’est pas une image entière : elle est abîmée, ou c’est un autre fichier renommé. "
    "Ouvrez-la et enregistrez-la en JPEG ou en PNG"
)


class UnfitFile(Exception):
    """A file that is refused. The text is the end of a French sentence that begins with the file's name."""


class DecodingBusy(Exception):
    """Other images have been decoding for longer than `PATIENCE`."""


def clean_suffix(content: bytes) -> str | None:
    """Return the suffix of a file that is an image as `clean_image` returns it, else None.

    The parts of the file and its header are read, but no pixels.
    """
    format_ = bare_format(content)
    try:
        if format_ and _is_storable(Image.open(BytesIO(content), formats=[format_])):
            return SUFFIXES[format_]
    except (*UNREADABLE, Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    return None


def has_metadata(content: bytes) -> bool:
    """Whether an image holds location, camera, comments or anything else besides picture and profile."""
    if bare_format(content):
        return False
    try:
        with Image.open(BytesIO(content)) as image:
            # An AVIF or GIF has no parts that `bare_format` reads.
            return str(image.format) in SUFFIXES or bool({*METADATA} & image.info.keys())
    except (*UNREADABLE, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False


def clean_image(content: bytes, patience: float = PATIENCE, long_side: int = LONG_SIDE) -> tuple[bytes, str]:
    """Return the content of an image to be stored, and its file suffix.

    It is decoded to the end. If it holds nothing invisible, is not too large, and in a mode that browsers show, it is
    returned unchanged; otherwise it is encoded again: upright, at most `long_side` pixels long, with its colour profile
    or in sRGB, without location, camera, comments, further frames and appended data.
    Raise UnfitFile, or DecodingBusy after `patience` seconds.
    """
    if not decoding.acquire(timeout=patience):
        raise DecodingBusy
    try:
        with Image.open(BytesIO(content), formats=OPENED) as image:
            # Read from the header, before anything is decoded.
            if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                raise UnfitFile(_too_many_pixels())
            format_ = WRITTEN[str(image.format)]
            if clean_suffix(content) and max(image.size) <= long_side:
                image.load()
                return content, SUFFIXES[format_]
            return _encoded(_prepared(image, format_, long_side), format_), SUFFIXES[format_]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise UnfitFile(_too_many_pixels()) from bomb
    except UNREADABLE as error:
        raise UnfitFile(NOT_WHOLE) from error
    finally:
        decoding.release()


def _too_many_pixels() -> str:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return f"est une image trop grande ({most} millions de points au plus). Réduisez sa largeur et sa hauteur"


def _is_storable(image: Image.Image) -> bool:
    """Whether an image need not be encoded again for its size, mode or profile."""
    profile = image.info.get("icc_profile") or b""
    return (
        max(image.size) <= LONG_SIDE
        and image.mode in MODES.get(str(image.format), ())
        and (not profile or (image.mode in PROFILE_MODES and _is_usual(profile)))
    )


def _prepared(image: Image.Image, format_: str, long_side: int) -> Image.Image:
    """Return an image upright, in a size, mode and colours for this format; `info` holds what is to be stored."""
    box = (long_side, long_side)
    profile = image.info.get("icc_profile") or b""
    if max(image.size) > long_side:
        if image.mode in ("1", "P", "PA"):
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        if image.mode not in DEEP_MODES:
            image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=2.0)
    image.load()
    transparency = image.info.get("transparency")
    image = ImageOps.exif_transpose(image)
    if image.mode in DEEP_MODES:
        image, transparency = image.convert("I").point(lambda value: value / 256).convert("L"), None
        image.thumbnail(box, Image.Resampling.LANCZOS)
    if profile and not (image.mode in PROFILE_MODES and _is_usual(profile)):
        image, profile = _in_srgb(image, profile), b""
    if image.mode not in MODES[format_]:
        image = image.convert("RGBA" if image.has_transparency_data and format_ != "JPEG" else "RGB")
        transparency = None
    bare = image.copy()
    bare.info = {"transparency": transparency} if transparency is not None else {}
    if profile:
        bare.info["icc_profile"] = profile
    return bare


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert an image to sRGB by its profile; return it unchanged if the profile is not one for its mode."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    converted: Image.Image | None
    try:
        source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, *UNREADABLE):
        return image
    if converted is None:
        return image
    return converted.convert("L") if image.mode == "L" else converted


def _encoded(image: Image.Image, format_: str) -> bytes:
    output = BytesIO()
    options = {"icc_profile": image.info["icc_profile"]} if "icc_profile" in image.info else {}
    image.save(output, format_, **SAVING[format_], **options)
    return output.getvalue()


def _is_usual(profile: bytes) -> bool:
    """Whether data is a colour profile for screens, rather than a large one or something hidden in its place."""
    return len(profile) <= MAX_PROFILE and profile[16:20] == b"RGB " and profile[36:40] == b"acsp"
