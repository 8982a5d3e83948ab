import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.models import PageTheme
from memento.models import Edition, RelatedPlace, RelatedTestimonial, SheetSource, Takeaway
from tests.factories.memento import TestimonialPageFactory
from tests.memento.conftest import fresh

pytestmark = pytest.mark.django_db
SHEET = "/memento/demarrer/murs/"


def queries(client, url: str) -> int:
    client.get(url)  # what is kept under one content version
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


@pytest.fixture
def full_sheet(make_sheet, make_testimonial, make_place, theme):
    body = [
        ("heading", {"text": "Comprendre", "level": "h2"}),
        ("text", "<p>Les murs d'abord ?</p>"),
        ("heading", {"text": "Comprendre", "level": "h2"}),
        ("heading", {"text": "Sources", "level": "h3"}),
        ("practice", {"title": "Un mardi ouvert", "context": "<p>Vallée</p>", "action": "<p>Ouvrir</p>"}),
    ]
    sheet = make_sheet("murs", title="Les murs", number=4, body=body)
    place, testimonial = make_place("grange", summary="Une grange."), make_testimonial("maria")
    sheet.takeaways = [Takeaway(text="Mesurer avant de louer")]
    sheet.related_places = [RelatedPlace(place=place)]
    sheet.related_testimonials = [RelatedTestimonial(testimonial=testimonial)]
    sheet.sources = [SheetSource(title="La démarche", author="AUEG", date="2016", note="Texte interne.")]
    sheet.page_themes = [PageTheme(theme=theme)]
    sheet.save_revision().publish()
    return fresh(sheet)


class TestSheet:
    def test_shows_all_that_a_reader_needs(self, client, full_sheet):
        html = client.get(SHEET).text
        for words in (
            "Fiche 4", "<h1>Les murs</h1>", "De quoi agir dès demain.", "Pour qui", "Porteurs de projet.", "Quand",
            "Avant de chercher des murs.", "Les murs d’abord", "Un mardi ouvert", "À retenir", "Mesurer avant de louer",
            "Lieux cités", 'href="/inventaire/grange/"', 'href="/memento/temoignages/maria/"', "La démarche",
            "AUEG, 2016", "Texte interne.", "Ruralité", "Modifié le", "Lecture : 1 min",
        ):  # fmt: skip
            assert words in html

    def test_table_of_contents_points_at_unique_anchors(self, client, full_sheet):
        html = client.get(SHEET).text
        assert len(ids(html)) == len(set(ids(html)))
        links = re.findall(r'href="#([^"]+)"', html.split('class="contents"')[1].split("</nav>")[0])
        assert links == ["comprendre", "comprendre-2", "a-retenir", "sources"]
        assert set(links) <= set(ids(html))

    def test_the_title_comes_before_the_table_of_contents(self, client, full_sheet):
        html = client.get(SHEET).text
        parts = [html.index(part) for part in ("<h1>", 'class="introduction"', 'class="contents"', 'id="comprendre"')]
        assert parts == sorted(parts)

    def test_a_place_in_the_text_is_not_repeated_at_its_foot(self, client, full_sheet, make_place):
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

    @pytest.mark.parametrize("first", ["place", "heading"])
    def test_headings_are_in_order_whatever_comes_first(self, client, full_sheet, first):
        blocks = {
            "place": ("place", {"place": full_sheet.related_places.get().place, "text": ""}),
            "heading": ("heading", {"text": "Un détail", "level": "h3"}),
        }
        full_sheet.body = [blocks[first], ("text", "<p>Mots</p>"), ("heading", {"text": "Suite", "level": "h3"})]
        full_sheet.save_revision().publish()
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", client.get(SHEET).text)]
        assert levels[:2] == [1, 2]
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_headings_are_in_order(self, client, full_sheet):
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", client.get(SHEET).text)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_needs_neither_script_nor_style_of_its_own(self, client, full_sheet):
        html = client.get(SHEET).text
        assert "style=" not in html
        assert re.findall(r"<script(?![^>]*(?:ld\+json|src=))", html) == []

    def test_an_empty_sheet_says_so(self, client, make_sheet):
        make_sheet("murs", number=None, audience="", moment="", introduction="")
        html = client.get(SHEET).text
        assert "Cette fiche est en cours de rédaction." in html
        assert "Sommaire" not in html
        assert "Pour qui" not in html

    def test_leads_to_its_neighbours_across_chapters(self, client, make_sheet, second_chapter):
        make_sheet("avant", number=1)
        make_sheet("murs", number=2)
        make_sheet("brouillon", number=3, live=False)
        make_sheet("apres", second_chapter, number=4)
        html = client.get(SHEET).text
        assert 'rel="prev" href="/memento/demarrer/avant/"><span>Fiche précédente, n° 1</span> Avant' in html
        assert 'rel="next" href="/memento/tenir/apres/"><span>Fiche suivante, n° 4</span> Apres' in html

    def test_hides_what_it_cites_and_the_reader_may_not_see(self, client, full_sheet):
        place, testimonial = full_sheet.related_places.get().place, full_sheet.related_testimonials.get().testimonial
        place.unpublish()
        testimonial.unpublish()
        html = client.get(SHEET).text
        assert "Lieux cités" not in html
        assert "Maria" not in html

    def test_breadcrumb_skips_a_draft_chapter(self, client, make_sheet, chapter):
        make_sheet("murs")
        assert "Démarrer" in client.get(SHEET).text
        chapter.unpublish()
        response = client.get(SHEET)
        assert response.status_code == 200
        assert "Démarrer" not in response.text

    def test_preview_shows_the_rows_of_the_draft(self, full_sheet, rf):
        full_sheet.takeaways = [Takeaway(text="Encore à relire")]
        full_sheet.sources = [SheetSource(title="Nouvelle", date="2017-01")]
        html = full_sheet.make_preview_request().render().text
        assert "Encore à relire" in html
        assert "janvier 2017" in html

    def test_asks_as_many_queries_with_many_rows_as_with_one(self, client, full_sheet, make_place, make_testimonial):
        few = queries(client, SHEET)
        for number in range(20):
            full_sheet.related_places.add(RelatedPlace(place=make_place(f"lieu-{number}")))
            full_sheet.related_testimonials.add(RelatedTestimonial(testimonial=make_testimonial(f"recit-{number}")))
            full_sheet.sources.add(SheetSource(title=f"Source {number}"))
        full_sheet.save()
        assert "Recit-19" in client.get(SHEET).text
        assert queries(client, SHEET) == few


class TestGuide:
    def test_shows_chapters_and_sheets_in_order(self, client, make_sheet, second_chapter):
        make_sheet("un", number=1)
        make_sheet("trois", second_chapter, number=3)
        make_sheet("deux", number=2)
        html = client.get("/memento/").text
        expected = ("Démarrer", ">Un<", ">Deux<", "Tenir", ">Trois<", "Témoignages</a>")
        places = [html.index(words) for words in expected]
        assert places == sorted(places)

    def test_says_when_there_is_nothing(self, client, memento):
        assert "pas encore de fiche publiée" in client.get("/memento/").text

    def test_says_when_a_chapter_is_empty(self, client, chapter):
        assert "Aucune fiche publiée dans ce chapitre" in client.get("/memento/").text
        assert "Aucune fiche publiée dans ce chapitre" in client.get("/memento/demarrer/").text

    def test_shows_its_editions(self, client, memento):
        memento.editions = [Edition(number="2", date="2026-03", note="Neuf fiches.")]
        memento.save()
        assert "Édition 2</strong> (mars 2026) – Neuf fiches." in " ".join(client.get("/memento/").text.split())

    def test_keeps_the_live_sheet_of_a_draft_chapter(self, client, make_sheet, chapter):
        make_sheet("murs")
        chapter.unpublish()
        html = client.get("/memento/").text
        assert "Autres fiches" in html
        assert SHEET in html
        assert "Démarrer" not in html
        assert "pas encore de fiche" not in html

    def test_a_private_chapter_hides_its_sheets(self, client, make_sheet, chapter, second_chapter):
        make_sheet("murs")
        make_sheet("apres", second_chapter)
        PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.LOGIN)
        html = client.get("/memento/").text
        assert "Murs" not in html
        assert "Démarrer" not in html
        assert "Murs" not in client.get("/memento/tenir/apres/").text
        assert client.get(SHEET).status_code == 302

    def test_asks_as_many_queries_for_twenty_sheets_as_for_one(self, client, make_sheet):
        make_sheet("un")
        few, few_in_chapter = queries(client, "/memento/"), queries(client, "/memento/demarrer/")
        for number in range(19):
            make_sheet(f"fiche-{number}")
        assert queries(client, "/memento/") == few
        assert queries(client, "/memento/demarrer/") == few_in_chapter


class TestTestimonials:
    URL = "/memento/temoignages/"

    def test_a_testimonial_tells_its_story(self, client, full_sheet):
        html = client.get(f"{self.URL}maria/").text
        for words in (
            "De <strong>Personne",
            "gérante",
            'id="contexte">Contexte',
            "Ouvrir chaque mardi.",
            SHEET,
        ):
            assert words in html
        assert "Conditions de transfert" not in html

    def test_how_the_consent_was_given_stays_between_editors(self, client, make_testimonial):
        make_testimonial("maria", consent_note="Numéro privé 06 00 00 00 00")
        assert "06 00" not in client.get(f"{self.URL}maria/").text
        assert "06 00" not in client.get("/api/v3/openapi.json").text

    def test_a_place_testifies(self, client, make_testimonial, make_place):
        make_testimonial("grange", person=None, place=make_place("la-grange"))
        html = client.get(f"{self.URL}grange/").text
        assert 'href="/inventaire/la-grange/"' in html
        assert "Témoignage de" not in html

    def test_the_list_filters_by_theme(self, client, make_testimonial, theme):
        PageTheme.objects.create(page=make_testimonial("maria"), theme=theme)
        make_testimonial("paul")
        assert "Paul" in client.get(self.URL).text
        html = client.get(f"{self.URL}?theme=ruralite").text
        assert "Maria" in html
        assert "Paul" not in html

    def test_a_wrong_theme_is_said_not_failed(self, client, make_testimonial):
        make_testimonial("paul")
        html = client.get(f"{self.URL}?theme=%27%22&page=zzz").text
        assert "Ce thème n’existe pas" in html
        assert "Paul" in html

    def test_an_empty_list_says_so(self, client, testimonial_index):
        assert "Aucun témoignage publié pour le moment." in client.get(self.URL).text

    def test_the_list_asks_as_many_queries_for_twenty_as_for_one(self, client, make_testimonial):
        make_testimonial("maria")
        few = queries(client, self.URL)
        for number in range(19):
            make_testimonial(f"recit-{number}")
        assert queries(client, self.URL) == few

    def test_the_list_goes_on_page_by_page(self, client, testimonial_index):
        for number in range(30):
            TestimonialPageFactory(parent=fresh(testimonial_index), title=f"Récit n{number:02}")
        first, second = client.get(self.URL).text, client.get(f"{self.URL}?page=2").text
        assert first.count('class="card"') == 24
        assert second.count('class="card"') == 6
        assert "?page=2" in first
