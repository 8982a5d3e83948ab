"""Every list of the API leads to its next part, and returns only the fields that its reader asks for."""

from __future__ import annotations

import pytest

from config.api import api
from tests import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    remembered.load_demo()


def lists() -> list[str]:
    """The addresses of all public lists, those of themes and partners that the demo has."""
    addresses = []
    for path, operations in api.get_openapi_schema()["paths"].items():
        parameters = {row["name"] for row in operations.get("get", {}).get("parameters", ())}
        if {"limit", "offset", "fields"} <= parameters and "/contributions/" not in path:
            slug = "cea" if "partners" in path else "mobilite"
            addresses.append(path.replace("{slug}", slug))
    return addresses


@pytest.mark.parametrize("path", lists())
def test_the_parts_of_a_list_are_the_whole_list(client, demo, path):
    whole = client.get(path, {"limit": 100}).json()
    address, items = f"{path}?limit=7", []
    while address:
        part = client.get(address).json()
        assert part["count"] == whole["count"]
        items, address = items + part["items"], part["next"]
    assert items[:100] == whole["items"]
    assert len(items) == whole["count"]


@pytest.mark.parametrize("path", lists())
def test_items_have_only_the_fields_that_are_asked_for(client, demo, path):
    whole = client.get(path).json()["items"]
    items = client.get(path, {"fields": "title,url"}).json()["items"] if whole and "title" in whole[0] else []
    names = ("id", "title", "url")
    assert items == [{name: item[name] for name in names if name in item} for item in whole[: len(items)]]
    refused = client.get(path, {"fields": "title,secret"})
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, ["query", "fields"])


def test_a_next_part_has_the_filters_of_the_first(client, demo):
    following = client.get("/api/v3/places/?famille=coworking&famille=fablab&limit=1&fields=slug").json()["next"]
    assert following.endswith("/api/v3/places/?famille=coworking&famille=fablab&limit=1&fields=slug&offset=1")
    assert list(client.get(following).json()["items"][0]) == ["id", "slug"]
