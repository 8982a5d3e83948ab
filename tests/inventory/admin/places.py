"""Places in the states that the listing and the bulk actions tell apart."""

from __future__ import annotations

from wagtail.models import Workflow

from inventory.models import SiteProfilePage
from members.models import User
from tests.factories.inventory import SiteProfilePageFactory


def published(**fields) -> SiteProfilePage:
    """A published place, as it stands in the database."""
    place = SiteProfilePageFactory(**fields)
    place.save_revision().publish()
    return SiteProfilePage.objects.get(pk=place.pk)


def in_review(place: SiteProfilePage, user: User) -> SiteProfilePage:
    """The place, with a change that waits for a moderator."""
    place.summary = "Proposé"
    place.save_revision(user=user)
    Workflow.objects.get(name="Modération").start(place, user)
    return place
