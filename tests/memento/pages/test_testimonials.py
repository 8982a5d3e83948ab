"""The list of testimonials, and the page of one."""

from __future__ import annotations

import pytest

from core.models import PageTheme
from memento.models import RelatedTestimonial
from tests.factories.images import ImageFactory
from tests.factories.memento import add_testimonial

pytestmark = pytest.mark.django_db
URL = "/memento/temoignages/"


@pytest.mark.indexed
def test_testimonial_shows_its_parts_and_the_sheets_that_cite_it(client, make_testimonial, make_sheet):
    make_sheet("murs", related_testimonials=[RelatedTestimonial(testimonial=make_testimonial("maria"))])
    html = client.get(f"{URL}maria/").text
    for words in (
        "De <strong>Personne",
        "gérante",
        'id="contexte">Contexte',
        "Ouvrir chaque mardi.",
        "/memento/demarrer/murs/",
    ):
        assert words in html
    assert "Conditions de transfert" not in html


def test_note_on_the_consent_is_not_public(client, make_testimonial):
    make_testimonial("maria", consent_note="Numéro privé 06 00 00 00 00")
    assert "06 00" not in client.get(f"{URL}maria/").text


def test_place_testifies_instead_of_a_person(client, make_testimonial, make_place):
    make_testimonial("grange", person=None, place=make_place("la-grange"))
    html = client.get(f"{URL}grange/").text
    assert 'href="/inventaire/la-grange/"' in html
    assert "Témoignage de" not in html


def test_list_is_filtered_by_theme(client, make_testimonial, theme):
    PageTheme.objects.create(page=make_testimonial("maria"), theme=theme)
    make_testimonial("paul")
    assert "Paul" in client.get(URL).text
    html = client.get(f"{URL}?theme=ruralite").text
    assert "Maria" in html
    assert "Paul" not in html


def test_unknown_theme_has_a_message(client, make_testimonial):
    make_testimonial("paul")
    html = client.get(f"{URL}?theme=%27%22&page=zzz").text
    assert "Ce thème n’existe pas" in html
    assert "Paul" in html


def test_empty_list_has_a_message(client, testimonial_index):
    assert "Aucun témoignage publié pour le moment." in client.get(URL).text


def test_many_testimonials_take_as_many_queries_as_one(client, count_queries, make_testimonial):
    make_testimonial("maria", social_image=ImageFactory())
    few = count_queries(client, URL)
    for number in range(3):
        make_testimonial(f"recit-{number}", social_image=ImageFactory())
    assert count_queries(client, URL) == few


def test_list_has_pages(client, home, monkeypatch):
    monkeypatch.setattr("memento.pages.testimonial.PER_PAGE", 2)
    for number in range(3):
        add_testimonial(f"recit-{number}")
    first, second = client.get(URL).text, client.get(f"{URL}?page=2").text
    assert first.count('class="card"') == 2
    assert second.count('class="card"') == 1
    assert "?page=2" in first
