"""The demo behind a server, made once for all tests of this folder: they read, and leave it as they found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from wagtail.models import PageViewRestriction

from home.models import HomePage
from memento.models import TestimonialIndexPage
from tests import database
from tests.browser.pages import PAGES
from tests.factories.home import StandardPageFactory
from tests.factories.memento import TestimonialPageFactory

#: With what the demo itself does not hold.
ALL_PAGES = PAGES | {
    "testimonial": "/memento/temoignages/un-recit/",
    "behind a password": "/reservee/",
    "patterns": "/styleguide/",
    "filters in use": "/inventaire/?famille=coworking&etat=active",
    "filter of places not understood": "/inventaire/?departement=999&famille=patinoire",
    "start that several bear": "/inventaire/?pres_de=Saint-Denis&radius_km=20",
    "nothing around": "/inventaire/?near=-20,40&radius_km=5&famille=fablab",
    "for partners": "/inventaire/integrer/?departement=38",
    "frame": "/inventaire/integrer/cadre/?departement=38",
    "search corrected": "/recherche/?q=cowrking+grenoble",
    "search with nothing exact": "/recherche/?q=tiers+etat",
    "search filtered": "/recherche/?q=teletravail&type=sheet&order=date",
    "search filtered in vain": "/recherche/?q=teletravail&type=event&year=1999",
    "filter of events not understood": "/ressources/evenements/?type=bal&year=xvi",
}


@pytest.fixture(scope="package")
def live_server(browser: Browser, django_db_setup, django_db_blocker) -> Iterator[LiveServer]:
    """Asks for the browser first: without Chromium there is nothing to make the demo for."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
        TestimonialPageFactory(parent=TestimonialIndexPage.objects.get(), title="Un récit", slug="un-recit")
        closed = StandardPageFactory(parent=HomePage.objects.get(), title="Réservée", slug="reservee")
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.PASSWORD, password="ouvre")
        server = LiveServer("localhost")
        yield server
        server.stop()
        database.restore()


@pytest.fixture
def transactional_db() -> None:
    """Leaves the database as it is after a test, for the next one reads the same demo."""
