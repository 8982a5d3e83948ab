"""Pages that refer to one another, to themes, partners and people."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from wagtail.models import Page, PageViewRestriction

from archive.models import EventIndexPage, EventPartner, EventSpeaker, PublicationAuthor, PublicationIndexPage
from core.models import PageTheme
from tests.factories.archive import (
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    PublicationPageFactory,
    ThemeFactory,
)
from tests.factories.home import StandardPageFactory


@pytest.fixture
def network(home) -> SimpleNamespace:
    """A text that links an event; the event's partner, speaker and theme; a publication of the speaker's employer."""
    mobility = ThemeFactory(title="Mobilité", slug="mobilite")
    bikes = ThemeFactory(title="Vélo", slug="velo", parent=mobility)
    school = PartnerFactory(name="Une école", slug="ecole")
    company = PartnerFactory(name="Une entreprise", slug="entreprise")
    speaker = PersonFactory(name="Amina Benkirane", organisation=school)
    event = EventReportPageFactory(
        parent=EventIndexPage.objects.get(),
        title="Le vélo au travail",
        slug="velo-au-travail",
        date="2016-02-03",
        page_themes=[PageTheme(theme=bikes)],
        partners=[EventPartner(partner=company)],
        speakers=[EventSpeaker(person=speaker)],
    )
    publication = PublicationPageFactory(
        parent=PublicationIndexPage.objects.get(),
        title="Aller au travail",
        slug="aller-au-travail",
        date="2013",
        page_themes=[PageTheme(theme=mobility)],
        authors=[PublicationAuthor(organisation=school)],
    )
    text = StandardPageFactory(
        parent=home,
        title="La démarche",
        slug="demarche",
        body=[("text", f'<p>Voir <a linktype="page" id="{event.pk}">la rencontre</a>.</p>')],
    )
    return SimpleNamespace(
        mobility=mobility, bikes=bikes, school=school, company=company, speaker=speaker,
        event=event, publication=publication, text=text,
    )  # fmt: skip


@pytest.fixture
def close():
    """Return a function that makes the tree below a page private."""

    def make(page: Page) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    return make
