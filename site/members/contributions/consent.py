"""Consent to publication, which the author of a contribution may withdraw even after it is published."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from core import contracts
from core.contributions.kinds import Purpose
from members.contributions import journal
from members.models import Contribution, Entry, User

NOTE = "Par l’auteur de la contribution, depuis son compte."
WORDS = "Accord retiré : le témoignage a quitté le site."


def consent_states(contributions: Iterable[Contribution]) -> dict[UUID, bool]:
    """Map each published contribution that needs a consent to whether that consent is still valid. Makes one query."""
    pages = {
        contribution.pk: contribution.page_id
        for contribution in contributions
        if contribution.state == Contribution.State.PUBLISHED
        and contribution.purpose == Purpose.NEW
        and contribution.page_id
    }
    consents = contracts.consents(list(pages.values())) if pages else {}
    return {pk: consents[page] for pk, page in pages.items() if page in consents}


def contributions_with_consent(user: User) -> list[Contribution]:
    """Return a user's published contributions whose consent is still valid, sorted by title."""
    published = Contribution.objects.filter(author=user, state=Contribution.State.PUBLISHED)
    contributions = list(published.defer("typed", "sent").order_by("title", "pk"))
    states = consent_states(contributions)
    return [contribution for contribution in contributions if states.get(contribution.pk)]


@transaction.atomic
def withdraw(contribution: Contribution, user: User) -> bool:
    """Withdraw the consent to the published page of a contribution. Return False if there is none to withdraw."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not consent_states([locked]).get(locked.pk) or not contracts.withdraw_consent(locked.page_id or 0, user, NOTE):
        return False
    journal.add_entry(locked, Entry.Event.WITHDRAWN, by=user, words=WORDS)
    return True
