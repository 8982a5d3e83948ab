"""Every block that a sheet may hold, in all that comes out of it: page, JSON, preview, the editor's form."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core.blocks import GENERAL_BLOCKS
from memento.models import SharedBlock
from tests.archive.conftest import event_index
from tests.factories.archive import EventReportPageFactory
from tests.factories.guide_blocks import stored_block, stored_body
from tests.factories.home import StandardPageFactory
from tests.memento.blocks.output import BLOCKS, STREAM, api_body, missing_words, rendered, resolved

__all__ = ["event_index"]

pytestmark = pytest.mark.django_db


def relative_urls(value: Any) -> list[str]:
    """The URLs in JSON that are not absolute."""
    if isinstance(value, str):
        return [link for link in value.split('href="')[1:] if not link.startswith("http")]
    if isinstance(value, list):
        return [url for part in value for url in relative_urls(part)]
    if not isinstance(value, dict):
        return []
    own = [str(url) for key, url in value.items() if key == "url" and url and not str(url).startswith("http")]
    return own + [url for part in value.values() for url in relative_urls(part)]


# --- Filled --------------------------------------------------------------------------------------------------------


def test_there_is_a_value_for_each_block_of_the_picker(filled):
    assert list(filled) == list(BLOCKS) == list(STREAM.child_blocks)


def test_page_shows_each_block(client, sheet, filled):
    response = client.get(sheet.url)
    assert response.status_code == 200
    assert missing_words(response.text, filled.values()) == []
    assert 'alt="La halle un soir"' in response.text


def test_api_gives_each_block_in_its_published_shape_with_absolute_urls(client, sheet, schema):
    body = api_body(client, "tout")
    assert [block["type"] for block in body] == list(BLOCKS)
    for block in body:
        schema.validate(block)
        assert block["value"]
        assert relative_urls(block) == []


def test_api_gives_the_objects_that_blocks_choose(client, sheet):
    values = {block["type"]: block["value"] for block in api_body(client, "tout")}
    assert values["place"]["place"]["slug"] == values["places_map"]["places"][0]["slug"] == "grange"
    assert values["place"]["place"]["point"] == [5.75, 44.82]
    assert values["definition"]["term"]["slug"] == "point-mort"
    assert values["testimonial"]["page"]["title"] == "Un témoignage cité"
    assert values["document"]["document"]["size"] == 3
    assert values["gallery"]["images"][1]["image"]["alt"] == "La halle un soir"
    assert values["shared"]["block"]["body"][0]["value"]["text"] == "Des mots partagés"
    assert "Nom pour les éditeurs" not in client.get("/api/v3/memento/sheets/tout/").text


def test_preview_shows_each_block(sheet, filled):
    assert missing_words(sheet.make_preview_request().render().text, filled.values()) == []


def test_edit_form_opens_with_each_block(as_editor, sheet):
    response = as_editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
    assert response.status_code == 200
    assert "Les mots du volet" in response.text


def test_shared_block_shows_all_the_others(client, filled, make_sheet, schema):
    others = {name: block for name, block in filled.items() if name != "shared"}
    shared = SharedBlock.objects.create(name="Tout", body=stored_body(others))
    sheet = make_sheet("partage", body=[stored_block("shared", {"block": shared.pk})])
    assert missing_words(client.get(sheet.url).text, others.values()) == []
    (block,) = api_body(client, "partage")
    schema.validate(block)
    assert [inner["type"] for inner in block["value"]["block"]["body"]] == list(others)
    assert relative_urls(block) == []


def test_other_bodies_show_the_general_blocks(client, home, filled, event_index):
    general = {name: filled[name] for name, _ in GENERAL_BLOCKS}
    body = stored_body(general)
    page = StandardPageFactory(parent=home, slug="tous-les-blocs", body=body)
    event = EventReportPageFactory(parent=event_index, slug="soiree", state="reported", date="2026-01-02", report=body)
    for url in (page.url, event.url):
        assert missing_words(client.get(url).text, general.values()) == []


# --- Empty ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "video"])  # its frame says that a film is to come
def test_block_just_added_leaves_no_empty_box(name, home):
    """A draft is previewed and published by steps: a block that nobody has filled shows nothing."""
    block = BLOCKS[name]
    default = block.get_prep_value(block.get_default())
    if isinstance(default, dict) and default.get("title"):
        default["title"] = ""
    (empty,) = resolved([stored_block(name, default)])
    assert rendered(empty).strip() == ""
    (missing,) = resolved([stored_block(name, None)])
    assert rendered(missing).strip() == ""
