"""Template tags and filters for the templates of all sections."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import contracts
from core.blocks.resolver import ResolvedBlock
from core.cards import repeats_picture
from core.dates.labels import label as date_label
from core.files.images import ImageData
from core.relations.related import Related, related_pages
from core.text import typography
from core.text.addresses import host_of
from core.text.phones import dial
from core.text.typography import NBSP, french, french_html
from core.visibility.gate import Gate, is_personal

register = template.Library()
register.filter("day", date_label)
register.filter("dial", dial)
register.filter("host", host_of)
register.filter(repeats_picture)


@register.filter(is_safe=True)
def typo(value: Any) -> str:
    """Apply French typography (spaces, apostrophes) to plain text, which is escaped, or to safe HTML."""
    if value is None:
        return ""
    value = str(value)  # a lazy translation shows whether it is safe HTML only once it is evaluated
    if isinstance(value, SafeString):
        return mark_safe(french_html(value))
    return mark_safe(escape(french(value)))


@register.filter
def rich(value: str | None) -> SafeString:
    """Apply French typography to rich text that the resolver has turned into HTML."""
    return mark_safe(french_html(value or ""))


@register.filter
def file_size(size: int | None) -> str:
    """Return the size of a file for people, in decimal units: « 1,2 Mo »."""
    if not size:
        return "poids inconnu"
    value, unit = float(size), "o"
    for larger in ("ko", "Mo", "Go"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    number = f"{value:.1f}" if value < 10 and unit != "o" else f"{value:.0f}"
    return f"{number.replace('.', ',')}{NBSP}{unit}"


@register.filter
def file_facts(file: Mapping[str, Any]) -> str:
    """Return the type, the pages and the size of a file (`FileData`) for people: « PDF, 12 pages, 1,2 Mo »."""
    pages = typography.quantity(file["pages"], "page").replace(" ", NBSP) if file["pages"] else ""
    return ", ".join(filter(None, [file["extension"].upper(), pages, file_size(file["size"])]))


@register.filter(name="zip")
def zip_(values: Iterable[Any], others: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Iterate over two lists in parallel."""
    return zip(values, others, strict=False)


@register.filter
def with_content(rows: Iterable[Any], names: str = "") -> list[Any]:
    """Return the rows in which one of the space-separated fields is not empty; without names, the non-empty items."""
    return [row for row in rows if (any(row[name] for name in names.split()) if names else row)]


@register.filter
def thousands(value: int | None) -> str:
    """Return an integer with thin spaces: « 1 512 »."""
    return "" if value is None else typography.thousands(value)


@register.filter
def aria_current(links: Iterable[Mapping[str, str]], path: str) -> tuple[str, ...]:
    """Return the `aria-current` of each link in a menu: « page », « true » for a section around `path`, or ""."""
    return tuple(
        "page" if link["url"] == path else "true" if link["url"] != "/" and path.startswith(link["url"]) else ""
        for link in links
    )


@register.simple_tag(takes_context=True)
def cached_include(context: template.Context, template_name: str, **variables: Any) -> SafeString:
    """Include a template that, apart from `variables`, is the same on all pages of a site.

    It is rendered once per content version, and each time for readers with a session or a token.
    """

    def render() -> SafeString:
        with context.push(**variables):
            return context.template.engine.get_template(template_name).render(context)  # type: ignore[union-attr]

    request = context["request"]
    if is_personal(request):
        return render()
    gate = Gate.for_request(request)
    return gate.snapshot.get_or_set((template_name, gate.site and gate.site.id, *variables.values()), render)


@register.inclusion_tag("components/picture.html")
def picture(
    image: ImageData | None, sizes: str = "(min-width: 60rem) 50vw, 100vw", lazy: bool = True
) -> dict[str, Any]:
    """Render a `<picture>` with the existing renditions; `sizes` as in HTML."""
    return {"image": image, "sizes": sizes, "lazy": lazy}


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """Return a decorative icon from `images/icons.svg`. Screen readers skip it: the text beside it has the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("images/icons.svg"), name
    )


@register.simple_tag
@lru_cache(maxsize=128)
def drawing(name: str) -> SafeString:
    """Return the drawing shown in place of a missing photo, for a family of places or a kind of page."""
    return render_to_string("components/drawing.html", {"name": name})


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", show_help: bool = True) -> dict[str, Any]:
    """Render a form field with its label, errors and, if `show_help`, its help; `label` overrides the field's own."""
    # The label is always visible, so a placeholder would only repeat it.
    bound.field.widget.attrs.pop("placeholder", None)
    ticked = getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset
    return {"field": bound, "label": label or bound.label, "show_help": show_help, "ticked": ticked}


@register.simple_tag(takes_context=True)
def stream(context: template.Context, blocks: list[ResolvedBlock]) -> SafeString:
    """Render resolved blocks, each with the template of its type."""
    page = context.get("page")
    return mark_safe(
        "".join(
            render_to_string(f"blocks/{block['type']}.html", {"value": block["value"], "id": block["id"], "page": page})
            for block in blocks
        )
    )


@register.simple_tag(takes_context=True, name="related_pages")
def related(context: template.Context) -> list[Related]:
    """Return the pages for « En rapport », without those that the lists of the page show already."""
    page, gate = context.get("page"), context.get("gate")
    if gate is None or not getattr(page, "pk", None):  # a preview of a page that was never saved
        return []
    shown = {url for level in context.dicts for value in level.values() for url in _urls_in(value)}
    return related_pages(gate, page, shown)


def _urls_in(value: Any) -> Iterator[str]:
    """Yield the URLs of the rows in a value of a context: lists of dicts, also within one another.

    By their types: `isinstance` would evaluate the lazy CSRF token, and make the page private.
    """
    if type(value) is list or type(value) is tuple:
        for part in value:
            yield from _urls_in(part)
    elif type(value) is dict:
        if type(value.get("url")) is str:
            yield value["url"]
        for part in value.values():
            yield from _urls_in(part)


@register.simple_tag
def points_locator(places: Iterable[Mapping[str, Any]]) -> contracts.Locator | None:
    """Return the small map of those places that have a `point`, or None."""
    return contracts.points_locator([place["point"] for place in places if place["point"]])


@register.simple_tag
def json_ld(data: dict[str, Any] | None) -> SafeString:
    """Return a `<script>` with schema.org data, escaped for HTML."""
    if not data:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, default=_plain)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
