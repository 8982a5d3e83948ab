"""The inventory on other sites: the page that gives a partner the code, and the frame that this code shows.

The frame is what everyone may see, whoever asks: it reads no session, sets no cookie, and may stand on any site.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from core.gate import Gate
from core.http import View, public_read
from inventory.asked import Asked
from inventory.browse import form_context
from inventory.chips import chips
from inventory.listing import place_list
from inventory.map import map_options
from inventory.start import starting_from

#: What a frame shows.
VIEWS = {"les-deux": "La carte et la liste", "carte": "La carte", "liste": "La liste"}


def for_anyone(view: View) -> View:
    """Answer everybody as somebody whom nobody knows: what tells who asks is put aside."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {}
        request.META.pop("HTTP_AUTHORIZATION", None)
        vars(request).pop("headers", None)  # read anew from META
        return view(request)

    return answer


@csp_update({"frame-src": ["'self'"]})
@require_safe
@public_read
def embed(request: HttpRequest) -> HttpResponse:
    """`/inventaire/integrer/`: filters to choose, what the frame then shows, and the code that shows it."""
    gate = Gate.for_request(request)
    if not _index_url(gate):
        raise Http404
    start = starting_from(gate, request.GET)
    if start.address:
        return HttpResponseRedirect(start.address)
    asked, shown = Asked.of(request.GET), _view(request)
    base_url = gate.site.base_url if gate.site else ""
    view = {} if shown == "les-deux" else {"vue": [shown]}
    address = _encoded({**asked.values, **view})
    frame_url = reverse("inventory:frame") + (f"?{address}" if address else "")
    context = form_context(gate, asked, start, timezone.now()) | {
        "views": [{"code": code, "label": label, "chosen": code == shown} for code, label in VIEWS.items()],
        "frame_url": frame_url,
        "frame_address": base_url + frame_url,
        "script_address": base_url + reverse("inventory:embed_script"),
        "script_filters": _encoded(asked.values),
        "script_view": "" if shown == "les-deux" else shown,
        "index_url": _index_url(gate),
        "breadcrumb": [{"title": "Accueil", "url": "/"}, {"title": "Inventaire", "url": _index_url(gate)}],
        "page": {"title": "Intégrer la carte à un autre site", "subtitle": ""},
    }
    return render(request, "inventory/embed.html", context)


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@require_safe
@for_anyone
@public_read
def frame(request: HttpRequest) -> HttpResponse:
    """`/inventaire/integrer/cadre/`: the places that filters leave, as a map, a list or both."""
    gate = Gate.for_request(request)
    index_url = _index_url(gate)
    if not index_url:
        raise Http404
    asked, shown = Asked.of(request.GET), _view(request)
    found = place_list(gate, asked.criteria, request.GET.get("page"))
    base_url = gate.site.base_url if gate.site else ""
    turned = {**asked.values, **({} if shown == "les-deux" else {"vue": [shown]})}
    context: dict[str, Any] = {
        "view": shown,
        "map": map_options(asked.values),
        "chips": chips(gate, asked),
        "misread": bool(asked.problems),
        "whole": f"{base_url}{index_url}{asked.query().removeprefix('.')}",
        "turned": _encoded(turned),
    }
    return render(request, "inventory/frame.html", context | found)


def script(request: HttpRequest) -> HttpResponse:
    """`/inventaire/integrer/sillon.js`: a lasting address of the script, which is a static file of another name."""
    return HttpResponseRedirect(static("js/embed.js"))


def _view(request: HttpRequest) -> str:
    shown = request.GET.get("vue", "")
    return shown if shown in VIEWS else "les-deux"


def _index_url(gate: Gate) -> str:
    """The address of the inventory, if this reader may see it."""
    from inventory.models import InventoryIndexPage

    found = gate.pages(InventoryIndexPage).order_by("path").values_list("url_path", flat=True).first()
    return gate.url(found) if found else ""


def _encoded(values: dict[str, list[str]]) -> str:
    return urlencode(values, doseq=True, safe=",:")
