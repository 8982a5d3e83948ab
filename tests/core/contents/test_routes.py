"""The list of all public objects: complete, in a stable order, part by part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import Page

from core.bin import moves
from core.contents.registry import KINDS
from core.models import Theme
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
ROUTES = "/api/v3/routes/"


def walk(client, address: str) -> tuple[list[dict], int]:
    """All items from an address on, through `next`, and the number of parts."""
    items, parts = [], 0
    while address:
        answer = client.get(address).json()
        items, address, parts = items + answer["items"], answer["next"], parts + 1
    return items, parts


def test_the_list_has_every_public_page_once(client, home):
    for n in range(5):
        StandardPageFactory(parent=home, slug=f"texte-{n}", live=n != 3)
    Theme.objects.create(title="Foncier", slug="foncier")
    Theme.objects.create(title="Murs", slug="murs")
    items, parts = walk(client, f"{ROUTES}?limit=2")
    assert parts == -(-len(items) // 2)
    live = Page.objects.live().filter(depth__gt=1)
    assert [item["id"] for item in items[: live.count()]] == [
        str(uid) for uid in live.order_by("pk").values_list("translation_key", flat=True)
    ]
    others = ["/themes/", "/partenaires/", "/themes/foncier/", "/themes/murs/"]
    assert [item["path"] for item in items[live.count() :]] == others
    assert client.get(ROUTES).json()["count"] == len(items)


def test_every_route_of_the_list_is_found_at_its_path_and_its_resource(client, home):
    StandardPageFactory(parent=home, slug="texte")
    Theme.objects.create(title="Foncier", slug="foncier")
    for item in client.get(ROUTES).json()["items"]:
        assert client.get(ROUTES, {"path": item["path"]}).json() == item
        assert client.get(ROUTES, {"path": item["url"]}).json() == item
        assert client.get(item["resource"]).status_code == 200
        assert item["type"] in KINDS


@pytest.mark.parametrize("codes", [["page"], ["theme"], ["page", "theme"], ["partner"]])
def test_the_list_may_be_of_some_types(client, home, codes):
    pages = [StandardPageFactory(parent=home, slug=f"texte-{n}") for n in range(3)]
    themes = [Theme.objects.create(title=f"Thème {n}", slug=f"theme-{n}") for n in range(3)]
    items, _ = walk(client, f"{ROUTES}?limit=2&{'&'.join(f'type={code}' for code in codes)}")
    titles = [page.title for page in pages if "page" in codes] + [t.title for t in themes if "theme" in codes]
    assert [item["title"] for item in items] == titles


def test_a_cursor_survives_what_is_published_deleted_and_renamed_meanwhile(client, home):
    pages = [StandardPageFactory(parent=home, slug=f"texte-{n}") for n in range(4)]
    first = client.get(f"{ROUTES}?type=page&limit=2").json()
    moves.put(pages[1])
    pages[2].title = "Aaa"
    pages[2].save_revision().publish()
    added = StandardPageFactory(parent=home, slug="nouveau")
    rest, _ = walk(client, first["next"])
    assert [item["id"] for item in rest] == [str(page.translation_key) for page in (*pages[2:], added)]


def test_updated_since_leaves_out_what_was_published_before(client, home):
    now = datetime.now(UTC)
    for n, days in enumerate((1, 10)):
        StandardPageFactory(parent=home, title=f"Il y a {days}", slug=f"t-{n}", last_published_at=now - timedelta(days))
    since = (now - timedelta(days=5)).isoformat().replace("+00:00", "Z")
    for value in (since, since[:10]):
        answer = client.get(ROUTES, {"type": "page", "updated_since": value, "limit": 1}).json()
        assert [item["title"] for item in answer["items"]] == ["Il y a 1"]
        assert (answer["count"], answer["next"]) == (1, None)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("type=rien", "type"),
        ("updated_since=hier", "updated_since"),
        ("updated_since=2026-02-31", "updated_since"),
        ("updated_since=12", "updated_since"),
        ("updated_since=0001-01-01", "updated_since"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("updated_since=9999-12-31T23:59:59-14:00", "updated_since"),
        ("updated_since=2026-01-01T25:00", "updated_since"),
        ("cursor=rien", "cursor"),
        ("cursor=é", "cursor"),
        ("cursor=cGFnZTp4", "cursor"),
        ("type=page&cursor=dGhlbWU6MQ", "cursor"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("fields=id", "fields"),
    ],
)
def test_what_the_list_does_not_know_is_refused(client, home, query, name):
    response = client.get(f"{ROUTES}?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"][:2] == ["query", name]


def test_a_part_takes_the_same_queries_whatever_its_length(client, home, django_assert_num_queries):
    for n in range(20):
        StandardPageFactory(parent=home, slug=f"texte-{n}")
    client.get(f"{ROUTES}?limit=1")
    with django_assert_num_queries(3):  # the content version, the number of pages, the pages
        client.get(f"{ROUTES}?limit=2")
    with django_assert_num_queries(3):
        assert len(client.get(f"{ROUTES}?limit=20").json()["items"]) == 20
