"""Reads the pages of the admin."""

from __future__ import annotations

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags

LISTING = reverse("wagtailadmin_pages:type_use", args=["inventory", "siteprofilepage"])
#: The table of the listing, without the page around it.
RESULTS = reverse("wagtailadmin_pages:type_use_results", args=["inventory", "siteprofilepage"])


def main_text(response: HttpResponse) -> str:
    """The text of a page's main part, its spaces made one."""
    return " ".join(strip_tags(response.text.partition("<main")[2]).split())


def messages_of(response: HttpResponse) -> list[str]:
    """The messages that a request has left for the next page."""
    return [str(message).strip() for message in get_messages(response.wsgi_request)]
