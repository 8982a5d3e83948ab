"""Methods and addresses: HEAD wherever GET is, problem+json for all that is not there."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from inventory.models import SiteProfilePage

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.mark.indexed
def test_head_answers_as_get_does_without_a_body(client, everything):
    for url in everything.values():
        got, head = client.get(url), client.head(url)
        assert (head.status_code, b"".join(head)) == (200, b""), url
        for name in ("ETag", "Cache-Control", "Vary", "Content-Type", "Content-Length"):
            if name != "Content-Length" or not got.streaming:  # the length of a stream is not known
                assert head[name] == got[name], (url, name)
        assert client.head(url, headers={"If-None-Match": got["ETag"]}).status_code == 304


@pytest.mark.indexed
def test_a_session_changes_nothing(everything, admin):
    """Nor does a cookie that names none: caches in front may ignore them all."""
    logged_in, unknown = Client(), Client()
    logged_in.force_login(admin)
    unknown.cookies["sessionid"] = "x"
    PageViewRestriction.objects.create(page=SiteProfilePage.objects.first(), restriction_type="login")
    for url in everything.values():
        expected = Client().get(url)
        body = b"".join(expected)
        for client in (logged_in, unknown):
            response = client.get(url)
            assert (response.status_code, b"".join(response)) == (expected.status_code, body), url
            assert response.headers == expected.headers, url
            assert "Cookie" not in response["Vary"], url
            assert not response.cookies, url


def test_head_of_what_is_not_there(client, home):
    for path, status in (("places/rien/", 404), ("places/?x=1", 422)):
        response = client.head(f"/api/v3/{path}")
        assert (response.status_code, response["Content-Type"], response.content) == (status, PROBLEM, b"")


@pytest.mark.indexed
def test_any_tag_holds_for_what_exists(client, everything):
    for url in everything.values():
        response = client.get(url, headers={"If-None-Match": "*"})
        assert (response.status_code, response.content) == (304, b""), url
        assert response["ETag"] == client.get(url)["ETag"]
    assert client.get("/api/v3/places/rien/", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_method_that_is_not_allowed_is_told(home, method):
    response = getattr(Client(enforce_csrf_checks=True), method)("/api/v3/places/")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert response["Allow"] == "GET, HEAD"


def test_wagtail_s_routes_tell_their_methods_too(client, home):
    response = client.put("/api/v3/pages/")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert response["Allow"] == "GET, POST"


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/api/", "/api/rien", "/api/v2/places/", "/api/v3/", "/api/v3/rien/", "/api/v3/rien"])
def test_an_unknown_address_is_404_whatever_the_method(home, method, path):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)


def test_an_address_without_its_slash_leads_to_it(client, home):
    response = client.get("/api/v3/places?limit=1")
    assert (response.status_code, response["Location"]) == (301, "/api/v3/places/?limit=1")
