"""What the guide gives to other sections, through `core.contracts`."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core import cards
from core.cards import CardRow
from core.gate import Gate
from memento import consent
from memento.citations import sheets_citing
from memento.models import TestimonialPage


def testimonials_of_place(gate: Gate, place: int) -> list[CardRow]:
    """The testimonials about a place (by its page id), the newest first."""
    return cards.tied(gate, TestimonialPage, "place", place, lambda pages: pages.newest_first())


def sheets_citing_place(gate: Gate, place: int) -> list[CardRow]:
    """The sheets that speak of a place (by its page id), in the order of the guide."""
    return cards.by_page(gate, sheets_citing(gate, place))


def consents(pages: Sequence[int]) -> dict[int, bool]:
    """Of the testimonials among these pages: whether the consent stands."""
    noted = TestimonialPage.objects.filter(pk__in=pages, consent_recorded_on__isnull=False)
    return {pk: day is None for pk, day in noted.values_list("pk", "consent_withdrawn_on")}


@transaction.atomic
def withdraw_consent(page: int, user: object, note: str) -> bool:
    """Take a testimonial off the site, as who consented to it asks today. Whether the consent stood until now."""
    found = TestimonialPage.objects.select_for_update(of=("self",)).filter(pk=page, alias_of=None).first()
    if found is None or not consents([page]).get(page):
        return False
    consent.withdraw(found, timezone.localdate(), note, user)
    return True
