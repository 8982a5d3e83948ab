"""Template tags and filters for mails."""

from __future__ import annotations

from django import template
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from core.text import typography
from members import permissions
from members.mail import render

register = template.Library()

register.simple_tag(render.sender)
register.simple_tag(render.link_to)
register.filter(permissions.works_in_admin)
register.filter(typography.nested)


@register.filter
def quoted(text: str) -> str:
    """Format a text as a quotation: the mark before each line, empty lines dropped."""
    return "\n".join(f"{render.QUOTE}{line}".rstrip() for line in text.strip().splitlines() if line.strip())


@register.filter
def linked(line: str) -> SafeString:
    """Turn the addresses in a line of the signature into links."""
    return mark_safe(urlize(line, autoescape=True))
