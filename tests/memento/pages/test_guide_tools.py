"""Where readers find the diagnostics and decision trees of the guide."""

from __future__ import annotations

import pytest

from tests.factories.archive import full_publication
from tests.factories.memento import DecisionTreePageFactory, DiagnosticPageFactory

pytestmark = pytest.mark.django_db


def test_the_guide_shows_them_first(client, memento, chapter):
    DiagnosticPageFactory(parent=memento, slug="projet", title="Votre projet")
    DecisionTreePageFactory(parent=memento, slug="arbre", title="Par où commencer ?")
    DiagnosticPageFactory(parent=memento, slug="brouillon", title="Pas encore", live=False)
    page = client.get("/memento/").text
    shown = ("Situer son projet", "Votre projet", "Par où commencer", chapter.title)
    positions = [page.index(words) for words in shown]
    assert positions == sorted(positions)
    assert page.count('href="/memento/projet/"') == 1
    assert "Pas encore" not in page


@pytest.mark.indexed
def test_they_are_found_by_their_questions_and_listed_for_search_engines(client, memento):
    DiagnosticPageFactory(parent=memento, slug="projet", title="Votre projet").save_revision().publish()
    DecisionTreePageFactory(parent=memento, slug="arbre", title="Par où commencer ?").save_revision().publish()
    found = client.get("/recherche/?q=preuve").text
    assert 'href="/memento/projet/"' in found
    sitemap = client.get("/sitemap.xml").text
    assert "/memento/projet/" in sitemap
    assert "/memento/arbre/" in sitemap


def test_a_publication_leads_to_the_diagnostic_that_comes_from_it(client, memento):
    publication = full_publication()
    DiagnosticPageFactory(parent=memento, slug="projet", publication_id=publication.pk).save_revision().publish()
    assert 'href="/memento/projet/"' in client.get(publication.url).text
    assert publication.title in client.get("/memento/projet/").text
