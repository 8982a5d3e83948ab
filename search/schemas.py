"""Response schemas of the search API."""

from __future__ import annotations

from pydantic import Field

from core.api.cards import CardItem, TypeCount
from core.api.schemas import Page, ResponseModel


class SearchFacets(ResponseModel):
    """Les nombres par facette."""

    type: list[TypeCount] = Field(description="Par type de page, sans le filtre `type`.")


class SearchResults(Page[CardItem]):
    """Une tranche des pages trouvées."""

    facets: SearchFacets = Field(description="Les nombres par facette.")


class Suggestions(ResponseModel):
    """Les premières pages qui commencent ainsi."""

    items: list[CardItem] = Field(description="Les pages, huit au plus.")
