"""What is at an address: a page, a theme, a partner, another address, something deleted, or nothing."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from core.bin import moves
from core.models import Theme
from home.models import StandardPage
from tests.factories.archive import full_event
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(home) -> StandardPage:
    return StandardPageFactory(parent=home, title="La démarche", slug="la-demarche")


def route(client, path: str, **headers):
    return client.get("/api/v3/routes/", {"path": path}, headers=headers)


def redirect(client, path: str) -> dict:
    response = route(client, path)
    assert response.status_code == 200
    return response.json()["redirect"]


def test_a_path_leads_to_its_page(client, text):
    content = f"http://localhost:8000/api/v3/content/{text.translation_key}/"
    assert route(client, "/la-demarche/").json() == {
        "id": str(text.translation_key),
        "type": "page",
        "title": "La démarche",
        "path": "/la-demarche/",
        "url": "http://localhost:8000/la-demarche/",
        "resource": content,
        "updated_at": None,
    }
    assert client.get("/api/v3/content/", {"path": "/la-demarche/"}).json() == client.get(content).json()


def test_the_home_page_is_at_the_root(client, home):
    for path in ("/", "http://localhost:8000/", "http://localhost:8000", "/?page=2", "/#haut"):
        assert route(client, path).json()["type"] == "home", path


@pytest.mark.parametrize(
    "path",
    [
        "/la-demarche/?page=2",
        "http://localhost:8000/la-demarche/",
        "HTTP://LOCALHOST:8000/la-demarche/#suite",
        "/la%2Ddemarche/",
    ],
)
def test_a_path_may_be_written_in_several_ways(client, text, path):
    assert route(client, path).json()["id"] == str(text.translation_key)


def test_a_path_with_accents_may_be_encoded(client, home):
    page = StandardPageFactory(parent=home, slug="démarche")
    for path in ("/démarche/", quote("/démarche/")):
        assert route(client, path).json()["id"] == str(page.translation_key)
    assert redirect(client, "/démarche") == {"to": "/d%C3%A9marche/", "status": 301}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("la-demarche/", "Une adresse commence par « / »."),
        ("", "Une adresse commence par « / »."),
        ("https://ailleurs.example/la-demarche/", "Cette adresse est celle d’un autre site."),
        ("//ailleurs.example/la-demarche/", "Cette adresse est celle d’un autre site."),
        ("javascript:alert(1)", "Cette adresse est celle d’un autre site."),
        ("http://[/", "Cette adresse est mal écrite."),
        ("/%ff/", "Cette adresse est mal écrite."),
        ("/%00/", "Cette adresse contient un caractère interdit."),
        ("/\\ailleurs.example/", "Cette adresse contient un caractère interdit."),
        ("/" + "a" * 2000, "2000 caractères au plus."),
    ],
)
@pytest.mark.parametrize("name", ["routes", "content"])
def test_an_address_that_cannot_be_one_of_the_site_is_refused(client, home, name, path, message):
    response = client.get(f"/api/v3/{name}/", {"path": path})
    assert response.status_code == 422
    assert [(error["loc"], error["msg"]) for error in response.json()["errors"]] == [(["query", "path"], message)]


def test_a_look_up_takes_no_filters(client, home):
    response = client.get("/api/v3/routes/?path=/&type=page")
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"] == ["query", "type"]


def test_a_content_needs_an_address(client, home):
    assert client.get("/api/v3/content/").status_code == 422


def test_what_never_was_is_not_found(client, home):
    assert route(client, "/jamais/").status_code == 404
    assert route(client, "/themes/jamais/").status_code == 404


# --- Redirects --------------------------------------------------------------------------------------------------------


def test_a_missing_slash_is_a_redirect(client, text):
    assert redirect(client, "/la-demarche") == {"to": "/la-demarche/", "status": 301}
    assert redirect(client, "/la-demarche?page=2") == {"to": "/la-demarche/?page=2", "status": 301}


def test_a_renamed_page_is_found_at_its_former_address(client, text, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        text.slug = "demarche"
        text.save_revision().publish()
    for name in ("routes", "content"):
        answer = client.get(f"/api/v3/{name}/", {"path": "/la-demarche/"}).json()
        assert answer == {"redirect": {"to": "/demarche/", "status": 301}}


def test_an_edited_redirect_keeps_its_status_and_prefers_its_query(client, text):
    Redirect.objects.create(old_path="/ancien", redirect_page=text, is_permanent=False)
    Redirect.objects.create(old_path="/ancien?id=3", redirect_link="https://ailleurs.example/3")
    Redirect.objects.create(old_path="/ici", redirect_link="http://localhost:8000/la-demarche/?a=1")
    assert redirect(client, "/ancien/") == {"to": "/la-demarche/", "status": 302}
    assert redirect(client, "/ancien/?id=3") == {"to": "https://ailleurs.example/3", "status": 301}
    assert redirect(client, "/ici") == {"to": "/la-demarche/?a=1", "status": 301}


def test_redirects_are_those_of_the_public_site(client, text):
    Redirect.objects.create(old_path="/été?a=1&b=2", redirect_link="/la-demarche/")
    for path in ("/été/?b=2&a=1", quote("/été/") + "?a=1&b=2"):
        assert client.get(path)["Location"] == "/la-demarche/"
        assert redirect(client, path)["to"] == "/la-demarche/"


def test_a_redirect_to_a_hidden_page_leads_nowhere(client, text):
    Redirect.objects.create(old_path="/ancien", redirect_page=text)
    text.unpublish()
    assert route(client, "/ancien/").status_code == 404


def test_a_former_slug_of_a_theme_leads_to_the_present_one(client, home):
    theme = Theme.objects.create(title="Foncier", slug="foncier")
    theme.slug = "murs"
    theme.save()
    assert redirect(client, "/themes/foncier/") == {"to": "/themes/murs/", "status": 301}
    found = route(client, "/themes/murs/").json()
    assert (found["type"], found["title"]) == ("theme", "Foncier")
    assert client.get(found["resource"]).json()["slug"] == "murs"


# --- Deleted pages ----------------------------------------------------------------------------------------------------


def test_a_deleted_page_is_gone_with_those_below_it(client, text):
    below = StandardPageFactory(parent=text, slug="dessous")
    draft = StandardPageFactory(parent=text, slug="brouillon", live=False)
    moves.put(text)
    for page, status in ((text, 410), (below, 410), (draft, 404)):
        assert client.get(f"/api/v3/content/{page.translation_key}/").status_code == status
    for name in ("routes", "content"):
        for path, status in (("/la-demarche/", 410), ("/la-demarche/dessous/", 410), ("/la-demarche/brouillon/", 404)):
            response = client.get(f"/api/v3/{name}/", {"path": path})
            assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), path


def test_a_page_at_the_address_of_a_deleted_one_is_found(client, text, home):
    moves.put(text)
    page = StandardPageFactory(parent=home, slug="la-demarche")
    assert route(client, "/la-demarche/").json()["id"] == str(page.translation_key)


def test_a_deleted_page_that_was_private_was_never_there(client, text, member, token_of):
    PageViewRestriction.objects.create(page=text, restriction_type="login")
    moves.put(text)
    assert route(client, "/la-demarche/").status_code == 404
    assert client.get(f"/api/v3/content/{text.translation_key}/").status_code == 404
    assert route(client, "/la-demarche/", **token_of(member)).status_code == 410


def test_a_redirect_to_a_deleted_page_is_gone(client, text):
    Redirect.objects.create(old_path="/ancien", redirect_page=text)
    moves.put(text)
    assert route(client, "/ancien/").status_code == 410


# --- Cost and caching -------------------------------------------------------------------------------------------------


def test_a_look_up_takes_few_queries(client, text, django_assert_max_num_queries):
    route(client, "/la-demarche/")
    route(client, "/jamais/")
    with django_assert_max_num_queries(3):
        assert route(client, "/la-demarche/").status_code == 200
    with django_assert_max_num_queries(7):  # Wagtail looks for a redirect at every 404
        assert route(client, "/jamais/deux/trois").status_code == 404


def test_a_route_is_a_304_until_something_changes(client, text):
    tag = route(client, "/la-demarche/")["ETag"]
    assert route(client, "/la-demarche/", **{"If-None-Match": tag}).status_code == 304
    text.title = "Autre titre"
    text.save()
    assert route(client, "/la-demarche/", **{"If-None-Match": tag}).status_code == 200


@pytest.mark.indexed
def test_a_partner_has_a_route_while_a_visible_page_refers_to_it(client, home):
    event = full_event()
    slug = event.partners.first().partner.slug
    found = route(client, f"/partenaires/{slug}/").json()
    assert (found["type"], found["path"]) == ("partner", f"/partenaires/{slug}/")
    content = client.get(f"/api/v3/content/{found['id']}/").json()
    assert content["data"] == client.get(f"/api/v3/partners/{slug}/").json()
    event.unpublish()
    assert route(client, f"/partenaires/{slug}/").status_code == 404
    assert client.get(f"/api/v3/content/{found['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("link", "to"),
    [
        ("http://localhost:8000/a/?b=1#c", "/a/?b=1#c"),
        ("http://localhost:8000//evil.example/x", "/evil.example/x"),
        ("https://ailleurs.example/é", "https://ailleurs.example/%C3%A9"),
        ("/a\r\nSet-Cookie: x", "/a%0D%0ASet-Cookie:%20x"),
    ],
)
def test_a_typed_redirect_leads_where_it_says(client, home, link, to):
    Redirect.objects.create(old_path="/ancien", redirect_link=link)
    assert redirect(client, "/ancien/")["to"] == to


def test_a_redirect_to_no_address_is_a_404(client, home):
    Redirect.objects.create(old_path="/ancien", redirect_link="javascript:alert(1)")
    assert route(client, "/ancien/").status_code == 404


@pytest.mark.parametrize("link", ["/a", "/a/", "http://localhost:8000/a/", "/a/?q=1", "?q=1", "#haut", "/b"])
def test_redirects_that_lead_to_themselves_lead_nowhere(client, home, link):
    Redirect.objects.create(old_path="/a", redirect_link=link)
    Redirect.objects.create(old_path="/b", redirect_link="/c")
    Redirect.objects.create(old_path="/c", redirect_link="/a")
    assert route(client, "/a/").status_code == 404
    assert client.get("/a/").status_code == 404


def test_a_redirect_to_a_page_is_followed_though_an_old_one_leads_back(client, text):
    Redirect.objects.create(old_path="/a", redirect_link="/b")
    Redirect.objects.create(old_path="/b", redirect_link="/la-demarche/")
    Redirect.objects.create(old_path="/la-demarche", redirect_link="/a")
    assert redirect(client, "/a/")["to"] == "/b"
    assert client.get("/a/")["Location"] == "/b"


def test_a_redirect_that_cannot_be_read_leads_nowhere(client, home):
    Redirect.objects.create(old_path="/a", redirect_link="http://[")
    assert route(client, "/a/").status_code == 404
    assert client.get("/a/").status_code == 404
