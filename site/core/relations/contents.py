"""The contents of themes, of partners, and of the pages that list them, for other front ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.urls import reverse

from core.contents.common import MOST_CHILDREN, linked_theme, step
from core.contents.indexes import IndexData
from core.contents.registry import API, Listed, OtherKind, declare
from core.files import images
from core.models import Partner, Theme
from core.relations.api import PartnerDetail, ThemeDetail, partner_data, theme_data
from core.relations.directories import PARTNERS_INTRODUCTION, THEMES_INTRODUCTION, partner_rows, theme_rows
from core.visibility.gate import Gate

#: The namespace of the public ids: those of themes and partners are made of primary keys, those of lists of names.
NAMESPACE = UUID("5f0f3f0e-6a0b-5d5e-9c3a-0c1f5a6b7d28")
#: The lists themselves are not in the database: each is the only object of its kind.
THEMES = Listed(1, uuid5(NAMESPACE, "themes"), "themes", "Thèmes", "/themes/")
PARTNERS = Listed(1, uuid5(NAMESPACE, "partners"), "partenaires", "Partenaires", "/partenaires/")
HOME = ("Accueil", "/")


def themes(gate: Gate) -> Sequence[Listed]:
    """Return all themes, read once per content version."""

    def read() -> Sequence[Listed]:
        return _listed("theme", Theme.objects.order_by("pk").values("pk", "slug", "title"))

    return gate.snapshot.get_or_set("listed themes", read)


def partners(gate: Gate) -> Sequence[Listed]:
    """Return the partners to whom visible pages refer, read once per content version."""

    def read() -> Sequence[Listed]:
        rows = sorted(partner_rows(gate), key=lambda row: row["pk"])
        return _listed("partner", ({**row, "title": row["name"]} for row in rows))

    return gate.snapshot.get_or_set(("listed partners", *gate.scope), read)


def _listed(code: str, rows: Iterable[Mapping[str, Any]]) -> list[Listed]:
    """Return objects with `pk`, `slug` and `title`; `code` is also the name of their URL."""
    return [
        Listed(
            row["pk"], uuid5(NAMESPACE, f"{code}/{row['pk']}"), row["slug"], row["title"],
            reverse(code, args=[row["slug"]]),
        )
        for row in rows
    ]  # fmt: skip


def theme_common(gate: Gate, row: Listed) -> dict[str, Any]:
    """Return the common part of the content of a theme."""
    theme = Theme.objects.select_related("parent").get(pk=row.pk)
    by_pk = {entry.pk: entry for entry in themes(gate)}
    above = by_pk.get(theme.parent_id or 0)
    below = [by_pk[pk] for pk in theme.children.values_list("pk", flat=True) if pk in by_pk]
    steps = [HOME, (THEMES.title, THEMES.path)] + ([(above.title, above.path)] if above else [])
    return {
        "seo": {"title": row.title, "description": theme.description, "image": None},
        "breadcrumb": [step(gate, title, path) for title, path in steps],
        "parent": _ref(gate, "theme", above) if above else _ref(gate, "themes", THEMES),
        "children": {"count": len(below), "items": [_ref(gate, "theme", entry) for entry in below]},
        "themes": [linked_theme(gate, {"slug": above.slug, "title": above.title})] if above else [],
    }


def partner_common(gate: Gate, row: Listed) -> dict[str, Any]:
    """Return the common part of the content of a partner."""
    partner = Partner.objects.get(pk=row.pk)
    logo = images.load([partner.logo_id], gate.images).get(partner.logo_id) if partner.logo_id else None
    return {
        "seo": {
            "title": row.title,
            "description": partner.description,
            "image": images.as_json(logo, gate.base_url),
        },
        "breadcrumb": [step(gate, *HOME), step(gate, PARTNERS.title, PARTNERS.path)],
        "parent": _ref(gate, "partners", PARTNERS),
        "children": {"count": 0, "items": []},
        "themes": [],
    }


def _list_kind(
    code: str, label: str, own: Listed, introduction: str, below: Callable[[Gate], list[dict[str, Any]]]
) -> OtherKind:
    """Return the kind of a single object: a page that lists others. `below` returns a `Ref` of each of these."""

    def common(gate: Gate, _: Listed) -> dict[str, Any]:
        refs = below(gate)
        return {
            "seo": {"title": own.title, "description": introduction, "image": None},
            "breadcrumb": [step(gate, *HOME)],
            "parent": None,
            "children": {"count": len(refs), "items": refs[:MOST_CHILDREN]},
            "themes": [],
        }

    def data(gate: Gate, _: Listed) -> dict[str, Any]:
        return {"introduction": introduction, "list": gate.absolute(f"{API}{code}/")}

    return OtherKind(code, label, lambda gate: [own], common, data, IndexData, "")


def _main_themes(gate: Gate) -> list[dict[str, Any]]:
    return _refs(gate, "theme", themes(gate), theme_rows(gate))


def _partners_by_name(gate: Gate) -> list[dict[str, Any]]:
    return _refs(gate, "partner", partners(gate), partner_rows(gate))


def _refs(gate: Gate, code: str, listed: Sequence[Listed], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a `Ref` of each of these rows, in their order."""
    by_slug = {entry.slug: entry for entry in listed}
    return [_ref(gate, code, by_slug[row["slug"]]) for row in rows if row["slug"] in by_slug]


def _ref(gate: Gate, code: str, row: Listed) -> dict[str, Any]:
    return {"id": row.id, "type": code, "title": row.title, "path": row.path, "url": gate.absolute(row.path)}


def declare_contents() -> None:
    """Declare the four kinds; called in `AppConfig.ready()`."""
    declare(_list_kind("themes", "Liste des thèmes", THEMES, THEMES_INTRODUCTION, _main_themes))
    declare(_list_kind("partners", "Liste des partenaires", PARTNERS, PARTNERS_INTRODUCTION, _partners_by_name))
    declare(
        OtherKind(
            "theme", "Thème", themes, theme_common,
            lambda gate, row: theme_data(gate, Theme.objects.select_related("parent").get(pk=row.pk)),
            ThemeDetail, "themes/{slug}/",
        )
    )  # fmt: skip
    declare(
        OtherKind(
            "partner", "Partenaire", partners, partner_common,
            lambda gate, row: partner_data(gate, Partner.objects.get(pk=row.pk)),
            PartnerDetail, "partners/{slug}/",
        )
    )  # fmt: skip
