"""The first results of a frequent word, which alone are read, are those of the whole list: `search.query.ranking`."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from archive.models import EventIndexPage, EventReportPage
from core.models import PageTheme
from core.setup import ensure_page
from core.visibility.gate import Gate
from home.models import HomePage, StandardPage
from search.query import hits, ranking, results
from tests.factories.archive import EventReportPageFactory, mobility_theme
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
SHOWN = 10


@pytest.fixture(scope="module")
def many(module_db):
    """Pages with some words in their names and texts, of several kinds, years and themes."""
    theme, agenda = mobility_theme(), EventIndexPage.objects.get()
    for number in range(24):
        SiteProfilePageFactory(title=f"Lieu {number}", summary="Un atelier de bois, et un café." + " bois" * number)
        event = EventReportPageFactory(parent=agenda, title=f"Atelier bois {number}", date=f"{2000 + number}")
        PageTheme.objects.create(page=event, theme=theme)
    ensure_page(HomePage.objects.get(), StandardPage, "atelier", "Atelier", {"search_description": "bois"})
    ensure_page(HomePage.objects.get(), StandardPage, "bois", "Bois", {"search_description": f"atelier {'mot ' * 30}"})


@pytest.mark.parametrize("text", ["atelier", "atelier bois", "bois atelier", "lieu atelier", "ateliers", "évènement"])
@pytest.mark.parametrize("hides", [False, True])
def test_the_first_results_are_those_of_the_whole_list(many, monkeypatch, text, hides):
    if hides:
        PageViewRestriction.objects.create(page=EventReportPage.objects.earliest("pk"), restriction_type="login")
    for module in (hits, ranking, results):
        monkeypatch.setattr(module, "WINDOW", 2 * SHOWN)
    gate = Gate.public()
    cut, whole = results.search(gate, text, limit=SHOWN), results.search(gate, text, limit=SHOWN + 1)
    assert whole.count > 2 * SHOWN
    assert [row["url"] for row in cut.items] == [row["url"] for row in whole.items[:SHOWN]]
    assert [row["is_exact"] for row in cut.items] == [row["is_exact"] for row in whole.items[:SHOWN]]
    assert (cut.count, cut.total, cut.facets) == (whole.count, whole.total, whole.facets)
