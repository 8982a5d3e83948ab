"""Templates of sheets: they open with their blocks, are saved as drafts, and cannot be published unfilled."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.visibility.gate import Gate
from memento.admin.create_sheet import hints_script
from memento.admin.sheet_templates import BLANK, SHEET_TEMPLATES, all_hints
from memento.models import ChapterPage, SheetPage
from memento.pages.body import resolved_body
from tests.factories.memento import fresh

pytestmark = pytest.mark.django_db

each_template = pytest.mark.parametrize("template", SHEET_TEMPLATES, ids=lambda template: template.code)


def add_url(chapter: ChapterPage, model: str = "") -> str:
    url = reverse("wagtailadmin_pages:add", args=["memento", "sheetpage", chapter.pk])
    return f"{url}?modele={model}" if model else url


def test_new_sheet_begins_with_the_choice_of_a_template(as_editor, chapter):
    html = as_editor.get(add_url(chapter)).text
    assert "Par quoi commencer" in html
    for template in SHEET_TEMPLATES:
        assert template.label in html
        assert f"?modele={template.code}" in html
    assert "Page blanche" in html
    assert "Liste à cocher" in html


def test_unknown_template_shows_the_choice_again(as_editor, chapter):
    assert "Par quoi commencer" in as_editor.get(add_url(chapter, "inconnu")).text


def test_next_parameter_is_passed_on_through_the_choice(as_editor, chapter):
    assert "next=%2Fadmin%2F" in as_editor.get(add_url(chapter) + "?next=/admin/").text


@each_template
def test_template_opens_the_form_with_its_blocks(as_editor, chapter, template):
    response = as_editor.get(add_url(chapter, template.code))
    body = response.context["form"].instance.body
    assert [block.block_type for block in body] == [part.type for part in template.blocks]
    assert str(body[0].id) == json.loads(template.body())[0]["id"]


def test_blank_sheet_opens_without_blocks(as_editor, chapter):
    assert len(as_editor.get(add_url(chapter, BLANK)).context["form"].instance.body) == 0


def test_new_sheet_from_the_listing_begins_with_the_choice_of_a_chapter(as_editor, chapter, second_chapter):
    url = reverse("wagtailadmin_pages:choose_parent", args=["memento", "sheetpage"])
    html = as_editor.get(url).text
    assert "Dans quel chapitre" in html
    assert add_url(chapter) in html
    assert add_url(second_chapter) in html


def test_only_chapter_is_not_offered_as_a_choice(as_editor, chapter):
    url = reverse("wagtailadmin_pages:choose_parent", args=["memento", "sheetpage"])
    assert as_editor.get(url).url == add_url(chapter)


@each_template
def test_template_is_saved_as_a_draft_and_cannot_be_published_unfilled(chapter, template):
    block = SheetPage._meta.get_field("body").stream_block
    value = block.to_python(json.loads(template.body()))
    assert len(block.clean_deferred(value)) == len(template.blocks)
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    unfilled = set(refused.value.block_errors)
    filled = {rank for rank, part in enumerate(template.blocks) if part.type == "heading"}
    assert unfilled == set(range(len(template.blocks))) - filled


@each_template
def test_draft_of_a_template_can_be_previewed(client, chapter, template):
    page = fresh(chapter).add_child(instance=SheetPage(title="Neuve", slug="neuve", live=False, body=template.body()))
    shown = SheetPage.objects.get(pk=page.pk).make_preview_request()
    assert shown.status_code == 200
    assert "None" not in shown.render().text
    assert len(resolved_body(page, Gate.public())) == len(template.blocks)


@each_template
def test_every_block_to_be_filled_has_a_hint(template):
    assert all(part.hint for part in template.blocks if part.type != "heading")
    ids = [block["id"] for block in json.loads(template.body())]
    assert len({UUID(text) for text in ids}) == len(template.blocks)
    assert template.hints().keys() <= set(ids)


def test_hints_are_in_the_form():
    start = hints_script().split('type="application/json">')[1]
    assert json.loads(start.split("</script>")[0]) == all_hints()
