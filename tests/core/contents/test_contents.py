"""The content of every type: the common part, and the object of the section's own route."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from core.contents.api import FIELDS
from core.contents.registry import KINDS
from core.models import PageTheme, Theme
from core.visibility import version
from home.models import HomeDoor, Identity, StandardPage
from inventory.models import InventoryIndexPage, SiteProfilePage
from tests import remembered
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
BASE = "http://localhost:8000"


def content(client, page: Page, query: str = "") -> dict:
    response = client.get(f"/api/v3/content/{page.translation_key}/{query}")
    assert response.status_code == 200, response.content
    return response.json()


def lines(response) -> list[dict]:
    assert response.status_code == 200
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


@pytest.fixture
def text(home):
    return StandardPageFactory(parent=home, title="La démarche", slug="la-demarche", introduction="Pourquoi.")


def test_a_content_says_where_it_is_and_what_surrounds_it(client, home, text):
    section = StandardPageFactory(parent=text, title="Dessous", slug="dessous", seo_title="Titre court")
    below = StandardPageFactory(parent=section, title="Encore", slug="encore")
    StandardPageFactory(parent=section, title="Un brouillon", slug="brouillon", live=False)
    text.live = False
    text.save()
    theme = Theme.objects.create(title="Foncier", slug="foncier")
    PageTheme.objects.create(page=section, theme=theme)
    version.bump()

    def ref(page, path: str) -> dict:
        return {"id": str(page.translation_key), "type": "page" if path != "/" else "home", "title": page.title,
                "path": path, "url": f"{BASE}{path}"}  # fmt: skip

    found = content(client, section)
    assert tuple(sorted(found)) == tuple(sorted(FIELDS))
    assert found["seo"] == {"title": "Titre court", "description": section.introduction, "image": None}
    assert [step["path"] for step in found["breadcrumb"]] == ["/"]
    assert found["parent"] == ref(home, "/")
    assert found["children"] == {"count": 1, "items": [ref(below, "/la-demarche/dessous/encore/")]}
    assert found["themes"] == [
        {"slug": "foncier", "title": "Foncier", "path": "/themes/foncier/", "url": f"{BASE}/themes/foncier/"}
    ]
    assert content(client, below)["parent"] == ref(section, "/la-demarche/dessous/")


def test_children_are_counted_beyond_the_first_hundred(client, text, monkeypatch):
    monkeypatch.setattr("core.contents.common.MOST_CHILDREN", 2)
    for n in range(4):
        StandardPageFactory(parent=text, title=f"Texte {n}", slug=f"texte-{n}")
    children = content(client, text)["children"]
    assert (children["count"], [item["title"] for item in children["items"]]) == (4, ["Texte 0", "Texte 1"])


def test_pages_with_a_theme_in_common_are_related(client, text, home):
    other = StandardPageFactory(parent=home, title="Une autre", slug="autre")
    theme = Theme.objects.create(title="Foncier", slug="foncier")
    for page in (text, other):
        page.page_themes = [PageTheme(theme=theme)]
        page.save_revision().publish()
    [related] = content(client, text)["related"]
    assert (related["id"], related["path"], related["reason"]) == (
        str(other.translation_key), "/autre/", "Même thème : Foncier",
    )  # fmt: skip


def test_a_door_of_the_home_page_leads_to_a_public_page(client, home, text):
    hidden = StandardPageFactory(parent=home, title="Cachée", slug="cachee", live=False)
    home.doors = [HomeDoor(title="Comprendre", page=text), HomeDoor(title="Rien", page=hidden)]
    home.save()
    data = content(client, home)["data"]
    assert [(door["title"], door["page"]["path"]) for door in data["doors"]] == [("Comprendre", "/la-demarche/")]


def test_fields_are_those_that_are_wanted(client, text):
    assert content(client, text, "?fields=title,seo").keys() == {"id", "type", "title", "seo"}
    assert content(client, text, "?fields=id") == {"id": str(text.translation_key), "type": "page"}
    answer = client.get("/api/v3/content/", {"path": "/themes/", "fields": "titre"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["msg"].startswith("Champ inconnu : « titre ». Les champs sont id, type,")


def test_fields_that_are_not_wanted_cost_nothing(client, text, django_assert_num_queries):
    content(client, text)
    with django_assert_num_queries(3):  # the content version, the route, the page
        content(client, text, "?fields=title,path,data")


def test_the_footer_s_text_is_in_the_site(client, home):
    Identity.objects.update_or_create(site_id=1, defaults={"footer_text": "Un réseau.\nDes lieux."})
    assert client.get("/api/v3/site/").json()["footer_text"] == "Un réseau.\nDes lieux."


# --- With the demonstration -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    remembered.load_demo()


def test_data_are_the_object_of_the_section_s_own_route(client, demo):
    compared: Counter[str] = Counter()
    for code, kind in KINDS.items():
        if not kind.route:
            continue
        for item in client.get(f"/api/v3/routes/?type={code}&limit=2").json()["items"]:
            data = client.get(f"/api/v3/content/{item['id']}/").json()["data"]
            own = client.get(item["resource"]).json()
            assert {name: data[name] for name in own} == own, item
            compared[code] += 1
    # Which partners are named is read from the reference index, see `test_addresses`.
    assert {*compared, "partner"} == {code for code, kind in KINDS.items() if kind.route}


def test_the_export_of_a_type_has_the_same_contents_in_the_order_of_the_routes(client, demo):
    for code in ("page", "place", "publication", "theme"):
        items = client.get(f"/api/v3/routes/?type={code}&limit=100").json()["items"]
        exported = lines(client.get(f"/api/v3/content/export.ndjson?type={code}"))
        assert [line["id"] for line in exported] == [item["id"] for item in items]
        assert exported[-1] == client.get(f"/api/v3/content/{items[-1]['id']}/").json()


def test_the_export_of_a_type_takes_fields_and_a_date(client, demo):
    assert lines(client.get("/api/v3/content/export.ndjson?type=place&updated_since=2999-01-01")) == []
    every = lines(client.get("/api/v3/content/export.ndjson?type=place&fields=title"))
    assert len(every) == SiteProfilePage.objects.live().count()
    assert {tuple(line) for line in every} == {("id", "type", "title")}
    for query in ("", "type=rien", "type=place&fields=rien", "type=place&updated_since=x", "type=place&limit=1"):
        assert client.get(f"/api/v3/content/export.ndjson?{query}").status_code == 422


@pytest.mark.parametrize("code", ["page", "place", "sheet", "event", "publication"])
def test_the_common_part_of_many_pages_takes_few_queries(client, demo, code):
    address = f"/api/v3/content/export.ndjson?type={code}&fields={','.join(set(FIELDS) - {'data', 'related'})}"
    assert len(lines(client.get(address))) >= 7
    with CaptureQueriesContext(connection) as captured:
        lines(client.get(address))
    assert len(captured) <= 14


def test_an_export_reads_the_values_of_many_places_at_once(client, demo):
    address = "/api/v3/content/export.ndjson?type=place"
    assert len(lines(client.get(address))) > 30
    with CaptureQueriesContext(connection) as captured:
        lines(client.get(address))
    assert sum("rows_photos" in query["sql"] for query in captured) == 1


def test_a_page_that_is_unpublished_meanwhile_is_left_out(client, demo, monkeypatch):
    def vanished(gate, page):
        if page == pages[0]:
            raise Http404
        return data(gate, page)

    pages, data = list(StandardPage.objects.live().order_by("pk")), KINDS["page"].data
    monkeypatch.setitem(KINDS, "page", replace(KINDS["page"], data=vanished))
    exported = lines(client.get("/api/v3/content/export.ndjson?type=page"))
    assert [line["id"] for line in exported] == [str(page.translation_key) for page in pages[1:]]
    assert client.get(f"/api/v3/content/{pages[0].translation_key}/").status_code == 404


@pytest.mark.parametrize("fields", ["", "&fields=id,title"])
def test_what_becomes_private_during_an_export_is_left_out_of_its_next_parts(client, demo, monkeypatch, fields):
    monkeypatch.setattr("core.contents.api.BATCH", 2)
    answer = client.get(f"/api/v3/content/export.ndjson?type=place{fields}")
    parts = iter(answer.streaming_content)
    assert len(next(parts).splitlines()) == 2
    PageViewRestriction.objects.create(page=InventoryIndexPage.objects.get(), restriction_type="login")
    assert b"".join(parts) == b""


def test_the_lists_of_themes_and_partners_are_pages_like_others(client, home):
    theme = Theme.objects.create(title="Foncier", slug="foncier")
    Theme.objects.create(title="Murs", slug="murs", parent=theme)
    content = client.get("/api/v3/content/", {"path": "/themes/"}).json()
    assert (content["type"], content["title"]) == ("themes", "Thèmes")
    assert content["data"]["list"] == f"{BASE}/api/v3/themes/"
    titles = [child["title"] for child in content["children"]["items"]]
    assert "Foncier" in titles
    assert "Murs" not in titles
    assert content["children"]["count"] == len(titles) == client.get(content["data"]["list"]).json()["count"]
    assert client.get("/api/v3/content/", {"path": "/themes/foncier/"}).json()["parent"]["id"] == content["id"]
    partners = client.get("/api/v3/content/", {"path": "/partenaires/"}).json()
    assert partners["children"]["count"] == client.get(partners["data"]["list"]).json()["count"]


#: What stays on Sillon when another front end shows the pages.
ON_SILLON = re.compile(
    rf"{BASE}/(?:api|media|documents|contribuer|compte|recherche|admin|personnes)/"
    rf"|{BASE}/\S*(?:\.atom|\.ics|\.pdf|/inscription/|\?format=)"
)


def strings_in(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings_in(child)


def test_contents_lead_to_the_front_end(client, demo, settings):
    settings.FRONTEND_URL = "https://www.exemple.fr"
    version._latest = None
    astray, led = Counter(), 0
    for code in KINDS:
        for line in client.get("/api/v3/content/export.ndjson", {"type": code}).getvalue().decode().splitlines():
            for text in strings_in(json.loads(line)):
                led += "https://www.exemple.fr/" in text
                astray.update((code, url) for url in re.findall(rf"{BASE}/[^\s\"<]*", text) if not ON_SILLON.match(url))
    assert astray == {}
    assert led > 500


def test_related_pages_are_not_those_that_the_data_lead_to(client, demo):
    for line in lines(client.get("/api/v3/content/export.ndjson?type=commitment&fields=related,data")):
        parts = {part["url"] for part in line["data"]["parts"]}
        assert not parts & {page["url"] for page in line["related"]}
    (alone,) = lines(client.get("/api/v3/content/export.ndjson?type=tree&fields=related"))
    (both,) = lines(client.get("/api/v3/content/export.ndjson?type=tree&fields=related,data"))
    assert set(alone) == {"id", "type", "related"}
    assert alone["related"] == both["related"]
