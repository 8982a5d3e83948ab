"""Withdrawn publications: their pages stay, their files are no longer served.

The file of a document has an address of its own, which others have linked and which search engines know. It answers 410
to all but the team, as long as no other page or object offers the document.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page, ReferenceIndex, get_default_page_content_type

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
    """Answer 410 for the file of a withdrawn publication, unless the team asks for it."""
    gate = Gate.for_request(request)
    if gate.audience >= Audience.TEAM or document.pk not in withdrawn_documents(gate.snapshot):
        return None
    return error(request, 410, WITHDRAWN)


def withdrawn_documents(snapshot: Snapshot) -> frozenset[int]:
    """Return the ids of the documents that withdrawn publications alone offer; read once per content version."""
    return snapshot.get_or_set("withdrawn documents", _read)


def _read() -> frozenset[int]:
    withdrawn = PublicationPage.objects.filter(withdrawn_on__isnull=False)
    files = PublicationFile.objects.filter(publication__in=withdrawn.values("pk"))
    documents = set(files.values_list("document", flat=True))
    return frozenset(documents - _offered_elsewhere(documents, set(withdrawn.values_list("pk", flat=True))))


def _offered_elsewhere(documents: set[int], withdrawn: set[int]) -> set[int]:
    """Return those documents to which a live page, or an object that pages show, refers; not the withdrawn pages."""
    if not documents:
        return set()
    page_type = get_default_page_content_type()
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(SillonDocument),
        to_object_id__in=[str(pk) for pk in documents],
    )
    rows = list(references.values_list("to_object_id", "base_content_type", "object_id").distinct())
    pages = {int(holder) for _, kind, holder in rows if kind == page_type.pk} - withdrawn
    live = {str(pk) for pk in Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True)}
    return {int(document) for document, kind, holder in rows if kind != page_type.pk or holder in live}
