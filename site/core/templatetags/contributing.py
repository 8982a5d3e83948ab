"""Links from public pages to contribution forms: the same for every reader, and without a query."""

from __future__ import annotations

from typing import Any, TypedDict

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from core.contributions import kinds
from core.contributions.kinds import Kind, Purpose

register = template.Library()


class ContributionLink(TypedDict):
    """A link to the form of a contribution."""

    label: str
    url: str
    icon: str


@register.simple_tag
def contribution_link(code: str) -> ContributionLink | None:
    """Return the link to a kind of contribution, or None if no section offers it."""
    kind = kinds.kind(code)
    return _link(kind, kind.label, "") if kind else None


@register.simple_tag
def contribution_links_about(page: Any, purpose: str = "") -> list[ContributionLink]:
    """Return the links to contributions about a page (correction, report, claim), or to those of one purpose."""
    candidates = kinds.kinds(Purpose(purpose) if purpose else None)
    models = (page._meta.label, "wagtailcore.Page")
    return [_about(page, kind) for kind in candidates if kind.about_a_page and kind.model in models]


@register.simple_tag
def contribution_link_about(page: Any, purpose: str) -> ContributionLink | None:
    """Return the link for a purpose, such as « correction »; None if no section offers it or the page is not live."""
    links = contribution_links_about(page, purpose) if page.live and page.translation_key else []
    return links[0] if links else None


def _about(page: Any, kind: Kind) -> ContributionLink:
    # The label of a correction names this page or place; the kind's own label says « un lieu » or « une page ».
    here = f"Corriger ou compléter cette {'fiche' if page.card_kind == 'place' else 'page'}"
    label = here if kind.purpose == Purpose.CORRECTION else kind.label
    return _link(kind, label, f"?{urlencode({'sur': page.translation_key})}")


def _link(kind: Kind, label: str, query: str) -> ContributionLink:
    return ContributionLink(label=label, url=f"{reverse('contribute_start', args=[kind.code])}{query}", icon=kind.icon)
