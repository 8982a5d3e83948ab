"""The links of mails to users."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from core.mail.render import Link, link_to_page, link_to_site
from members.models import User
from members.permissions import works_in_admin


def link_to(user: User, instance: Model) -> Link:
    """Return a link to an object for this user: its form in the admin, else its page, else the home page."""
    if works_in_admin(user) and (path := AdminURLFinder(user).get_edit_url(instance)):
        return Link(label="Ouvrir dans l’administration", url=f"{settings.WAGTAILADMIN_BASE_URL}{path}")
    return link_to_page(instance.pk if isinstance(instance, Page) else None) or link_to_site()
