"""No route shows a draft, a private page, or the draft above a live page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from core.models import SillonDocument, SillonImage
from core.setup import ensure_page
from home.models import StandardPage
from inventory.models import InventoryIndexPage
from tests.factories.inventory import InventoryIndexPageFactory, SiteProfilePageFactory, inventory_index

pytestmark = pytest.mark.django_db
SECRET = "Motsecret"


@pytest.mark.parametrize("path", ["/inventaire/{}/", "/api/v3/places/{}/"])
def test_a_draft_does_not_exist(client, home, member, token_of, path):
    place = SiteProfilePageFactory(title=SECRET, draft=True)
    assert client.get(path.format(place.slug)).status_code == 404
    if "api" in path:
        assert client.get(path.format(place.translation_key)).status_code == 404
        assert client.get(path.format(place.slug), headers=token_of(member)).status_code == 404


def test_a_private_page_asks_for_a_log_in_and_is_absent_from_the_api(client, home, member, token_of):
    place = SiteProfilePageFactory(title=SECRET)
    PageViewRestriction.objects.create(page=place, restriction_type="login")
    response = client.get(place.url)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/compte/login/")
    assert client.get(f"/api/v3/places/{place.slug}/").status_code == 404
    client.force_login(member)
    assert client.get(place.url).status_code == 200
    assert client.get(f"/api/v3/places/{place.slug}/").status_code == 404
    assert client.get(f"/api/v3/places/{place.slug}/", headers=token_of(member)).json()["title"] == SECRET


def test_a_page_for_a_group_is_for_that_group(client, home, member, editor, token_of):
    place = SiteProfilePageFactory(title=SECRET)
    PageViewRestriction.objects.create(page=place, restriction_type="groups").groups.add(
        Group.objects.get(name="Membres")
    )
    for user, count in ((member, 1), (editor, 0)):
        assert client.get("/api/v3/places/", headers=token_of(user)).json()["count"] == count


def test_a_page_with_a_password_opens_to_who_gave_it(client, home):
    place = SiteProfilePageFactory(title=SECRET)
    restriction = PageViewRestriction.objects.create(page=place, restriction_type="password", password="sésame")
    asked = client.get(place.url)
    assert SECRET not in asked.text or "mot de passe" in asked.text.lower()
    assert "no-store" in asked["Cache-Control"]
    url = f"/_util/authenticate_with_password/{restriction.pk}/{place.pk}/"
    assert client.post(url, {"password": "sésame", "return_url": place.url}).status_code == 302
    assert SECRET in client.get(place.url).text


def test_a_live_page_below_a_draft_is_shown_and_the_draft_is_not(client, home):
    parent = InventoryIndexPageFactory(parent=home, slug="ancien", title=SECRET, live=False)
    place = SiteProfilePageFactory(parent=parent, title="Lieu visible")
    response = client.get(place.url)
    assert response.status_code == 200
    assert "Lieu visible" in response.text
    assert SECRET not in response.text
    assert client.get(parent.url_path.replace("/accueil", "")).status_code == 404
    data = client.get("/api/v3/places/")
    assert data.json()["count"] == 1
    assert SECRET not in data.text
    assert InventoryIndexPage.objects.count() == 2


def test_rich_text_and_blocks_do_not_lead_to_what_is_hidden(client, home):
    hidden = SiteProfilePageFactory(title=SECRET, slug="motsecret", draft=True)
    body = [
        {"type": "text", "value": f'<p>Voir <a linktype="page" id="{hidden.pk}">ce lieu</a>.</p>'},
        {"type": "page_link", "value": {"page": hidden.pk, "text": "à lire"}},
    ]
    ensure_page(home, StandardPage, "texte", "Texte", {"body": body})
    ensure_page(inventory_index(), type(hidden), "avec-liens", "Avec liens", {"body": body})
    for path in ("/texte/", "/inventaire/avec-liens/", "/api/v3/places/avec-liens/"):
        response = client.get(path)
        assert response.status_code == 200
        assert "ce lieu" in response.text
        assert SECRET.lower() not in response.text.lower()


@pytest.mark.parametrize("path", ["pages/", "images/", "documents/", "redirects/", "sites/", "schema/", "whoami/"])
def test_wagtail_s_own_endpoints_answer_only_with_a_token(client, home, admin, token_of, path):
    response = client.get(f"/api/v3/{path}")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    client.force_login(admin)
    assert client.get(f"/api/v3/{path}").status_code == 401
    client.logout()
    assert client.get(f"/api/v3/{path}", headers=token_of(admin)).status_code == 200


def test_every_endpoint_of_wagtail_needs_a_token(home):
    """Read off the URL configuration, so that an endpoint that a release adds is covered too."""
    from config.api import api
    from core.api.routing import optional_token
    from core.preview.api import PreviewToken

    open_routes = [
        f"{prefix}{path}"
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        if not operation.auth_callbacks
        or (operation.auth_callbacks[0] is optional_token or isinstance(operation.auth_callbacks[0], PreviewToken))
        != _is_ours(operation.view_func)
    ]
    assert open_routes == []


def _is_ours(function) -> bool:
    return function.__module__.split(".")[0] in {"core", "home", "inventory", "memento", "archive", "search"}


def test_a_wrong_token_is_refused(client, home):
    response = client.get("/api/v3/places/", headers={"Authorization": "Bearer faux"})
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v3/rien/", "/api/v3/places/rien/", "/api/v3/rien"])
def test_errors_of_the_api_are_problem_json(client, home, path):
    response = client.get(path, follow=True)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_documentation_asks_no_other_host(client, home):
    assert "https://" not in client.get("/api/v3/docs/").text


def test_a_document_of_a_private_collection_is_shown_to_who_may_have_it(client, home, member):
    collection = Collection.get_first_root_node().add_child(name="Réservé")
    document = SillonDocument.objects.create(
        title=SECRET, file=ContentFile(b"x", "note.txt"), collection=collection, file_size=1
    )
    body = [{"type": "document", "value": {"document": document.pk, "description": ""}}]
    ensure_page(home, StandardPage, "texte", "Texte", {"body": body})
    assert SECRET in client.get("/texte/").text
    tag = client.get("/texte/")["ETag"]
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    response = client.get("/texte/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert SECRET not in response.text
    client.force_login(member)
    assert SECRET in client.get("/texte/").text


def test_a_missing_image_file_is_no_error_of_wagtail_s_endpoints_either(client, home, admin, token_of):
    image = SillonImage(title="Perdue", file="original_images/perdue.jpg", width=10, height=10)
    image.save()
    for path in ("/api/v3/images/", f"/api/v3/images/{image.pk}/"):
        response = client.get(path, headers=token_of(admin))
        assert response.status_code == 200
        assert "/tmp" not in response.text
