"""What the APIs of the archive share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.db.models import Choices
from ninja import Field

from archive.pages.cards import picture_id
from archive.querysets import DatedPageQuerySet
from core.api.parameters import ListParams, ThemeSlug
from core.choices import label_of
from core.fields import date_data
from core.files import images
from core.models import Person
from core.models.page import BasePage
from core.models.themes import themes_by_page
from core.visibility.gate import Gate


class DatedParams(ListParams):
    """Filters of all these lists. Several values of one parameter are joined by OR."""

    theme: list[ThemeSlug] = Field(
        [], description="Adresse courte d’un thème ; un thème principal comprend ceux qu’il contient."
    )
    order: Literal["date", "-date"] = "-date"

    def in_order(self, pages: DatedPageQuerySet) -> DatedPageQuerySet:
        """Return the pages in the requested order."""
        return pages.oldest_first() if self.order == "date" else pages.newest_first()


def page_ref(gate: Gate, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page as a `PageRef`, by a row with the columns of its title and addresses."""
    return {
        "id": row["translation_key"],
        "slug": row["slug"],
        "title": row["title"],
        "url": gate.full_url(row["url_path"]),
    }


def page_items(
    gate: Gate, rows: Sequence[Mapping[str, Any]], summary: str, kinds: type[Choices] | None = None
) -> list[dict[str, Any]]:
    """Return the API fields that these types share, of rows with the columns of a card; `summary` is one of them.

    `kinds` has the labels of `kind`; rows without it have no `type`. Three queries at most.
    """
    themes = themes_by_page(row["pk"] for row in rows)
    pictures = images.load(pk for row in rows if (pk := picture_id(row)))
    return [
        {
            **page_ref(gate, row),
            **({"type": row["kind"], "type_label": label_of(row["kind"], kinds)} if kinds else {}),
            "date": date_data(row, "date"),
            "summary": row["search_description"] or row[summary],
            "image": images.as_json(pictures.get(picture_id(row)), gate.base_url),
            "themes": themes.get(row["pk"], []),
        }
        for row in rows
    ]


def person_data(person: Person) -> dict[str, str]:
    organisation = person.organisation
    return {"name": person.name, "role": person.role, "organisation": organisation.name if organisation else ""}


def source_items(page: Any) -> list[dict[str, Any]]:
    """Return the rows of a page's relation `sources`."""
    return [
        {
            "title": source.title,
            "date": date_data(source, "date"),
            "url": source.url,
            "note": source.note,
        }
        for source in page.sources.all()
    ]


def verification(page: BasePage) -> dict[str, Any]:
    return {"verified_on": page.verified_on, "verified_by": page.verified_by}
