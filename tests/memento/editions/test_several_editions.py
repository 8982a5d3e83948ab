"""A guide with several editions: which one is the latest, and in which order they are listed."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.models import Site

from home.models import HomePage
from memento.models import ChapterPage, Edition, MementoPage, SheetPage
from tests.memento.editions.guide import API, GUIDE, SHEET, add_edition, change, publish, publish_editions

pytestmark = pytest.mark.django_db


def test_last_edition_recorded_is_the_latest_wherever_it_stands_in_the_form(client, sheet):
    publish_editions(Edition(number="2", date="2026-11"))
    change(sheet, introduction="Autre chose.")
    add_edition(Edition(number="3"))
    assert "depuis l’édition" not in client.get(SHEET).text
    assert "supprimé" in client.get(f"{SHEET}?depuis=2").text


def test_of_two_recorded_together_the_one_with_the_later_date_is_the_latest(client, sheet):
    first, second = Edition(number="1", date="2017", sort_order=1), Edition(number="2", date="2020", sort_order=0)
    publish_editions(second, first)
    change(sheet, introduction="Autre chose.")
    assert "Modifiée depuis l’édition 2" in client.get(SHEET).text


def test_past_edition_recorded_by_mistake_is_not_the_latest(client, sheet):
    publish_editions(Edition(number="2", date="2026-11"))
    add_edition(Edition(number="1", date="2017", sort_order=1))
    change(sheet, introduction="Autre chose.")
    assert "Modifiée depuis l’édition 2" in client.get(SHEET).text


def test_editions_are_listed_from_the_latest_whatever_their_order_in_the_form(client, sheet):
    publish_editions(
        Edition(number="perdue", records=False, sort_order=0),
        Edition(number="1", date="mai 2017", records=False, sort_order=1),
        Edition(number="2 bis", date="2020", records=False, sort_order=2),
        Edition(number="2", date="2020", records=False, sort_order=3),
        Edition(number="3", sort_order=4),
    )
    expected = ["3", "2 bis", "2", "1", "perdue"]
    assert [edition["number"] for edition in client.get(API).json()["editions"]] == expected
    html = client.get(GUIDE).text
    positions = [html.index(f"<strong>Édition {number}</strong>") for number in expected]
    assert positions == sorted(positions)


def test_vague_date_ends_on_the_day_of_recording(client, sheet):
    publish_editions(Edition(number="1", date=f"{timezone.localdate().year}", sort_order=0))
    add_edition(Edition(number="2", sort_order=1))
    assert [edition["number"] for edition in client.get(API).json()["editions"]] == ["2", "1"]


def test_api_gives_the_change_since_the_latest_edition(client, sheet):
    publish_editions(Edition(number="1", records=False))
    assert client.get(f"{API}sheets/murs/").json()["since_edition"] is None
    publish_editions(Edition(number="3"))
    change(sheet, introduction="Autre chose.")
    expected = {"number": "3", "change": "changed", "change_label": "Modifiée"}
    assert client.get(API).json()["chapters"][0]["sheets"][0]["since_edition"] == expected
    assert client.get(f"{API}sheets/murs/").json()["since_edition"] == expected


def test_guides_of_two_sites_have_separate_editions(client, settings, sheet, home):
    publish_editions(Edition(number="2", date="2026-11"))
    settings.ALLOWED_HOSTS = ["*"]
    front = home.get_parent().add_child(instance=HomePage(title="Ailleurs", slug="ailleurs"))
    Site.objects.create(hostname="ailleurs.example", port=80, root_page=front)
    guide = front.add_child(instance=MementoPage(title="Mémento", slug="memento"))
    chapter = guide.add_child(instance=ChapterPage(title="Démarrer", slug="demarrer"))
    other = chapter.add_child(instance=SheetPage(title="Ailleurs", slug="murs", introduction="Là-bas."))
    assert "édition" not in client.get(SHEET, HTTP_HOST="ailleurs.example").text
    guide.editions = [Edition(number="7")]
    publish(guide)
    change(other, introduction="Là-haut.")
    assert "depuis l’édition 7" in client.get(SHEET, HTTP_HOST="ailleurs.example").text
    assert client.get(f"{API}editions/2/", HTTP_HOST="ailleurs.example").status_code == 404
    assert client.get(f"{API}editions/7/").status_code == 404
    assert "depuis l’édition" not in client.get(SHEET).text
