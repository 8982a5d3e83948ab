"""Views that belong to no section: pages, errors, health, robots and sitemap."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.documents.views.serve import serve as serve_document
from wagtail.models import Page, Site
from wagtail.views import serve_chain

from core import version
from core.gate import Gate, site_of
from core.http import public_read
from core.ranges import ranged
from core.sql import Prepared
from core.version import SiteRoot

SITEMAP_PAGE = 10_000


@public_read
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the live page at an address, found by one look-up instead of a walk down the tree."""
    site = site_of(request)
    if site is None:
        raise Http404
    found = _page_at(site, site.url_path + path)
    if found is None or not found.live:
        raise Http404
    page = found.specific_deferred if getattr(found.specific_class, "reads_itself", False) else found.specific
    page.served_under = version.for_request(request)
    # Wagtail and its add-ons expect to find the site here.
    if not hasattr(request, "_wagtail_site"):
        request._wagtail_site = Site(  # type: ignore[attr-defined]
            pk=site.id, hostname=site.hostname, port=site.port, site_name=site.name,
            root_page_id=site.root_id, is_default_site=site.is_default,
        )  # fmt: skip
    chain = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        chain = wrap(chain)
    for check in hooks.get_hooks("before_serve_page"):
        answer = check(page, request, (), {})
        if isinstance(answer, HttpResponse):
            return answer
    return chain(page, request, (), {})


def _page_at(site: SiteRoot, url_path: str) -> Page | None:
    """The page of a site at an address, live or not."""
    # The last word of an address is a slug, which has an index; whole addresses have none.
    slug = url_path.rstrip("/").rpartition("/")[2]
    rows = (row for row in _pages_at.rows(slug=slug, url_path=url_path) if row["path"].startswith(site.path))
    row = next(rows, None)
    return Page.from_db(connection.alias, list(row), list(row.values())) if row else None


_pages_at = Prepared(
    lambda holes: Page.objects.filter(slug=holes["slug"], url_path=holes["url_path"]).order_by("pk").values(),
    slug="?slug",
    url_path="?url_path",
)


def document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    """A document as Wagtail serves it to who may have it, or the part of it that is asked."""
    response = ranged(request, serve_document(request, document_id, filename))
    if response.get("Content-Type", "").startswith("video/"):
        # Opened by itself, a film is shown by a page that the browser makes around this address.
        response["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
    return response


# --- Errors ---------------------------------------------------------------------------------------------------

MESSAGES = {
    400: (
        "Demande incomprise",
        "L’adresse ou le formulaire envoyé contient quelque chose que le site ne comprend pas.",
    ),
    403: ("Accès réservé", "Cette page demande des droits que votre compte n’a pas."),
    404: ("Page introuvable", "Cette page n’existe pas, n’existe plus ou a changé d’adresse."),
    429: ("Trop d’essais", "Vous avez envoyé ce formulaire trop souvent. Attendez quelques minutes, puis recommencez."),
    500: ("Une erreur est survenue", "Le site a rencontré une erreur. Ce n’est pas de votre fait ; elle a été notée."),
}


def error(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """An error for whoever asks: a page in French, or problem+json below /api/."""
    title, text = MESSAGES[status]
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail or text,
        }
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    context = {"title": title, "text": detail or text, "status": status}
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        # What failed may fail again: this page asks nothing of the database.
        return HttpResponse(loader.render_to_string("errors/500.html", context), status=status)
    return HttpResponse(loader.render_to_string("errors/error.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What limits in number answer, allauth's too."""
    return error(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = "Le formulaire a expiré. Revenez en arrière, rechargez la page et envoyez-le de nouveau."
    return error(request, 403, text)


# --- For machines ---------------------------------------------------------------------------------------------


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when the site can work, 503 and what is down otherwise. Says nothing else."""
    state = {"base de données": _database_works(), "fichiers": _storage_works()}
    up = all(state.values())
    return JsonResponse(
        {
            "état": "en service" if up else "en panne",
            "parties": {k: "ok" if v else "en panne" for k, v in state.items()},
        },
        status=200 if up else 503,
        json_dumps_params={"ensure_ascii": False},
    )


def _database_works() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseFailure:
        return False


def _storage_works() -> bool:
    """Whether a file could be written: in the folder of media, or in the one where it would be made."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


@public_read
def robots(request: HttpRequest) -> HttpResponse:
    site = site_of(request)
    base_url = site.base_url if site else settings.SITE_URL
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /compte/",
        "Disallow: /contribuer/*/",
        "Disallow: /recherche/",
        "",
    ]
    return HttpResponse(
        "\n".join([*lines, f"Sitemap: {base_url}/sitemap.xml", ""]), content_type="text/plain; charset=utf-8"
    )


@public_read
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public pages; a part of 10,000 with `?p=n`, and an index of the parts where there are more."""
    gate = Gate.for_request(request)
    pages = gate.pages(Page).order_by("path")
    part = request.GET.get("p", "")
    count = pages.count()
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if count > SITEMAP_PAGE and not part:
        base = f"{gate.site.base_url}/sitemap.xml?p=" if gate.site else ""
        parts = "".join(f"<sitemap><loc>{base}{n}</loc></sitemap>" for n in range(1, -(-count // SITEMAP_PAGE) + 1))
        body = f"<sitemapindex {space}>{parts}</sitemapindex>"
    else:
        start = (int(part) - 1) * SITEMAP_PAGE if part.isdecimal() and 0 < int(part) < 10_000 else 0
        rows = pages.values_list("url_path", "last_published_at")[start : start + SITEMAP_PAGE]
        body = "".join(
            f"<url><loc>{escape(gate.full_url(url_path))}</loc>"
            + (f"<lastmod>{when.date().isoformat()}</lastmod>" if when else "")
            + "</url>\n"
            for url_path, when in rows
        )
        body = f"<urlset {space}>\n{body}</urlset>"
    return HttpResponse(head + body, content_type="application/xml; charset=utf-8")
