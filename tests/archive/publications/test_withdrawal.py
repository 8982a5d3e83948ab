"""The files of withdrawn publications: gone for readers, unless another page offers them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from archive.models import EventDocument, PublicationFile, PublicationPage
from memento.models import SharedBlock
from tests.factories.archive import DocumentFactory, EventReportPageFactory, PublicationPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture
def document(db):
    return DocumentFactory()


@pytest.fixture
def page(publication_index, document) -> PublicationPage:
    publication = PublicationPageFactory(parent=publication_index, slug="etude")
    publication.files = [PublicationFile(document=document)]
    publication.save_revision().publish()
    return PublicationPage.objects.get()


def status(client, document) -> int:
    response = client.get(document.url)
    response.getvalue()  # reads the file to its end, so that it is closed
    return response.status_code


def withdraw(page: PublicationPage) -> None:
    page.withdrawn_on, page.withdrawal_reason = timezone.localdate(), "Des chiffres étaient faux."
    page.save_revision().publish()


def test_the_address_of_a_file_is_gone_with_its_publication(client, as_editor, member, page, document):
    assert status(client, document) == 200
    withdraw(page)
    assert "a été retirée" in client.get(document.url).text
    assert (status(client, document), status(as_editor, document)) == (410, 200)
    client.force_login(member)
    assert status(client, document) == 410


def test_a_draft_of_the_withdrawal_changes_nothing(client, page, document):
    page.withdrawn_on = timezone.localdate()
    page.save_revision()
    assert status(client, document) == 200


def test_an_unpublished_withdrawn_publication_does_not_give_its_file_back(client, page, document):
    withdraw(page)
    PublicationPage.objects.get().unpublish()
    assert status(client, document) == 410


def test_a_withdrawal_that_is_undone_gives_the_file_back(client, page, document):
    withdraw(page)
    page = PublicationPage.objects.get()
    page.withdrawn_on, page.withdrawal_reason = None, ""
    page.save_revision().publish()
    assert status(client, document) == 200


@pytest.mark.parametrize("way", ["version", "event", "body", "draft"])
def test_a_file_that_another_page_offers_stays(client, publication_index, event_index, page, document, way):
    live = way != "draft"
    if way in ("version", "draft"):
        other = PublicationPageFactory(parent=publication_index, live=live)
        other.files = [PublicationFile(document=document)]
    elif way == "event":
        other = EventReportPageFactory(parent=event_index)
        other.documents = [EventDocument(document=document)]
    else:
        link = f'<p><a linktype="document" id="{document.pk}">Le même</a></p>'
        other = EventReportPageFactory(parent=event_index, report=[("text", link)])
    other.save()
    withdraw(page)
    assert status(client, document) == (200 if live else 410)


def test_a_file_in_its_text_is_gone_too(client, page, document):
    other = DocumentFactory(title="Annexe")
    page.body = [("document", {"document": other, "description": ""})]
    page.save_revision().publish()
    assert status(client, other) == 200
    withdraw(page)
    assert status(client, other) == 410


def test_a_draft_or_a_private_page_does_not_give_the_file_back(client, event_index, page, document, close):
    withdraw(page)
    SharedBlock.objects.create(
        name="Brouillon", body=[("document", {"document": document, "description": ""})], live=False
    )
    event = EventReportPageFactory(parent=event_index, documents=[EventDocument(document=document)])
    assert status(client, document) == 200
    close(event)
    assert status(client, document) == 410


def test_two_withdrawn_publications_do_not_hold_each_others_file(client, publication_index, page, document):
    other = PublicationPageFactory(parent=publication_index)
    other.files = [PublicationFile(document=document)]
    other.save()
    withdraw(page)
    assert status(client, document) == 200
    withdraw(PublicationPage.objects.get(pk=other.pk))
    assert status(client, document) == 410


def test_the_api_gives_date_and_reason_and_no_file(client, page):
    withdraw(page)
    data = client.get("/api/v3/publications/etude/").json()
    assert data["withdrawn"] == {"on": timezone.localdate().isoformat(), "reason": "Des chiffres étaient faux."}
    assert (data["files"], data["image"], data["link"]) == ([], None, "")
    item = client.get("/api/v3/publications/?withdrawn=true").json()["items"][0]
    assert item["withdrawn"]["reason"] == "Des chiffres étaient faux."
    assert client.get("/api/v3/publications/?withdrawn=false").json()["count"] == 0


def test_the_card_says_that_it_is_withdrawn(client, page):
    withdraw(page)
    assert PublicationPage.objects.get().as_card().label == "2014 · Retirée"
