"""The mails to the author of a contribution: one for each step, and no second one from Wagtail.

What they say is in `tests/members/moderation/test_outcomes.py`.
"""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Page
from wagtail.users.models import UserProfile

from inventory.models import SiteProfilePage
from members.contributions import drafts
from members.models import Contribution
from members.moderation import decisions
from tests.conftest import make_user
from tests.factories.home import StandardPageFactory
from tests.members.scene import PLACE, contribute, correct, page_of, reread

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https?://[^/\s]+(/\S*)")
CLAIM = {"role": ["Gérante"], "proof": ["Appelez le lieu."]}


def flat(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.fixture(autouse=True)
def outbox_is_the_backend():
    """Letters are read where Django's test runner keeps them."""


def letters_to(user) -> list:
    return [message for message in mail.outbox if message.to == [user.email]]


def link(message) -> str:
    return ADDRESS.findall(message.body)[0]


def opened(user, message) -> int:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(link(message)).status_code


def submitted(code: str, member, place) -> Contribution:
    match code:
        case "lieu":
            return contribute("lieu", member, PLACE)
        case "corriger-un-lieu":
            return correct(place, member, summary=["Autre."])
        case "gerer":
            return contribute("gerer", member, CLAIM, page=place)
    return contribute("signaler", member, {"reason": ["gone"]}, page=place)


STEPS = [
    *(("lieu", step) for step in ("submit", "send_back", "accept", "refuse")),
    *(("corriger-un-lieu", step) for step in ("submit", "send_back", "accept", "refuse")),
    *(("gerer", step) for step in ("submit", "send_back", "accept", "refuse")),
    *(("signaler", step) for step in ("submit", "accept", "refuse")),
]


@pytest.mark.parametrize(("code", "step"), STEPS)
def test_each_step_sends_one_mail_with_a_link_that_opens(place, member, moderator, code, step):
    made = submitted(code, member, place)
    if step != "submit":
        mail.outbox.clear()
        getattr(decisions, step)(made, moderator, "Quelques mots <b>à vous</b>.")
    (letter,) = letters_to(member)
    assert letter.body.startswith("Bonjour un-membre,")
    assert ("> Quelques mots <b>à vous</b>." in letter.body) == (step != "submit")
    assert opened(member, letter) == 200
    assert "/admin/" not in letter.body
    on_site = link(letter) == SiteProfilePage.objects.get(pk=made.page_id).url
    assert on_site == (step == "accept")


def test_guillemets_in_a_title_are_quoted_with_others(member, moderator):
    contribute("lieu", member, PLACE | {"title": ["Le « Grand » Atelier"]})
    (letter,) = letters_to(member)
    assert "« Le “Grand” Atelier »" in flat(letter.body)
    (letter,) = letters_to(moderator)
    assert "« Le “Grand” Atelier (Grenoble) »" in flat(letter.body)


def test_withdrawal_sends_no_mail(member):
    made = contribute("lieu", member, PLACE)
    mail.outbox.clear()
    drafts.withdraw(made, member)
    assert mail.outbox == []


def test_report_without_address_gets_no_mail(place, moderator):
    made = contribute("signaler", None, {"reason": ["gone"]}, page=place)
    mail.outbox.clear()
    decisions.accept(made, moderator, "Merci.")
    assert mail.outbox == []


def test_mail_to_an_address_without_account_links_to_the_page(place, moderator):
    contribute("signaler", None, {"reason": ["gone"], "contact": ["lea@example.org"]}, page=place)
    (letter,) = [message for message in mail.outbox if message.to == ["lea@example.org"]]
    assert letter.body.startswith("Bonjour,")
    assert link(letter) == place.url
    Page.objects.get(pk=place.pk).specific.delete()
    letter = mail.outbox[-1]
    assert letter.to == ["lea@example.org"]
    assert link(letter) == "/"


def test_closed_account_gets_no_mail(member, moderator):
    made = contribute("lieu", member, PLACE)
    member.is_active = False
    member.save()
    mail.outbox.clear()
    decisions.refuse(made, moderator, "Non.")
    assert mail.outbox == []


def test_subject_of_a_long_title_with_line_ends_is_short(member):
    contribute("lieu", member, PLACE | {"title": ["La\nScierie " + "très " * 30 + "longue"]})
    (letter,) = letters_to(member)
    assert len(letter.subject) < 80
    assert "\n" not in letter.subject


# --- Wagtail's own notifications --------------------------------------------------------------------------------------


def test_page_proposed_by_an_editor_is_answered_by_wagtail(home, editor, moderator):
    page = StandardPageFactory(parent=home, title="Les murs", live=False)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    mail.outbox.clear()
    page.current_workflow_task_state.specific.reject(user=moderator, comment="Dites quand.")
    (letter,) = letters_to(editor)
    assert letter.subject.startswith("À reprendre")


def test_change_proposed_later_by_its_author_is_answered_by_wagtail(member, moderator, editor):
    made = contribute("lieu", editor, PLACE)
    decisions.accept(made, moderator)
    page = page_of(made)
    page.summary = "Autre."
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    mail.outbox.clear()
    page.current_workflow_task_state.specific.approve(user=moderator)
    (letter,) = letters_to(editor)
    assert letter.subject.startswith("Accepté")
    assert reread(made).entries.count() == 3


# --- Moderators -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["lieu", "corriger-un-lieu", "signaler", "gerer"])
def test_moderators_get_one_mail_with_a_link_to_the_right_screen(place, member, moderator, editor, code):
    made = submitted(code, member, place)
    (letter,) = letters_to(moderator)
    assert letters_to(editor) == []
    where = f"/admin/pages/{made.page_id}/edit/" if code == "lieu" else f"/admin/moderation/{made.pk}/"
    assert link(letter) == where
    assert opened(moderator, letter) == 200


def test_moderator_can_turn_notices_off(place, member, moderator):
    profile = UserProfile.get_for_user(moderator)
    profile.submitted_notifications = False
    profile.save()
    contribute("gerer", member, CLAIM, page=place)
    assert letters_to(moderator) == []


def test_moderators_get_no_notice_of_their_own_contributions(place, moderator):
    other = make_user("une-moderatrice", "Modérateurs")
    contribute("gerer", moderator, CLAIM, page=place)
    assert [message.subject for message in letters_to(moderator)] == ["Demande reçue\u00a0: La Cime"]
    assert [message.subject for message in letters_to(other)] == ["Quelqu’un gère\u00a0: La Cime"]
