"""Template filters and tags for the admin."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.bin.citations import citations, shown
from core.files.pdf.notes import Note, notes_of
from core.models import SillonDocument
from core.text.typography import NBSP

register = template.Library()

DATE_PICKER = re.compile(r'<script src="[^"<>]*/jquery\.datetimepicker\.[^"<>]*"></script>')


@register.filter
def french_title(title: str) -> str:
    """Return Wagtail's « title: subtitle » with a no-break space before the first colon, as in French."""
    return str(title).replace(": ", f"{NBSP}: ", 1)


@register.filter
def without_date_picker(html: str) -> SafeString:
    """Remove Wagtail's date picker from the scripts of an admin page: its widgets are native inputs here."""
    return mark_safe(DATE_PICKER.sub("", html))


@register.filter
def french_submit(html: str) -> SafeString:
    """Translate the one button label that Wagtail's templates have in plain English."""
    return mark_safe(html.replace('type="submit" value="Search"', 'type="submit" value="Rechercher"'))


#: A line break and the indentation before a tag, an attribute or the end of a tag. Typed text never matches: it is
#: escaped, and only `</textarea>`, `</pre>` or a quotation mark follows it. A match starts where whitespace starts, so
#: that a long run is read once.
INDENTATION = re.compile(r'(?<!\s)[ \t]*+\n\s++(?=<(?!/textarea|/pre)|>|[a-z-]+=")')


class CompactNode(template.Node):
    """Renders its content without the indentation of tags."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        return mark_safe(INDENTATION.sub("\n", self.nodelist.render(context)))


@register.tag
def compact(parser: template.base.Parser, token: template.base.Token) -> CompactNode:
    """Remove the indentation of tags, which is a fifth of the HTML of Wagtail's forms.

    A line break is kept, so that the page looks the same. Django's `spaceless` would join two buttons.
    """
    nodelist = parser.parse(("endcompact",))
    parser.delete_first_token()
    return CompactNode(nodelist)


@register.inclusion_tag("core/admin/bin/usage.html", takes_context=True)
def usage(context: dict[str, Any], target: Any) -> dict[str, Any]:
    """Show who uses an object that is about to be deleted, or the objects of a bulk action, with links."""
    instances = [row["item"] for row in target] if isinstance(target, list) else [target]
    if not instances:
        return {}
    deleted = type(instances[0])._default_manager.filter(pk__in=[instance.pk for instance in instances])
    return shown(citations(deleted, context["request"].user))


@register.simple_tag
def pdf_note(document: SillonDocument) -> Note | None:
    """Return the note for editors on how a PDF was read; None if the document is not a PDF."""
    return notes_of([document]).get(document.pk)
