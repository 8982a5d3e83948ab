"""The API of places."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from core.api import find, following_moves, listing, read
from core.fields import date_data
from core.gate import Gate
from core.schemas import Page
from inventory.listing import api_items, places_of, rows
from inventory.map import map_cards, map_points
from inventory.models import SiteProfilePage
from inventory.params import CardParams, PlaceFilters, PlaceParams
from inventory.schemas import PlaceCard, PlaceDetail, PlaceItem, PlaceMap
from inventory.sheet import epci_of, place_sheet

router = Router(tags=["places"])


@read(router, "/", response=Page[PlaceItem], summary="Lieux")
def list_places(request: HttpRequest, params: Query[PlaceParams]) -> dict[str, Any]:
    """Les lieux, avec ce qu’il faut pour une vignette. Au plus cinq requêtes à la base, quelle que soit `limit`."""
    gate = Gate.for_request(request)
    return listing(params.narrow(places_of(gate, params.q)), params, lambda page: api_items(gate, rows(page)))


@read(router, "/map/", response=PlaceMap, summary="Points de la carte")
def place_map(request: HttpRequest, params: Query[PlaceFilters]) -> dict[str, Any]:
    """Tous les points d’un coup, sous les mêmes filtres que la liste : une requête, des rangées sans noms de champs.

    Un lieu sans position compte dans `count` et n’a pas de rangée.
    """
    gate = Gate.for_request(request)
    return map_points(gate, params.narrow(places_of(gate, params.q)))


@read(router, "/cards/", response=Page[PlaceCard], summary="Vignettes des lieux d’une carte")
def place_cards(request: HttpRequest, params: Query[CardParams]) -> dict[str, Any]:
    """Les lieux demandés, dans l’ordre demandé ; ceux qui ne sont pas publics manquent."""
    items = map_cards(Gate.for_request(request), params.id)
    return {"count": len(items), "items": items}


@read(router, "/{slug}/", response=PlaceDetail, summary="Une fiche lieu")
@following_moves
def place_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La fiche entière. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    page = find(gate, SiteProfilePage, slug).first()
    assert page is not None
    place = place_sheet(page, gate, absolute=True)
    for name in ("longitude", "latitude"):
        place[name] = None if place[name] is None else float(place[name])
    for name in ("opened", "closed"):
        place[name] = date_data(place, name)
        for column in ("earliest", "latest", "label"):
            del place[f"{name}_{column}"]
    place["epci"] = epci_of(place)
    for name in ("epci_code", "epci_name"):
        del place[name]
    return {
        "id": page.translation_key,
        "slug": page.slug,
        "title": page.title,
        "url": gate.full_url(page.url_path),
        "themes": page.theme_rows(),
        **{key: value for key, value in place.items() if not key.startswith("visibility_")},
    }
