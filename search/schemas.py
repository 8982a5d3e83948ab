"""Response schemas of the search API."""

from __future__ import annotations

from pydantic import Field

from core.api.schemas import Coded, Image, Page, PageRef, ResponseModel


class SearchResult(PageRef):
    """Une page trouvée."""

    type: str = Field(description="Type de page : place, sheet, event, publication…")
    type_label: str = Field(description="Nom de ce type, en français.")
    label: str = Field(description="Ce qui situe la page : une commune, une date…")
    summary: str = Field(description="Résumé.")
    image: Image | None = Field(description="Image.")


class TypeCount(Coded):
    """Un type de page et son nombre."""

    count: int = Field(description="Nombre de pages trouvées.")


class SearchFacets(ResponseModel):
    """Les nombres par facette."""

    type: list[TypeCount] = Field(description="Par type de page, sans le filtre `type`.")


class SearchResults(Page[SearchResult]):
    """Une tranche des pages trouvées."""

    facets: SearchFacets = Field(description="Les nombres par facette.")


class Suggestions(ResponseModel):
    """Les premières pages qui commencent ainsi."""

    items: list[SearchResult] = Field(description="Les pages, huit au plus.")
