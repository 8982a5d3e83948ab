"""The API of places."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from core.api import find, following_moves, json_response, read
from core.fields import date_data
from core.gate import Gate
from core.schemas import Page
from inventory.catalogue import catalogue, select
from inventory.facets import facets
from inventory.geojson import MEDIA_TYPE, feature_collection
from inventory.listing import api_items, listed
from inventory.map import map_cards, map_points
from inventory.models import SiteProfilePage
from inventory.params import CardParams, OrderedFilters, PlaceFilters, PlaceParams
from inventory.reading import read_place
from inventory.schemas import PlaceCard, PlaceCollection, PlaceDetail, PlaceFacets, PlaceItem, PlaceMap
from inventory.sheet import epci_of, place_sheet

router = Router(tags=["places"])
#: Mounted at the root: its only route is named like a file.
geojson_router = Router(tags=["places"])


@read(router, "/", response=Page[PlaceItem], summary="Lieux")
def list_places(request: HttpRequest, params: Query[PlaceParams]) -> dict[str, Any]:
    """Les lieux, avec ce qu’il faut pour une vignette. Au plus cinq requêtes à la base, quelle que soit `limit`."""
    gate = Gate.for_request(request)
    selection = select(gate, params.criteria())
    return {"count": len(selection), "items": api_items(gate, listed(gate, selection, params.offset, params.limit))}


@read(router, "/map/", response=PlaceMap, summary="Points de la carte")
def place_map(request: HttpRequest, params: Query[PlaceFilters]) -> dict[str, Any]:
    """Tous les points d’un coup, sous les mêmes filtres que la liste : des rangées sans noms de champs.

    Un lieu sans position compte dans `count` et n’a pas de rangée.
    """
    gate = Gate.for_request(request)
    return map_points(gate, select(gate, params.criteria()))


@read(router, "/cards/", response=Page[PlaceCard], summary="Vignettes des lieux d’une carte")
def place_cards(request: HttpRequest, params: Query[CardParams]) -> dict[str, Any]:
    """Les lieux demandés, dans l’ordre demandé ; ceux qui ne sont pas publics manquent."""
    items = map_cards(Gate.for_request(request), params.id)
    return {"count": len(items), "items": items}


@read(router, "/facets/", response=PlaceFacets, summary="Comptes par facette")
def place_facets(request: HttpRequest, params: Query[PlaceFilters]) -> dict[str, Any]:
    """Combien de lieux pour chaque valeur, sous les mêmes filtres que la liste.

    Le compte d’une valeur est celui de la liste si elle était seule choisie dans sa facette, tout le reste inchangé.
    """
    gate, now = Gate.for_request(request), timezone.now()
    criteria = params.criteria(now)
    return {"count": len(select(gate, criteria)), "facets": facets(gate, criteria, now)}


@read(geojson_router, "/places.geojson", response=PlaceCollection, summary="Lieux en GeoJSON")
def place_geojson(request: HttpRequest, params: Query[OrderedFilters]) -> HttpResponse:
    """Tous les lieux sous les mêmes filtres que la liste (RFC 7946), longitude d’abord."""
    gate = Gate.for_request(request)
    return json_response(feature_collection(gate, select(gate, params.criteria())), MEDIA_TYPE)


@read(router, "/{slug}/", response=PlaceDetail, summary="Une fiche lieu")
@following_moves
def place_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La fiche entière. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    known = catalogue(gate).by_ref.get(slug.lower())
    values = read_place(known or find(gate, SiteProfilePage, slug).values_list("pk", flat=True).get())
    if values is None:  # unpublished since the version was read
        raise Http404(f"Aucun élément public « {slug} ».")
    place = place_sheet(values, gate, absolute=True)
    for name in ("longitude", "latitude", "staff", "facilitation_hours"):
        place[name] = None if place[name] is None else float(place[name])
    place["open"] = {"state": place["open"].state, "until": place["open"].until}
    for name in ("opened", "closed", "lease_end"):
        place[name] = date_data(place, name)
        for column in ("earliest", "latest", "label"):
            del place[f"{name}_{column}"]
    place["epci"] = epci_of(place)
    named = {
        "id": place.pop("translation_key"),
        "slug": place.pop("slug"),
        "title": place.pop("title"),
        "url": gate.full_url(place.pop("url_path")),
    }
    return named | {name: value for name, value in place.items() if name not in ("pk", "epci_code", "epci_name")}
