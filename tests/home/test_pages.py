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
