"""The screens of promotions: in plain French, and with no input that breaks them."""

from __future__ import annotations

from html import unescape

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from core.visibility import version
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
INDEX = "/admin/recherche/mises-en-avant/"
ADD = f"{INDEX}new/"


def data(question: str, *rows: dict[str, str], initial: int = 0) -> dict[str, str]:
    fields = {
        "query_string": question,
        "editors_picks-TOTAL_FORMS": str(len(rows)),
        "editors_picks-INITIAL_FORMS": str(initial),
    }
    for number, row in enumerate(rows):
        filled = {"ORDER": str(number + 1), "DELETE": ""} | row
        fields |= {f"editors_picks-{number}-{name}": value for name, value in filled.items()}
    return fields


def link(url: str = "https://www.example.org/", text: str = "Un site", **fields: str) -> dict[str, str]:
    return {"external_link_url": url, "external_link_text": text, **fields}


def send(client, sent: dict[str, str], url: str = ADD) -> str:
    """Return the page with errors, or "" if it was saved."""
    response = client.post(url, sent)
    assert response.status_code in (200, 302)
    return unescape(response.text) if response.status_code == 200 else ""


@pytest.fixture
def page(home):
    return StandardPageFactory(parent=home, title="Réserver une salle", slug="salle")


def test_an_editor_promotes_a_page_and_a_link(page, as_editor):
    before = version.current().key
    assert send(as_editor, data("Location de salle", {"page": str(page.pk)}, link(description="Ailleurs."))) == ""
    assert [promotion.title for promotion in SearchPromotion.objects.all()] == ["Réserver une salle", "Un site"]
    assert version.current().key != before
    listing = as_editor.get(INDEX).text
    assert "location de salle" in listing
    assert "Réserver une salle" in listing


def test_the_same_words_are_promoted_in_one_place(page, as_editor):
    assert send(as_editor, data("Les crèches", {"page": str(page.pk)})) == ""
    assert "« les crèches » a déjà ses mises en avant" in send(as_editor, data("crèche", link()))
    assert SearchPromotion.objects.count() == 1


def test_an_editor_changes_and_removes_it(page, as_editor):
    query = Query.get("salle")
    promotion = SearchPromotion.objects.create(query=query, page=page)
    url = f"{INDEX}{query.pk}/"
    assert "Ce qu’on cherche" in as_editor.get(url).text
    row = {"id": str(promotion.pk), "page": str(page.pk), "description": "Le formulaire."}
    before = version.current().key
    assert send(as_editor, data("réunion", row, initial=1), url) == ""
    promotion.refresh_from_db()
    assert (promotion.query.query_string, promotion.description) == ("réunion", "Le formulaire.")
    assert version.current().key != before
    before = version.current().key
    delete = f"{INDEX}{promotion.query_id}/delete/"
    assert "Ne plus rien mettre en avant" in as_editor.get(delete).text
    assert as_editor.post(delete).status_code == 302
    assert not SearchPromotion.objects.exists()
    assert version.current().key != before


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (data("salle"), "Ajoutez au moins une page ou un lien."),
        (data("", link()), "Champ requis"),
        (data("!!", link()), "au moins une lettre ou un chiffre"),
        (data("a\0b", link()), "Le caractère nul"),
        (data("a" * 201, link()), "200 caractères au plus"),
        (data("İ" * 150, link()), "200 caractères au plus"),
        (data("salle", {}), "Choisissez une page du site"),
        (data("salle", {"page": "9" * 30}), "Page ou lien"),
        (data("salle", {"page": "a\0b"}), "Page ou lien"),
        (data("salle", link("javascript:alert(1)")), "Ce n’est pas une adresse"),
        (data("salle", link("ftp://example.org/")), "Ce n’est pas une adresse"),
        (data("salle", link(f"https://example.org/{'a' * 300}")), "200 caractères au plus"),
        (data("salle", link(text="a" * 201)), "200 caractères au plus"),
        (data("salle", link(text="a\0b")), "Le caractère nul"),
        (data("salle", link(text="")), "Donnez un titre au lien."),
        (data("salle", link(description="a" * 501)), "500 caractères au plus"),
        (data("salle", link(description="a\0b")), "Le caractère nul"),
        (data("salle", *[link()] * 6), "5 pages et liens au plus"),
    ],
)
def test_what_is_wrong_is_said(home, as_editor, sent, message):
    assert message in send(as_editor, sent)
    assert not SearchPromotion.objects.exists()


def test_a_broken_form_is_refused(home, as_editor):
    assert send(as_editor, {"query_string": "salle"}) != ""
    assert send(as_editor, data("salle") | {"editors_picks-TOTAL_FORMS": "x"}) != ""


def test_the_screens_are_in_plain_french(page, as_editor):
    query = Query.get("salle")
    SearchPromotion.objects.create(query=query, page=page)
    for url in (INDEX, ADD, f"{INDEX}{query.pk}/", f"{INDEX}{query.pk}/delete/", f"{INDEX}?q=rien"):
        main = unescape(as_editor.get(url).text.partition("<main")[2])
        for word in ("amélioré", "requête", "recommand", "(s)", "Promoted", "joker", "URL de lien"):
            assert word not in main, (url, word)


def test_wagtails_own_screens_lead_to_ours(home, as_editor):
    for path in ("", "add/", "1/", "queries/chooser/", "reports/search-terms/"):
        response = as_editor.get(f"/admin/searchpicks/{path}")
        assert (response.status_code, response["Location"]) == (302, INDEX)


@pytest.mark.parametrize("url", [INDEX, ADD])
def test_moderators_may_and_members_may_not(home, client, moderator, as_member, url):
    client.force_login(moderator)
    assert client.get(url).status_code == 200
    assert as_member.get(url).status_code in (302, 403)
