"""Mails to the author of a contribution: received, to complete, accepted, refused."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from core.contributions.kinds import ANSWERED_ALONE, Purpose
from core.mail import render
from members.mail import to_moderators
from members.models import Entry

Event = Entry.Event


class Letter(NamedTuple):
    """The template of a mail, and the label of its link to the contribution."""

    template: str
    link: str


#: The journal events that authors get a mail about.
LETTERS = {
    Event.SUBMITTED: Letter("members/email/submitted.txt", "Suivre ma contribution"),
    Event.RETURNED: Letter("members/email/returned.txt", "Compléter ma contribution"),
    Event.ACCEPTED: Letter("members/email/accepted.txt", "Voir ma contribution"),
    Event.REFUSED: Letter("members/email/refused.txt", "Voir ma contribution"),
}


def notify(entry: Entry) -> None:
    """Write to the author about a journal entry, if there is an address.

    For a new report or claim, which no workflow announces, also write to the moderators.
    """
    contribution = entry.contribution
    if entry.what == Event.SUBMITTED and contribution.purpose in ANSWERED_ALONE:
        to_moderators.notify(contribution)
    author = contribution.author
    address = author.email if author and author.is_active else "" if author else contribution.contact
    letter = LETTERS.get(Event(entry.what))
    if not address or letter is None:
        return
    context = {
        "entry": entry,
        "title": " ".join(str(contribution).split()),
        "purpose": contribution.purpose,
        "effect": contribution.effect,
        "page_gone": contribution.page is None and contribution.purpose != Purpose.REPORT,
        "user": author,
        "link": link_for(entry),
    }
    render.letter(letter.template, address, context).send()


def link_for(entry: Entry) -> render.Link:
    """Return the link of a mail: the published page once accepted, else the author's contribution.

    Without an account it is the page if it is live, else the home page.
    """
    contribution = entry.contribution
    if entry.what == Event.ACCEPTED or contribution.author is None:
        link = render.link_to_page(contribution.page_id)
        if link or contribution.author is None:
            return link or render.link_to_site()
    path = reverse("members_contribution", args=[contribution.pk])
    return render.Link(label=LETTERS[Event(entry.what)].link, url=f"{settings.SITE_URL}{path}")
