"""Messages about a review in the forms of pages and shared blocks."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from wagtail.models import Page

from home.models import HomePage, StandardPage
from members.models import User
from memento.models import SharedBlock
from tests.factories.home import StandardPageFactory
from tests.memento.blocks.test_shared import form_of, url_of

ASKED = "Un modérateur demande des modifications"


@pytest.fixture(scope="module")
def proposed_page(people) -> int:
    """The primary key of a page that an editor has proposed."""
    author = User.objects.get(pk=people["editor"])
    page = StandardPageFactory(parent=HomePage.objects.get(), title="Les murs")
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    return page.pk


@pytest.fixture
def proposed(db, proposed_page) -> StandardPage:
    return StandardPage.objects.get(pk=proposed_page)


@pytest.fixture(scope="module")
def form_data(people, proposed_page) -> dict:
    """What a moderator's form of the proposed page sends."""
    client = Client()
    client.force_login(User.objects.get(pk=people["moderator"]))
    return data_in(client.get(edit(StandardPage.objects.get(pk=proposed_page))))


@pytest.fixture(scope="module")
def proposed_block(people) -> int:
    """The primary key of a shared block that an editor has proposed."""
    author = User.objects.get(pk=people["editor"])
    block = SharedBlock.objects.create(name="Contacts", body=[{"type": "text", "value": "<p>Un.</p>"}])
    block.save_revision(user=author)
    block.get_workflow().start(block, author)
    return block.pk


@pytest.fixture
def block(db, proposed_block) -> SharedBlock:
    return SharedBlock.objects.get(pk=proposed_block)


def send_back(instance, moderator, comment: str) -> None:
    instance.current_workflow_task.on_action(instance.current_workflow_task_state, moderator, "reject", comment=comment)


def edit(page: Page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def decide(client: Client, url: str, data: dict, action: str, comment: str = "") -> str:
    """Send a form with a decision; return the next screen."""
    data = data | {
        "action-workflow-action": "1",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps({"comment": comment}),
    }
    data.pop("action-publish", None)
    response = client.post(url, data, follow=True)
    assert response.redirect_chain, "the form was refused"
    return response.text


def data_in(response) -> dict:
    """Return what the form of a page sends, without its body and its comments."""
    form = response.context["form"]
    rows = [row for rows in form.formsets.values() for row in [rows.management_form, *rows.forms]]
    values = {bound.html_name: bound.value() for part in [form, *rows] for bound in part}
    values |= {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return {
        name: value for name, value in values.items() if value is not None and value is not False and name != "body"
    }


def test_words_of_a_moderator_are_above_the_form_of_a_page(proposed, as_editor, moderator):
    assert ASKED not in as_editor.get(edit(proposed)).text
    send_back(proposed, moderator, "Dites quand : <b>vite</b>")
    html = as_editor.get(edit(proposed)).text
    assert f"{ASKED}\u00a0: «\u00a0Dites quand\u00a0: &lt;b&gt;vite&lt;/b&gt;\u00a0» (le " in html
    assert ", un-moderateur)" in html


def test_words_of_a_moderator_are_above_the_form_of_a_shared_block(block, as_editor, moderator):
    assert ASKED not in as_editor.get(url_of("edit", block.pk)).text
    send_back(block, moderator, "Dites quand.")
    assert f"{ASKED}\u00a0: «\u00a0Dites quand.\u00a0» (le " in as_editor.get(url_of("edit", block.pk)).text


def test_notice_without_words_goes_once_the_page_is_proposed_again(proposed, as_editor, editor, moderator):
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
def test_decision_about_a_page_has_a_message(proposed, as_moderator, form_data, action, comment, expected):
    html = decide(as_moderator, edit(proposed), form_data, action, comment)
    assert expected in html
    assert "a été mise à jour" not in html


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("reject", "attend des changements, avec vos remarques\u202f; personne ne peut en être averti."),
        ("approve", "les lecteurs le voient maintenant."),
    ],
)
def test_decision_about_the_page_of_a_deleted_account_promises_no_mail(
    proposed, as_moderator, editor, form_data, action, expected
):
    editor.delete()
    html = decide(as_moderator, edit(proposed), form_data, action, "Dites quand.")
    assert expected in html
    assert "qui l’a proposé" not in html


def test_decision_about_a_shared_block_has_a_message(block, as_moderator):
    html = decide(as_moderator, url_of("edit", block.pk), form_of(block, "Deux."), "approve")
    assert "Vous avez approuvé «\u00a0Contacts\u00a0»" in html


def test_guillemets_in_words_are_quoted_with_others(block, as_moderator):
    text = decide(as_moderator, url_of("edit", block.pk), form_of(block, "« Deux »."), "reject", "Dites « quand ».")
    assert "revient à" in text
    assert "«\u00a0Dites “quand”.\u00a0»" in as_moderator.get(url_of("edit", block.pk)).text


def test_title_with_guillemets_is_quoted_with_others(proposed, as_moderator, form_data):
    data = form_data | {"title": "Les « murs »"}
    html = decide(as_moderator, edit(proposed), data, "reject", "Dites quand.")
    assert "«\u00a0Les “murs”\u00a0» revient à une-editrice" in html
