"""The doors to contributing that stand on public pages: the same for every reader, and without a query."""

from __future__ import annotations

from typing import Any, TypedDict

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from core import contributions
from core.contributions import Kind, Purpose

register = template.Library()


class Door(TypedDict):
    """A way into a contribution."""

    label: str
    url: str
    icon: str


@register.simple_tag
def door_to(code: str) -> Door | None:
    """The door to a kind of contribution, None where no section offers it."""
    kind = contributions.kind(code)
    return _door(kind, kind.label, "") if kind else None


@register.simple_tag
def doors_about(page: Any) -> list[Door]:
    """What may be said of a page: a correction, an error, that the place is one's own."""
    label = page._meta.label
    fitting = (k for k in contributions.kinds() if k.about_a_page and k.model in (label, "wagtailcore.Page"))
    return [_about(page, kind) for kind in fitting]


@register.simple_tag
def door_about(page: Any, purpose: str) -> Door | None:
    """The door to one of these, « correction » or « report »; None where nobody offers it or before publication."""
    if not page.live or not page.translation_key:
        return None
    label = page._meta.label
    fitting = (
        k for k in contributions.kinds(Purpose(purpose)) if k.about_a_page and k.model in (label, "wagtailcore.Page")
    )
    return next((_about(page, kind) for kind in fitting), None)


def _about(page: Any, kind: Kind) -> Door:
    # On a page, a door says « this » where the list of all doors says « a ».
    here = f"Corriger ou compléter cette {'fiche' if page.card_kind == 'place' else 'page'}"
    label = here if kind.purpose == Purpose.CORRECTION else kind.label
    return _door(kind, label, f"?{urlencode({'sur': page.translation_key})}")


def _door(kind: Kind, label: str, query: str) -> Door:
    return Door(label=label, url=f"{reverse('contribute_start', args=[kind.code])}{query}", icon=kind.icon)
