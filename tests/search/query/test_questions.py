"""Questions that once went wrong."""

from __future__ import annotations

import pytest

from core.visibility.gate import Gate
from home.models import HomePage
from search.query.results import Results, search
from search.query.suggestions import suggestions_for
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def pages(module_db) -> None:
    SiteProfilePageFactory(title="L’Étape", slug="l-etape", commune="Grenoble", families=["coworking"])
    texts = (
        ("Mai et ses fêtes", "Le son du clairon, le 20 mai 2016."),
        ("Bien loger", "Une maison ancienne, un parcours de visite."),
        ("Projets", "Le coworking dans la commune, un projet de la commune."),
        ("Borner", "Une bonne affaire, loin de toute ligne. Du matériel électrique."),
        ("RSE", "La responsabilité sociale des entreprises."),
    )
    for title, text in texts:
        StandardPageFactory(parent=HomePage.objects.get(), title=title, body=[("text", f"<p>{text}</p>")])


def ask(text: str) -> Results:
    found = search(Gate.public(), text)
    assert found is not None
    return found


def exact(text: str) -> list[str]:
    return [item["title"] for item in ask(text).items if item["is_exact"] and item["kind"] != "door"]


@pytest.mark.parametrize("text", ["projet commune projet", "coworking commune coworking", "projet projet projet"])
def test_a_word_that_is_repeated_is_searched_once(pages, text):
    assert "Projets" in [item["title"] for item in ask(text).items]


def test_a_word_is_not_cut_at_a_word_without_meaning(pages):
    assert exact("maison") == ["Bien loger"]
    assert exact("parcours") == ["Bien loger"]


def test_an_acronym_is_found_with_and_without_its_points(pages):
    assert exact("r.s.e.") == exact("R.S.E") == exact("rse")
    assert "RSE" in exact("rse")


def test_an_elision_may_be_left_out(pages):
    assert exact("letape") == ["L’Étape"]


def test_a_short_word_among_others_is_corrected_only_if_that_answers(pages):
    assert ask("borne électrique").correction is None
    assert ask("un projt de la commune").correction == {
        "typed": "un projt de la commune", "searched": "un projet de la commune"
    }  # fmt: skip


def test_a_plural_is_no_mistake(pages):
    assert ask("les fêtes de mai").correction is None
    assert ask("la fête de mai").correction is None


def test_words_of_private_pages_decide_on_nothing(pages, home):
    before = [row["title"] for row in suggestions_for(Gate.public(), "cowarking") or ()]
    found = [item["title"] for item in ask("entrepreqxxxx").items]
    page = StandardPageFactory(parent=home, title="Caché", body=[("text", "<p>cowarking, entrepreqmolin</p>")])
    page.view_restrictions.create(restriction_type="login")
    assert [row["title"] for row in suggestions_for(Gate.public(), "cowarking") or ()] == before
    assert [item["title"] for item in ask("entrepreqxxxx").items] == found
