"""Publications follow their PDFs: the cover of the first one, its renditions, and the words in the search index."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import ReferenceIndex, get_default_page_content_type
from wagtail.search import index

from archive.models import PublicationFile, PublicationPage
from core import cards
from core.models import PdfContent, SillonImage
from core.tasks import render_images
from core.visibility import changes


def publications_with(document_ids: Iterable[int]) -> list[int]:
    """Return the ids of the publications, live or not, that have one of these documents among their files."""
    files = PublicationFile.objects.filter(document__in=[*document_ids])
    return sorted(set(files.values_list("publication", flat=True)))


def follow(page_ids: Iterable[int], *, words_changed: bool = True) -> None:
    """Give publications the cover and the words of their files as they are now. Drafts take them when published.

    Live ones are recorded as changed; without `words_changed` only those that get another cover.
    """
    covers = set()
    for page in PublicationPage.objects.filter(pk__in=[*page_ids]):
        with transaction.atomic():
            if (_takes_cover(page) or words_changed) and page.live:
                changes.record(changes.PUBLISHED, page)
        index.insert_or_update_object(page)
        if page.live and page.cover_id and not page.image_id:
            covers.add(page.cover_id)
    if covers:
        render_images.enqueue(sorted(covers))


def hide_covers(page: PublicationPage) -> None:
    """Delete the public sizes of the covers of a withdrawn publication, unless another page shows the image."""
    documents = page.files.values("document")
    for image in SillonImage.objects.filter(pk__in=PdfContent.objects.filter(pk__in=documents).values("cover")):
        holders = ReferenceIndex.get_references_to(image).filter(base_content_type=get_default_page_content_type())
        if not holders.exclude(object_id=str(page.pk)).exists():
            image.renditions.all().delete()


def _takes_cover(page: PublicationPage) -> bool:
    """Store the cover of a publication if it is another one than before; return whether it is."""
    cover_id = page.cover_of_files()
    if page.cover_id == cover_id:
        return False
    # Without saving the page: an editor may be saving it, and nothing else of it has changed.
    PublicationPage.objects.filter(pk=page.pk).update(cover=cover_id)
    page.cover_id = cover_id
    cards.write([page])
    ReferenceIndex.create_or_update_for_object(page)
    return True
