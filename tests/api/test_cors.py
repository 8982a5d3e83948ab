"""Programs in other sites' pages may read the API, and nothing else."""

from __future__ import annotations

import pytest

from config.settings.environment import cors as cors_settings

pytestmark = pytest.mark.django_db
ORIGIN = {"Origin": "https://ailleurs.example"}


def cors(response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.items() if name.lower().startswith("access-control-")}


@pytest.mark.parametrize("path", ["places/", "places/rien/", "places/?x=1", "rien/", "openapi.json"])
def test_any_origin_may_read_the_api(client, home, path):
    response = client.get(f"/api/v3/{path}", headers=ORIGIN)
    assert cors(response) == {"access-control-allow-origin": "*", "access-control-expose-headers": "etag"}
    assert "origin" in response["Vary"]


def test_a_304_may_be_read_too(client, home):
    tag = client.get("/api/v3/places/")["ETag"]
    response = client.get("/api/v3/places/", headers={**ORIGIN, "If-None-Match": tag})
    assert response.status_code == 304
    assert cors(response)["access-control-allow-origin"] == "*"


def test_a_browser_learns_what_it_may_ask(client, home):
    asked = {**ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    response = client.options("/api/v3/places/", headers=asked)
    assert response.status_code == 200
    assert cors(response)["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert cors(response)["access-control-allow-headers"] == "accept, if-none-match"
    assert "access-control-allow-credentials" not in cors(response)


@pytest.mark.parametrize("path", ["/", "/inventaire/", "/sante/", "/robots.txt", "/compte/login/", "/api/", "/admin/"])
def test_nothing_else_is_open_to_other_origins(client, home, path):
    assert cors(client.get(path, headers=ORIGIN)) == {}
    asked = {**ORIGIN, "Access-Control-Request-Method": "GET"}
    assert cors(client.options(path, headers=asked)) == {}


def test_without_an_origin_nothing_is_said(client, home):
    assert cors(client.get("/api/v3/places/")) == {}


@pytest.fixture
def named_origins(settings):
    for name, value in cors_settings(["https://ici.example"], "https://Front.example").items():
        setattr(settings, name, value)


@pytest.mark.parametrize("origin", ["https://ici.example", "https://front.example"])
def test_named_origins_and_the_front_end_may_read_and_send_a_token(client, home, named_origins, origin):
    assert cors(client.get("/api/v3/places/", headers={"Origin": origin}))["access-control-allow-origin"] == origin
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    response = client.options("/api/v3/places/", headers={"Origin": origin, **asked})
    assert "authorization" in cors(response)["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in cors(response)


def test_other_origins_may_not_once_some_are_named(client, home, named_origins):
    assert "access-control-allow-origin" not in cors(client.get("/api/v3/places/", headers=ORIGIN))
