"""The lists of themes and of partners, with the number of pages that are tied to each."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.models import Partner, Theme
from core.relations.entries import entries_by_theme, naming_partners
from core.relations.references import references
from core.visibility.gate import Gate

THEMES_INTRODUCTION = "Les sujets qui réunissent lieux, fiches, rencontres et publications."
PARTNERS_INTRODUCTION = "Les organisations que citent les pages de ce site, et ce qu’elles y ont fait."


def theme_rows(gate: Gate) -> list[dict[str, Any]]:
    """Return the main themes, by title: `title`, `slug`, `description`, `count`, and the same of the `subthemes`.

    `count` is the number of visible pages about the theme or one of its subthemes.
    """
    pages = {theme: {entry.page for entry in entries} for theme, entries in entries_by_theme(gate).items()}
    themes: list[Any] = list(Theme.objects.order_by("title").values("pk", "title", "slug", "description", "parent_id"))

    def row(theme: Any) -> dict[str, Any]:
        below = [other for other in themes if other["parent_id"] == theme["pk"]]
        about = set().union(*(pages.get(each["pk"], ()) for each in (theme, *below)))
        shown = {name: theme[name] for name in ("title", "slug", "description")}
        return {**shown, "count": len(about), "subthemes": [row(other) for other in below]}

    return [row(theme) for theme in themes if theme["parent_id"] is None]


def partner_rows(gate: Gate) -> list[dict[str, Any]]:
    """Return the partners to whom visible pages refer, by name, with `count`, the number of these pages.

    Further keys: `name`, `slug`, `kind`, `kind_label`, `url` (a web site or ""), `description`.
    """
    visible = naming_partners(gate)
    counts = {pk: len(pages & visible) for pk, pages in references(gate.snapshot).to_partner.items()}
    partners = Partner.objects.filter(pk__in=[pk for pk, count in counts.items() if count])
    return [
        {**row, "kind_label": Partner.Kind(row["kind"]).label, "count": counts[row["pk"]]}
        for row in partners.order_by("name").values("pk", "name", "slug", "kind", "url", "description")
    ]


def sitemap_urls(gate: Gate) -> list[str]:
    """Return the URLs of these lists, and of the themes and partners that have pages, for the sitemap."""
    themes = [theme for main in theme_rows(gate) for theme in (main, *main["subthemes"]) if theme["count"]]
    return [
        reverse("themes"),
        *(reverse("theme", args=[theme["slug"]]) for theme in themes),
        reverse("partners"),
        *(reverse("partner", args=[partner["slug"]]) for partner in partner_rows(gate)),
    ]
