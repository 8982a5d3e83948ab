import pytest

from core.setup import ensure_page
from home.models import HomePage, StandardPage
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def test_home_answers_in_french(client, home):
    response = client.get("/")
    assert response.status_code == 200
    assert '<html lang="fr">' in response.text


def test_setup_is_idempotent_and_leaves_edited_pages(home):
    from config.setup import setup_site

    home.title = "Un titre choisi par l’éditrice"
    home.save()
    setup_site()
    assert HomePage.objects.get().title == "Un titre choisi par l’éditrice"


def test_a_standard_page_shows_its_body(client, home):
    ensure_page(home, StandardPage, "demarche", "La démarche", {"body": [("text", "<p>Des tables rondes</p>")]})
    assert "Des tables rondes" in client.get("/demarche/").text


@pytest.mark.parametrize(
    ("group", "links"), [("", False), ("Membres", False), ("Éditeurs", True), ("Modérateurs", True)]
)
def test_a_page_links_to_its_form_for_those_who_may_edit_it(client, home, group, links):
    if group:
        client.force_login(make_user("quelqu-un", group))
    page = ensure_page(home, StandardPage, "demarche", "La démarche", {})
    assert (f'href="/admin/pages/{page.pk}/edit/"' in client.get("/demarche/").text) is links


def test_a_preview_links_to_the_form_too(as_editor, home):
    page = ensure_page(home, StandardPage, "demarche", "La démarche", {})
    page.save_revision()
    preview = as_editor.get(f"/admin/pages/{page.pk}/view_draft/")
    assert f'href="/admin/pages/{page.pk}/edit/" target="_top"' in preview.text


def test_what_surrounds_all_pages_tells_where_one_is_and_who_reads(client, home, member):
    here, around = ('href="/inventaire/" aria-current="page"', 'href="/inventaire/" aria-current="true"')
    for _ in range(2):  # what was rendered for one page or reader is not told to another
        assert here in client.get("/inventaire/").text
        assert around in client.get("/inventaire/nulle-part/").text
        assert 'href="/inventaire/" aria-current' not in client.get("/").text
        assert "Se connecter" in client.get("/").text
        client.force_login(member)
        assert "Se déconnecter" in client.get("/").text
        client.logout()


def test_the_header_leads_to_contributions_and_to_the_account(client, home, member):
    def header() -> str:
        text = client.get("/").text
        return text[text.index("<header") : text.index("</header>")]

    assert 'href="/contribuer/"' in header()
    assert 'href="/compte/login/"' in header()
    client.force_login(member)
    assert 'href="/compte/"' in header()
    assert "Mon compte" in header()


def test_a_link_to_an_unpublished_page_is_shown_to_the_team_alone(client, as_editor, home):
    target = ensure_page(home, StandardPage, "a-venir", "À venir")
    link = f'<p>Voir <a linktype="page" id="{target.pk}">la suite</a>.</p>'
    body = [("text", link), ("page_link", {"page": target, "text": ""})]
    ensure_page(home, StandardPage, "demarche", "La démarche", {"body": body})
    target.unpublish()
    draft = f'href="/admin/pages/{target.pk}/view_draft/"'
    for_readers, for_editors = client.get("/demarche/").text, as_editor.get("/demarche/").text
    assert "la suite" in for_readers
    assert draft not in for_readers
    assert "non publiée" not in for_readers
    assert for_editors.count(draft) == 2
    assert "[non publiée] la suite" in for_editors
