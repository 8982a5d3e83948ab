"""Background tasks, run by `db_worker`."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import ReferenceIndex

from core.files.images import make_renditions
from core.files.pdf import reading
from core.jobs.declare import durable
from core.models import SillonImage


@durable("Préparer les tailles des images")
def render_images(image_ids: list[int]) -> int:
    """Make the missing renditions of these images; return their number."""
    return sum(make_renditions(image) for image in SillonImage.objects.filter(pk__in=image_ids))


@durable("Lire un PDF")
def read_pdf(document_id: int) -> str:
    """Read the PDF of a document; return what became of it (a state of `PdfContent`)."""
    return reading.read(document_id)


def render_images_of(source: Model) -> None:
    """Queue the renditions of every image that an object refers to: a page, or a snippet shown on pages."""
    image_type = ContentType.objects.get_for_model(SillonImage)
    references = ReferenceIndex.get_references_for_object(source).filter(to_content_type=image_type)
    if ids := sorted({int(pk) for pk in references.values_list("to_object_id", flat=True)}):
        render_images.enqueue(ids)
