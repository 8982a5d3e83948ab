"""What pages of the archive share."""

from __future__ import annotations

from pydantic import Field

from core.api.schemas import FuzzyDate, Image, PageRef, Theme


class DatedItem(PageRef):
    """Ce que les évènements, les publications, les projets et les tours ont en commun."""

    date: FuzzyDate | None = Field(description="Date, peut-être approchée.")
    summary: str = Field(description="Résumé.")
    image: Image | None = Field(description="Image.")
    themes: list[Theme] = Field(description="Thèmes.")
