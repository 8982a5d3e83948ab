"""« Refuser » in Wagtail's own screens."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from tests.factories.home import StandardPageFactory
from tests.members.test_decisions import PLACE, contribute, page_of, reread
from tests.members.test_reviews import data_of, decide, edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_moderator(moderator) -> Client:
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture
def proposal(member):
    return contribute("lieu", member, PLACE)


def modal(page, action: str) -> str:
    return reverse(
        "wagtailadmin_pages:collect_workflow_action_data", args=[page.pk, action, TaskState.objects.get().pk]
    )


def test_the_form_of_a_proposed_page_offers_it(proposal, as_moderator):
    text = as_moderator.get(edit(page_of(proposal))).text
    assert 'data-workflow-action-name="refuse"' in text
    assert "Refuser" in text


def test_it_is_not_offered_of_what_editors_propose(home, editor, as_moderator):
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
def test_the_modal_asks_for_words(proposal, as_moderator, action, label, missing):
    path = modal(page_of(proposal), action)
    assert label in as_moderator.get(path).json()["html"]
    ajax = {"x-requested-with": "XMLHttpRequest"}
    answer = as_moderator.post(path, {"comment": " "}, headers=ajax).json()
    assert answer["step"] == "action"
    assert missing in answer["html"]
    answer = as_moderator.post(path, {"comment": "Trop tôt."}, headers=ajax).json()
    assert answer == {"step": "success", "cleaned_data": {"comment": "Trop tôt."}}


def test_refusing_in_the_form_ends_as_everywhere(proposal, as_moderator, member, moderator):
    page = page_of(proposal)
    mail.outbox.clear()
    html = decide(as_moderator, edit(page), data_of(as_moderator, page), "refuse", "Ce n’est pas un tiers-lieu.")
    assert "«\u00a0La Scierie\u00a0» est refusé, et un-membre lira pourquoi" in html
    assert "le brouillon reste ici, non publié" in html
    found = reread(proposal)
    assert (found.state, found.last_words().words) == ("refused", "Ce n’est pas un tiers-lieu.")
    assert not page_of(proposal).live
    assert [message.to for message in mail.outbox] == [[member.email]]


def test_refusing_without_words_refuses_nothing(proposal, as_moderator):
    page = page_of(proposal)
    data = data_of(as_moderator, page)
    data.pop("action-publish", None)
    data |= {
        "action-workflow-action": "1",
        "workflow-action-name": "refuse",
        "workflow-action-extra-data": json.dumps({"comment": " "}),
    }
    as_moderator.post(edit(page), data)
    assert reread(proposal).state == "waiting"
    assert page_of(proposal).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_the_listing_of_what_is_reviewed_refuses_too(proposal, as_moderator):
    page = page_of(proposal)
    path = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "refuse", TaskState.objects.get().pk])
    as_moderator.post(path, {"comment": ""})
    assert reread(proposal).state == "waiting"
    as_moderator.post(path, {"comment": "Trop tôt."})
    assert reread(proposal).state == "refused"
