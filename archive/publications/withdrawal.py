"""Withdrawn publications: their pages stay, their files are no longer served.

The file of a document has an address of its own, which others have linked and which search engines know. It answers 410
to all but the team, as long as no other page or object offers the document.
"""

from __future__ import annotations

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
    """Answer 410 for the file of a withdrawn publication, unless the team asks for it, or another page offers it."""
    gate = Gate.for_request(request)
    if gate.audience >= Audience.TEAM or document.pk not in files_of_withdrawn(gate.snapshot):
        return None
    return None if _is_offered_elsewhere(document) else error(request, 410, WITHDRAWN)


def files_of_withdrawn(snapshot: Snapshot) -> frozenset[int]:
    """Return the ids of the documents of withdrawn publications; read once per content version."""

    def read() -> frozenset[int]:
        files = PublicationFile.objects.filter(publication__withdrawn_on__isnull=False)
        return frozenset(files.values_list("document", flat=True))

    return snapshot.get_or_set("files of withdrawn publications", read)


def _is_offered_elsewhere(document: SillonDocument) -> bool:
    """Whether a live page that is no withdrawn publication, or an object that pages show, refers to a document.

    Read each time, since the reference index is updated just after the content version changes.
    """
    page_type = get_default_page_content_type()
    references = ReferenceIndex.get_references_to(document)
    if references.exclude(base_content_type=page_type).exists():
        return True
    pages = {int(pk) for pk in references.filter(base_content_type=page_type).values_list("object_id", flat=True)}
    withdrawn = PublicationPage.objects.filter(withdrawn_on__isnull=False).values("pk")
    return Page.objects.live().filter(pk__in=pages).exclude(pk__in=withdrawn).exists()
