"""Views that belong to no section: serving pages, errors, health, robots.txt and sitemap."""

from __future__ import annotations

import sys
from http import HTTPStatus
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.models import Page, Site
from wagtail.views import serve_chain

from core.db.instance import is_locked, is_unreachable
from core.db.queries import Prepared
from core.deployment import health
from core.http.caching import public_read
from core.relations.directories import sitemap_urls
from core.visibility import version
from core.visibility.gate import Gate, site_of
from core.visibility.version import SiteRoot
from core.workarounds.internals import set_site

SITEMAP_PAGE = 10_000


@public_read
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the live page at a path. It is found with one query instead of Wagtail's walk down the tree."""
    site = site_of(request)
    if site is None:
        raise Http404
    base = _page_at(site, site.url_path + path)
    if base is None or not base.live:
        raise Http404
    page = base.specific_deferred if getattr(base.specific_class, "loads_own_row", False) else base.specific
    page.request_snapshot = version.for_request(request)
    wagtail_site = Site(
        pk=site.id, hostname=site.hostname, port=site.port, site_name=site.name,
        root_page_id=site.root_id, is_default_site=site.is_default,
    )  # fmt: skip
    set_site(request, wagtail_site)  # read by Wagtail and its add-ons
    chain = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        chain = wrap(chain)
    for check in hooks.get_hooks("before_serve_page"):
        response = check(page, request, (), {})
        if isinstance(response, HttpResponse):
            return response
    return chain(page, request, (), {})


def _page_at(site: SiteRoot, url_path: str) -> Page | None:
    """Return the page of a site with this URL path, live or not."""
    # The last part of the path is the slug, which has an index in the database; `url_path` has none.
    slug = url_path.rstrip("/").rpartition("/")[2]
    rows = (row for row in _pages_at.rows(slug=slug, url_path=url_path) if row["path"].startswith(site.path))
    row = next(rows, None)
    return Page.from_db(connection.alias, list(row), list(row.values())) if row else None


_pages_at = Prepared(
    lambda params: Page.objects.filter(slug=params["slug"], url_path=params["url_path"]).order_by("pk").values(),
    slug="?slug",
    url_path="?url_path",
)


# --- Errors ---------------------------------------------------------------------------------------------------

MESSAGES = {
    400: (
        "Demande incomprise",
        "L’adresse ou le formulaire envoyé contient quelque chose que le site ne comprend pas.",
    ),
    403: ("Accès réservé", "Cette page demande des droits que votre compte n’a pas."),
    404: ("Page introuvable", "Cette page n’existe pas, n’existe plus ou a changé d’adresse."),
    410: ("Contenu retiré", "Ce que vous cherchez a été retiré de ce site."),
    413: (
        "Envoi trop volumineux",
        "Ce que vous envoyez est trop volumineux pour être traité. Revenez en arrière : votre navigateur a gardé "
        "ce que vous avez écrit. Raccourcissez-le, puis envoyez-le de nouveau.",
    ),
    429: ("Trop d’essais", "Vous avez envoyé ce formulaire trop souvent. Attendez quelques minutes, puis recommencez."),
    507: (
        "Plus de place",
        "Le disque du site est plein : rien n’a été enregistré, et rien de ce qui y était n’est perdu. "
        "Prévenez l’administrateur, puis revenez en arrière et recommencez.",
    ),
    503: (
        "Le site est indisponible",
        "La base de données du site ne répond pas en ce moment. Rien n’est perdu : réessayez dans quelques minutes.",
    ),
    500: ("Une erreur est survenue", "Le site a rencontré une erreur. Ce n’est pas de votre fait ; elle a été notée."),
}


#: Message for a request that waited too long for SQLite's write lock.
BUSY = "Le site est occupé : réessayez dans un instant."
#: Value of `Retry-After`, in seconds, while the database cannot be reached.
RETRY_AFTER = 30


def error(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """Return an error response: an HTML page in French, or problem+json (RFC 9457) below /api/."""
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
    if status in (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE):
        # Rendered without request and database, either of which may have caused the error.
        return HttpResponse(loader.render_to_string("errors/500.html", context), status=status)
    return HttpResponse(loader.render_to_string("errors/error.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_locked(exception):  # Django reports a session that could not be saved as a deleted session
        return busy(request)
    return error(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The response of rate limits, including allauth's (`handler429`)."""
    return error(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return a 500, or a 503 if the database is locked or unreachable. Called while the exception is being handled."""
    exception = sys.exc_info()[1]
    if is_locked(exception):
        return busy(request)
    if not is_unreachable(exception):
        return error(request, 500)
    response = error(request, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = RETRY_AFTER
    return response


def busy(request: HttpRequest) -> HttpResponse:
    response = error(request, HTTPStatus.SERVICE_UNAVAILABLE, BUSY)
    response["Retry-After"] = 1
    return response


# --- For programs ---------------------------------------------------------------------------------------------


@never_cache
def health_state(request: HttpRequest) -> JsonResponse:
    """Return 503 if the site cannot work, else 200 with « en service » or « dégradé », and the state of each part."""
    state, parts = health.state()
    return JsonResponse(
        {"état": "en service" if state == health.OK else state, "parties": parts},
        status=503 if state == health.DOWN else 200,
        json_dumps_params={"ensure_ascii": False},
    )


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
    """List all public pages, themes and partners. Above 10,000 pages, list the parts, each of which is at `?p=n`."""
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
        start = (int(part) - 1) * SITEMAP_PAGE if part.isdecimal() and len(part) < 5 and int(part) else 0
        rows = pages.values_list("url_path", "last_published_at")[start : start + SITEMAP_PAGE]
        body = "".join(
            f"<url><loc>{escape(gate.full_url(url_path))}</loc>"
            + (f"<lastmod>{when.date().isoformat()}</lastmod>" if when else "")
            + "</url>\n"
            for url_path, when in rows
        )
        if part in ("", "1"):
            body += "".join(f"<url><loc>{escape(gate.absolute(url))}</loc></url>\n" for url in sitemap_urls(gate))
        body = f"<urlset {space}>\n{body}</urlset>"
    return HttpResponse(head + body, content_type="application/xml; charset=utf-8")
