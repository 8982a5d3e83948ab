"""What the API of the search returns."""

from __future__ import annotations

from pydantic import Field

from core.schemas import Answer, Coded, Image, Page, PageRef


class FoundItem(PageRef):
    """Une page trouvée."""

    type: str = Field(description="Type de page : place, sheet, event, publication…")
    type_label: str = Field(description="Nom de ce type, en français.")
    label: str = Field(description="Ce qui situe la page : une commune, une date…")
    summary: str = Field(description="Résumé.")
    image: Image | None = Field(description="Image.")


class Count(Coded):
    """Un type de page et son nombre."""

    count: int = Field(description="Nombre de pages trouvées.")


class Facets(Answer):
    """Les nombres par facette."""

    type: list[Count] = Field(description="Par type de page, sans le filtre `type`.")


class FoundPage(Page[FoundItem]):
    """Une tranche des pages trouvées."""

    facets: Facets = Field(description="Les nombres par facette.")


class Suggestions(Answer):
    """Les premières pages qui commencent ainsi."""

    items: list[FoundItem] = Field(description="Les pages, huit au plus.")
