"""The page of a sheet with everything that a sheet may have."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from core.models import PageTheme, Theme
from memento.models import RelatedPlace, RelatedTestimonial, SheetPage, SheetSource, Takeaway
from tests.factories.images import ImageFactory
from tests.factories.memento import add_chapter, add_place, add_sheet, add_testimonial

pytestmark = pytest.mark.django_db
SHEET = "/memento/demarrer/murs/"


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


@pytest.fixture(scope="module")
def stored_sheet(module_db) -> int:
    """A sheet with everything."""
    body = [
        ("heading", {"text": "Comprendre", "level": "h2"}),
        ("text", "<p>Les murs d'abord ?</p>"),
        ("heading", {"text": "Comprendre", "level": "h2"}),
        ("heading", {"text": "Sources", "level": "h3"}),
        ("practice", {"title": "Un mardi ouvert", "context": "<p>Vallée</p>", "action": "<p>Ouvrir</p>"}),
    ]
    sheet = add_sheet(add_chapter(), "murs", title="Les murs", number=4, body=body)
    sheet.takeaways = [Takeaway(text="Mesurer avant de louer")]
    sheet.related_places = [RelatedPlace(place=add_place("grange", summary="Une grange."))]
    sheet.related_testimonials = [RelatedTestimonial(testimonial=add_testimonial("maria"))]
    sheet.sources = [SheetSource(title="La démarche", author="AUEG", date="2016", note="Texte interne.")]
    sheet.page_themes = [PageTheme(theme=Theme.objects.create(title="Ruralité", slug="ruralite"))]
    sheet.save_revision().publish()
    return sheet.pk


@pytest.fixture
def full_sheet(stored_sheet: int) -> SheetPage:
    return SheetPage.objects.get(pk=stored_sheet)


@pytest.fixture
def html(client, stored_sheet: int) -> str:
    """The page of the sheet with everything."""
    return client.get(SHEET).text


def heading_levels(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])\b", html)]


def test_page_shows_all_parts(html):
    for words in (
        "Fiche 4", "<h1>Les murs</h1>", "De quoi agir dès demain.", "Pour qui", "Porteurs de projet.", "Quand",
        "Avant de chercher des murs.", "Les murs d’abord", "Un mardi ouvert", "À retenir", "Mesurer avant de louer",
        "Lieux cités", 'href="/inventaire/grange/"', 'href="/memento/temoignages/maria/"', "La démarche",
        "AUEG, 2016", "Texte interne.", "Ruralité", "Modifié le", "Lecture : 1 min",
    ):  # fmt: skip
        assert words in html


def test_table_of_contents_links_to_unique_anchors(html):
    assert len(ids(html)) == len(set(ids(html)))
    links = re.findall(r'href="#([^"]+)"', html.split('class="contents"')[1].split("</nav>")[0])
    assert links == ["comprendre", "comprendre-2", "a-retenir", "sources"]
    assert set(links) <= set(ids(html))


def test_title_comes_before_the_table_of_contents(html):
    positions = [html.index(part) for part in ("<h1>", 'class="introduction"', 'class="contents"', 'id="comprendre"')]
    assert positions == sorted(positions)


def test_headings_are_in_order(html):
    levels = heading_levels(html)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("first", ["place", "heading"])
def test_headings_are_in_order_whatever_comes_first(client, full_sheet, first):
    blocks = {
        "place": ("place", {"place": full_sheet.related_places.get().place, "text": ""}),
        "heading": ("heading", {"text": "Un détail", "level": "h3"}),
    }
    full_sheet.body = [blocks[first], ("text", "<p>Mots</p>"), ("heading", {"text": "Suite", "level": "h3"})]
    full_sheet.save_revision().publish()
    levels = heading_levels(client.get(SHEET).text)
    assert levels[:2] == [1, 2]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_page_has_no_inline_script_or_style(html):
    assert "style=" not in html
    assert re.findall(r"<script(?![^>]*(?:ld\+json|src=))", html) == []


def test_place_in_the_text_is_not_repeated_at_its_foot(client, full_sheet, make_place):
    link = 'href="/inventaire/grange/"'
    full_sheet.body = [("place", {"place": full_sheet.related_places.get().place, "text": "Vue en mars."})]
    full_sheet.save_revision().publish()
    html = client.get(SHEET).text
    assert html.count(link) == 1
    assert "Lieux cités" not in html
    full_sheet.related_places.add(RelatedPlace(place=make_place("halle")))
    full_sheet.save()
    html = client.get(SHEET).text
    assert html.count(link) == html.count('href="/inventaire/halle/"') == 1
    assert [place["slug"] for place in client.get("/api/v3/memento/sheets/murs/").json()["places"]] == [
        "grange",
        "halle",
    ]


def test_places_and_testimonials_that_are_not_public_are_hidden(client, full_sheet):
    place, testimonial = full_sheet.related_places.get().place, full_sheet.related_testimonials.get().testimonial
    place.unpublish()
    testimonial.unpublish()
    html = client.get(SHEET).text
    assert "Lieux cités" not in html
    assert "Maria" not in html


def test_preview_shows_the_rows_of_the_draft(full_sheet, rf):
    full_sheet.takeaways = [Takeaway(text="Encore à relire")]
    full_sheet.sources = [SheetSource(title="Nouvelle", date="2017-01")]
    html = full_sheet.make_preview_request().render().text
    assert "Encore à relire" in html
    assert "janvier 2017" in html


def test_many_rows_take_as_many_queries_as_one(client, count_queries, full_sheet, make_place, make_testimonial):
    def add(number: int) -> None:
        place = make_place(f"lieu-{number}", social_image=ImageFactory())
        testimonial = make_testimonial(f"recit-{number}", social_image=ImageFactory())
        full_sheet.related_places.add(RelatedPlace(place=place))
        full_sheet.related_testimonials.add(RelatedTestimonial(testimonial=testimonial))
        full_sheet.sources.add(SheetSource(title=f"Source {number}"))
        full_sheet.save()

    add(0)
    few = count_queries(client, SHEET)
    for number in range(1, 4):
        add(number)
    assert "Recit-3" in client.get(SHEET).text
    assert count_queries(client, SHEET) == few
