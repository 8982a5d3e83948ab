"""The pages of themes, partners and people, with all that is tied to them, and the lists of themes and partners."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder

from core.api.lookup import Moved, following_moves
from core.files import images
from core.http.caching import public_read
from core.http.feeds import public_gate
from core.models import Partner, Person, Theme
from core.relations import feeds
from core.relations.directories import PARTNERS_INTRODUCTION, THEMES_INTRODUCTION, partner_rows, theme_rows
from core.relations.entries import Entry, about_partner, about_person, about_theme
from core.relations.lists import entry_list
from core.relations.redirects import visible_slug
from core.visibility.gate import Audience, Gate


@require_safe
@public_read
def themes(request: HttpRequest) -> HttpResponse:
    """Show all themes in their tree, each with its number of pages."""
    gate = Gate.for_request(request)
    context = {**page_head(gate, "Thèmes", reverse("themes"), THEMES_INTRODUCTION), "rows": theme_rows(gate)}
    return render(request, "core/relations/themes.html", context)


@require_safe
@public_read
def partners(request: HttpRequest) -> HttpResponse:
    """Show the partners to whom a visible page refers, each with its number of pages."""
    gate = Gate.for_request(request)
    context = {**page_head(gate, "Partenaires", reverse("partners"), PARTNERS_INTRODUCTION), "rows": partner_rows(gate)}
    return render(request, "core/relations/partners.html", context)


@require_safe
@public_read
@following_moves
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a theme, its subthemes, and all pages with one of them."""
    gate = Gate.for_request(request)
    theme = _find(gate, Theme, slug)
    above = [("Thèmes", reverse("themes"))]
    if theme.parent:
        above.append((theme.parent.title, theme_url(theme.parent.slug)))
    context = {
        **page_head(gate, theme.title, theme_url(slug), theme.description, above),
        **_tied(request, gate, theme, about_theme(gate, theme), without={"theme"}),
        "subthemes": next((row["subthemes"] for row in theme_rows(gate) if row["slug"] == slug), []),
        "feed_url": reverse("theme_feed", args=[slug]),
    }
    return render(request, "core/relations/theme.html", context)


@require_safe
@public_read
@following_moves
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a partner and all pages that refer to it or to one of its people. 404 if the reader may see none of them."""
    gate = Gate.for_request(request)
    partner = _find(gate, Partner, slug)
    entries = about_partner(gate, partner)
    if not entries:
        raise Http404
    context = {
        **page_head(gate, partner.name, partner_url(slug), partner.description, [("Partenaires", reverse("partners"))]),
        **_tied(request, gate, partner, entries, without={"partner"}),
        "partner": partner,
        "logo": images.load([partner.logo_id]).get(partner.logo_id) if partner.logo_id else None,
        "feed_url": reverse("partner_feed", args=[slug]),
        "structured_data": _organization(partner),
    }
    return render(request, "core/relations/partner.html", context)


@require_safe
@public_read
@following_moves
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person who agreed to it, and all pages that refer to this person. 404 for all others."""
    gate = Gate.for_request(request)
    person = _find(gate, Person, slug)
    entries = about_person(gate, person)
    if not person.page_agreed_on or not entries:
        raise Http404
    context = {
        **page_head(gate, person.name, reverse("person", args=[slug]), ""),
        **_tied(request, gate, person, entries, without=()),
        "person": person,
    }
    return render(request, "core/relations/person.html", context)


@require_safe
@public_read
@following_moves
def theme_feed(request: HttpRequest, slug: str) -> HttpResponse:
    gate = public_gate(request)
    theme = _find(gate, Theme, slug)
    return feeds.latest(gate, theme.title, theme_url(slug), request.path, about_theme(gate, theme), request.GET)


@require_safe
@public_read
@following_moves
def partner_feed(request: HttpRequest, slug: str) -> HttpResponse:
    gate = public_gate(request)
    partner = _find(gate, Partner, slug)
    entries = about_partner(gate, partner)
    if not entries:
        raise Http404
    return feeds.latest(gate, partner.name, partner_url(slug), request.path, entries, request.GET)


def _organization(partner: Partner) -> dict[str, str]:
    """Return a partner as a schema.org Organization, for search engines."""
    data = {"@type": "Organization", "name": partner.name, "url": partner.url, "description": partner.description}
    return {key: value for key, value in data.items() if value}


def theme_url(slug: str) -> str:
    return reverse("theme", args=[slug])


def partner_url(slug: str) -> str:
    return reverse("partner", args=[slug])


def _find(gate: Gate, model: type[Theme] | type[Partner] | type[Person], slug: str) -> Any:
    """Return the object with a slug. Raise Http404, or Moved for a former slug."""
    row = model.objects.filter(slug=slug).first()
    if row is None:
        if current := visible_slug(gate, model, slug):
            raise Moved(current)
        raise Http404
    return row


def page_head(
    gate: Gate, title: str, url: str, description: str, above: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Return what `base.html` shows of a page, for one that is not in the page tree. `above` are names and URLs."""
    home = [("Accueil", "/"), *above]
    return {
        "page": {"title": title, "seo_title": ""},
        "description": description,
        "canonical_url": gate.absolute(url),
        "breadcrumb": [{"title": name, "url": address} for name, address in home],
        "social_image_url": "",
        "structured_data": None,
    }


def _tied(
    request: HttpRequest, gate: Gate, instance: Model, entries: Sequence[Entry], without: Collection[str]
) -> dict[str, Any]:
    """Return the context of the list of pages tied to an object, and the URL of its form for those who may edit it."""
    name = (type(instance).__name__, instance.pk)
    edit_url = AdminURLFinder(request.user).get_edit_url(instance) if gate.audience == Audience.TEAM else None
    return {**entry_list(gate, name, entries, request.GET, without), "edit_url": edit_url or ""}
