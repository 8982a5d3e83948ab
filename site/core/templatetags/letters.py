"""Template tags and filters for mails."""

from __future__ import annotations

from django import template
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from core.mail import render
from core.text import typography

register = template.Library()

register.simple_tag(render.sender)
register.filter(typography.nested)


@register.filter
def quoted(text: str) -> str:
    """Format a text as a quotation: the mark before each line, empty lines dropped."""
    return "\n".join(f"{render.QUOTE}{line}".rstrip() for line in text.strip().splitlines() if line.strip())


@register.filter
def linked(line: str) -> SafeString:
    """Turn the addresses in a line of the signature into links."""
    return mark_safe(urlize(line, autoescape=True))
