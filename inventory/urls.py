"""URLs of the inventory outside the page tree."""

from django.urls import path

from core.api.site_data import site_data
from inventory.api.routes import place_cards, place_map
from inventory.catalogue.query_params import CardParams, PlaceFilters
from inventory.pages import embed

app_name = "inventory"
urlpatterns = [
    path("integrer/", embed.embed, name="embed"),
    path("integrer/cadre/", embed.frame, name="frame"),
    path("integrer/sillon.js", embed.script, name="embed_script"),
    path("points.json", site_data(place_map, PlaceFilters), name="map_points"),
    path("vignettes.json", site_data(place_cards, CardParams), name="map_cards"),
]
