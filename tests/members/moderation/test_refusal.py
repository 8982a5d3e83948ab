"""« Refuser » in Wagtail's own screens."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from members.models import Contribution, User
from tests.factories.home import StandardPageFactory
from tests.members.moderation.test_messages import data_in, decide, edit
from tests.members.scene import page_of, reread

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def edit_form(people, sent_proposal):
    """The answer to a moderator who opens the form of the proposed page."""
    client = Client()
    client.force_login(User.objects.get(pk=people["moderator"]))
    return client.get(edit(page_of(Contribution.objects.get(pk=sent_proposal))))


@pytest.fixture(scope="module")
def form_data(edit_form) -> dict:
    return data_in(edit_form)


def modal(page, action: str) -> str:
    return reverse(
        "wagtailadmin_pages:collect_workflow_action_data", args=[page.pk, action, TaskState.objects.get().pk]
    )


def test_form_of_a_proposed_page_offers_refusal(edit_form):
    assert 'data-workflow-action-name="refuse"' in edit_form.text
    assert "Refuser" in edit_form.text


def test_form_of_a_page_of_editors_offers_no_refusal(home, editor, as_moderator):
    page = StandardPageFactory(parent=home, title="Les murs")
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    text = as_moderator.get(edit(page)).text
    assert 'data-workflow-action-name="reject"' in text
    assert 'data-workflow-action-name="refuse"' not in text


@pytest.mark.parametrize(
    ("action", "label", "missing"),
    [
        ("refuse", "Pourquoi refusez-vous ?", "Dites pourquoi : une phrase suffit."),
        ("reject", "Que faut-il changer ?", "Dites ce qu’il faut changer : une phrase suffit."),
    ],
)
def test_modal_asks_for_words(proposal, as_moderator, action, label, missing):
    path = modal(page_of(proposal), action)
    assert label in as_moderator.get(path).json()["html"]
    ajax = {"x-requested-with": "XMLHttpRequest"}
    answer = as_moderator.post(path, {"comment": " "}, headers=ajax).json()
    assert answer["step"] == "action"
    assert missing in answer["html"]
    answer = as_moderator.post(path, {"comment": "Trop tôt."}, headers=ajax).json()
    assert answer == {"step": "success", "cleaned_data": {"comment": "Trop tôt."}}


def test_refusal_in_the_form_ends_as_everywhere(proposal, as_moderator, form_data, member, moderator):
    page = page_of(proposal)
    mail.outbox.clear()
    html = decide(as_moderator, edit(page), form_data, "refuse", "Ce n’est pas un tiers-lieu.")
    assert "«\u00a0La Scierie (Grenoble)\u00a0» est refusé, et un-membre lira pourquoi" in html
    assert "le brouillon reste ici, non publié" in html
    found = reread(proposal)
    assert (found.state, found.last_answer().words) == ("refused", "Ce n’est pas un tiers-lieu.")
    assert not page_of(proposal).live
    assert [message.to for message in mail.outbox] == [[member.email]]


def test_refusal_without_words_changes_nothing(proposal, as_moderator, form_data):
    page = page_of(proposal)
    data = {name: value for name, value in form_data.items() if name != "action-publish"}
    data |= {
        "action-workflow-action": "1",
        "workflow-action-name": "refuse",
        "workflow-action-extra-data": json.dumps({"comment": " "}),
    }
    as_moderator.post(edit(page), data)
    assert reread(proposal).state == "waiting"
    assert page_of(proposal).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_listing_of_reviews_refuses_too(proposal, as_moderator):
    page = page_of(proposal)
    path = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "refuse", TaskState.objects.get().pk])
    as_moderator.post(path, {"comment": ""})
    assert reread(proposal).state == "waiting"
    as_moderator.post(path, {"comment": "Trop tôt."})
    assert reread(proposal).state == "refused"
