"""Bodies of old revisions and imports: values of other shapes, and objects that are gone or hidden.

Everything that comes out of them keeps its shape, and the rest of the page is shown.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from core.blocks import GENERAL_BLOCKS
from core.blocks.resolver import resolve_value
from core.visibility.gate import Gate
from memento.models import SharedBlock
from tests.archive.conftest import event_index
from tests.factories.archive import EventReportPageFactory
from tests.factories.guide_blocks import list_item, stored_block
from tests.factories.home import StandardPageFactory
from tests.factories.memento import fresh
from tests.memento.blocks.output import BLOCKS, api_body, missing_words, rendered, resolved, store

__all__ = ["event_index"]

pytestmark = pytest.mark.django_db
JUNK = [None, "", "x", 42, -1, 2**63, 10**30, 1.5, True, [], {}, [None], [[]], ["x"], [{}], {"x": 1}, {"type": "item"}]
every_block = pytest.mark.parametrize("name", BLOCKS)


def wrong_values(value: Any) -> list[Any]:
    """What an old revision may hold for a block: another shape as a whole, or in one of its parts."""
    wrong = list(JUNK)
    if not isinstance(value, dict):
        return wrong
    wrong += [{**value, key: junk} for key in value for junk in JUNK]
    wrong += [{key: part for key, part in value.items() if key != missing} for missing in value]
    for key, part in value.items():
        if isinstance(part, list) and part:
            wrong += [{**value, key: [junk, list_item(junk), part[0]]} for junk in JUNK]
            inner = part[0]["value"] if part[0].get("type") == "item" else None
            if isinstance(inner, dict):
                wrong += [{**value, key: [list_item({**inner, deep: junk})]} for deep in inner for junk in JUNK]
    return wrong


# --- Values of another shape ---------------------------------------------------------------------------------------


@every_block
def test_value_of_another_shape_is_shown_as_empty(name, filled, schema):
    stored = [stored_block(name, raw) for raw in wrong_values(filled[name].value)]
    of_this_block = schema.evolve(schema={**schema.schema, "oneOf": [{"$ref": f"#/$defs/{name}"}]})
    for block in resolved(stored, absolute=True):
        of_this_block.validate(block)
    for block in resolved(stored):
        rendered(block)


@every_block
def test_value_of_another_shape_is_read_by_the_edit_form_and_the_indexes(name, filled):
    block, wrong = BLOCKS[name], wrong_values(filled[name].value)
    values = block.bulk_to_python(wrong)
    assert len(values) == len(wrong)
    for value in values:
        block.get_prep_value(value)
        block.get_searchable_content(value)
        list(block.extract_references(value))
        block.get_form_state(value)
    for junk in JUNK:
        block.get_form_state(block.to_python(junk))


@every_block
def test_sound_value_is_unchanged_by_the_edit_form(name, filled):
    block, raw = BLOCKS[name], filled[name].value
    (value,) = block.bulk_to_python([raw])
    stored = block.get_prep_value(value)
    assert resolve_value(block, stored, Gate.public()) == resolve_value(block, raw, Gate.public())


def test_sound_blocks_are_shown_among_unreadable_ones(client, sheet, filled, schema, as_editor):
    body = [stored_block("carousel", {"x": 1}), stored_block("good_practice", "x")]
    for name, block in filled.items():
        body += [stored_block(name, junk) for junk in (None, "", 42, [], {}, "x", [None], {"x": [1]})]
        body.append(stored_block(name, block.value))
    store(sheet, body)
    response = client.get(sheet.url)
    assert response.status_code == 200
    assert missing_words(response.text, filled.values()) == []
    blocks = api_body(client, "tout")
    assert len(blocks) == len(body) - 2
    for block in blocks:
        schema.validate(block)
    assert fresh(sheet).make_preview_request().status_code == 200
    sheet = fresh(sheet)
    sheet.save_revision().publish()
    assert as_editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code == 200
    assert client.get(sheet.url).status_code == 200


def test_old_revision_can_be_published_again(client, sheet, filled):
    revision = sheet.save_revision()
    content = revision.content
    stored = json.loads(content["body"])
    unreadable = [stored_block("carousel", 1), *(stored_block(name, "x") for name in filled)]
    content["body"] = json.dumps([*unreadable, *stored])
    revision.save(update_fields=["content"])
    revision.refresh_from_db()
    revision.publish()
    response = client.get(sheet.url)
    assert response.status_code == 200
    assert "Sa réponse" in response.text


def test_shared_blocks_and_other_bodies_bear_unreadable_values(client, home, event_index, filled, make_sheet, schema):
    def old(names) -> list[dict[str, Any]]:
        unreadable = [stored_block(name, junk) for name in names for junk in (None, 42, "x", [], {})]
        return [stored_block("carousel", 1), *unreadable, stored_block("text", "<p>Le reste</p>")]

    shared = SharedBlock.objects.create(name="Ancien", body=[])
    store(shared, old(BLOCKS))
    sheet = make_sheet("ancien", body=[stored_block("shared", {"block": shared.pk})])
    page = StandardPageFactory(parent=home, slug="ancienne")
    store(page, old(dict(GENERAL_BLOCKS)))
    event = EventReportPageFactory(parent=event_index, slug="ancien", state="reported", date="2026-01-02")
    store(event, old(dict(GENERAL_BLOCKS)), "report")
    for shown in (sheet, page, event):
        response = client.get(shown.url)
        assert response.status_code == 200
        assert "Le reste" in response.text
    for block in api_body(client, "ancien"):
        schema.validate(block)
        # A shared block shows no other, whatever is stored.
        assert "shared" not in [inner["type"] for inner in block["value"]["block"]["body"]]


def json_values() -> st.SearchStrategy[Any]:
    scalars = [st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)]
    keys = [key for block in BLOCKS.values() for key in getattr(block, "child_blocks", {})]
    keys += ["type", "id", "value", "columns", "rows", "values", "heading", "alt_text"]
    return st.recursive(
        st.one_of(*scalars, st.dates().map(str)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=4),
        max_leaves=12,
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(list(BLOCKS)), raw=json_values())
def test_any_json_comes_out_in_shape(schema, name, raw):
    stored = [stored_block(name, raw)]
    for block in resolved(stored, absolute=True):
        schema.validate(block)
    for block in resolved(stored):
        rendered(block)
    BLOCKS[name].get_form_state(BLOCKS[name].bulk_to_python([raw])[0])


# --- Objects that are gone or hidden -------------------------------------------------------------------------------


@pytest.mark.parametrize("pk", [99_999_999, -1, 0, 2**31, 2**63, 10**30, "x", None])
def test_chosen_objects_may_be_gone(client, make_sheet, schema, pk):
    chosen = {
        "image": {"image": {"image": pk}},
        "gallery": {"title": "", "images": [list_item({"image": {"image": pk}, "caption": "Vide"})]},
        "video": {"title": "Film", "poster": {"image": pk}},
        "document": {"document": pk, "description": "Rien"},
        "page_link": {"page": pk, "text": "Rien"},
        "testimonial": {"page": pk, "text": "Rien"},
        "decision_tree": {"tree": pk, "text": "Rien"},
        "place": {"place": pk, "text": "Rien"},
        "places_map": {"title": "Rien", "places": [list_item(pk)]},
        "partners": {"partners": [list_item(pk)]},
        "definition": {"term": pk},
        "diagnostic": {"diagnostic": pk, "text": "Rien"},
        "shared": {"block": pk},
        "text": f'<p><a linktype="page" id="{pk}">Le reste</a></p>',
    }
    sheet = make_sheet("perdu")
    store(sheet, [stored_block(name, value) for name, value in chosen.items()])
    response = client.get(sheet.url)
    assert response.status_code == 200
    assert "Le reste" in response.text
    assert "Rien" not in response.text
    for block in api_body(client, "perdu"):
        schema.validate(block)


def test_chosen_objects_may_be_hidden(client, filled, make_sheet, schema):
    names = ("page_link", "testimonial", "diagnostic", "decision_tree", "place", "places_map", "shared")
    sheet = make_sheet("cache", body=[stored_block(name, filled[name].value) for name in names])
    SharedBlock.objects.update(live=False)
    keys = {
        "place": "place",
        "testimonial": "page",
        "page_link": "page",
        "diagnostic": "diagnostic",
        "decision_tree": "tree",
    }
    for name, key in keys.items():
        page = Page.objects.get(pk=filled[name].value[key])
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(sheet.url)
    assert response.status_code == 200
    hidden = (
        "La Grange citée", "Un témoignage cité", "Une page citée", "Des mots partagés", "Pourquoi ce lieu-là",
        "Un questionnaire cité", "Un arbre cité", "Pourquoi cet arbre", "Pourquoi y répondre",
    )  # fmt: skip
    assert [words for words in hidden if words in response.text] == []
    for block in api_body(client, "cache"):
        schema.validate(block)
        assert not any(block["value"].get(key) for key in ("page", "place", "places", "diagnostic", "tree", "block"))
