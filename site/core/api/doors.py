"""The door to the API's documentation."""

from __future__ import annotations

from django.urls import reverse

from core.search.doors import Door, open_door


def open_doors() -> None:
    """Add the door; called in `AppConfig.ready()`."""
    open_door(
        Door(
            "api",
            "Documentation de l’API",
            "Pour les développeurs : toutes les données du site en JSON et GeoJSON.",
            "api, interface de programmation, développeurs, json, openapi, swagger, données ouvertes, open data, "
            "webservice, jeu de données, réutiliser les données",
            lambda gate: reverse("wagtailapi_v3:openapi-view"),
        )
    )
