"""Template tags and filters for mails to users."""

from __future__ import annotations

from django import template

from members.mail.links import link_to
from members.permissions import works_in_admin

register = template.Library()

register.simple_tag(link_to)
register.filter(works_in_admin)
