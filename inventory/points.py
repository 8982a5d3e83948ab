"""Points as the map widget stores them, and the admin's map without a request to anyone else."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import BaseRenderer
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtailgeowidget.panels import LeafletPanel
from wagtailgeowidget.widgets import LeafletField

# Wider than the widget's own: any number of spaces and a sign are read, and stored in the one form it writes.
_POINT = re.compile(
    r"\s*(?:SRID=4326;)?\s*POINT\s*\(\s*(-?\d{1,3}(?:\.\d+)?)\s+(-?\d{1,2}(?:\.\d+)?)\s*\)\s*", re.IGNORECASE
)
# Two numbers as people write them: with a point or a comma, parted by a comma, a semicolon or a space.
_NUMBER = r"(-?\d{1,3}(?:[.,]\d+)?)"
_TYPED = re.compile(rf"\s*{_NUMBER}(?:\s*;\s*|\s*,\s+|\s+|,){_NUMBER}\s*")
_LONE = re.compile(r"\s*-?\d+,\d+\s*")  # « 45,19 » is one number
SIX_PLACES = Decimal("0.000001")

SWAPPED = (
    "Latitude et longitude semblent inversées : en France, la latitude (vers 45) s’écrit avant la longitude (vers 6)."
)
MESSAGES = {
    "error_message_invalid_location": "Écrivez la latitude puis la longitude, par exemple 45.19, 5.72",
    "error_message_swapped_location": SWAPPED,
    "success_address_geocoded": "L’adresse a été trouvée.",
    "error_could_not_geocode_address": "L’adresse « %s » n’a pas été trouvée. Placez le point à la main.",
    "enter_location": "Écrivez une adresse",
    "initialize_map": "Cliquez ici pour ouvrir la carte",
}
#: One transparent pixel: the ground of the map when no tiles are configured. Nothing is requested.
NO_TILE = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def read_point(value: str) -> tuple[Decimal, Decimal] | None:
    """Longitude and latitude (degrees, WGS 84, six decimals) of a stored point; None for an empty one.

    Raises ValidationError with a message for people when the text is no point on Earth.
    """
    if not value or not value.strip():
        return None
    match = _POINT.fullmatch(value)
    if not match:
        message = "Ce point n’est pas compris. Déplacez le repère sur la carte, ou écrivez « latitude,longitude »."
        raise ValidationError(message, code="invalid")
    longitude, latitude = (Decimal(part).quantize(SIX_PLACES) for part in match.groups())
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise ValidationError(
            "Ce point n’est pas sur la Terre : latitude et longitude sont peut-être inversées.", code="invalid"
        )
    return longitude, latitude


def read_typed(text: str) -> tuple[Decimal, Decimal] | None:
    """Longitude and latitude of what somebody typed: « latitude, longitude », or a stored point; None for nothing.

    « 45.19, 5.72 », « 45,19 ; 5,72 » and « 45,19 5,72 » are one point. Raises ValidationError with a message for
    people, also where the two look swapped: no place of France has its latitude there.
    """
    match = None if _LONE.fullmatch(text or "") else _TYPED.fullmatch(text or "")
    if match:
        latitude, longitude = (part.replace(",", ".") for part in match.groups())
        text = f"POINT({longitude} {latitude})"
    found = read_point(text)
    if found and -6 < found[1] < 10 and 41 < found[0] < 52:
        raise ValidationError(SWAPPED, code="swapped")
    return found


def write_point(longitude: Decimal | str, latitude: Decimal | str) -> str:
    """A point as the widget stores it, with six decimals (about ten centimetres)."""
    return f"SRID=4326;POINT({Decimal(longitude).quantize(SIX_PLACES)} {Decimal(latitude).quantize(SIX_PLACES)})"


def validate_point(value: str) -> None:
    read_point(value)


class PointFormField(forms.CharField):
    """Takes a point as the map writes it or as somebody types it, gives it as it is stored."""

    api_type = "point"

    def data_of(self, value: Any, name: str) -> dict[str, list[str]] | None:
        """What the form would send for a longitude and a latitude; None for anything else (see `members.values`)."""
        ends = [value.get("latitude"), value.get("longitude")] if isinstance(value, dict) and len(value) == 2 else []
        if not ends or not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in ends):
            return None
        return {name: [", ".join(str(end) for end in ends)]}

    def clean(self, value: Any) -> str:
        found = read_typed(super().clean(value))
        return write_point(*found) if found else ""


class PointField(models.CharField):
    """A point, as text that the map widget reads and writes. Its coordinates are columns beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_point]

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        found = read_point(super().clean(value, model_instance))
        return write_point(*found) if found else ""

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", PointFormField)
        return super().formfield(**kwargs)


class LocalLeafletField(LeafletField):
    """The map widget with Leaflet from our own host, French messages, and no tiles unless some are configured.

    Beside the map stand coordinates that can be typed. They have a name of their own, which the script takes away:
    without it they are what is sent.
    """

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": ["wagtailgeowidget/css/leaflet-field.css", "js_lib_leaflet/leaflet.css", "css/admin-map.css"]},
            js=[
                "js_lib_leaflet/leaflet.js",
                "js/leaflet-marker.js",
                "wagtailgeowidget/js/leaflet-field.js",
                "js/admin-point.js",
                "wagtailgeowidget/js/leaflet-field-controller.js",
            ],
        )

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        html = super().render(name, value, attrs, renderer)
        plain = f'id="{attrs["id"]}_latlng"'
        more = format_html(' name="{}_latlng" value="{}" aria-label="Latitude, longitude"', name, _typed(value))
        return mark_safe(html.replace(plain, plain + more))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = data.get(f"{name}_latlng")
        return super().value_from_datadict(data, files, name) if typed is None else typed

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        import json

        attrs = super().build_attrs(*args, **kwargs)
        key = "data-leaflet-field-options-value"
        options = json.loads(attrs[key])
        options["translations"] = MESSAGES
        options["tileLayer"] = options["tileLayer"] or NO_TILE
        attrs[key] = json.dumps(options)
        return attrs


def _typed(value: str | None) -> str:
    """A point as it is typed; what is no point, as it is."""
    try:
        found = read_typed(value or "")
    except ValidationError:
        return value or ""
    return f"{found[1].normalize():f}, {found[0].normalize():f}" if found else ""


class PointInput(forms.TextInput):
    """Coordinates that are typed, and below them a small map that writes them; without a script only the field."""

    template_name = "inventory/point_widget.html"

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[Script("js/contribute-point.js", defer=True)])  # type: ignore[list-item]

    def format_value(self, value: Any) -> str:
        return _typed(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        told = {"autocomplete": "off", "inputmode": "text", "placeholder": "45.19, 5.72"}
        options = {
            "tiles_url": settings.MAP_TILES_URL,
            "tiles_credit": settings.GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS["attribution"],
            "center": settings.GEO_WIDGET_DEFAULT_LOCATION,
        }
        return super().get_context(name, value, {**told, **(attrs or {})}) | {"map": options}

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: BaseRenderer | type[BaseRenderer] | None = None
    ) -> SafeString:
        return render_to_string(template_name, context)  # from the site's templates, which form renderers do not see


class PointPanel(LeafletPanel):
    """The panel of a point."""

    def widget_overrides(self) -> dict[str, LocalLeafletField]:
        return {
            self.field_name: LocalLeafletField(
                address_field=self.address_field,
                zoom_field=self.zoom_field,
                hide_latlng=self.hide_latlng,
                zoom=self.zoom,
                srid=4326,
                id_prefix="id_",
            )
        }
