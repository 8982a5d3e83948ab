"""Response schemas of the search API."""

from __future__ import annotations

from pydantic import Field

from core.api.cards import TypeCount
from core.api.schemas import Coded, Image, ResponseModel


class Count(Coded):
    """Une valeur d’un filtre et son nombre de résultats."""

    count: int = Field(description="Nombre de résultats.")


class SearchFacets(ResponseModel):
    """Les nombres par facette, chacune sans son propre filtre."""

    type: list[TypeCount] = Field(description="Par type de résultat.")
    theme: list[Count] = Field(description="Par thème (adresse courte).")
    year: list[Count] = Field(description="Par année, la plus récente d’abord.")


class SearchPassage(ResponseModel):
    """Un passage d’une page qui répond à la question."""

    heading: str = Field(description="L’intertitre du passage.")
    url: str = Field(description="Adresse de la page, à l’ancre de l’intertitre.")
    excerpt: str = Field(description="Extrait en HTML : texte échappé, mots trouvés entre `<mark>`.")


class SearchResult(ResponseModel):
    """Un résultat : une page, un terme du glossaire, un thème, un partenaire, une démarche."""

    id: str | None = Field(description="Identifiant public (UUID) d’une page ; nul pour ce qui n’en est pas une.")
    type: str = Field(description="Type : place, sheet, event, publication… ou term, theme, partner, door…")
    type_label: str = Field(description="Nom de ce type, en français.")
    slug: str = Field(description="Adresse courte d’une page ; vide pour ce qui n’en est pas une.")
    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse complète.")
    label: str = Field(description="Ce qui situe le résultat : une commune, une date…")
    summary: str = Field(description="Résumé.")
    image: Image | None = Field(description="Image.")
    exact: bool = Field(description="Faux si seuls une partie des mots ou des mots voisins s’y trouvent.")
    excerpt: str = Field(description="Extrait en HTML : texte échappé, mots trouvés entre `<mark>`.")
    passages: list[SearchPassage] = Field(description="Les passages d’une page longue qui répondent, deux au plus.")


class Understood(ResponseModel):
    """Une liste ou une page qui répond à la question entière : « 4 lieux de coworking à Grenoble »."""

    label: str = Field(description="Ce qui est compris, avec le nombre.")
    url: str = Field(description="Adresse de la liste filtrée ou de la page.")
    count: int = Field(description="Nombre de résultats à cette adresse.")


class Corrected(ResponseModel):
    """Une faute de frappe corrigée."""

    typed: str = Field(description="La question telle qu’elle est écrite.")
    searched: str = Field(description="Ce qui est cherché à la place ; `verbatim=true` s’en tient à l’écrit.")


class SearchResults(ResponseModel):
    """Une tranche des résultats, les meilleurs d’abord."""

    count: int = Field(description="Nombre de résultats.")
    items: list[SearchResult] = Field(description="Les résultats ; avec `fields`, ils n’ont que ces champs.")
    next: str | None = Field(description="Adresse entière de la tranche suivante ; nulle à la fin.")
    facets: SearchFacets = Field(description="Les nombres par facette.")
    understood: list[Understood] = Field(description="Ce qui est compris de la question, le plus complet d’abord.")
    corrected: Corrected | None = Field(description="La correction, s’il y en a une.")


class Suggestion(ResponseModel):
    """Une suggestion : une page, une démarche, ou un filtre de l’inventaire."""

    type: str = Field(description="Type : place, sheet, event… ; « filter » pour une liste filtrée.")
    type_label: str = Field(description="Nom de ce type, en français.")
    label: str = Field(description="Ce qui situe la suggestion.")
    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse complète.")


class Suggestions(ResponseModel):
    """Ce à quoi mène ce qui est écrit, huit suggestions au plus."""

    items: list[Suggestion] = Field(description="Les suggestions.")
