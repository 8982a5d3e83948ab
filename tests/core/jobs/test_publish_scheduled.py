"""Pages whose hour has come: one that cannot be published or unpublished leaves the others alone."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_unpublished

from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled(home):
    """Make a draft that is due, each one later than the one before."""
    hours = iter(range(9, 0, -1))

    def make(slug: str) -> Page:
        page = StandardPageFactory(parent=home, slug=slug, live=False)
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision().publish()
        revision = page.scheduled_revision
        revision.approved_go_live_at = timezone.now() - timedelta(hours=next(hours))
        revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
        revision.save()
        return page

    return make


def test_a_page_that_cannot_be_published_does_not_stop_the_others(home, scheduled):
    taken = StandardPageFactory(parent=home, slug="prise")
    broken, other = scheduled("cassee"), scheduled("autre")
    revision = broken.scheduled_revision
    revision.content["slug"] = taken.slug
    revision.save()
    errors = StringIO()
    with pytest.raises(CommandError, match="1 contenu n’a pas pu être publié ou dépublié"):
        call_command("publish_scheduled", stderr=errors)
    live = dict(Page.objects.filter(pk__in=[broken.pk, other.pk]).values_list("slug", "live"))
    assert live == {"cassee": False, "autre": True}
    assert f"standardpage {broken.pk} : ValidationError" in errors.getvalue()
    # Wagtail unschedules a revision before it saves the page: what failed must still be due once it is mended.
    taken.delete()
    call_command("publish_scheduled")
    broken.refresh_from_db()
    assert (broken.live, broken.slug) == (True, "prise")


def test_a_page_that_cannot_be_unpublished_does_not_stop_the_others(home):
    first, second = (
        StandardPageFactory(parent=home, slug=slug, expire_at=timezone.now() - timedelta(hours=hours))
        for slug, hours in (("un", 2), ("deux", 1))
    )

    def refuse(instance, **_):
        if instance.pk == first.pk:
            raise RuntimeError("refusé")

    page_unpublished.connect(refuse)
    errors = StringIO()
    try:
        with pytest.raises(CommandError):
            call_command("publish_scheduled", stderr=errors)
    finally:
        page_unpublished.disconnect(refuse)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.live, second.live) == (True, False), "half an unpublication is none"
    assert f"page {first.pk} : RuntimeError: refusé" in errors.getvalue()


def test_a_dry_run_lists_and_publishes_nothing(scheduled):
    page, out = scheduled("a-venir"), StringIO()
    call_command("publish_scheduled", dryrun=True, stdout=out)
    page.refresh_from_db()
    assert not page.live
    assert "a-venir" in out.getvalue()
