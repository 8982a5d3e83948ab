"""Models of sheets: they open filled with the right blocks, save as drafts, and never reach readers unfinished."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.gate import Gate
from memento.models import ChapterPage, SheetPage
from memento.new_sheet import hints_script
from memento.presets import BLANK, PRESETS, all_hints
from tests.memento.conftest import fresh

pytestmark = pytest.mark.django_db

each_preset = pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.code)


def add_url(chapter: ChapterPage, model: str = "") -> str:
    url = reverse("wagtailadmin_pages:add", args=["memento", "sheetpage", chapter.pk])
    return f"{url}?modele={model}" if model else url


def test_a_new_sheet_first_asks_what_to_begin_with(as_editor, chapter):
    html = as_editor.get(add_url(chapter)).text
    assert "Par quoi commencer" in html
    for preset in PRESETS:
        assert preset.label in html
        assert f"?modele={preset.code}" in html
    assert "Page blanche" in html
    assert "Liste à cocher" in html


def test_a_model_that_does_not_exist_asks_again(as_editor, chapter):
    assert "Par quoi commencer" in as_editor.get(add_url(chapter, "inconnu")).text


def test_where_to_go_back_to_is_kept_through_the_choice(as_editor, chapter):
    assert "next=%2Fadmin%2F" in as_editor.get(add_url(chapter) + "?next=/admin/").text


@each_preset
def test_a_model_opens_the_form_with_its_blocks(as_editor, chapter, preset):
    response = as_editor.get(add_url(chapter, preset.code))
    body = response.context["form"].instance.body
    assert [block.block_type for block in body] == [part.type for part in preset.parts]
    assert str(body[0].id) == json.loads(preset.body())[0]["id"]


def test_an_empty_sheet_opens_without_blocks(as_editor, chapter):
    assert len(as_editor.get(add_url(chapter, BLANK)).context["form"].instance.body) == 0


def test_from_the_listing_one_chooses_the_chapter_first(as_editor, chapter, second_chapter):
    url = reverse("wagtailadmin_pages:choose_parent", args=["memento", "sheetpage"])
    html = as_editor.get(url).text
    assert "Dans quel chapitre" in html
    assert add_url(chapter) in html
    assert add_url(second_chapter) in html


def test_with_one_chapter_there_is_nothing_to_choose(as_editor, chapter):
    url = reverse("wagtailadmin_pages:choose_parent", args=["memento", "sheetpage"])
    assert as_editor.get(url).url == add_url(chapter)


@each_preset
def test_a_model_is_saved_as_a_draft_and_refused_as_it_is(chapter, preset):
    block = SheetPage._meta.get_field("body").stream_block
    value = block.to_python(json.loads(preset.body()))
    assert len(block.clean_deferred(value)) == len(preset.parts)
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    asked = set(refused.value.block_errors)
    written = {rank for rank, part in enumerate(preset.parts) if part.type == "heading"}
    assert asked == set(range(len(preset.parts))) - written


@each_preset
def test_a_draft_of_a_model_can_be_previewed(client, chapter, preset):
    page = fresh(chapter).add_child(instance=SheetPage(title="Neuve", slug="neuve", live=False, body=preset.body()))
    shown = SheetPage.objects.get(pk=page.pk).make_preview_request()
    assert shown.status_code == 200
    assert "None" not in shown.render().text
    assert len(page.resolved_body(Gate.public())) == len(preset.parts)


@each_preset
def test_every_block_to_be_filled_says_what_it_waits_for(preset):
    assert all(part.hint for part in preset.parts if part.type != "heading")
    ids = [block["id"] for block in json.loads(preset.body())]
    assert len({UUID(text) for text in ids}) == len(preset.parts)
    assert preset.hints().keys() <= set(ids)


def test_hints_reach_the_form_whole():
    start = hints_script().split('type="application/json">')[1]
    assert json.loads(start.split("</script>")[0]) == all_hints()
