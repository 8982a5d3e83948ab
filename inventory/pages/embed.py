"""The embedded inventory: the page where partners get the code to embed, and the frame that this code shows.

The frame shows public content only: it reads no session, sets no cookie, and any site may embed it.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from core.http.caching import View, public_read
from core.visibility.gate import Gate
from inventory.catalogue.rows import place_list
from inventory.maps.interactive import map_options
from inventory.models import InventoryIndexPage
from inventory.pages.active_filters import chips
from inventory.pages.inventory_index import form_context
from inventory.pages.origin import resolve_start
from inventory.pages.querystring import ParsedQuery, relative_url

#: What the frame shows, by the value of its parameter `vue`.
BOTH = "les-deux"
VIEWS = {BOTH: "La carte et la liste", "carte": "La carte", "liste": "La liste"}


def anonymous(view: View) -> View:
    """Serve the view as an anonymous reader: cookies and the Authorization header are dropped."""

    @wraps(view)
    def anonymous_view(request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {}
        request.META.pop("HTTP_AUTHORIZATION", None)
        vars(request).pop("headers", None)  # a cached property built from META
        return view(request)

    return anonymous_view


@csp_update({"frame-src": ["'self'"]})
@require_safe
@public_read
def embed(request: HttpRequest) -> HttpResponse:
    """`/inventaire/integrer/`: the filter form, a preview of the frame, and the code to embed it."""
    gate = Gate.for_request(request)
    index_url = gate.first_url(InventoryIndexPage)
    if not index_url:
        raise Http404
    start = resolve_start(gate, request.GET)
    if start.redirect_url:
        return HttpResponseRedirect(start.redirect_url)
    parsed, view = ParsedQuery.of(request.GET), _view(request)
    frame_url = reverse("inventory:frame") + relative_url(_with_view(parsed, view)).removeprefix(".")
    context = form_context(gate, parsed, start, timezone.now()) | {
        "views": [{"code": code, "label": label, "chosen": code == view} for code, label in VIEWS.items()],
        "frame_url": frame_url,
        "frame_address": gate.absolute(frame_url),
        "script_address": gate.absolute(reverse("inventory:embed_script")),
        "script_filters": relative_url(parsed.values).lstrip(".?"),
        "script_view": "" if view == BOTH else view,
        "index_url": index_url,
        "breadcrumb": [{"title": "Accueil", "url": "/"}, {"title": "Inventaire", "url": index_url}],
        "page": {"title": "Intégrer la carte à un autre site", "subtitle": ""},
    }
    return render(request, "inventory/embed.html", context)


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@require_safe
@anonymous
@public_read
def frame(request: HttpRequest) -> HttpResponse:
    """`/inventaire/integrer/cadre/`: the filtered places as a map, a list or both."""
    gate = Gate.for_request(request)
    index_url = gate.first_url(InventoryIndexPage)
    if not index_url:
        raise Http404
    parsed, view = ParsedQuery.of(request.GET), _view(request)
    listing = place_list(gate, parsed.criteria, request.GET.get("page"))
    context: dict[str, Any] = {
        "view": view,
        "map": map_options(parsed.values, public=True),
        "chips": chips(gate, parsed),
        "has_invalid_filters": bool(parsed.problems),
        "full_url": gate.absolute(f"{index_url}{parsed.query().removeprefix('.')}"),
        "query_string": relative_url(_with_view(parsed, view)).lstrip(".?"),
    }
    return render(request, "inventory/frame.html", context | listing)


def script(request: HttpRequest) -> HttpResponse:
    """`/inventaire/integrer/sillon.js`: the permanent URL of the script, whose static file name has a hash."""
    return HttpResponseRedirect(static("js/embed.js"))


def _view(request: HttpRequest) -> str:
    view = request.GET.get("vue", "")
    return view if view in VIEWS else BOTH


def _with_view(parsed: ParsedQuery, view: str) -> dict[str, list[str]]:
    return parsed.values if view == BOTH else {**parsed.values, "vue": [view]}
