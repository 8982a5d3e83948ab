"""What the texts of letters need."""

from __future__ import annotations

from django import template
from django.db.models import Model
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from core import typography
from members import letters
from members.models import User

register = template.Library()


@register.simple_tag
def sender() -> letters.Sender:
    """The site that writes: `name` and `url`."""
    return letters.sender()


@register.simple_tag
def way_to(user: User, found: Model) -> letters.Way:
    """Where this reader sees what the letter speaks of: `label` and `url`."""
    return letters.way_to(user, found)


@register.filter
def works_in_admin(user: User) -> bool:
    return letters.works_in_admin(user)


@register.filter
def nested(text: str) -> str:
    """A title that is to stand between guillemets: its own become “these”."""
    return typography.nested(text)


@register.filter
def quoted(text: str) -> str:
    """Somebody's words as a quotation: each line behind its mark."""
    return "\n".join(f"{letters.QUOTE}{line}".rstrip() for line in text.strip().splitlines() if line.strip())


@register.filter
def linked(line: str) -> SafeString:
    """A line of a signature whose addresses are links."""
    return mark_safe(urlize(line, autoescape=True))
