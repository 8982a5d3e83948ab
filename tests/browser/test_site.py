"""The demo site, as a reader meets it: every page type, without JavaScript, in the four modes for axe."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect

PAGES = {
    "home": "/",
    "standard": "/l-alliance/",
    "inventory": "/inventaire/",
    "place": "/inventaire/cowork-in-grenoble/",
    "memento": "/memento/",
    "chapter": "/memento/demarrer/",
    "sheet": "/memento/demarrer/pourquoi-et-pour-qui/",
    "testimonials": "/memento/temoignages/",
    "archive": "/ressources/",
    "events": "/ressources/evenements/",
    "event": "/ressources/evenements/table-ronde-legere-mi-janvier-2017/",
    "publications": "/ressources/publications/",
    "search": "/recherche/?q=teletravail",
    "nothing found": "/recherche/?q=introuvable",
    "log-in": "/compte/login/",
    "not found": "/rien/",
}


@pytest.fixture
def demo(home):
    call_command("load_demo", verbosity=0)


@pytest.mark.parametrize("page", [False], indirect=True)
def test_every_page_reads_without_javascript_and_asks_nothing_elsewhere(page: Page, demo, elsewhere):
    for name, path in PAGES.items():
        response = page.goto(path)
        assert response.status == (404 if name == "not found" else 200), name
        assert page.locator("html").get_attribute("lang") == "fr", name
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("main")).to_be_visible()
    page.goto("/inventaire/")
    page.get_by_label("Nom, commune ou mot").fill("fablab")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("heading", level=2, name="lieu")).to_be_visible()
    page.get_by_label("Rechercher sur le site").fill("coworking")
    page.get_by_role("search").first.get_by_role("button").click()
    expect(page.get_by_role("heading", name="résultat")).to_be_visible()
    assert elsewhere == []


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(page: Page, demo, width):
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        result = Axe().run(page)
        if result.response["violations"]:
            found[name] = [
                (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]])
                for rule in result.response["violations"]
            ]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
