"""The cover of a PDF: an image like any other, in a collection of its own."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Collection, ReferenceIndex

from core.models import PdfContent, SillonDocument, SillonImage
from core.text.typography import french

COLLECTION = "Couvertures"
#: The name of the fields with covers, in `PdfContent` and in pages.
FIELD = "cover"


def store(document: SillonDocument, png: bytes | None, present: SillonImage | None) -> SillonImage | None:
    """Return the cover of a document with a new picture; None without picture. Call it in a transaction.

    The image that there is keeps its id, so that drafts which name it stay right.
    """
    if png is None:
        if present:
            remove(present)
        return None
    image = present or SillonImage(collection=_collection(), uploaded_by_user=document.uploaded_by_user)
    image.title = image.description = _caption(document.title)
    if image.pk:
        old, storage = str(image.file.name), image.file.storage
        transaction.on_commit(lambda: storage.delete(old))
    # Renditions are public under the name of their image: the cover of a document that is not must not be guessed.
    image.file = ContentFile(png, name=f"couverture-{secrets.token_hex(12)}.png")
    image.save()
    return image


def rename(document: SillonDocument, old_title: str) -> None:
    """Give a cover the new title of its document, unless an editor has described it in other words."""
    image = SillonImage.objects.filter(pk__in=PdfContent.objects.filter(pk=document.pk).values("cover")).first()
    if image and image.description == _caption(old_title):
        image.title = image.description = _caption(document.title)
        image.save()


def remove(image: SillonImage) -> None:
    """Delete a cover, unless an editor has chosen the image elsewhere."""
    if not ReferenceIndex.get_references_to(image).exclude(model_path=FIELD).exists():
        image.delete()


def _caption(title: str) -> str:
    return french(f"Couverture : {title}")[:255]


def _collection() -> Collection:
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
