"""Passages: the text below each heading, with the id that the heading has on the page."""

from __future__ import annotations

import re

import pytest

from core.search.documents import Passage
from core.search.pages import documents, page_types
from core.search.passages import passages
from core.search.streams import Piece
from tests import remembered

IDS = re.compile(r'\bid="([^"]*)"')


@pytest.fixture(scope="module")
def demo(module_db):
    remembered.load_demo()


def heading(text):
    return Piece(heading=text, text="")


def text(text):
    return Piece(heading="", text=text)


def test_a_passage_goes_to_the_next_heading():
    assert passages([text("avant"), heading("Où ?"), text("a"), text("b"), heading("Quand"), text("c")]) == [
        Passage("ou", "Où ?", "a\nb"),
        Passage("quand", "Quand", "c"),
    ]


def test_a_heading_without_an_anchor_belongs_to_the_passage_before():
    pieces = [heading("Où"), text("a"), heading("« ? »"), text("b"), heading("Où"), text("c")]
    assert passages(pieces) == [Passage("ou", "Où", "a\n« ? »\nb\nOù\nc")]


def test_each_anchor_of_the_demo_is_an_id_on_its_page(demo, client):
    seen = set()
    for document in documents():
        if not document.passages:
            continue
        page = next(m for m in page_types() if m.card_kind == document.kind).objects.get(pk=document.id)
        ids = IDS.findall(client.get(page.url).text)
        assert [passage.anchor for passage in document.passages if passage.anchor not in ids] == [], page
        seen.add(document.kind)
    assert {"sheet", "testimonial", "event"} <= seen
