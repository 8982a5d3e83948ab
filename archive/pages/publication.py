"""The page of a publication, and the address of its latest version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from archive.citations.page import citation_context
from archive.models import PublicationPage
from archive.pages.sources import source_rows
from archive.publications.gaps import missing
from archive.publications.relations import cited_by, origins
from archive.publications.study import study_texts
from archive.publications.versions import UNSAVED, chain_of, latest_path
from core.api.lookup import find, following_moves
from core.http.caching import public_read
from core.text.addresses import host_of
from core.visibility.gate import Gate


def publication_context(page: PublicationPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of the publication's template: what it holds, its authors, its versions, what it relates to,
    how to cite it (see `citation_context`).

    A withdrawn page is not offered to search engines, as the tombstones of Zenodo, which answer 410, are not: it is for
    those who follow a citation. It answers 200, since the reason that it gives is a content of the site.
    """
    authors = page.author_rows()
    content = page.content(gate)
    return {
        **content,
        **citation_context(page, gate, authors, content[page.files_field]),
        "sources": source_rows(page.sources.all()),
        "authors": authors,
        "link": link_to_read(page),
        "facts": facts(page),
        **versions_context(page, gate),
        "origins": origins(page, gate),
        "cited_by": cited_by(page, gate),
        "study_texts": study_texts(page),
        "missing": missing(page, authors, content["files"]),
        "noindex": page.withdrawn_on is not None,
    }


@require_safe
@public_read
@following_moves
def latest_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect to the latest version of a publication that the reader may see, which may be this one. 404 for others.

    `slug` may be the public id. The redirect is temporary: the next version will be another one.
    """
    gate = Gate.for_request(request)
    page = find(gate, PublicationPage, slug).get()
    return HttpResponseRedirect(gate.url(latest_path(gate, page)))


def link_to_read(page: PublicationPage) -> dict[str, str] | None:
    """Return `url` and `host` of where a publication is read elsewhere; None without one, and once it is withdrawn."""
    return {"url": page.link, "host": host_of(page.link)} if page.link and not page.withdrawn_on else None


def facts(page: PublicationPage) -> list[dict[str, str]]:
    """Return what a page says of its publication beside date and authors: `label`, `text`, and `url` or ""."""
    rows = [
        ("Version", page.edition, ""),
        ("Éditeur", page.publisher, ""),
        ("Parue dans", page.published_in, ""),
        ("ISBN", page.isbn, ""),
        ("DOI", page.doi, page.doi_url),
        ("HAL", page.hal, page.hal_url),
        ("Langues" if len(page.languages) > 1 else "Langue", ", ".join(page.language_labels), ""),
        ("Licence", page.get_licence_display() if page.licence else "", ""),
        ("Mots-clés", ", ".join(page.keyword_list), ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in rows if text]


def versions_context(page: PublicationPage, gate: Gate) -> dict[str, Any]:
    """Return the `versions` of a publication, the newest first, and as `latest` the one to read instead of this one.

    Each has `title`, `edition`, `date_label`, `url` and `withdrawn`, and says if it is `current`, the page itself.
    """
    chain = chain_of(gate, page)
    if chain is None:
        return {"versions": [], "latest": None, "is_replaced": False}
    rows = [
        {
            "title": version.title,
            "edition": version.edition,
            "date_label": version.date_label,
            "url": gate.url(version.url_path),
            "withdrawn": version.withdrawn,
            "current": version.pk == (page.pk or UNSAVED),
            "latest": version == chain.latest,
        }
        for version in reversed(chain.versions)
    ]
    latest = next((row for row in rows if row["latest"] and not row["current"]), None)
    return {"versions": rows, "latest": latest, "is_replaced": page.pk in chain.replaced}
