"""The consent that an author gave with a contribution, which stays theirs once it is published."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from core import contracts
from core.contributions import Purpose
from members.models import Contribution, Entry, User

NOTE = "Par l’auteur de la contribution, depuis son compte."
WORDS = "Accord retiré : le témoignage a quitté le site."


def standing(contributions: Iterable[Contribution]) -> dict[UUID, bool]:
    """Of the published contributions that rest on a consent: whether it stands. In one query."""
    pages = {
        one.pk: one.page_id
        for one in contributions
        if one.state == Contribution.State.PUBLISHED and one.purpose == Purpose.NEW and one.page_id
    }
    known = contracts.consents(list(pages.values())) if pages else {}
    return {pk: known[page] for pk, page in pages.items() if page in known}


def given_by(user: User) -> list[Contribution]:
    """What somebody has contributed with a consent that stands, by title."""
    published = Contribution.objects.filter(author=user, state=Contribution.State.PUBLISHED)
    found = list(published.defer("typed", "sent").order_by("title", "pk"))
    stands = standing(found)
    return [one for one in found if stands.get(one.pk)]


@transaction.atomic
def withdraw(contribution: Contribution, user: User) -> bool:
    """Withdraw the consent to what a contribution has become. Whether there was one to withdraw."""
    held = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not standing([held]).get(held.pk) or not contracts.withdraw_consent(held.page_id or 0, user, NOTE):
        return False
    Entry.objects.create(contribution=held, by=user, what=Entry.What.WITHDRAWN, words=WORDS)
    return True
