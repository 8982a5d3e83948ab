"""What the form of a place asks while somebody writes in it: communes, and places that may be the same."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from inventory.communes import CommuneData, resolve_insee, search
from inventory.likeness import Lookalike, lookalikes
from inventory.models import SiteProfilePage
from inventory.points import PointFormField, read_point
from inventory.vocabulary import Precision

WRITERS = {"add", "change", "publish"}


class SimilarForm(forms.Form):
    """What is known so far of the place being written; `exclude` is its own page, once saved."""

    title = forms.CharField(max_length=255)
    point = PointFormField(required=False)
    precision = forms.ChoiceField(choices=Precision.choices, required=False)
    insee_code = forms.CharField(max_length=5, required=False)
    exclude = forms.IntegerField(required=False, min_value=1)


def communes(request: HttpRequest) -> JsonResponse:
    """The communes that begin as the reader typed (`q`), with all that choosing one fills."""
    _writers_only(request)
    return JsonResponse({"items": [_commune(found) for found in search(request.GET.get("q", ""))]})


def similar_places(request: HttpRequest) -> JsonResponse:
    """Places that may be the one being written. None for a place that has been published: it is not new."""
    _writers_only(request)
    form = SimilarForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    asked = form.cleaned_data
    mine = asked["exclude"]
    if mine and SiteProfilePage.objects.filter(pk=mine).exclude(live=False, first_published_at=None).exists():
        return JsonResponse({"items": []})
    found = _like(asked["title"], asked["point"], asked["precision"], resolve_insee(asked["insee_code"]), mine)
    return JsonResponse({"items": [{"url": _edit_url(one), "title": one.title, "about": one.about} for one in found]})


def _like(title: str, point: str, precision: str, insee_code: str, exclude_pk: int | None) -> list[Lookalike]:
    """Places like this one; the middle of a commune is no point to measure from."""
    here = None if precision == Precision.COMMUNE else read_point(point)
    longitude, latitude = (float(part) for part in here) if here else (None, None)
    return lookalikes(title, longitude, latitude, insee_code, exclude_pk)


def _writers_only(request: HttpRequest) -> None:
    if not PagePermissionPolicy().user_has_any_permission(request.user, WRITERS):
        raise PermissionDenied


def _commune(found: CommuneData) -> dict[str, Any]:
    return {
        "insee_code": found.insee_code,
        "name": found.name,
        "label": str(found),
        "via": found.via,
        "postcodes": found.postcodes,
        "epci_code": found.epci_code,
        "epci_name": found.epci_name,
        "longitude": None if found.longitude is None else float(found.longitude),
        "latitude": None if found.latitude is None else float(found.latitude),
    }


def _edit_url(one: Lookalike) -> str:
    return reverse("wagtailadmin_pages:edit", args=[one.pk])


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("lieux/communes/", communes, name="inventory_communes"),
        path("lieux/ressemblants/", similar_places, name="inventory_lookalikes"),
    ]


@hooks.register("insert_editor_js")
def scripts() -> SafeString:
    return format_html(
        '<script src="{}" data-communes="{}" defer></script><script src="{}" data-lookalikes="{}" defer></script>',
        static("js/admin-commune.js"),
        reverse("inventory_communes"),
        static("js/admin-lookalikes.js"),
        reverse("inventory_lookalikes"),
    )


@hooks.register("after_create_page")
def warn_of_lookalikes(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Name the places that a new one may repeat: whoever writes without a script learns it here."""
    if not isinstance(page, SiteProfilePage):
        return None
    if found := _like(page.title, page.point, page.precision, page.insee_code, page.pk):
        rows = ((_edit_url(one), one.title, one.about) for one in found)
        links = format_html_join(" ; ", '<a href="{}">«\u00a0{}\u00a0»</a>{}', rows)
        messages.warning(request, format_html("Ce lieu est peut-être déjà dans l’inventaire\u00a0: {}.", links))
    return None
