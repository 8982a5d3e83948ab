"""Template tags that every section uses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import contracts, dates
from core.gate import Gate, is_personal
from core.images import ImageData
from core.streams import ResolvedBlock
from core.typography import NBSP, NNBSP, french, french_html

register = template.Library()


@register.filter(is_safe=True)
def typo(value: Any) -> str:
    """French spaces and apostrophes, in plain text and in safe HTML."""
    if value is None:
        return ""
    value = str(value)  # a translation that waits may be safe HTML, and says so only then
    if isinstance(value, SafeString):
        return mark_safe(french_html(value))
    return mark_safe(escape(french(value)))


@register.filter
def rich(value: str | None) -> SafeString:
    """Rich text that the resolver has expanded, with French typography."""
    return mark_safe(french_html(value or ""))


@register.filter
def weight(size: int | None) -> str:
    """A file's size for people, in thousands of bytes as systems show it: « 1,2 Mo »."""
    if not size:
        return "poids inconnu"
    value, unit = float(size), "o"
    for larger in ("ko", "Mo", "Go"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    shown = f"{value:.1f}" if value < 10 and unit != "o" else f"{value:.0f}"
    return f"{shown.replace('.', ',')}{NBSP}{unit}"


@register.filter
def day(iso: str) -> str:
    """A day that is stored as `2026-11-02`, as people say it: « 2 novembre 2026 »."""
    return dates.label(iso)


@register.filter
def host(url: str) -> str:
    """What people call a web address: its host."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.filter
def beside(values: Iterable[Any], others: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Two lists walked together."""
    return zip(values, others, strict=False)


@register.filter
def filled(rows: Iterable[Any], names: str = "") -> list[Any]:
    """The rows in which one of these fields, parted by spaces, has something; bare texts that are not empty."""
    return [row for row in rows if (any(row[name] for name in names.split()) if names else row)]


@register.filter
def thousands(value: int | None) -> str:
    """An integer with thin spaces: « 1 512 »."""
    return "" if value is None else f"{value:,}".replace(",", NNBSP)


@register.filter
def currents(links: Iterable[Mapping[str, str]], path: str) -> tuple[str, ...]:
    """What `aria-current` says of each link of a menu at this address: « page », « true » around it, or nothing."""
    return tuple(
        "page" if link["url"] == path else "true" if link["url"] != "/" and path.startswith(link["url"]) else ""
        for link in links
    )


@register.simple_tag(takes_context=True)
def kept(context: template.Context, template_name: str, **shown: Any) -> SafeString:
    """A part that every page of a site has, which nothing but `shown` changes: rendered once per content version.

    Readers with a session get one of their own.
    """

    def render() -> SafeString:
        with context.push(**shown):
            return context.template.engine.get_template(template_name).render(context)  # type: ignore[union-attr]

    request = context["request"]
    if is_personal(request):
        return render()
    gate = Gate.for_request(request)
    return gate.snapshot.keep((template_name, gate.site and gate.site.id, *shown.values()), render)


@register.inclusion_tag("components/picture.html")
def picture(
    image: ImageData | None, sizes: str = "(min-width: 60rem) 50vw, 100vw", lazy: bool = True
) -> dict[str, Any]:
    """A `<picture>` of the sizes that exist; `sizes` as in HTML."""
    return {"image": image, "sizes": sizes, "lazy": lazy}


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """A sign from `images/icons.svg`, for the eyes only: the words beside it say what it means."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("images/icons.svg"), name
    )


@register.simple_tag
@lru_cache(maxsize=128)
def drawing(name: str) -> SafeString:
    """What stands where there is no photo: ridges, and the sign of a family of places or of a kind of page."""
    return render_to_string("components/drawing.html", {"name": name})


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", told: bool = True) -> dict[str, Any]:
    """A form's field with its label, errors and, if `told`, its help; `label` replaces the form's own."""
    # A label stays when one types; a placeholder would only repeat it.
    bound.field.widget.attrs.pop("placeholder", None)
    ticked = getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset
    return {"field": bound, "label": label or bound.label, "told": told, "ticked": ticked}


@register.simple_tag(takes_context=True)
def stream(context: template.Context, blocks: list[ResolvedBlock]) -> SafeString:
    """The HTML of resolved blocks, each from the template of its name."""
    page = context.get("page")
    return mark_safe(
        "".join(
            render_to_string(f"blocks/{block['type']}.html", {"value": block["value"], "id": block["id"], "page": page})
            for block in blocks
        )
    )


@register.simple_tag
def points_locator(places: Iterable[Mapping[str, Any]]) -> contracts.Locator | None:
    """The small map of places that have a `point`, or None."""
    return contracts.points_locator([place["point"] for place in places if place["point"]])


@register.simple_tag
def json_ld(data: dict[str, Any] | None) -> SafeString:
    """A schema.org script, safe inside HTML."""
    if not data:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, default=_plain)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
