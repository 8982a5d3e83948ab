"""Implementations of the contracts of `core.contracts` that the guide offers other sections."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core import cards
from core.cards import CardRow
from core.visibility.gate import Gate
from memento.models import DiagnosticPage, TestimonialPage
from memento.pages.citations import sheets_citing
from memento.testimonials import consent


def testimonials_of_place(gate: Gate, place: int) -> list[CardRow]:
    """Return the cards of the testimonials about a place (by its page id), the newest first."""
    return cards.by_relation(gate, TestimonialPage, "place", place, lambda pages: pages.newest_first())


def diagnostics_of_publication(gate: Gate, publication: int) -> list[CardRow]:
    """Return the cards of the diagnostics that come from a publication (by its page id), in the order of the guide."""
    return cards.by_relation(gate, DiagnosticPage, "publication", publication, lambda pages: pages.order_by("path"))


def sheets_citing_place(gate: Gate, place: int) -> list[CardRow]:
    """Return the cards of the sheets that cite a place (by its page id), in the order of the guide."""
    return cards.by_page(gate, sheets_citing(gate, place))


def consents(pages: Sequence[int]) -> dict[int, bool]:
    """Return whether the consent still holds, by id of page. Pages without a recorded consent are left out."""
    rows = TestimonialPage.objects.filter(pk__in=pages, consent_recorded_on__isnull=False)
    return {pk: day is None for pk, day in rows.values_list("pk", "consent_withdrawn_on")}


@transaction.atomic
def withdraw_consent(page: int, user: object, note: str) -> bool:
    """Withdraw the consent to a testimonial as of today and unpublish it; False if there was no consent to withdraw."""
    testimonial = TestimonialPage.objects.select_for_update(of=("self",)).filter(pk=page, alias_of=None).first()
    if testimonial is None or not consents([page]).get(page):
        return False
    consent.withdraw(testimonial, timezone.localdate(), note, user)
    return True
