"""Citations made from rows and from a page."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.citations.authors import author_of
from archive.citations.record import citation_of, citations_of
from archive.models import PublicationAuthor, PublicationPage
from core.visibility.gate import Gate
from tests.archive.citations.samples import ORGANISATION, PERSON, issued
from tests.factories.archive import PartnerFactory, PersonFactory, PublicationPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(publication_index) -> PublicationPage:
    """A publication with all that a citation is made of."""
    page = PublicationPageFactory(
        parent=publication_index, slug="etude", title="Une \n étude\x0b", title_is_ours=True, kind="study",
        date="2014-03~", edition="2e éd.", abstract="Un.\r\n\r\n  Deux\tmots. ", keywords="a, b ;,c", publisher="PUG",
        published_in="Actes", link="https://exemple.fr/a", isbn="978-2-07-036002-4", doi="10.1234/x",
        hal="hal-01234567",
        languages=["fr", "en"], licence="CC-BY-4.0", withdrawn_on=date(2025, 3, 1),
    )  # fmt: skip
    page.authors.add(
        PublicationAuthor(name="Collectif des vallées", sort_order=3),
        PublicationAuthor(person=PersonFactory(name="Ada Martin"), sort_order=0),
        PublicationAuthor(organisation=PartnerFactory(name="Ville de Vif"), sort_order=1),
        PublicationAuthor(name="Jean de La Fontaine", name_kind="person", sort_order=2),
        PublicationAuthor(name="Les Amis", name_kind="organisation", sort_order=4),
    )
    page.save()
    return page


def test_a_citation_has_what_the_page_says(page):
    citation = citation_of(Gate.public(), page, page.author_rows())
    assert (citation.pk, citation.title, citation.title_is_ours) == (page.pk, "Une étude", True)
    assert citation.authors == (
        author_of(PERSON, "Ada Martin"),
        author_of(ORGANISATION, "Ville de Vif"),
        author_of(PERSON, "Jean de La Fontaine"),
        author_of("", "Collectif des vallées"),
        author_of(ORGANISATION, "Les Amis"),
    )
    assert citation.issued == issued("2014-03~")
    assert citation.abstract == "Un.\nDeux mots."
    assert citation.keywords == ("a", "b", "c")
    assert (citation.publisher, citation.container, citation.edition) == ("PUG", "Actes", "2e éd.")
    assert (citation.isbn, citation.doi, citation.hal) == ("978-2-07-036002-4", "10.1234/x", "hal-01234567")
    assert (citation.languages, citation.licence_label) == (("fr", "en"), "CC BY 4.0")
    assert citation.page_url == "http://localhost:8000/ressources/publications/etude/"
    assert citation.url == citation.page_url  # the address where it was read goes with a withdrawal
    assert citation.withdrawal == "retirée le 1er mars 2025"


def test_rows_give_the_same_citation_as_the_page(page, publication_index):
    other = PublicationPageFactory(parent=publication_index, date="")
    pages = PublicationPage.objects.order_by("path")
    gate = Gate.public()
    assert citations_of(gate, pages) == [citation_of(gate, each, each.author_rows()) for each in (page, other)]


def test_any_number_takes_two_queries(publication_index):
    person = PersonFactory(name="Ada Martin")
    for number in range(12):
        page = PublicationPageFactory(parent=publication_index, title=f"Étude {number}")
        PublicationAuthor.objects.create(publication=page, person=person, sort_order=0)
        PublicationAuthor.objects.create(publication=page, name=f"Auteur {number}", sort_order=1)
    gate = Gate.public()
    for length in (1, 12):
        with CaptureQueriesContext(connection) as captured:
            citations = citations_of(gate, PublicationPage.objects.order_by("path")[:length])
        assert len(captured) == 2
        assert [citation.authors[1].name for citation in citations] == [f"Auteur {n}" for n in range(length)]


def test_no_publication_is_no_citation(home):
    assert citations_of(Gate.public(), PublicationPage.objects.all()) == []
