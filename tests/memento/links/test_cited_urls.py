"""The URLs that the guide cites."""

from __future__ import annotations

from memento.links.cited_urls import sheets_by_url
from memento.models import SharedBlock
from tests.memento.links.test_check import source


def test_urls_of_blocks_and_sources_of_published_sheets(make_sheet):
    shared = SharedBlock.objects.create(
        name="Contacts", body=[("text", '<p><a href="https://shared.example/">x</a></p>')]
    )
    table = {"columns": [], "rows": []}
    body = [
        ("text", '<p><a href="https://text.example/?a=1&amp;b=2#part">x</a> <a linktype="page" id="3">y</a></p>'),
        ("practice", {"title": "T", "context": "<p>x</p>", "action": '<p><a href="mailto:a@example.org">x</a></p>'}),
        ("shared", {"block": shared}),
        ("table", table),
    ]
    first = make_sheet("murs", title="Les murs", body=body)
    second = make_sheet("toits", title="Les toits", body=[("shared", {"block": shared})])
    source(first, "https://source.example/")
    hidden = make_sheet("cachee", body=[("text", '<a href="https://draft.example/">x</a>')], live=False)
    source(hidden, "https://draft.example/")
    found = {url: [sheet.pk for sheet in sheets] for url, sheets in sheets_by_url().items()}
    assert found == {
        "https://text.example/?a=1&b=2": [first.pk],
        "https://shared.example/": [first.pk, second.pk],
        "https://source.example/": [first.pk],
    }
    shared.unpublish()
    assert "https://shared.example/" not in sheets_by_url()


def test_urls_of_many_sheets_take_few_queries(make_sheet, django_assert_num_queries):
    for number in range(4):
        source(make_sheet(f"fiche-{number}"), f"https://example.org/{number}")
    with django_assert_num_queries(3):
        assert len(sheets_by_url()) == 4
