"""What a first visit costs: everything that a page asks for, as it travels, and no cookie."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.demo.conftest import ALL_PAGES

MOST = 150_000  # bytes, photos aside


@pytest.mark.parametrize("path", ["/", "/inventaire/"])
def test_a_page_weighs_little_with_all_it_asks_for(page: Page, path, elsewhere):
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path)
    if path == "/inventaire/":
        expect(page.locator("[data-map]:not([aria-busy]) .map-markers")).to_be_attached()
        expect(page.locator(".map-markers [title^='Lieu,']")).to_have_count(0)  # their names are there too
    page.wait_for_load_state("networkidle")
    weights = {}
    for answer in answers:
        address = urlsplit(answer.url)
        if answer.ok and address.scheme != "data" and not address.path.startswith("/media/"):
            weights[answer.url] = len(gzip.compress(answer.body()))
    assert any("sillon.css" in url for url in weights)
    assert any("leaflet" in url for url in weights) == (path == "/inventaire/")
    assert sum(weights.values()) < MOST, weights
    assert elsewhere == []


def test_a_reader_without_an_account_gets_no_cookie(page: Page, elsewhere):
    for name in ("home", "inventory", "place", "sheet", "event"):
        page.goto(ALL_PAGES[name])
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    assert elsewhere == []
    page.goto(ALL_PAGES["log-in"])
    assert page.context.cookies() != []  # a form that is sent needs one
