"""Withdrawn publications: their pages stay, their files are no longer served.

The file of a document has an address of its own, which others have linked and which search engines know. It answers 410
to all but the team, as long as no other page or object offers the document.
"""

from __future__ import annotations

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import DraftStateMixin, Page, ReferenceIndex, get_default_page_content_type

from archive.models import PublicationFile, PublicationPage
from core.models import SillonDocument
from core.views import error
from core.visibility.gate import Audience, Gate
from core.visibility.version import Snapshot

WITHDRAWN = (
    "Ce fichier n’est plus proposé : la publication dont il faisait partie a été retirée. Sa page est restée, elle dit "
    "quand et pourquoi."
)


@hooks.register("before_serve_document")
def refuse_withdrawn(document: SillonDocument, request: HttpRequest) -> HttpResponse | None:
    """Answer 410 for the file of a withdrawn publication, except to the team, or if another page offers it."""
    gate = Gate.for_request(request)
    if gate.audience >= Audience.TEAM or document.pk not in files_of_withdrawn(gate.snapshot):
        return None
    return None if _is_offered_elsewhere(document, gate) else error(request, 410, WITHDRAWN)


def files_of_withdrawn(snapshot: Snapshot) -> frozenset[int]:
    """Return the ids of the documents in the files and the texts of withdrawn publications; read once per version."""

    def read() -> frozenset[int]:
        withdrawn = PublicationPage.objects.filter(withdrawn_on__isnull=False)
        files = PublicationFile.objects.filter(publication__in=withdrawn).values_list("document", flat=True)
        pages = [str(pk) for pk in withdrawn.values_list("pk", flat=True)]
        document_type = ContentType.objects.get_for_model(SillonDocument)
        cited = ReferenceIndex.objects.filter(
            base_content_type=get_default_page_content_type(), object_id__in=pages, to_content_type=document_type
        )
        return frozenset({*files, *map(int, cited.values_list("to_object_id", flat=True))})

    return snapshot.get_or_set("files of withdrawn publications", read)


def _is_offered_elsewhere(document: SillonDocument, gate: Gate) -> bool:
    """Whether a page that this reader may see, and that is no withdrawn publication, refers to a document.

    Or a published snippet does. Read each time, since the reference index is updated just after the content version
    changes.
    """
    holders: dict[int, set[int]] = defaultdict(set)
    for kind, pk in ReferenceIndex.get_references_to(document).values_list("base_content_type", "object_id"):
        holders[kind].add(int(pk))
    pages = holders.pop(get_default_page_content_type().pk, set())
    withdrawn = PublicationPage.objects.filter(withdrawn_on__isnull=False).values("pk")
    return gate.pages(Page).filter(pk__in=pages).exclude(pk__in=withdrawn).exists() or any(
        _is_published(ContentType.objects.get_for_id(kind).model_class(), ids) for kind, ids in holders.items()
    )


def _is_published(model: type[Model] | None, ids: set[int]) -> bool:
    """Whether one of these objects is more than a draft."""
    if model is None:
        return False
    rows = model._default_manager.filter(pk__in=ids)
    return (rows.filter(live=True) if issubclass(model, DraftStateMixin) else rows).exists()
