"""What the OpenAPI document holds; `test_live_answers.py` compares it with what the routes answer."""

from __future__ import annotations

import pytest
from ninja import NinjaAPI
from pydantic import TypeAdapter, create_model
from wagtail.fields import StreamField

from config.openapi import Document
from core.api.schemas import Problem, ResponseModel
from core.blocks.openapi import block_components
from core.checks import own_page_models
from core.contents.api import FIELDS
from core.contents.registry import KINDS
from memento.models import SheetPage
from tests.api.conftest import public_operations

pytestmark = pytest.mark.django_db


def check(shape: object, json: bytes) -> None:
    """Read JSON as its documented shape, with nothing missing, nothing more and no conversion."""
    TypeAdapter(shape).validate_json(json, strict=True, extra="forbid")


@pytest.mark.parametrize(("second", "fails"), [(str, True), (int, False)])
def test_two_different_schemas_of_one_name_are_refused(second, fails):
    api = NinjaAPI(urls_namespace=f"rows-{second.__name__}")
    for path, kind in (("/a/", int), ("/b/", second)):
        api.get(path, response=list[create_model("Rows", __base__=ResponseModel, rows=(kind, ...))])(lambda request: [])
    if fails:
        with pytest.raises(ValueError, match="called Rows"):
            Document(api, "")
    else:
        assert "Rows" in Document(api, "")["components"]["schemas"]


def test_operations_have_a_name_each(client, home):
    paths = client.get("/api/v3/openapi.json").json()["paths"]
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(names) == len(set(names)) > 60


def test_every_token_is_described_and_that_of_reads_is_optional(client):
    document = client.get("/api/v3/openapi.json").json()
    schemes = document["components"]["securitySchemes"]
    assert all(scheme.get("description") for scheme in schemes.values())
    assert schemes["OptionalToken"]["description"].startswith("Facultatif")
    for path, _ in public_operations():
        assert {} in document["paths"][path]["get"]["security"], path


def test_the_document_has_every_public_read(client):
    document = client.get("/api/v3/openapi.json").json()
    for path, _ in public_operations():
        answers = document["paths"][path]["get"]["responses"]
        expected = {"200", "304", "401", "403", "422"} | ({"301", "404"} if "{slug}" in path else set())
        may_be_gone = path.startswith(("/api/v3/routes/", "/api/v3/content/")) and path.endswith("/")
        may_miss = path == "/api/v3/memento/" or "{number}" in path or may_be_gone
        expected |= ({"404"} if may_miss else set()) | ({"410"} if may_be_gone else set())
        assert set(answers) == expected, path
        media_types = {
            "export.ndjson": "application/x-ndjson",
            "places.geojson": "application/geo+json",
            "mermaid/": "text/vnd.mermaid",
        }
        media_type = next((kind for end, kind in media_types.items() if path.endswith(end)), "application/json")
        assert list(answers["200"]["content"]) == [media_type]
        assert "schema" in answers["200"]["content"][media_type]
        assert "application/problem+json" in answers["422"]["content"]
    assert not _dangling(document, document["components"]["schemas"])


def test_the_document_speaks_french_of_filters_and_their_codes(client, home):
    document = client.get("/api/v3/openapi.json").json()
    parameters = {one["name"]: one for one in document["paths"]["/api/v3/places.geojson"]["get"]["parameters"]}
    for name in ("famille", "etat", "milieu", "public", "espace", "label"):
        assert "description" not in parameters[name]["schema"]["items"], name
    assert "active (En activité), dormant (En sommeil)" in parameters["etat"]["description"]
    assert "rural (Rural)" in parameters["milieu"]["description"]
    assert all(one.get("description") for one in parameters.values())
    assert parameters["fermes"]["schema"]["description"].startswith("`non` laisse de côté")
    schemas = document["components"]["schemas"]
    for name in ("State", "Precision", "EventKind", "EventState", "Mode", "PublicationKind"):
        assert schemas[name]["enum"]
        assert "description" not in schemas[name], name


def test_contents_are_told_apart_by_their_type(client):
    document = client.get("/api/v3/openapi.json").json()
    answer = document["paths"]["/api/v3/content/{id}/"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Content"}
    schema = document["components"]["schemas"]["Content"]
    mapping = schema["discriminator"]["mapping"]
    assert set(mapping) == set(KINDS)
    assert {ref["$ref"] for ref in schema["oneOf"]} == set(mapping.values())
    for code, ref in mapping.items():
        properties = document["components"]["schemas"][ref.rsplit("/", 1)[-1]]["properties"]
        assert properties["type"]["const"] == code
        assert set(properties) == set(FIELDS)


def test_blocks_are_told_apart_by_their_type(client):
    """One union of all blocks, wherever there are some; what is inside of one has a name too."""
    schemas = client.get("/api/v3/openapi.json").json()["components"]["schemas"]
    names = SheetPage._meta.get_field("body").stream_block.child_blocks
    mapping = schemas["Block"]["discriminator"]["mapping"]
    assert list(mapping) == list(names)
    assert [ref["$ref"] for ref in schemas["Block"]["oneOf"]] == list(mapping.values())
    for name, ref in mapping.items():
        assert schemas[ref.rsplit("/", 1)[-1]]["properties"]["type"] == {"const": name, "type": "string"}
    any_block = {"$ref": "#/components/schemas/Block"}
    for owner, field in (("SheetDetail", "body"), ("EventDetail", "report"), ("SharedContent", "body")):
        assert schemas[owner]["properties"][field]["items"] == any_block
    items = schemas["GalleryValue"]["properties"]["images"]["items"]
    assert items == {"$ref": "#/components/schemas/GalleryImage"}


def test_every_text_of_the_site_is_made_of_the_documented_blocks():
    documented = SheetPage._meta.get_field("body").stream_block
    for model in own_page_models():
        for name in ("body", "report"):
            if isinstance(field := getattr(model, name, None) and model._meta.get_field(name), StreamField):
                blocks = block_components(field.stream_block, "Block")
                known = block_components(documented, "Block")
                assert {key: one for key, one in blocks.items() if key != "Block" and known[key] != one} == {}, model


def test_every_operation_documents_the_shape_of_its_errors(client):
    paths = client.get("/api/v3/openapi.json").json()["paths"]
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, methods in paths.items():
        for method, operation in methods.items():
            errors = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
            assert {"401", "403"} <= set(errors), (method, path)
            assert all(answer["content"] == problem for answer in errors.values()), (method, path)


@pytest.mark.parametrize(
    ("path", "status"), [("places/rien/", 404), ("places/?x=1&limit=x", 422), ("events/?from=x", 422)]
)
def test_problems_are_as_documented(client, home, path, status):
    response = client.get(f"/api/v3/{path}")
    assert response.status_code == status
    check(Problem, response.content)


def _dangling(value: object, known: dict) -> list[str]:
    """The references of the document to schemas that it does not have."""
    if isinstance(value, list):
        return [name for child in value for name in _dangling(child, known)]
    if not isinstance(value, dict):
        return []
    found = [name for child in value.values() for name in _dangling(child, known)]
    ref = value.get("$ref")
    return [*found, ref] if isinstance(ref, str) and ref.rsplit("/", 1)[-1] not in known else found
