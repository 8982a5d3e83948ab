"""An event in thirty days that takes registrations, what its mails link to, and what every page must pass."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page

from archive.models import EventIndexPage, EventReportPage
from core.guards import antispam
from tests.browser.axe import violations_by_scheme
from tests.factories.archive import EventReportPageFactory

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(autouse=True)
def limits_start_anew():
    """No test uses up what another one may send."""
    cache.clear()


@pytest.fixture
def event(home, editor) -> EventReportPage:
    """A light round table that an editor organises, with forty seats."""
    event = EventReportPageFactory(
        parent=EventIndexPage.objects.get(), slug="un-col-trois-ateliers", title="Un col, trois ateliers", light=True,
        date=day(30).isoformat(), venue="Salle du Guiers, Saint-Laurent-du-Pont", access="Car T40, arrêt Mairie",
        introduction="Trois gérants racontent leur premier hiver.", takes_registrations=True, capacity=40,
        registration_question="Restez-vous dîner ?", organiser=editor,
    )  # fmt: skip
    event.save_revision(user=editor).publish()
    return EventReportPage.objects.get(pk=event.pk)


def day(days: int) -> date:
    """The day that comes after so many days; before today for a negative number."""
    return timezone.localdate() + timedelta(days=days)


def set_least_seconds(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Set how long a form has to stay open before it is sent."""
    monkeypatch.setattr(antispam, "LEAST", seconds)


def mailed_path(address: str, word: str) -> str:
    """Return the path of the page with this word in its address that the one mail to somebody links to."""
    (message,) = [message for message in mail.outbox if message.to == [address]]
    return re.search(rf"https?://[^/\s]+(/[^\s#]+/{word}/[^\s#/]+/)", message.body)[1]


def look(page: Page) -> None:
    """Expect nothing of axe in either scheme, and a page that does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert violations_by_scheme(page) == {}
