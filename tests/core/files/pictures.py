"""Photos as phones, cameras and scanners make them: with position and camera in every place that a format has."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin
from pillow_heif import register_heif_opener

register_heif_opener()

#: Texts of which none may be left in a stored file.
CAMERA, SOFTWARE, NOTE, PLACE = "Appareil de Jeanne", "Logiciel de Jeanne", "Chez Jeanne", "GPSLatitude"
SECRETS = [text.encode() for text in (CAMERA, SOFTWARE, NOTE, PLACE)]
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><e exif:{PLACE}="45,11N" note="{NOTE}"/></x:xmpmeta>'.encode()
FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "AVIF", "HEIF", "GIF")
SUFFIX = {
    "JPEG": ".jpg",
    "MPO": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    "AVIF": ".avif",
    "HEIF": ".heic",
    "GIF": ".gif",
}


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x010F], made[0x0131], made[0x0112] = CAMERA, SOFTWARE, orientation
    place = made.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (45.0, 11.0, 0.0), "E", (5.0, 43.0, 0.0)
    return made


def drawn(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """A picture whose left half is red, so that one sees how it lies."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return image


def photo(format_: str = "JPEG", orientation: int = 1, image: Image.Image | None = None) -> bytes:
    """A photo with secrets in all metadata of its format."""
    output, image = BytesIO(), image or drawn()
    options: dict = {"exif": exif(orientation).tobytes()}
    if format_ in ("JPEG", "WEBP", "AVIF", "HEIF"):
        options["xmp"] = XMP
    if format_ == "JPEG":
        options["comment"] = NOTE.encode()
    elif format_ == "MPO":
        options |= {"save_all": True, "append_images": [drawn((30, 20))]}
    elif format_ == "PNG":
        options["pnginfo"] = texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", NOTE)
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        texts.add_text("Raw profile type exif", CAMERA, zip=True)
    elif format_ == "GIF":
        options = {"comment": NOTE.encode(), "save_all": True, "append_images": [Image.new("RGB", image.size, "blue")]}
    image.save(output, format_, **options)
    content = output.getvalue()
    return with_iptc(content) + b"PK\3\4" + NOTE.encode() if format_ == "JPEG" else content


def with_iptc(jpeg: bytes) -> bytes:
    """A JPEG with an IPTC record, as newsrooms and Photoshop write it."""
    record = b"\x1c\x02\x78" + struct.pack(">H", len(NOTE)) + NOTE.encode()
    block = (
        b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    )
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def grey_16_bits() -> bytes:
    """A scan in 16-bit grey that gets lighter from left to right."""
    rows = b"".join(b"\0" + b"".join(struct.pack(">H", x * 65535 // 255) for x in range(256)) for _ in range(4))
    header = struct.pack(">IIBBBBB", 256, 4, 16, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def profile(name: str = "sRGB") -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


def saved(image: Image.Image, format_: str, **options) -> bytes:
    output = BytesIO()
    image.save(output, format_, **options)
    return output.getvalue()


def has_secrets(content: bytes) -> bool:
    """Whether a file has one of the secrets, or any EXIF data or XMP that Pillow finds."""
    with Image.open(BytesIO(content)) as image:
        hidden = bool(dict(image.getexif())) or {"exif", "xmp", "comment", "photoshop"} & set(image.info)
    return bool(hidden) or any(secret in content for secret in SECRETS)
