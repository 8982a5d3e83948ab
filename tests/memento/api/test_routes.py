"""The API of the guide and of testimonials."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from core.models import PageTheme, Partner
from memento.models import Edition, RelatedPlace, RelatedTestimonial, SheetSource, Takeaway
from tests.factories.images import ImageFactory
from tests.factories.memento import PersonFactory, fresh
from tests.golden import assert_golden

GOLDEN = Path(__file__).parents[1] / "golden"
pytestmark = pytest.mark.django_db
GUIDE = "/api/v3/memento/"
TESTIMONIALS = "/api/v3/testimonials/"


def block(number: int, kind: str, value) -> dict:
    return {"type": kind, "id": f"bloc-{number}", "value": value}


@pytest.fixture
def maria(make_testimonial, make_place, theme):
    person = PersonFactory(
        name="Maria Exemple", organisation=Partner.objects.create(name="La Grange", slug="la-grange")
    )
    page = make_testimonial(
        "maria",
        title="Un mardi ouvert",
        person=person,
        place=make_place("grange", summary="Une grange ouverte."),
        effects="Huit personnes chaque semaine.",
        body=[block(1, "heading", {"text": "Et après", "level": "h2"})],
    )
    PageTheme.objects.create(page=page, theme=theme)
    return fresh(page)


@pytest.fixture
def murs(make_sheet, maria, theme):
    link = f'<p>Voir <a linktype="page" id="{maria.pk}">Maria</a>.</p>'
    sheet = make_sheet(
        "murs",
        title="Les murs",
        number=4,
        body=[
            block(1, "heading", {"text": "Comprendre", "level": "h2"}),
            block(2, "text", link),
            block(3, "practice", {"title": "Un mardi ouvert", "context": "<p>Vallée</p>", "action": "<p>Ouvrir</p>"}),
            block(4, "testimonial", {"page": maria.pk, "text": "À lire."}),
            block(
                5, "steps", {"title": "Avant", "steps": [{"type": "item", "id": "a", "value": {"title": "Mesurer"}}]}
            ),
        ],
    )
    sheet.takeaways = [Takeaway(text="Mesurer avant de louer")]
    sheet.sources = [SheetSource(title="La démarche", author="AUEG", date="2017-01-11/2017-01-20~")]
    sheet.related_places = [RelatedPlace(place=maria.place)]
    sheet.related_testimonials = [RelatedTestimonial(testimonial=maria)]
    sheet.page_themes = [PageTheme(theme=theme)]
    sheet.save()
    return fresh(sheet)


def test_the_guide_as_json(client, memento, murs, second_chapter):
    memento = fresh(memento)
    memento.introduction = "Pour qui ouvre un lieu."
    memento.first_published_at = memento.last_published_at = datetime(2026, 1, 1, 8, tzinfo=UTC)
    memento.editions = [Edition(number="2", title="Printemps", date="2026-03", note="Neuf fiches.")]
    memento.save()
    assert_golden(GOLDEN / "guide.json", client.get(GUIDE).json())


def test_a_sheet_as_json(client, murs):
    assert_golden(GOLDEN / "sheet.json", client.get(f"{GUIDE}sheets/murs/").json())


@pytest.mark.indexed
def test_testimonials_as_json(client, murs, maria):
    assert_golden(GOLDEN / "testimonials.json", client.get(TESTIMONIALS).json())
    assert_golden(GOLDEN / "testimonial.json", client.get(f"{TESTIMONIALS}maria/").json())


def test_sheet_by_its_public_id(client, murs):
    by_slug, by_id = client.get(f"{GUIDE}sheets/murs/"), client.get(f"{GUIDE}sheets/{murs.translation_key}/")
    assert by_id.json() == by_slug.json()


def test_former_slug_redirects_to_the_present_one(client, murs):
    Redirect.objects.create(old_path="/memento/demarrer/parois", redirect_page=murs)
    response = client.get(f"{GUIDE}sheets/parois/")
    assert (response.status_code, response["Location"]) == (301, f"{GUIDE}sheets/murs/")


def test_unknown_and_malformed_parameters_are_refused(client, murs, maria):
    for url in (GUIDE, f"{GUIDE}sheets/murs/", TESTIMONIALS, f"{TESTIMONIALS}maria/"):
        response = client.get(f"{url}?couleur=bleu")
        assert response.status_code == 422, url
        assert "couleur" in response.text
    for query in ("limit=0", "limit=101", "offset=-1", "limit=x"):
        assert client.get(f"{TESTIMONIALS}?{query}").status_code == 422


def test_unknown_pages_are_404(client, murs):
    for url in (f"{GUIDE}sheets/rien/", f"{TESTIMONIALS}rien/", f"{GUIDE}sheets/00000000-0000-4000-8000-000000000000/"):
        assert client.get(url).status_code == 404


def test_testimonials_by_theme(client, maria, make_testimonial):
    make_testimonial("paul")
    assert client.get(TESTIMONIALS).json()["count"] == 2
    found = client.get(f"{TESTIMONIALS}?theme=ruralite").json()
    assert [item["slug"] for item in found["items"]] == ["maria"]
    assert client.get(f"{TESTIMONIALS}?theme=inconnu").status_code == 422


def test_orders_of_testimonials(client, make_testimonial):
    make_testimonial("alba", first_published_at=datetime(2026, 1, 1, tzinfo=UTC))
    make_testimonial("zoe", first_published_at=datetime(2026, 2, 2, tzinfo=UTC))

    def order(query: str) -> list[str]:
        return [item["slug"] for item in client.get(f"{TESTIMONIALS}{query}").json()["items"]]

    assert order("") == order("?order=-published_at") == order("?order=-title") == ["zoe", "alba"]
    assert order("?order=published_at") == order("?order=title") == ["alba", "zoe"]
    assert client.get(f"{TESTIMONIALS}?order=couleur").status_code == 422


def test_consent_is_not_in_the_api(client, maria):
    for url in (TESTIMONIALS, f"{TESTIMONIALS}maria/"):
        assert "consent" not in client.get(url).text
        assert "Courriel" not in client.get(url).text


def test_drafts_are_not_in_the_api(client, murs, maria, make_sheet):
    make_sheet("ebauche", live=False)
    maria.unpublish()
    maria.place.unpublish()
    assert "ebauche" not in client.get(GUIDE).text
    assert client.get(f"{GUIDE}sheets/ebauche/").status_code == 404
    sheet = client.get(f"{GUIDE}sheets/murs/").json()
    assert sheet["places"] == sheet["testimonials"] == []
    assert "temoignages/maria" not in str(sheet)
    assert client.get(f"{TESTIMONIALS}maria/").status_code == 404


def test_live_sheet_of_a_draft_chapter_is_listed_without_the_chapter(client, murs, chapter):
    fresh(chapter).unpublish()
    guide = client.get(GUIDE).json()
    assert guide["chapters"] == []
    assert [sheet["slug"] for sheet in guide["sheets"]] == ["murs"]
    sheet = client.get(f"{GUIDE}sheets/murs/").json()
    assert [step["title"] for step in sheet["breadcrumb"]] == ["Accueil", "Mémento"]


@pytest.mark.indexed
def test_a_private_chapter_hides_its_sheets(client, murs, chapter):
    PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.LOGIN)
    guide = client.get(GUIDE).json()
    assert guide["chapters"] == guide["sheets"] == []
    assert client.get(f"{GUIDE}sheets/murs/").status_code == 404
    assert client.get(f"{TESTIMONIALS}maria/").json()["sheets"] == []


def test_member_reads_a_chapter_for_members(client, murs, chapter, member, token_of):
    PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(f"{GUIDE}sheets/murs/", headers=token_of(member))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_unpublished_guide_is_404(client, memento):
    memento.unpublish()
    assert client.get(GUIDE).status_code == 404


def test_answers_have_a_stable_etag(client, murs):
    for url in (GUIDE, f"{GUIDE}sheets/murs/", TESTIMONIALS):
        etag = client.get(url)["ETag"]
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


def test_many_pages_take_as_many_queries_as_one(
    client, count_queries, murs, maria, make_sheet, make_testimonial, make_place
):
    def make(number: int) -> None:
        place = make_place(f"lieu-{number}", social_image=ImageFactory())
        make_sheet(f"fiche-{number}")
        make_testimonial(f"recit-{number}", place=place, social_image=ImageFactory())

    make(0)
    few = count_queries(client, GUIDE), count_queries(client, TESTIMONIALS)
    for number in range(1, 4):
        make(number)
    assert (count_queries(client, GUIDE), count_queries(client, f"{TESTIMONIALS}?limit=100")) == few
    assert few[1] <= 9
