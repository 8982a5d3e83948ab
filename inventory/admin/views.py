"""Views behind the admin form of a place: suggestions of communes, and warnings about possible duplicates."""

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

from core.geo.fields import PointFormField
from inventory.choices import Precision
from inventory.communes.lookup import resolve_insee, search
from inventory.models import Commune, PlaceSource, SiteProfilePage
from inventory.places.duplicates import Lookalike, lookalikes

WRITERS = {"add", "change", "publish"}


class LookalikeForm(forms.Form):
    """The parameters of `place_lookalikes`: fields of the edited place, and as `exclude` its page id, if saved."""

    title = forms.CharField(max_length=255)
    point = PointFormField(required=False, max_length=80)
    precision = forms.ChoiceField(choices=Precision.choices, required=False)
    insee_code = forms.CharField(max_length=5, required=False)
    exclude = forms.IntegerField(required=False, min_value=1)


def communes(request: HttpRequest) -> JsonResponse:
    """Suggest communes for the beginning of a name or code (`q`), with the values to fill in for each."""
    _check_is_writer(request)
    return JsonResponse({"items": [_commune(commune) for commune in search(request.GET.get("q", ""))]})


def place_lookalikes(request: HttpRequest) -> JsonResponse:
    """Return possible duplicates of the edited place as `url`, `title` and `about`; none if it was ever published."""
    _check_is_writer(request)
    form = LookalikeForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    data = form.cleaned_data
    own_pk = data["exclude"]
    if own_pk and SiteProfilePage.objects.filter(pk=own_pk).exclude(live=False, first_published_at=None).exists():
        return JsonResponse({"items": []})
    places = _lookalikes(data["title"], data["point"], data["precision"], resolve_insee(data["insee_code"]), own_pk)
    items = [{"url": _edit_url(place), "title": place.title, "about": place.details} for place in places]
    return JsonResponse({"items": items})


def _lookalikes(title: str, point: str, precision: str, insee_code: str, exclude_pk: int | None) -> list[Lookalike]:
    """Return possible duplicates; a point that is only the centre of the commune is ignored."""
    return lookalikes(title, "" if precision == Precision.COMMUNE else point, insee_code, exclude_pk)


def _check_is_writer(request: HttpRequest) -> None:
    if not PagePermissionPolicy().user_has_any_permission(request.user, WRITERS):
        raise PermissionDenied


def _commune(commune: Commune) -> dict[str, Any]:
    return {
        "insee_code": commune.insee_code,
        "name": commune.name,
        "label": str(commune),
        "via": commune.via,
        "postcodes": commune.postcodes,
        "epci_code": commune.epci_code,
        "epci_name": commune.epci_name,
        "longitude": None if commune.longitude is None else float(commune.longitude),
        "latitude": None if commune.latitude is None else float(commune.latitude),
    }


def _edit_url(place: Lookalike) -> str:
    return reverse("wagtailadmin_pages:edit", args=[place.pk])


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("lieux/communes/", communes, name="inventory_communes"),
        path("lieux/ressemblants/", place_lookalikes, name="inventory_lookalikes"),
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
    """Warn about possible duplicates of a new place: editors without JavaScript see them only here."""
    if not isinstance(page, SiteProfilePage):
        return None
    if places := _lookalikes(page.title, page.point, page.precision, page.insee_code, page.pk):
        rows = ((_edit_url(place), place.title, place.details) for place in places)
        links = format_html_join(" ; ", '<a href="{}">«\u00a0{}\u00a0»</a>{}', rows)
        messages.warning(request, format_html("Ce lieu est peut-être déjà dans l’inventaire\u00a0: {}.", links))
    return None


@hooks.register("after_copy_page")
def report_dropped_sources(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Say that copies of places, which may have been copied with their inventory, have no sources."""
    originals = page.get_descendants(inclusive=True) if new_page.numchild else Page.objects.filter(pk=page.pk)
    if PlaceSource.objects.filter(place__in=originals.values("pk")).exists():
        messages.info(
            request,
            "Les sources n’ont pas été copiées\u00a0: leurs identifiants ne désignent qu’un seul lieu. "
            "Si la copie en a d’autres, ajoutez-les dans l’onglet «\u00a0Qualité\u00a0».",
        )
