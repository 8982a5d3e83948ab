"""The letters to the author of a contribution: one for each step, and nothing on top of it."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Page
from wagtail.users.models import UserProfile

from inventory.models import SiteProfilePage
from members import contributing, decisions
from members.models import Contribution
from tests.conftest import make_user
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.test_decisions import PLACE, contribute, page_of, reread
from tests.members.test_merging import correct

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https?://[^/\s]+(/\S*)")
CLAIM = {"role": ["Gérante"], "proof": ["Appelez le lieu."]}


@pytest.fixture
def place(home) -> SiteProfilePage:
    page = SiteProfilePageFactory(title="La Cime")
    page.save_revision().publish()
    return SiteProfilePage.objects.get(pk=page.pk)


def flat(text: str) -> str:
    return text.replace("\u00a0", " ")


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


SUBJECTS = {
    ("lieu", "submit"): "Proposition reçue : La Scierie",
    ("lieu", "send_back"): "À compléter : La Scierie",
    ("lieu", "accept"): "En ligne : La Scierie",
    ("lieu", "refuse"): "Proposition non retenue : La Scierie",
    ("corriger-un-lieu", "submit"): "Correction reçue : La Cime",
    ("corriger-un-lieu", "send_back"): "À compléter : La Cime",
    ("corriger-un-lieu", "accept"): "Correction en ligne : La Cime",
    ("corriger-un-lieu", "refuse"): "Correction non retenue : La Cime",
    ("gerer", "submit"): "Demande reçue : La Cime",
    ("gerer", "send_back"): "À compléter : La Cime",
    ("gerer", "accept"): "Vous gérez : La Cime",
    ("gerer", "refuse"): "Votre demande : La Cime",
    ("signaler", "submit"): "Signalement reçu : La Cime",
    ("signaler", "accept"): "Signalement traité : La Cime",
    ("signaler", "refuse"): "Votre signalement : La Cime",
}


@pytest.mark.parametrize(("code", "step"), SUBJECTS)
def test_each_step_is_told_once_with_a_link_that_opens(place, member, moderator, code, step):
    made = submitted(code, member, place)
    if step != "submit":
        mail.outbox.clear()
        getattr(decisions, step)(made, moderator, "Quelques mots <b>à vous</b>.")
    (letter,) = letters_to(member)
    assert flat(letter.subject) == SUBJECTS[code, step]
    assert letter.body.startswith("Bonjour un-membre,")
    assert ("> Quelques mots <b>à vous</b>." in letter.body) == (step != "submit")
    assert opened(member, letter) == 200
    assert "/admin/" not in letter.body
    on_site = link(letter) == SiteProfilePage.objects.get(pk=made.page_id).url
    assert on_site == (step == "accept")


@pytest.mark.parametrize("words", ["", "Le numéro est corrigé."])
def test_who_reported_an_error_is_told_what_was_done(place, member, moderator, words):
    made = submitted("signaler", member, place)
    client = Client()
    client.force_login(moderator)
    mail.outbox.clear()
    client.post(f"/admin/moderation/{made.pk}/", {"decision": "accept", "words": words})
    (letter,) = letters_to(member)
    assert ("Voici sa réponse.\n\n> Le numéro est corrigé." in letter.body) == bool(words)
    assert ("a vérifié, et fait ce qu’il fallait" in letter.body) == (not words)


def test_a_note_alone_is_read_and_nothing_is_online(place, member, moderator):
    made = correct(place, member, note=["Le toit fuit."])
    client = Client()
    client.force_login(moderator)
    mail.outbox.clear()
    seen = client.get(f"/admin/moderation/{made.pk}/").context["seen"]
    response = client.post(f"/admin/moderation/{made.pk}/", {"decision": "accept", "seen": seen}, follow=True)
    (letter,) = letters_to(member)
    assert flat(letter.subject) == "Lu par l’équipe : La Cime"
    assert "L’équipe du site a lu ce que vous lui avez écrit" in letter.body
    assert "est en ligne" not in letter.body
    assert "est marqué comme lu" in flat(str(*response.context["messages"]))


def test_guillemets_within_guillemets_are_others(member, moderator):
    contribute("lieu", member, PLACE | {"title": ["Le « Grand » Atelier"]})
    (letter,) = letters_to(member)
    assert "« Le “Grand” Atelier »" in flat(letter.body)
    (letter,) = letters_to(moderator)
    assert "« Le “Grand” Atelier »" in flat(letter.body)


def test_taking_back_is_told_to_nobody(member):
    made = contribute("lieu", member, PLACE)
    mail.outbox.clear()
    contributing.withdraw(made, member)
    assert mail.outbox == []


def test_nobody_is_written_to_without_an_address(place, moderator):
    made = contribute("signaler", None, {"reason": ["gone"]}, page=place)
    mail.outbox.clear()
    decisions.accept(made, moderator, "Merci.")
    assert mail.outbox == []


def test_who_has_no_account_is_led_to_the_page(place, moderator):
    contribute("signaler", None, {"reason": ["gone"], "contact": ["lea@example.org"]}, page=place)
    (letter,) = [message for message in mail.outbox if message.to == ["lea@example.org"]]
    assert letter.body.startswith("Bonjour,")
    assert link(letter) == place.url
    Page.objects.get(pk=place.pk).specific.delete()
    letter = mail.outbox[-1]
    assert letter.to == ["lea@example.org"]
    assert link(letter) == "/"


def test_an_account_that_is_closed_gets_nothing(member, moderator):
    made = contribute("lieu", member, PLACE)
    member.is_active = False
    member.save()
    mail.outbox.clear()
    decisions.refuse(made, moderator, "Non.")
    assert mail.outbox == []


def test_a_long_title_and_line_ends_make_one_short_subject(member):
    contribute("lieu", member, PLACE | {"title": ["La\nScierie " + "très " * 30 + "longue"]})
    (letter,) = letters_to(member)
    assert len(letter.subject) < 80
    assert "\n" not in letter.subject


# --- Wagtail's own notifications --------------------------------------------------------------------------------------


def test_what_an_editor_proposes_is_still_told_by_wagtail(home, editor, moderator):
    page = StandardPageFactory(parent=home, title="Les murs", live=False)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    mail.outbox.clear()
    page.current_workflow_task_state.specific.reject(user=moderator, comment="Dites quand.")
    (letter,) = letters_to(editor)
    assert letter.subject.startswith("À reprendre")


def test_what_an_author_proposes_later_as_an_editor_is_too(member, moderator, editor):
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
def test_moderators_are_told_once_and_led_to_the_right_screen(place, member, moderator, editor, code):
    made = submitted(code, member, place)
    (letter,) = letters_to(moderator)
    assert letters_to(editor) == []
    where = f"/admin/pages/{made.page_id}/edit/" if code == "lieu" else f"/admin/moderation/{made.pk}/"
    assert link(letter) == where
    assert opened(moderator, letter) == 200


def test_a_moderator_who_wants_no_such_mail_gets_none(place, member, moderator):
    profile = UserProfile.get_for_user(moderator)
    profile.submitted_notifications = False
    profile.save()
    contribute("gerer", member, CLAIM, page=place)
    assert letters_to(moderator) == []


def test_moderators_are_not_told_of_their_own(place, moderator):
    other = make_user("une-moderatrice", "Modérateurs")
    contribute("gerer", moderator, CLAIM, page=place)
    assert [message.subject for message in letters_to(moderator)] == ["Demande reçue\u00a0: La Cime"]
    assert [message.subject for message in letters_to(other)] == ["Quelqu’un gère\u00a0: La Cime"]
