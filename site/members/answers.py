"""The letters that tell the author of a contribution what becomes of it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from members.models import Contribution, Entry

#: What is told: the others the author does herself.
TOLD = (Entry.What.SUBMITTED, Entry.What.RETURNED, Entry.What.ACCEPTED, Entry.What.REFUSED)


def tell(entry: Entry) -> None:
    """Write to the author of a contribution, where there is an address."""
    contribution = entry.contribution
    address = contribution.author.email if contribution.author else contribution.contact
    if not address or entry.what not in TOLD:
        return
    context = {"entry": entry, "contribution": contribution, "user": contribution.author, "url": way(contribution)}
    subject = render_to_string(f"members/email/{entry.what}_subject.txt", context).strip()
    EmailMessage(subject, render_to_string(f"members/email/{entry.what}.txt", context), to=[address]).send()


def way(contribution: Contribution) -> str:
    """Where the author sees a contribution: her own page of it. Empty without an account."""
    if contribution.author is None:
        return ""
    return f"{settings.SITE_URL}{reverse('members_contribution', args=[contribution.pk])}"
