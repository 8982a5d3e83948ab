"""The API of themes, of partners and of the timeline: lists of pages of all kinds with the same filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router

from core import cards
from core.api.cards import CardItem, TypeCount, card_item, type_counts
from core.api.lookup import Moved, following_moves
from core.api.parameters import Kind, ListParams, PartnerSlug, ThemeSlug
from core.api.routing import read
from core.api.schemas import Page, ResponseModel
from core.models import Partner, Theme
from core.relations.directories import partner_rows, theme_rows
from core.relations.entries import Entry, Filters, about_partner, about_theme, dated, kinds_of, matching, years_of
from core.relations.redirects import visible_slug
from core.visibility.gate import Gate

themes_router = Router(tags=["relations"])
partners_router = Router(tags=["relations"])
timeline_router = Router(tags=["relations"])


class EntryItem(CardItem):
    """Une page liée, avec ses dates."""

    earliest: date | None = Field(description="Premier jour possible ; nul si la page n’a pas de date.")
    latest: date | None = Field(description="Dernier jour possible ; nul si la page n’a pas de date.")
    date_label: str = Field(description="La date en français, ou rien.")
    date_meaning: str = Field(description="Ce que dit la date, si ce n’est celle de la page : « Ouverture », ou rien.")


class Subtheme(ResponseModel):
    """Un thème, sans ceux qu’il contient."""

    slug: str = Field(description="Adresse courte.")
    title: str = Field(description="Nom.")
    description: str = Field(description="Une ou deux phrases.")
    url: str = Field(description="Adresse entière de la page du thème.")
    count: int = Field(description="Nombre de pages publiques, celles des thèmes plus précis comprises.")


class ThemeItem(Subtheme):
    """Un thème principal et ceux qu’il contient."""

    subthemes: list[Subtheme] = Field(description="Thèmes plus précis.")


class YearCount(ResponseModel):
    """Une année et son nombre de pages."""

    year: int = Field(description="Année du premier jour possible.")
    count: int = Field(description="Nombre de pages.")


class TypeGroup(TypeCount):
    """Un type de page, son nombre, et comment s’appelle la liste de ces pages."""

    heading: str = Field(description="Le nom du type, au pluriel s’il y en a plusieurs.")


class Counts(ResponseModel):
    """Ce qui est lié, compté."""

    types: list[TypeGroup] = Field(description="Par type de page.")
    years: list[YearCount] = Field(description="Par année, la dernière d’abord.")


class ThemeDetail(Subtheme, Counts):
    """Un thème, et combien de pages en parlent."""

    parent: str = Field(description="Adresse courte du thème plus large, ou rien.")


class PartnerItem(ResponseModel):
    """Un partenaire que citent des pages publiques."""

    slug: str = Field(description="Adresse courte.")
    name: str = Field(description="Nom.")
    kind: str = Field(description="Nature de l’organisation, un code.")
    kind_label: str = Field(description="La même, en français.")
    description: str = Field(description="Une ou deux phrases.")
    website: str = Field(description="Son site, ou rien.")
    url: str = Field(description="Adresse entière de sa page ici.")
    count: int = Field(description="Nombre de pages publiques qui le citent.")


class PartnerDetail(PartnerItem, Counts):
    """Un partenaire, et combien de pages le citent."""


_DATES = ("earliest", "latest", "date_label", "date_meaning")


class EntryParams(ListParams):
    """Filtres de ces listes. Plusieurs valeurs d’un même filtre s’ajoutent."""

    type: list[Kind] = Field([], max_length=50, description="Types de page : place, event, publication…")
    year: int | None = Field(None, ge=1, le=9999, description="Année du premier jour possible.")
    theme: list[ThemeSlug] = Field(
        [], max_length=50, description="Adresse courte d’un thème, avec ceux qu’il contient."
    )
    partner: list[PartnerSlug] = Field([], max_length=50, description="Adresse courte d’un partenaire.")

    def page_of(self, gate: Gate, entries: Sequence[Entry]) -> dict[str, Any]:
        """Return the slice of those entries that pass the filters, as `{"count", "items"}`."""
        filters = Filters(self.type, self.year, [slug for slug in self.theme if slug], [s for s in self.partner if s])
        selected = matching(gate, entries, filters)
        part = {entry.page: entry for entry in selected[self.offset : self.offset + self.limit]}
        items = [
            {**card_item(gate, card), **{name: getattr(part[card["id"]], name) for name in _DATES}}
            for card in cards.by_page(gate, list(part))
        ]
        return {"count": len(selected), "items": items}


@read(themes_router, "/", response=Page[ThemeItem], summary="Thèmes")
def list_themes(request: HttpRequest, params: Query[ListParams]) -> dict[str, Any]:
    """Les thèmes principaux, chacun avec ceux qu’il contient et leur nombre de pages."""
    gate = Gate.for_request(request)
    rows = theme_rows(gate)
    return {"count": len(rows), "items": [_theme_item(gate, row) for row in _slice(rows, params)]}


@read(themes_router, "/{slug}/", response=ThemeDetail, summary="Un thème")
@following_moves
def theme_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le thème, et combien de pages publiques en parlent."""
    gate = Gate.for_request(request)
    return theme_data(gate, _find(gate, Theme, slug))


def theme_data(gate: Gate, theme: Theme) -> dict[str, Any]:
    """Return a theme in the shape of `ThemeDetail`."""
    entries = about_theme(gate, theme)
    row = {"title": theme.title, "slug": theme.slug, "description": theme.description, "count": len(entries)}
    return {**_subtheme(gate, row), **_counts(entries), "parent": theme.parent.slug if theme.parent else ""}


@read(themes_router, "/{slug}/pages/", response=Page[EntryItem], summary="Les pages d’un thème")
@following_moves
def theme_pages(request: HttpRequest, slug: str, params: Query[EntryParams]) -> dict[str, Any]:
    """Les pages de ce thème et de ceux qu’il contient, par type, les dernières d’abord."""
    gate = Gate.for_request(request)
    return params.page_of(gate, about_theme(gate, _find(gate, Theme, slug)))


@read(partners_router, "/", response=Page[PartnerItem], summary="Partenaires")
def list_partners(request: HttpRequest, params: Query[ListParams]) -> dict[str, Any]:
    """Les partenaires que citent des pages publiques, par nom."""
    gate = Gate.for_request(request)
    rows = partner_rows(gate)
    return {"count": len(rows), "items": [_partner_item(gate, row) for row in _slice(rows, params)]}


@read(partners_router, "/{slug}/", response=PartnerDetail, summary="Un partenaire")
@following_moves
def partner_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le partenaire, et combien de pages publiques le citent."""
    gate = Gate.for_request(request)
    return partner_data(gate, _find(gate, Partner, slug))


def partner_data(gate: Gate, partner: Partner) -> dict[str, Any]:
    """Return a partner in the shape of `PartnerDetail`. Raise Http404 if no visible page refers to it."""
    entries = about_partner(gate, partner)
    row = next((row for row in partner_rows(gate) if row["pk"] == partner.pk), None)
    if row is None:
        raise Http404(f"Aucun élément public « {partner.slug} ».")
    return {**_partner_item(gate, row), **_counts(entries)}


@read(partners_router, "/{slug}/pages/", response=Page[EntryItem], summary="Les pages qui citent un partenaire")
@following_moves
def partner_pages(request: HttpRequest, slug: str, params: Query[EntryParams]) -> dict[str, Any]:
    """Les pages qui citent ce partenaire ou l’une de ses personnes, par type, les dernières d’abord."""
    gate = Gate.for_request(request)
    entries = about_partner(gate, _find(gate, Partner, slug))
    if not entries:
        raise Http404(f"Aucun élément public « {slug} ».")
    return params.page_of(gate, entries)


@read(timeline_router, "/", response=Page[EntryItem], summary="Chronologie")
def timeline(request: HttpRequest, params: Query[EntryParams]) -> dict[str, Any]:
    """Tout ce qui est daté, dans l’ordre du temps ; dans une année, ce dont le mois n’est pas connu vient à la fin."""
    gate = Gate.for_request(request)
    return params.page_of(gate, dated(gate))


def _find(gate: Gate, model: type[Theme] | type[Partner], slug: str) -> Any:
    """Return the object with a slug. Raise Http404, or Moved for a former slug."""
    row = model.objects.filter(slug=slug).first() if "\0" not in slug else None
    if row is None:
        if present := visible_slug(gate, model, slug):
            raise Moved(present)
        raise Http404(f"Aucun élément public « {slug} ».")
    return row


def _slice(rows: Sequence[Mapping[str, Any]], params: ListParams) -> Sequence[Mapping[str, Any]]:
    return rows[params.offset : params.offset + params.limit]


def _subtheme(gate: Gate, row: Mapping[str, Any]) -> dict[str, Any]:
    url = gate.absolute(reverse("theme", args=[row["slug"]]))
    return {**{name: row[name] for name in ("slug", "title", "description", "count")}, "url": url}


def _theme_item(gate: Gate, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**_subtheme(gate, row), "subthemes": [_subtheme(gate, below) for below in row["subthemes"]]}


def _partner_item(gate: Gate, row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("slug", "name", "kind", "kind_label", "description", "count")
    url = gate.absolute(reverse("partner", args=[row["slug"]]))
    return {**{name: row[name] for name in names}, "website": row["url"], "url": url}


def _counts(entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "types": [
            {**row, "heading": cards.PLURALS[row["code"]] if row["count"] > 1 else row["label"]}
            for row in type_counts(kinds_of(entries))
        ],
        "years": [{"year": year, "count": count} for year, count in years_of(entries)],
    }
