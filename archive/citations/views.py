"""Serving publications and their list, or with `?format=` their references as a file. See `BasePage.view`.

Files hold public pages only, for every reader, and are cached as the pages are.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from archive.citations.formats import FORMATS, PARAMETER, Format
from archive.citations.record import Citation, citation_of, citations_of
from archive.models import PublicationIndexPage, PublicationPage
from archive.pages.selection import select_publications
from core.http.feeds import public_gate
from core.http.list_forms import UnknownFilters
from core.models.page import BasePage
from core.text.slugs import slugify
from core.text.typography import NBSP
from core.visibility.gate import Gate

#: Maximum number of references in a file, which then has the newest ones.
MAX_REFERENCES = 5_000
#: Maximum number of characters of an unknown format that the error message repeats.
LONGEST_NAME = 40


def serve_publication(page: PublicationPage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Serve the page, or with `?format=` its reference. 404 for a page that is not public, 422 for another format."""
    code = request.GET.get(PARAMETER)
    if not code:
        return page.render(request, *args, **kwargs)
    if not (format := FORMATS.get(code)):
        return _unknown_format(code)
    gate = _public_gate(request, page)
    return _file(format, [citation_of(gate, page, page.author_rows())], page.slug)


def serve_index(page: PublicationIndexPage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Serve the list, or with `?format=` the references that pass its filters. 422 for unknown or malformed filters."""
    code = request.GET.get(PARAMETER)
    if not code:
        return page.render(request, *args, **kwargs)
    if not (format := FORMATS.get(code)):
        return _unknown_format(code)
    gate = _public_gate(request, page)
    try:
        selection = select_publications(gate, request.GET, page)
    except UnknownFilters as problem:
        return problem.response()
    name = slugify(f"{page.slug} {selection.label}")
    return _file(format, citations_of(gate, selection.pages.newest_first()[:MAX_REFERENCES]), name)


def _public_gate(request: HttpRequest, page: BasePage) -> Gate:
    """Return the gate of an anonymous reader, even for a logged-in user. Raise Http404 if the page is not public."""
    gate = public_gate(request)
    if not gate.admits(page):
        raise Http404("Cette page n’est pas publique, et ne s’exporte pas.")
    return gate


def _file(format: Format, citations: list[Citation], name: str) -> HttpResponse:
    disposition = content_disposition_header(True, f"{name}.{format.extension}")
    return HttpResponse(
        format.write(citations),
        content_type=f"{format.content_type}; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _unknown_format(code: str) -> HttpResponse:
    name = code if len(code) <= LONGEST_NAME else f"{code[:LONGEST_NAME]}…"
    *others, last = FORMATS
    sentence = f"Format inconnu{NBSP}: {name}. Choisissez {', '.join(others)} ou {last}.\n"
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
