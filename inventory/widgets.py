"""Widgets of the inventory: points on a map, without requests to other hosts."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.conf import settings
from django.forms.widgets import Script
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtailgeowidget.widgets import LeafletField

from core.geo.points import SWAPPED, as_typed
from core.widgets import SiteTemplateMixin

MESSAGES = {
    "error_message_invalid_location": "Écrivez la latitude puis la longitude, par exemple 45.19, 5.72",
    "error_message_swapped_location": SWAPPED,
    "success_address_geocoded": "L’adresse a été trouvée.",
    "error_could_not_geocode_address": "L’adresse « %s » n’a pas été trouvée. Placez le point à la main.",
    "enter_location": "Écrivez une adresse",
    "initialize_map": "Cliquez ici pour ouvrir la carte",
}
#: A transparent pixel as map background, so that nothing is requested if no tiles are configured.
NO_TILE = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


class LocalLeafletField(LeafletField):
    """The map widget with Leaflet from the site's own host, French messages, and tiles only if configured.

    Next to the map is an input for typed coordinates. The script removes its name. Without JavaScript, the form sends
    its value instead of the map's.
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
        input_id = f'id="{attrs["id"]}_latlng"'
        extra_attrs = format_html(
            ' name="{}_latlng" value="{}" aria-label="Latitude, longitude"', name, as_typed(value)
        )
        return mark_safe(html.replace(input_id, input_id + extra_attrs))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        coordinates = data.get(f"{name}_latlng")
        return super().value_from_datadict(data, files, name) if coordinates is None else coordinates

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        attrs = super().build_attrs(*args, **kwargs)
        key = "data-leaflet-field-options-value"
        options = json.loads(attrs[key])
        options["translations"] = MESSAGES
        options["tileLayer"] = options["tileLayer"] or NO_TILE
        attrs[key] = json.dumps(options)
        return attrs


class PointInput(SiteTemplateMixin, forms.TextInput):
    """An input for coordinates, with a small map below to choose them; without JavaScript only the input."""

    template_name = "inventory/point_widget.html"

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[Script("js/contribute-point.js", defer=True)])  # type: ignore[list-item]

    def format_value(self, value: Any) -> str:
        return as_typed(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        defaults = {"autocomplete": "off", "inputmode": "text", "placeholder": "45.19, 5.72"}
        options = {
            "tiles_url": settings.MAP_TILES_URL,
            "tiles_credit": settings.GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS["attribution"],
            "center": settings.GEO_WIDGET_DEFAULT_LOCATION,
        }
        return super().get_context(name, value, {**defaults, **(attrs or {})}) | {"map": options}
