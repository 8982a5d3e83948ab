"""Letters: the mail that people get. Each is written once, as text; its HTML is made from that when it leaves.

A text is French prose in paragraphs, one line each, with empty lines between them. Beside that:

- a line that ends in « : » above an address alone is a button of that name;
- lines that begin with « – » are a list, lines that begin with « > » a quotation;
- what follows a line of « — » alone is the signature.
"""

from __future__ import annotations

import re
from typing import Any, TypedDict

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Model
from django.template.loader import render_to_string
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from core.gate import Gate
from members.models import User

SIGNATURE = "\n—\n"
ADDRESS = re.compile(r"https?://\S+")
LIST, QUOTE = "– ", "> "


class Paragraph(TypedDict):
    """A part of a letter: `kind` is text, list, quote or link; a link has its name in `lines` and its `url`."""

    kind: str
    lines: list[str]
    url: str


class Way(TypedDict):
    """Where a reader may go: what to call it, and its address."""

    label: str
    url: str


class Sender(TypedDict):
    """The site that writes."""

    name: str
    url: str


def sender() -> Sender:
    site = Gate.public().site
    return Sender(name=(site.name if site else "") or settings.WAGTAIL_SITE_NAME, url=f"{settings.SITE_URL}/")


def paragraphs(text: str) -> list[Paragraph]:
    """The parts of a text without its signature."""
    return [_paragraph(part.splitlines()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def _paragraph(lines: list[str]) -> Paragraph:
    lines = [line.strip() for line in lines]
    for kind, mark in (("list", LIST), ("quote", QUOTE)):
        if all(f"{line} ".startswith(mark) for line in lines):
            return Paragraph(kind=kind, lines=[line[len(mark) :] for line in lines], url="")
    if len(lines) == 2 and lines[0].endswith(":") and ADDRESS.fullmatch(lines[1]):
        return Paragraph(kind="link", lines=[lines[0].rstrip(":").rstrip()], url=lines[1])
    return Paragraph(kind="text", lines=lines, url="")


def as_html(subject: str, text: str) -> str:
    """The page of a letter: no image, no script, nothing that another host would be asked for."""
    body, _, signature = text.partition(SIGNATURE)
    context = {
        "subject": subject,
        "paragraphs": paragraphs(body),
        "signature": signature.strip().splitlines(),
        "sender": sender(),
    }
    return render_to_string("email/base.html", context)


def add_html(message: EmailMessage) -> None:
    """Give a message of text its HTML form too. One that has its own, or that is no text, stays as it is."""
    if isinstance(message, EmailMultiAlternatives) and not message.alternatives and message.content_subtype == "plain":
        message.attach_alternative(as_html(str(message.subject), str(message.body)), "text/html")


def works_in_admin(user: User) -> bool:
    return user.has_perm("wagtailadmin.access_admin")


def way_to(user: User, found: Model) -> Way:
    """Where this person sees what a letter speaks of: in the admin, on the site, or at least the site itself."""
    if works_in_admin(user) and (path := AdminURLFinder(user).get_edit_url(found)):
        return Way(label="Ouvrir dans l’administration", url=f"{settings.WAGTAILADMIN_BASE_URL}{path}")
    # What was at hand when the letter was caused may not know yet that the page is published.
    page: Any = Page.objects.filter(pk=found.pk, live=True).first() if isinstance(found, Page) else None
    if page and page.full_url:
        return Way(label="Voir la page", url=page.full_url)
    return Way(label="Aller sur le site", url=sender()["url"])
