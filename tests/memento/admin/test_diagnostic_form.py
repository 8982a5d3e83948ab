"""The form of a diagnostic: what it stores, what it refuses to publish, and at which block it says so."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks.base import get_error_json_data

from memento.models import DiagnosticPage
from tests.factories.diagnostics import AXES, QUESTIONS, axis, large, question
from tests.factories.memento import DiagnosticPageFactory, add_sheet, fresh
from tests.memento.admin.diagnostic_form import form_data

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "yes"}


@pytest.fixture
def diagnostic(memento) -> DiagnosticPage:
    return DiagnosticPageFactory(parent=memento, title="Un essai", slug="un-essai", live=False)


def post(client, page, axes=AXES, questions=QUESTIONS, **values):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_data(axes, questions, **values))


def errors(response, field):
    """The errors of a field as the editor's script gets them; {} without."""
    found = response.context["form"].errors.get(field)
    return get_error_json_data(found.as_data()[0]) if found else {}


def test_what_is_posted_is_what_was_stored(as_editor, diagnostic):
    response = post(as_editor, diagnostic, **PUBLISH)
    assert response.status_code == 302, errors(response, "questions")
    diagnostic.refresh_from_db()
    assert diagnostic.live
    assert diagnostic.axes.get_prep_value() == AXES
    assert diagnostic.questions.get_prep_value() == QUESTIONS


@pytest.mark.parametrize("posted", ["", "{", "7", '"x"', '[{"value": 3}]', "[" * 5000, '[{"type":"item","id":"a"}]'])
def test_answers_that_cannot_be_read_are_missing_answers(as_editor, diagnostic, posted):
    data = form_data(AXES, QUESTIONS) | {"questions-2-value-answers": posted, "questions-2-value-condition": posted}
    response = as_editor.post(reverse("wagtailadmin_pages:edit", args=[diagnostic.pk]), data)
    assert response.status_code in (200, 302)
    response = as_editor.post(reverse("wagtailadmin_pages:edit", args=[diagnostic.pk]), data | PUBLISH)
    assert 2 in errors(response, "questions")["blockErrors"]


def test_a_draft_may_have_every_problem(as_editor, diagnostic):
    broken = [*QUESTIONS, question("vide", {}, after=("gone", []), text="", passage="Nulle part")]
    assert post(as_editor, diagnostic, [], broken).status_code == 302
    diagnostic.refresh_from_db()
    draft = diagnostic.get_latest_revision_as_object()
    assert len(draft.axes) == 0
    assert draft.questions.get_prep_value()[-1]["value"]["condition"] == {"question": "gone", "answers": []}


def test_publishing_says_each_problem_at_its_block(as_editor, diagnostic, chapter):
    draft = add_sheet(chapter, "brouillon", live=False)
    questions = deepcopy(QUESTIONS)
    questions[1]["value"]["condition"] = {"question": "budget", "answers": []}
    questions[2]["value"]["sheet"] = draft.pk
    response = post(as_editor, diagnostic, [*AXES, axis("ancrage")], questions, **PUBLISH)
    assert list(errors(response, "axes")["blockErrors"]) == [2]
    assert "Aucune réponse" in errors(response, "axes")["blockErrors"][2]["blockErrors"]["name"]["messages"][0]
    at = errors(response, "questions")["blockErrors"]
    assert {block: list(error["blockErrors"]) for block, error in at.items()} == {1: ["condition"], 2: ["sheet"]}
    assert "ne précède pas" in at[1]["blockErrors"]["condition"]["messages"][0]
    assert "n’est pas publiée" in at[2]["blockErrors"]["sheet"]["messages"][0]


def test_an_answer_out_of_range_is_said_at_its_row_and_column(as_editor, diagnostic):
    questions = deepcopy(QUESTIONS)
    questions[2]["value"]["answers"][1]["value"]["points"][0]["value"]["points"] = 30
    questions[2]["value"]["answers"][2]["value"]["text"] = ""
    at = errors(post(as_editor, diagnostic, AXES, questions, **PUBLISH), "questions")["blockErrors"][2]
    rows = at["blockErrors"]["answers"]["blockErrors"]
    assert list(rows[1]["blockErrors"]["points"]["blockErrors"][0]["blockErrors"]) == ["points"]
    assert list(rows[2]["blockErrors"]) == ["text"]


def test_blocks_that_are_wrong_by_themselves_come_before_what_they_say_together(as_editor, diagnostic):
    """Else the axis would lack the points of questions that the page does not have yet."""
    questions = deepcopy(QUESTIONS)
    questions[2]["value"]["text"] = ""
    diagnostic.questions = []
    diagnostic.save_revision()
    response = post(as_editor, diagnostic, AXES, questions, **PUBLISH)
    assert errors(response, "axes") == {}
    assert list(errors(response, "questions")["blockErrors"]) == [2]


def test_a_large_form_has_few_fields(as_editor, diagnostic):
    """Chromium posts the same ones, and some of the page's other tabs."""
    assert len(form_data(*large())) * 4 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_many_questions_are_saved_with_as_many_queries_as_few(as_editor, diagnostic, chapter):
    axes, questions = large([add_sheet(chapter, f"fiche-{number}") for number in range(4)])
    counts = []
    post(as_editor, diagnostic, axes, questions[:11])
    for some in (questions[:11], questions):
        post(as_editor, diagnostic, axes, some)  # once, so that both change as little
        with CaptureQueriesContext(connection) as queries:
            assert post(as_editor, diagnostic, axes, some).status_code == 302
        counts.append(len(queries))
    assert counts[1] == counts[0]


def test_choices_that_are_loaded_together_are_each_block_s_own(as_editor, diagnostic, chapter):
    sheets = [add_sheet(chapter, f"fiche-{number}").pk for number in range(3)]
    gone = add_sheet(chapter, "partie")
    gone_pk = gone.pk
    gone.delete()
    chosen = [sheets[2], None, gone_pk, sheets[0], sheets[2]]
    questions = [question(f"q{n}", {"a": {}, "b": {}}, sheet=pk) for n, pk in enumerate(chosen)]
    assert post(as_editor, diagnostic, AXES, questions).status_code == 302
    draft = fresh(diagnostic).get_latest_revision_as_object()
    assert [block.value["sheet"] and block.value["sheet"].pk for block in draft.questions] == chosen


def test_the_script_of_the_rows_is_loaded(as_editor, diagnostic):
    html = as_editor.get(reverse("wagtailadmin_pages:edit", args=[diagnostic.pk])).text
    assert "js/admin-rows" in html
    assert "css/admin-rows" in html


def test_the_listing_is_in_the_menu(as_editor, diagnostic):
    url = reverse("wagtailadmin_pages:type_use", args=["memento", "diagnosticpage"])
    assert f'"{url}"' in json.dumps(as_editor.get(reverse("wagtailadmin_home")).text).replace("\\", "")
    assert "Un essai" in as_editor.get(url).text
