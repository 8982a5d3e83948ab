"""The letters that tell the author of a contribution what becomes of it."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Page

from core.contributions import Purpose
from members import letters, notifications
from members.models import Contribution, Correction, Entry

What = Entry.What


class Letter(NamedTuple):
    """The templates of a letter, and what it calls the link to the contribution."""

    subject: str
    text: str
    link: str


#: What is told; the rest the author does herself.
TOLD = {
    What.SUBMITTED: Letter(
        "members/email/submitted_subject.txt", "members/email/submitted.txt", "Suivre ma contribution"
    ),
    What.RETURNED: Letter(
        "members/email/returned_subject.txt", "members/email/returned.txt", "Compléter ma contribution"
    ),
    What.ACCEPTED: Letter("members/email/accepted_subject.txt", "members/email/accepted.txt", "Voir ma contribution"),
    What.REFUSED: Letter("members/email/refused_subject.txt", "members/email/refused.txt", "Voir ma contribution"),
}


def tell(entry: Entry) -> None:
    """Write to the author of a contribution, where there is an address; to the moderators where nothing else does."""
    contribution = entry.contribution
    if entry.what == What.SUBMITTED and contribution.purpose in (Purpose.REPORT, Purpose.CLAIM):
        notifications.tell_moderators(contribution)
    author = contribution.author
    address = author.email if author and author.is_active else "" if author else contribution.contact
    letter = TOLD.get(What(entry.what))
    if not address or letter is None:
        return
    context = {
        "entry": entry,
        "title": " ".join(str(contribution).split()),
        "purpose": contribution.purpose,
        "only_read": entry.what == What.ACCEPTED and only_read(contribution),
        "user": author,
        "way": way(entry),
    }
    subject, text = (render_to_string(template, context).strip() for template in (letter.subject, letter.text))
    EmailMultiAlternatives(subject, text, to=[address]).send()


def only_read(contribution: Contribution) -> bool:
    """Whether accepting a correction puts nothing online: it is a note alone, or nothing was taken of the rest."""
    correction = Correction.objects.filter(contribution=contribution).first()
    return correction is not None and not correction.proposed and not contribution.uploads.exists()


def way(entry: Entry) -> letters.Way:
    """Where the reader of a letter goes: to the page once there is an answer to see there, else to her contribution.

    Never into the admin. Without an account there is only the page, or the site.
    """
    contribution = entry.contribution
    if entry.what == What.ACCEPTED or contribution.author is None:
        page = Page.objects.filter(pk=contribution.page_id, live=True).first() if contribution.page_id else None
        if page and page.full_url:
            return letters.Way(label="Voir la page", url=page.full_url)
        if contribution.author is None:
            return letters.Way(label="Aller sur le site", url=letters.sender()["url"])
    path = reverse("members_contribution", args=[contribution.pk])
    return letters.Way(label=TOLD[What(entry.what)].link, url=f"{settings.SITE_URL}{path}")
