"""The routes of places in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from core.api.lookup import find, following_moves
from core.api.routing import read
from core.api.schemas import Page
from core.fields import date_data
from core.visibility.gate import Gate
from inventory.api.schemas import PlaceCard, PlaceCollection, PlaceDetail, PlaceFacets, PlaceItem, PlaceMap
from inventory.catalogue.build import catalogue
from inventory.catalogue.facets import facets
from inventory.catalogue.query_params import CardParams, OrderedFilters, PlaceFilters, PlaceParams
from inventory.catalogue.rows import api_items, page_rows
from inventory.catalogue.selection import select
from inventory.hours.french import STATE_LABELS
from inventory.maps.geojson import MEDIA_TYPE, feature_collection
from inventory.maps.interactive import map_cards, map_points
from inventory.models import SiteProfilePage
from inventory.places.queries import read_place
from inventory.places.serializers import epci_of, serialize_place

router = Router(tags=["places"])
#: Mounted at the root of the API, because its route has a file name.
geojson_router = Router(tags=["places"])


@read(router, "/", response=Page[PlaceItem], summary="Lieux")
def list_places(request: HttpRequest, params: Query[PlaceParams]) -> dict[str, Any]:
    """Les lieux, avec ce qu’il faut pour une vignette. Au plus cinq requêtes à la base, quelle que soit `limit`."""
    gate = Gate.for_request(request)
    selection = select(gate, params.criteria())
    return {"count": len(selection), "items": api_items(gate, page_rows(gate, selection, params.offset, params.limit))}


@read(router, "/map/", response=PlaceMap, summary="Points de la carte")
def place_map(request: HttpRequest, params: Query[PlaceFilters]) -> dict[str, Any]:
    """Tous les points d’un coup, sous les mêmes filtres que la liste : des rangées sans noms de champs.

    Un lieu sans position compte dans `count` et n’a pas de rangée.
    """
    return map_points(select(Gate.for_request(request), params.criteria()))


@read(router, "/cards/", response=Page[PlaceCard], summary="Vignettes des lieux d’une carte")
def place_cards(request: HttpRequest, params: Query[CardParams]) -> dict[str, Any]:
    """Les lieux demandés, dans l’ordre demandé ; ceux qui ne sont pas publics manquent."""
    items = map_cards(Gate.for_request(request), params.id)
    return {"count": len(items), "items": items, "next": None}


@read(router, "/facets/", response=PlaceFacets, summary="Comptes par facette")
def place_facets(request: HttpRequest, params: Query[PlaceFilters]) -> dict[str, Any]:
    """Combien de lieux pour chaque valeur, sous les mêmes filtres que la liste.

    Le compte d’une valeur est celui de la liste si elle était seule choisie dans sa facette, tout le reste inchangé.
    """
    gate, now = Gate.for_request(request), timezone.now()
    criteria = params.criteria(now)
    return {"count": len(select(gate, criteria)), "facets": facets(gate, criteria, now)}


@read(geojson_router, "/places.geojson", response=PlaceCollection, media_type=MEDIA_TYPE, summary="Lieux en GeoJSON")
def place_geojson(request: HttpRequest, params: Query[OrderedFilters]) -> dict[str, Any]:
    """Tous les lieux sous les mêmes filtres que la liste (RFC 7946), longitude d’abord."""
    gate = Gate.for_request(request)
    return feature_collection(gate, select(gate, params.criteria()))


@read(router, "/{slug}/", response=PlaceDetail, summary="Une fiche lieu")
@following_moves
def place_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La fiche entière. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    pk = catalogue(gate).pk_by_ref.get(slug.lower())
    values = read_place(pk or find(gate, SiteProfilePage, slug).values_list("pk", flat=True).get())
    if values is None:  # unpublished since the catalogue was built
        raise Http404(f"Aucun élément public « {slug} ».")
    return place_data(gate, values)


def place_data(gate: Gate, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a place (see `inventory.places.queries`) in the shape of `PlaceDetail`."""
    place = serialize_place(values, gate, absolute=True)
    for name in ("longitude", "latitude", "staff", "facilitation_hours"):
        place[name] = None if place[name] is None else float(place[name])
    opening = place["open"]
    place["open"] = {"state": opening.state, "state_label": STATE_LABELS[opening.state], "until": opening.until}
    for name in ("opened", "closed", "lease_end"):
        place[name] = date_data(place, name)
        for column in ("earliest", "latest", "label"):
            del place[f"{name}_{column}"]
    place["epci"] = epci_of(place)
    page = {
        "id": place.pop("translation_key"),
        "slug": place.pop("slug"),
        "title": place.pop("title"),
        "url": gate.full_url(place.pop("url_path")),
    }
    return page | {name: value for name, value in place.items() if name not in ("pk", "epci_code", "epci_name")}
