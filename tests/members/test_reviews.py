"""What editors and moderators are told of a review, in the forms."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from wagtail.models import Page

from memento.models import SharedBlock
from tests.factories.home import StandardPageFactory
from tests.memento.test_shared_blocks import form_of, url_of

ASKED = "Un modérateur demande des modifications"


@pytest.fixture
def proposed(home, editor):
    page = StandardPageFactory(parent=home, title="Les murs")
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    return page


@pytest.fixture
def block(home, editor) -> SharedBlock:
    made = SharedBlock.objects.create(name="Contacts", body=[{"type": "text", "value": "<p>Un.</p>"}])
    made.save_revision(user=editor)
    made.get_workflow().start(made, editor)
    return made


@pytest.fixture
def as_moderator(moderator) -> Client:
    client = Client()
    client.force_login(moderator)
    return client


def send_back(instance, moderator, comment: str) -> None:
    instance.current_workflow_task.on_action(instance.current_workflow_task_state, moderator, "reject", comment=comment)


def edit(page: Page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def decide(client: Client, url: str, data: dict, action: str, comment: str = "") -> str:
    """Send a form with a decision; gives what the next screen shows."""
    data |= {
        "action-workflow-action": "1",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps({"comment": comment}),
    }
    data.pop("action-publish", None)
    response = client.post(url, data, follow=True)
    assert response.redirect_chain, "the form was refused"
    return response.text


def data_of(client: Client, page: Page) -> dict:
    form = client.get(edit(page)).context["form"]
    rows = [row for rows in form.formsets.values() for row in [rows.management_form, *rows.forms]]
    values = {bound.html_name: bound.value() for part in [form, *rows] for bound in part}
    values |= {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return {
        name: value for name, value in values.items() if value is not None and value is not False and name != "body"
    }


def test_what_a_moderator_asks_stands_above_the_form_of_a_page(proposed, as_editor, moderator):
    assert ASKED not in as_editor.get(edit(proposed)).text
    send_back(proposed, moderator, "Dites quand : <b>vite</b>")
    html = as_editor.get(edit(proposed)).text
    assert f"{ASKED}\u00a0: «\u00a0Dites quand\u00a0: &lt;b&gt;vite&lt;/b&gt;\u00a0» (le " in html
    assert ", un-moderateur)" in html


def test_it_stands_above_the_form_of_a_shared_block(block, as_editor, moderator):
    assert ASKED not in as_editor.get(url_of("edit", block.pk)).text
    send_back(block, moderator, "Dites quand.")
    assert f"{ASKED}\u00a0: «\u00a0Dites quand.\u00a0» (le " in as_editor.get(url_of("edit", block.pk)).text


def test_it_says_so_without_words_and_goes_once_proposed_again(proposed, as_editor, editor, moderator):
    send_back(proposed, moderator, "")
    assert f"{ASKED} (le " in as_editor.get(edit(proposed)).text
    proposed.save_revision(user=editor)
    proposed.current_workflow_state.resume(user=editor)
    assert ASKED not in as_editor.get(edit(proposed)).text


@pytest.mark.parametrize(
    ("action", "comment", "expected"),
    [
        ("reject", "Dites quand.", "«\u00a0Les murs\u00a0» revient à une-editrice, avec vos remarques."),
        ("reject", "", "«\u00a0Les murs\u00a0» revient à une-editrice."),
        ("approve", "", "Vous avez approuvé «\u00a0Les murs\u00a0»\u00a0: les lecteurs le voient maintenant."),
    ],
)
def test_a_decision_about_a_page_is_told(proposed, as_moderator, action, comment, expected):
    html = decide(as_moderator, edit(proposed), data_of(as_moderator, proposed), action, comment)
    assert expected in html
    assert "a été mise à jour" not in html


def test_a_decision_about_a_shared_block_is_told(block, as_moderator):
    html = decide(as_moderator, url_of("edit", block.pk), form_of(block, "Deux."), "approve")
    assert "Vous avez approuvé «\u00a0Contacts\u00a0»" in html


def test_guillemets_within_guillemets_are_others(block, as_moderator):
    text = decide(as_moderator, url_of("edit", block.pk), form_of(block, "« Deux »."), "reject", "Dites « quand ».")
    assert "revient à" in text
    assert "«\u00a0Dites “quand”.\u00a0»" in as_moderator.get(url_of("edit", block.pk)).text


def test_a_title_with_guillemets_stands_in_others(home, editor, as_moderator):
    page = StandardPageFactory(parent=home, title="Les « murs »")
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    html = decide(as_moderator, edit(page), data_of(as_moderator, page), "reject", "Dites quand.")
    assert "«\u00a0Les “murs”\u00a0» revient à une-editrice" in html
