"""Changes of the content that a sheet cites, and words that readers may not see."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from core.bin import moves
from core.visibility.gate import Gate
from memento.models import Edition, EditionSheet, SharedBlock, SheetPage
from tests.factories.memento import fresh
from tests.memento.editions.guide import API, GUIDE, SHEET, change, publish_editions, text

pytestmark = pytest.mark.django_db


# --- Content of other pages and blocks --------------------------------------------------------------------------------


def test_changed_shared_block_changes_its_sheets(client, memento, sheet):
    shared = SharedBlock.objects.create(name="Contacts", body=[text(9, "Appelez la mairie.")])
    placed = {"type": "shared", "id": "bloc-3", "value": {"block": shared.pk}}
    change(sheet, body=[text(1, "Louer ou acheter."), placed])
    publish_editions(Edition(number="1"))
    assert "depuis l’édition" not in client.get(SHEET).text
    shared.body = [text(9, "Appelez la communauté.")]
    shared.save_revision()
    assert "depuis l’édition" not in client.get(SHEET).text
    shared.get_latest_revision().publish()
    assert "Modifiée depuis l’édition 1" in client.get(SHEET).text
    html = client.get(f"{SHEET}?depuis=1").text
    assert "Texte (bloc partagé)" in html
    assert "communauté." in html


def test_unpublished_shared_block_changes_its_sheets(client, memento, sheet):
    shared = SharedBlock.objects.create(name="Contacts", body=[text(9, "Appelez la mairie.")])
    shared.save_revision().publish()
    change(sheet, body=[{"type": "shared", "id": "bloc-3", "value": {"block": shared.pk}}])
    publish_editions(Edition(number="1"))
    SharedBlock.objects.get().unpublish()
    assert "Modifiée depuis l’édition 1" in client.get(SHEET).text


def test_new_title_of_a_cited_page_changes_no_sheet(client, memento, sheet, make_testimonial):
    testimonial = make_testimonial("maria")
    change(sheet, body=[{"type": "page_link", "id": "b", "value": {"page": testimonial.pk, "text": "À lire."}}])
    publish_editions(Edition(number="1"))
    change(testimonial, title="Maria, dix ans après")
    assert Gate.public()
    assert "depuis l’édition" not in client.get(SHEET).text


def test_differences_leave_out_the_words_of_a_page_no_longer_public(client, memento, sheet, make_testimonial):
    testimonial = make_testimonial("maria", title="Maria raconte")
    cited = {"type": "testimonial", "id": "b", "value": {"page": testimonial.pk, "text": "Ses propres mots."}}
    change(sheet, body=[text(1, "Louer."), cited])
    publish_editions(Edition(number="1"))
    change(sheet, body=[text(1, "Acheter.")])
    html = client.get(f"{SHEET}?depuis=1").text
    assert "Ses propres mots." in html
    assert "Maria raconte" in html
    fresh(testimonial).unpublish()
    html = client.get(f"{SHEET}?depuis=1").text
    assert "Acheter." in html
    assert "propres mots" not in html + client.get(f"{API}editions/1/").text
    assert "Maria" not in html


# --- Private sheets ---------------------------------------------------------------------------------------------------


@pytest.fixture
def private(make_sheet, second_chapter, memento, sheet) -> SheetPage:
    made = make_sheet("secrete", second_chapter, title="Fiche secrète")
    PageViewRestriction.objects.create(page=second_chapter, restriction_type=PageViewRestriction.LOGIN)
    publish_editions(Edition(number="2"))
    return made


def test_private_sheet_is_recorded_and_hidden_from_the_public(client, private, member):
    assert EditionSheet.objects.filter(sheet=private).exists()
    change(private, introduction="Autre secret.")
    for url in (f"{GUIDE}?depuis=2", f"{API}editions/2/", GUIDE):
        assert "secr" not in client.get(url).text
    client.force_login(member)
    assert "Fiche secrète" in client.get(f"{GUIDE}?depuis=2").text
    assert "Autre" in client.get("/memento/tenir/secrete/?depuis=2").text


@pytest.mark.parametrize("end", ["unpublish", "delete"])
def test_private_sheet_that_is_withdrawn_is_never_named(client, private, end):
    getattr(fresh(private), end)()
    for url in (f"{GUIDE}?depuis=2", f"{API}editions/2/"):
        assert "secr" not in client.get(url).text


@pytest.mark.parametrize("of_the_chapter", [False, True])
def test_private_sheet_is_never_named_while_it_is_in_the_bin_or_after(client, private, second_chapter, of_the_chapter):
    entry = moves.put(second_chapter if of_the_chapter else private)
    assert "secr" not in client.get(f"{GUIDE}?depuis=2").text
    moves.delete(entry)
    assert "secr" not in client.get(f"{GUIDE}?depuis=2").text


def test_private_sheet_is_never_named_when_its_chapter_is_deleted(client, private, second_chapter):
    fresh(second_chapter).delete()
    assert "secr" not in client.get(f"{GUIDE}?depuis=2").text
