"""What readers and programs see of the changes since an edition."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from memento.models import Edition, EditionSheet
from tests.factories.memento import fresh
from tests.memento.editions.guide import API, GUIDE, SHEET, change, page_text, publish_editions, text

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def edition(stored_sheet: int) -> None:
    """Edition 2, which records the sheet."""
    publish_editions(Edition(number="2", date="2026-11"))


# --- On a sheet -------------------------------------------------------------------------------------------------------


def test_unchanged_sheet_has_no_notice(client, sheet):
    assert "depuis l’édition" not in client.get(SHEET).text
    assert "n’a pas changé depuis l’édition 2" in client.get(f"{SHEET}?depuis=2").text


def test_changed_sheet_has_a_notice_and_a_page_of_differences(client, sheet):
    change(sheet, body=[text(1, "Louer ou partager."), text(2, "Le bail.")])
    html = page_text(client, SHEET)
    assert "Modifiée depuis l’édition 2 (novembre 2026)" in html
    assert 'href="?depuis=2">voir ce qui a changé' in html
    html = page_text(client, f"{SHEET}?depuis=2")
    assert '<del><span class="visually-hidden">supprimé : </span>acheter.</del>' in html
    assert '<ins><span class="visually-hidden">ajouté : </span>partager.</ins>' in html
    assert "Le bail." not in html
    assert f'href="{SHEET}">Lire la fiche' in html
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="http://localhost:8000{SHEET}">' in html


def test_new_sheet_has_a_notice(client, make_sheet):
    make_sheet("neuve")
    assert "Nouvelle depuis l’édition 2" in client.get("/memento/demarrer/neuve/").text
    assert "Cette fiche est nouvelle" in client.get("/memento/demarrer/neuve/?depuis=2").text


def test_verification_slug_number_and_order_of_blocks_are_no_change(client, sheet):
    change(
        sheet,
        verified_on=timezone.localdate(),
        slug="les-murs",
        number=5,
        body=[text(2, "Le bail."), text(1, "Louer ou acheter.")],
    )
    expected = {"number": "2", "change": "unchanged", "change_label": "Inchangée"}
    assert client.get(f"{API}sheets/les-murs/").json()["since_edition"] == expected


def test_title_is_a_change(client, sheet):
    change(sheet, title="Les murs et le bail")
    html = page_text(client, f"{SHEET}?depuis=2")
    assert "Titre" in html
    assert "et le bail</ins>" in html


def test_comparison_needs_no_old_revisions(client, sheet):
    change(sheet, introduction="Autre chose.")
    change(sheet, introduction="De quoi agir dès demain.")
    call_command("purge_revisions", verbosity=0)
    assert EditionSheet.objects.get().revision is None
    assert "depuis l’édition" not in client.get(SHEET).text
    change(sheet, introduction="Autre chose.")
    assert "Modifiée depuis" in client.get(SHEET).text


def test_differences_are_escaped(client, sheet):
    words = "&lt;script&gt;alert(1)&lt;/script&gt;"
    change(sheet, introduction="<script>alert(2)</script>", body=[text(1, words)])
    html = client.get(f"{SHEET}?depuis=2").text
    assert "&lt;script&gt;alert(1)" in html
    assert "&lt;script&gt;alert(2)" in html
    assert "<script>alert" not in html


def test_page_and_page_of_differences_have_different_etags(client, sheet):
    change(sheet, introduction="Autre chose.")
    assert client.get(SHEET)["ETag"] != client.get(f"{SHEET}?depuis=2")["ETag"]


def test_preview_of_a_sheet_is_shown(sheet):
    assert sheet.make_preview_request().status_code == 200


# --- On the guide -----------------------------------------------------------------------------------------------------


def test_deleted_sheet_is_listed_as_withdrawn(client, sheet):
    fresh(sheet).delete()
    assert EditionSheet.objects.get().sheet is None
    html = page_text(client, f"{GUIDE}?depuis=2")
    assert "Fiches retirées</h2>" in html
    assert "Fiche 4 : Les murs" in html
    assert SHEET not in html


def test_unpublished_sheet_is_listed_as_withdrawn(client, sheet):
    fresh(sheet).unpublish()
    assert "Fiche 4 : Les murs" in client.get(f"{GUIDE}?depuis=2").text


def test_guide_links_to_its_edition_and_marks_its_sheets(client, sheet, make_sheet):
    make_sheet("neuve")
    change(sheet, introduction="Autre chose.")
    html = page_text(client, GUIDE)
    assert '<a href="?depuis=2">Ce qui a changé depuis' in html
    for url in (GUIDE, "/memento/demarrer/"):
        assert 'badge-planned">Modifiée</span>' in client.get(url).text
        assert 'badge-good">Nouvelle</span>' in client.get(url).text


def test_guide_lists_new_and_changed_sheets(client, sheet, make_sheet):
    make_sheet("neuve", number=None)
    assert "Fiches nouvelles</h2>" in client.get(f"{GUIDE}?depuis=2").text
    change(sheet, introduction="Autre chose.")
    html = page_text(client, f"{GUIDE}?depuis=2")
    assert f'<a href="{SHEET}?depuis=2">Les murs</a>' in html
    assert '<a href="/memento/demarrer/neuve/">Neuve</a>' in html


def test_guide_without_changes_has_a_message(client):
    assert "Aucune fiche n’a changé" in client.get(f"{GUIDE}?depuis=2").text


@pytest.mark.parametrize("number", ["9", "%00", "2%27%22%3Cscript%3E", "2&depuis=9", "é" * 300, "1e5"])
@pytest.mark.parametrize("url", [GUIDE, SHEET])
def test_unknown_edition_has_a_message_above_the_title(client, url, number):
    response = client.get(f"{url}?depuis={number}")
    assert response.status_code == 200
    # Above the title: below a long introduction nobody sees it.
    assert "Cette édition n’existe pas" in response.text.partition("<h1>")[0]
    assert "noindex" in response.text
    assert "<h1>" in response.text


def test_empty_parameter_is_ignored(client):
    html = client.get(f"{GUIDE}?depuis=").text
    assert "n’existe pas" not in html
    assert "noindex" not in html


# --- In the API -------------------------------------------------------------------------------------------------------


def test_api_gives_the_changes_since_an_edition(client, sheet, make_sheet):
    change(sheet, introduction="De quoi agir tout de suite.", body=[text(1, "Louer ou acheter.")])
    make_sheet("neuve", number=None)
    answer = client.get(f"{API}editions/2/").json()
    assert (answer["number"], answer["recorded_on"]) == ("2", timezone.localdate().isoformat())
    assert [(sheet["title"], sheet["change"]) for sheet in answer["sheets"]] == [
        ("Les murs", "changed"),
        ("Neuve", "new"),
    ]
    assert answer["sheets"][0]["passages"] == [
        {"kind": "Introduction", "before": "De quoi agir dès demain.", "after": "De quoi agir tout de suite."},
        {"kind": "Texte", "before": "Le bail.", "after": None},
    ]


@pytest.mark.parametrize("number", ["9", "%00", "2%27"])
def test_api_answers_404_for_an_unknown_edition(client, number):
    response = client.get(f"{API}editions/{number}/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
