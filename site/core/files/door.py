"""The rules for files that people send, the same in forms of the admin, contributions and the API.

All functions raise ValidationError, whose French message names the file. Its code is « empty », « too_large », « busy »
or « unfit ».
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from core.files import documents, inspection, svg
from core.text.lengths import UNSTORABLE
from core.text.typography import french

MEGA = 1024 * 1024
TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Format:
    """A kind of files: its suffixes, their names in French, and the maximum size in bytes."""

    suffixes: tuple[str, ...]
    names: str
    largest: int

    @property
    def megabytes(self) -> int:
        return self.largest // MEGA

    @property
    def accept(self) -> str:
        """The `accept` attribute of file inputs, with types where there is one in all browsers."""
        return ",".join(TYPES.get(suffix, suffix) for suffix in self.suffixes if suffix != ".jpeg")

    @property
    def widget_attrs(self) -> dict[str, str]:
        """The attributes of a file input; `js/file-size.js` refuses a file that is too large before it is sent."""
        return {"accept": self.accept, "data-max-size": str(self.largest)}

    @property
    def too_large(self) -> str:
        """The message of Wagtail's multiple upload about a file that is too large, before it is sent."""
        return french(f"Ce fichier est trop lourd : {self.megabytes} Mo au plus. Envoyez-le en plus petit.")


PHOTO = Format(
    (".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif"),
    "JPEG, PNG, WebP, AVIF ou HEIC",
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE,
)
#: What the team may send: drawings as well, and GIF, of which the first picture is stored.
IMAGE = Format(
    (*PHOTO.suffixes, ".gif", ".svg"), "JPEG, PNG, WebP, AVIF, HEIC, GIF ou SVG", settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
)

DOCUMENT = Format(
    tuple(f".{extension}" for extension in settings.WAGTAILDOCS_EXTENSIONS),
    "PDF, un document de bureau, un tableur, un film MP4 ou WebM, un texte ou une archive ZIP",
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE,
)


def check(file: File, format_: Format) -> None:
    """Check the suffix and the size of a file, without reading it."""
    name = shown_name(file.name)
    if suffix_of(name) not in format_.suffixes:
        refuse(f"« {name} » n’est pas d’un format que le site prend ici. Envoyez un fichier {format_.names}.")
    if not file.size:
        refuse(f"« {name} » est vide. Choisissez le fichier de nouveau, ou enregistrez-le d’abord.", "empty")
    if file.size > format_.largest:
        weight = f"{file.size / MEGA:.1f}".replace(".", ",")
        refuse(f"« {name} » pèse {weight} Mo : {format_.megabytes} Mo au plus. Envoyez-le en plus petit.", "too_large")


def image(
    name: str, content: File, patience: float = inspection.PATIENCE, long_side: int = inspection.LONG_SIDE
) -> File:
    """Return the content of an image to be stored, under its name with the suffix that it then has.

    A raster image has no metadata and is at most `long_side` pixels long, an SVG has no active content
    (`core.files.inspection`, `core.files.svg`).
    """
    content.seek(0)
    data = content.read()
    try:
        if suffix_of(name) == ".svg":
            return ContentFile(svg.clean(data), name)
        cleaned, suffix = inspection.clean_image(data, patience, long_side)
    except inspection.DecodingBusy:
        refuse(
            f"« {shown_name(name)} » n’est pas pris : le site reçoit beaucoup d’images. Réessayez dans un instant.",
            "busy",
        )
    except (svg.UnsafeDrawing, inspection.UnfitFile) as error:
        refuse(f"« {shown_name(name)} » {error}.")
    return ContentFile(cleaned, with_suffix(name, suffix))


def document(file: File) -> File:
    """Return the content of a document to be stored: without positions and cameras (`core.files.documents`)."""
    try:
        return documents.cleaned(file, suffix_of(str(file.name)))
    except inspection.UnfitFile as error:
        refuse(f"« {shown_name(file.name)} » {error}.")


def shown_name(name: str | None) -> str:
    """Return the name of a file for messages: shortened, on one line, without characters that cannot be stored."""
    path = PurePosixPath(" ".join(UNSTORABLE.sub("", name or "fichier").split()))
    return f"{path.stem[:60]}{path.suffix[:10]}"


def suffix_of(name: str) -> str:
    """Return the suffix of a name in lower case, such as « .jpg »."""
    return PurePosixPath(name).suffix.lower()


def with_suffix(name: str, suffix: str) -> str:
    """Return a name with another suffix."""
    return f"{name.removesuffix(PurePosixPath(name).suffix)}{suffix}"


def refuse(message: str, code: str = "unfit") -> NoReturn:
    raise ValidationError(french(message), code=code)
