"""Long work, done by the `db_worker` beside the web process."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django_tasks import task
from wagtail.models import ReferenceIndex

from core.images import make_renditions
from core.models import SillonImage


@task(backend="durable")
def render_images(image_ids: list[int]) -> int:
    """Make the missing sizes of these images; return how many were made."""
    return sum(make_renditions(image) for image in SillonImage.objects.filter(pk__in=image_ids))


def render_images_of(source: Model) -> None:
    """Queue the sizes of every image that a page, or what pages show, refers to."""
    image_type = ContentType.objects.get_for_model(SillonImage)
    references = ReferenceIndex.get_references_for_object(source).filter(to_content_type=image_type)
    ids = sorted({int(pk) for pk in references.values_list("to_object_id", flat=True)})
    vector = set(SillonImage.objects.filter(pk__in=ids, file__iendswith=".svg").values_list("pk", flat=True))
    if wanted := [pk for pk in ids if pk not in vector]:
        render_images.enqueue(wanted)
