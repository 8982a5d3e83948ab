"""Render mails: a text template gives the text, and the HTML is generated from that text.

The text is made of paragraphs of one line, separated by empty lines. In addition:

- a line that ends in « : », followed by a line with only a URL, is a button with that label;
- lines that begin with « – » are a list, lines that begin with « > » a quotation;
- everything after a line with only « — » is the signature.
"""

from __future__ import annotations

import re
from typing import Any, TypedDict

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from wagtail.models import Page

from core.visibility.gate import Gate

SIGNATURE = "\n—\n"
ADDRESS = re.compile(r"https?://\S+")
EMPTY_LINES = re.compile(r"\n\s*\n")
LIST, QUOTE = "– ", "> "


class Paragraph(TypedDict):
    """A paragraph of a mail: `kind` is text, list, quote or link; a link has its label in `lines`, and its `url`."""

    kind: str
    lines: list[str]
    url: str


class Link(TypedDict):
    """The button of a mail."""

    label: str
    url: str


class Sender(TypedDict):
    """The site as the sender of a mail."""

    name: str
    url: str


def sender() -> Sender:
    site = Gate.public().site
    return Sender(name=(site.name if site else "") or settings.WAGTAIL_SITE_NAME, url=f"{settings.SITE_URL}/")


def paragraphs(text: str) -> list[Paragraph]:
    """Split a text without its signature into paragraphs."""
    return [_paragraph(part.splitlines()) for part in EMPTY_LINES.split(text.strip()) if part.strip()]


def _paragraph(lines: list[str]) -> Paragraph:
    lines = [line.strip() for line in lines]
    for kind, mark in (("list", LIST), ("quote", QUOTE)):
        if all(f"{line} ".startswith(mark) for line in lines):
            return Paragraph(kind=kind, lines=[line[len(mark) :] for line in lines], url="")
    if len(lines) == 2 and lines[0].endswith(":") and ADDRESS.fullmatch(lines[1]):
        return Paragraph(kind="link", lines=[lines[0].rstrip(":").rstrip()], url=lines[1])
    return Paragraph(kind="text", lines=lines, url="")


def as_html(subject: str, text: str) -> str:
    """Render the HTML of a mail: no images, no scripts, nothing loaded from another host."""
    body, _, signature = text.partition(SIGNATURE)
    context = {
        "subject": subject,
        "paragraphs": paragraphs(body),
        "signature": signature.strip().splitlines(),
        "sender": sender(),
    }
    return render_to_string("email/base.html", context)


def letter(template: str, address: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Build a mail from a template `<name>.txt` and its subject from `<name>_subject.txt`; HTML is added on sending."""
    names = (f"{template.removesuffix('.txt')}_subject.txt", template)
    subject, text = (render_to_string(name, context).strip() for name in names)
    return EmailMultiAlternatives(subject, text, to=[address])


def add_html(message: EmailMessage) -> None:
    """Add an HTML alternative to a plain-text message that has none."""
    if isinstance(message, EmailMultiAlternatives) and not message.alternatives and message.content_subtype == "plain":
        message.attach_alternative(as_html(str(message.subject), str(message.body)), "text/html")


def link_to_page(page_id: int | None) -> Link | None:
    """Return a link to a page if it is live, else None. It is read again: the caller's instance may be outdated."""
    page: Any = Page.objects.filter(pk=page_id, live=True).specific().first() if page_id else None
    return Link(label="Voir la page", url=page.full_url) if page and page.full_url else None


def link_to_site() -> Link:
    return Link(label="Aller sur le site", url=sender()["url"])
