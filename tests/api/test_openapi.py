"""The OpenAPI document says what comes back, and nothing comes back that it does not say."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from core.schemas import Problem, Theme
from tests.api.conftest import public_operations

pytestmark = pytest.mark.django_db


def check(shape: object, json: bytes) -> None:
    """Read JSON as its documented shape, with nothing missing, nothing more and no conversion."""
    TypeAdapter(shape).validate_json(json, strict=True, extra="forbid")


def test_every_answer_is_as_documented(client, everything):
    shapes = {path: operation.response_models[200].model_fields["response"] for path, operation in public_operations()}
    assert len(shapes) >= 12
    for path, url in everything.items():
        response = client.get(url)
        assert response.status_code == 200, url
        data = response.json()
        assert data.get("count", 1), url
        assert data.get("items", [1]), url
        check(shapes[path].annotation, response.content)


def test_an_answer_that_drifts_is_seen():
    check(Theme, b'{"slug": "a", "title": "A"}')
    for drifted in (b'{"slug": "a"}', b'{"slug": "a", "title": "A", "more": 1}', b'{"slug": "a", "title": 1}'):
        with pytest.raises(ValidationError):
            check(Theme, drifted)


def test_the_document_tells_every_public_read(client, everything):
    document = client.get("/api/v3/openapi.json").json()
    for path in everything:
        answers = document["paths"][path]["get"]["responses"]
        expected = {"200", "304", "401", "422"} | ({"301", "404"} if "{slug}" in path else set())
        may_miss = path == "/api/v3/memento/" or "{number}" in path
        assert set(answers) == expected | ({"404"} if may_miss else set()), path
        assert "schema" in answers["200"]["content"]["application/json"]
        assert "application/problem+json" in answers["422"]["content"]
    assert not _dangling(document, document["components"]["schemas"])


def test_the_document_speaks_french_of_filters_and_their_codes(client, home):
    document = client.get("/api/v3/openapi.json").json()
    told = {found["name"]: found for found in document["paths"]["/api/v3/places.geojson"]["get"]["parameters"]}
    for name in ("famille", "etat", "milieu", "public", "espace", "label"):
        assert "description" not in told[name]["schema"]["items"], name
    assert "active (En activité), dormant (En sommeil)" in told["etat"]["description"]
    assert "rural (Rural)" in told["milieu"]["description"]
    assert all(found.get("description") for found in told.values())
    assert told["fermes"]["schema"]["description"].startswith("`non` laisse de côté")
    schemas = document["components"]["schemas"]
    for name in ("Family", "State", "Precision", "EventKind", "EventState", "Mode", "PublicationKind"):
        assert schemas[name]["enum"]
        assert "description" not in schemas[name], name


@pytest.mark.parametrize(
    ("path", "status"), [("places/rien/", 404), ("places/?x=1&limit=x", 422), ("events/?from=x", 422)]
)
def test_problems_are_as_documented(client, home, path, status):
    response = client.get(f"/api/v3/{path}")
    assert response.status_code == status
    check(Problem, response.content)


def _dangling(value: object, known: dict) -> list[str]:
    """The references of the document that lead nowhere."""
    if isinstance(value, list):
        return [name for child in value for name in _dangling(child, known)]
    if not isinstance(value, dict):
        return []
    found = [name for child in value.values() for name in _dangling(child, known)]
    ref = value.get("$ref")
    return [*found, ref] if isinstance(ref, str) and ref.rsplit("/", 1)[-1] not in known else found


@pytest.mark.parametrize("path", ["places", "events", "publications", "testimonials"])
def test_a_list_and_a_detail_spell_alike_what_both_tell(client, everything, path):
    items = client.get(f"/api/v3/{path}/").json()["items"]
    detail = client.get(everything[f"/api/v3/{path}/{{slug}}/"]).json()
    item = next(item for item in items if item["slug"] == detail["slug"])
    both = item.keys() & detail.keys()
    assert len(both) >= 8
    assert {name: item[name] for name in both} == {name: detail[name] for name in both}
