"""Documents: checked by content, and cleaned of the position and camera of the photos that they hold.

Photos in a PDF or in an archive (office documents are archives) keep the metadata of the camera. It is overwritten or
removed without touching the picture. Names of authors stay: a document is a signed work. So do encrypted documents,
and signed PDFs, whose signature any change would break.
"""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from itertools import chain
from lzma import LZMAError
from mmap import ACCESS_READ, mmap
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.base import File

from core.files import video
from core.files.containers import POSITION, TooManyParts, without_metadata
from core.files.inspection import UnfitFile
from core.files.tiff import without_position

ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
#: The metadata of a JPEG within a PDF: EXIF, XMP and Photoshop segments, with their length in bytes 2 and 3.
SEGMENT = re.compile(rb"\xff[\xe1\xed](..)(?:Exif\0\0|http://ns\.adobe\.com/xap/1\.0/\0|Photoshop 3\.0\0)", re.DOTALL)
SIGNED = b"/ByteRange"
ARCHIVES = (".docx", ".odp", ".ods", ".odt", ".pptx", ".xlsx", ".zip")
PHOTOS = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif")
#: Limits for archives, against those that unpack to a multiple of their size.
MAX_MEMBERS, MAX_MEMBER, MAX_UNPACKED = 20_000, 100 * 1024 * 1024, 1024 * 1024 * 1024
CHUNK = 1024 * 1024


def check_pdf(file: IO[bytes]) -> None:
    """Raise UnfitFile unless a file is a complete PDF that is not encrypted and not an archive at the same time."""
    file.seek(0)
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise UnfitFile("n’est pas un PDF, malgré son nom. Enregistrez le document en PDF et envoyez celui-ci")
    if b"%%EOF" not in content[-1024:] or b"startxref" not in content:
        raise UnfitFile("n’est pas un PDF entier : il a été coupé ou abîmé. Enregistrez-le de nouveau en PDF")
    if zipfile.is_zipfile(BytesIO(content)):
        raise UnfitFile("contient une archive à côté du PDF. Enregistrez le document de nouveau en PDF")
    if ENCRYPTED.search(content):
        raise UnfitFile("est protégé par un mot de passe. Enregistrez-en une copie sans protection")


def cleaned(file: File, suffix: str) -> File:
    """Return a document without positions and cameras: the same object if there is nothing to change.

    Raise UnfitFile for a film that is not one, and for an archive that is too large, holds a photo made of too many
    parts, or cannot be read to the end.
    """
    file.seek(0)
    if suffix in (".mp4", ".webm"):
        return _cleaned_film(file, suffix)
    if suffix == ".pdf":
        return _cleaned_pdf(file)
    return _cleaned_archive(file) if suffix in ARCHIVES else file


def _temporary() -> Any:
    """Return a temporary file, in memory while it is small. It is deleted when it is closed."""
    return SpooledTemporaryFile(max_size=CHUNK)


def _copy(file: File) -> Any:
    copy = _temporary()
    file.seek(0)
    shutil.copyfileobj(file, copy, CHUNK)
    return copy


def _cleaned_film(file: File, suffix: str) -> File:
    copy = _copy(file)
    if video.clean_video(copy, suffix):
        return File(copy, file.name)
    copy.close()
    return file


def _cleaned_pdf(file: File) -> File:
    # The spans are written as they are found: a PDF may hold millions of them.
    with _content_of(file) as content, closing(_metadata_in(content)) as spans:
        if content.find(SIGNED) >= 0 or (first := next(spans, None)) is None:
            return file
        copy = _copy(file)
        for start, end, filler in chain([first], spans):
            copy.seek(start)
            copy.write(filler * (end - start))
    return File(copy, file.name)


def _metadata_in(content: Any) -> Generator[tuple[int, int, bytes], None, None]:
    """Yield start and end of metadata in a PDF, 64 KB at most, and the byte to fill it with.

    Lengths stay, so that the PDF's table of offsets stays right. Segments that overlap are yielded once.
    """
    for match in POSITION.finditer(content):
        yield match.start(), match.end(), b" "
    seen = 0
    for match in SEGMENT.finditer(content):  # afterwards, since a segment may hold such a position
        start, end = max(match.end(), seen), min(match.start() + 2 + int.from_bytes(match[1]), len(content))
        if end > start:
            seen = end
            if any(content[start:end]):
                yield start, end, b"\0"


@contextmanager
def _content_of(file: File) -> Iterator[Any]:
    """Yield the content of a file: mapped into memory if it is on disk, else as bytes."""
    file.seek(0)
    try:
        mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
    except (OSError, AttributeError, ValueError):  # no file of the system, or an empty one
        yield file.read()
        return
    with mapped:
        yield mapped


def _cleaned_archive(file: File) -> File:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        return file  # damaged, or no archive at all: not even its reader finds photos in it
    with archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise UnfitFile("contient trop de fichiers, ou de trop lourds. Envoyez-le en plusieurs")
        try:
            changed = {member.filename for member in members if _has_metadata(archive, member)}
            return _rewritten(archive, changed, file.name) if changed else file
        except TooManyParts as error:
            raise UnfitFile(
                "contient une photo que le site ne sait pas lire. Enregistrez ses photos de nouveau"
            ) from error
        except (zipfile.BadZipFile, zlib.error, LZMAError, RuntimeError, EOFError, OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # an error of the system, such as a full disk
            raise UnfitFile("contient un fichier abîmé, ou protégé à côté de photos. Refaites cette archive") from error


def _has_metadata(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if not member.filename.lower().endswith(PHOTOS) or member.file_size > MAX_MEMBER:
        return False
    try:
        content = archive.read(member)
    except RuntimeError:  # encrypted, or compressed in a way that Python does not know
        return False
    return _bare(content) != content


def _bare(content: bytes) -> bytes:
    """Return a photo without metadata, by its content: phones also send HEIC under the name of a JPEG."""
    in_place = content[4:8] == b"ftyp" or content[:4] in (b"II*\0", b"MM\0*")
    return without_position(content) if in_place else without_metadata(content)


def _rewritten(archive: zipfile.ZipFile, changed: set[str], name: str | None) -> File:
    """Copy an archive, in its order and compression, with these members cleaned."""
    copy = _temporary()
    with zipfile.ZipFile(copy, "w") as target:
        for member in archive.infolist():
            if member.filename in changed:
                target.writestr(member, _bare(archive.read(member)))
                continue
            with archive.open(member) as source, target.open(member, "w") as written:
                shutil.copyfileobj(source, written, CHUNK)
    return File(copy, name)
