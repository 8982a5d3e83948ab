"""The pages of the guide and of its chapters, and the way from sheet to sheet."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from memento.models import Edition

pytestmark = pytest.mark.django_db
SHEET = "/memento/demarrer/murs/"


def test_guide_shows_chapters_and_sheets_in_order(client, make_sheet, second_chapter):
    make_sheet("un", number=1)
    make_sheet("trois", second_chapter, number=3)
    make_sheet("deux", number=2)
    html = client.get("/memento/").text
    expected = ("Démarrer", ">Un<", ">Deux<", "Tenir", ">Trois<", "Témoignages</a>")
    positions = [html.index(words) for words in expected]
    assert positions == sorted(positions)


def test_empty_guide_has_a_message(client, memento):
    assert "pas encore de fiche publiée" in client.get("/memento/").text


def test_empty_chapter_has_a_message(client, chapter):
    assert "Aucune fiche publiée dans ce chapitre" in client.get("/memento/").text
    assert "Aucune fiche publiée dans ce chapitre" in client.get("/memento/demarrer/").text


def test_empty_sheet_has_a_message(client, make_sheet):
    make_sheet("murs", number=None, audience="", moment="", introduction="")
    html = client.get(SHEET).text
    assert "Cette fiche est en cours de rédaction." in html
    assert "Sommaire" not in html
    assert "Pour qui" not in html


def test_guide_shows_its_editions(client, memento):
    memento.editions = [Edition(number="2", date="2026-03", note="Neuf fiches.")]
    memento.save()
    assert "Édition 2</strong> (mars 2026) – Neuf fiches." in " ".join(client.get("/memento/").text.split())


def test_sheet_links_to_its_neighbours_across_chapters(client, make_sheet, second_chapter):
    make_sheet("avant", number=1)
    make_sheet("murs", number=2)
    make_sheet("brouillon", number=3, live=False)
    make_sheet("apres", second_chapter, number=4)
    html = client.get(SHEET).text
    assert 'rel="prev" href="/memento/demarrer/avant/"><span>Fiche précédente, n° 1</span> Avant' in html
    assert 'rel="next" href="/memento/tenir/apres/"><span>Fiche suivante, n° 4</span> Apres' in html


def test_breadcrumb_skips_a_draft_chapter(client, make_sheet, chapter):
    make_sheet("murs")
    assert "Démarrer" in client.get(SHEET).text
    chapter.unpublish()
    response = client.get(SHEET)
    assert response.status_code == 200
    assert "Démarrer" not in response.text


def test_live_sheet_of_a_draft_chapter_is_listed(client, make_sheet, chapter):
    make_sheet("murs")
    chapter.unpublish()
    html = client.get("/memento/").text
    assert "Autres fiches" in html
    assert SHEET in html
    assert "Démarrer" not in html
    assert "pas encore de fiche" not in html


def test_private_chapter_hides_its_sheets(client, make_sheet, chapter, second_chapter):
    make_sheet("murs")
    make_sheet("apres", second_chapter)
    PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.LOGIN)
    html = client.get("/memento/").text
    assert "Murs" not in html
    assert "Démarrer" not in html
    assert "Murs" not in client.get("/memento/tenir/apres/").text
    assert client.get(SHEET).status_code == 302


def test_many_sheets_take_as_many_queries_as_one(client, count_queries, make_sheet):
    make_sheet("un")
    few, few_in_chapter = count_queries(client, "/memento/"), count_queries(client, "/memento/demarrer/")
    for number in range(3):
        make_sheet(f"fiche-{number}")
    assert count_queries(client, "/memento/") == few
    assert count_queries(client, "/memento/demarrer/") == few_in_chapter
