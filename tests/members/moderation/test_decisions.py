"""Accepting, sending back and refusing, on our screens or on Wagtail's, and what the journal says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowPage, WorkflowState

from core.contributions import kinds
from inventory.models import SiteProfilePage
from members.contributions import drafts
from members.models import Contribution, Managed, Upload
from members.moderation import decisions
from tests.members.scene import PLACE, contribute, correct, page_of, reread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["moderator", "Wagtail"])
def test_missing_file_waits_for_another_publication(way, member, moderator):
    made = contribute("lieu", member, PLACE, files=2)
    missing = Upload.objects.order_by("created_at").first()
    missing.file.storage.delete(missing.file.name)
    if way == "moderator":
        decisions.accept(made, moderator)
    else:
        SiteProfilePage.objects.get(title="La Scierie").get_latest_revision().publish(user=moderator)
    assert SiteProfilePage.objects.get(title="La Scierie").live
    assert Upload.objects.get() == missing
    with pytest.raises(ValidationError, match="manque sur ce serveur"):
        missing.accept()


def last(contribution: Contribution) -> tuple:
    entry = contribution.entries.last()
    return entry.what, entry.by, entry.words


# --- A new page -------------------------------------------------------------------------------------------------------


def test_a_page_is_accepted(proposal, moderator):
    decisions.accept(proposal, moderator, "Bienvenue.")
    assert page_of(proposal).live
    assert reread(proposal).state == "published"
    assert last(proposal) == ("accepted", moderator, "Bienvenue.")


def test_a_page_is_sent_back_with_words(proposal, member, moderator):
    with pytest.raises(decisions.WordsNeeded):
        decisions.send_back(proposal, moderator, "  ")
    decisions.send_back(proposal, moderator, "Quelle rue ?")
    assert reread(proposal).state == "changes"
    assert last(proposal) == ("returned", moderator, "Quelle rue ?")
    drafts.save(reread(proposal), {"address": ["4 rue du Moulin"]})
    drafts.submit(reread(proposal), member)
    assert reread(proposal).state == "waiting"


def test_a_page_is_refused_and_stays_a_draft(proposal, moderator):
    with pytest.raises(decisions.WordsNeeded):
        decisions.refuse(proposal, moderator, "")
    decisions.refuse(proposal, moderator, "Ce n’est pas un tiers-lieu.")
    page = page_of(proposal)
    assert (page.live, page.current_workflow_state) == (False, None)
    assert reread(proposal).state == "refused"
    assert last(proposal) == ("refused", moderator, "Ce n’est pas un tiers-lieu.")
    task_state = TaskState.objects.get()
    assert (task_state.status, task_state.comment) == ("rejected", "Ce n’est pas un tiers-lieu.")
    assert task_state.finished_by == moderator


def test_refused_page_may_still_be_published(proposal, moderator):
    decisions.refuse(proposal, moderator, "Trop tôt.")
    page_of(proposal).save_revision(user=moderator).publish(user=moderator)
    assert reread(proposal).state == "published"
    assert last(proposal) == ("accepted", moderator, "")


def test_contribution_is_answered_once(proposal, moderator):
    decisions.refuse(proposal, moderator, "Trop tôt.")
    for decide in (decisions.accept, decisions.send_back, decisions.refuse):
        with pytest.raises(decisions.AlreadyDecided):
            decide(proposal, moderator, "Non.")
    assert proposal.entries.count() == 3


@pytest.mark.parametrize("decide", [decisions.accept, decisions.send_back, decisions.refuse])
@pytest.mark.parametrize("who", ["member", "editor"])
def test_only_moderators_decide(request, proposal, decide, who):
    with pytest.raises(PermissionDenied):
        decide(proposal, request.getfixturevalue(who), "Non.")
    assert reread(proposal).state == "waiting"


@pytest.mark.parametrize("decide", [decisions.accept, decisions.send_back, decisions.refuse])
@pytest.mark.parametrize("code", ["signaler", "gerer"])
@pytest.mark.parametrize("role", ["member", "editor"])
def test_only_moderators_decide_on_reports_and_claims(request, place, member, role, code, decide):
    typed = {"signaler": {"reason": ["gone"]}, "gerer": {"role": ["Gérante"], "proof": ["Appelez le lieu."]}}
    made = contribute(code, member, typed[code], page=place)
    with pytest.raises(PermissionDenied):
        decide(made, request.getfixturevalue(role), "Oui.")
    assert reread(made).state == "waiting"
    assert not Managed.objects.exists()


def test_page_without_workflow_is_decided_too(member, moderator):
    WorkflowPage.objects.all().delete()
    one, two, three = (contribute("lieu", member, PLACE) for _ in range(3))
    decisions.accept(one, moderator)
    decisions.send_back(two, moderator, "Quelle rue ?")
    decisions.refuse(three, moderator, "Non.")
    assert [reread(found).state for found in (one, two, three)] == ["published", "changes", "refused"]
    assert page_of(one).live


def test_page_of_a_deleted_author_is_accepted(proposal, member, moderator):
    member.delete()
    mail.outbox.clear()
    found = reread(proposal)
    assert found.author is None
    with pytest.raises(ValidationError):
        decisions.send_back(found, moderator, "Quelle rue ?")
    decisions.accept(found, moderator)
    assert page_of(proposal).live
    assert [message for message in mail.outbox if "un-membre" in message.to[0]] == []


def test_scheduled_page_is_answered_when_it_is_published(proposal, member, moderator):
    page = page_of(proposal)
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision(user=moderator).publish(user=moderator)
    assert reread(proposal).state == "waiting"
    assert not page_of(proposal).live
    mail.outbox.clear()
    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=past)
    Page.objects.filter(pk=page.pk).update(go_live_at=past)
    revision = page_of(proposal).latest_revision
    revision.content["go_live_at"] = past.isoformat()
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    call_command("publish_scheduled", verbosity=0)
    assert reread(proposal).state == "published"
    assert [message.to for message in mail.outbox] == [[member.email]]


@pytest.mark.parametrize("how", ["withdraw", "refuse"])
def test_withdrawn_or_refused_page_loses_its_schedule(proposal, member, moderator, how):
    page = page_of(proposal)
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision(user=moderator).publish(user=moderator)
    if how == "withdraw":
        drafts.withdraw(proposal, member)
    else:
        decisions.refuse(proposal, moderator, "Non.")
    assert not page_of(proposal).approved_schedule


def test_cancelled_review_goes_back_to_its_author(proposal, moderator):
    page_of(proposal).current_workflow_state.cancel(user=moderator)
    assert reread(proposal).state == "changes"


# --- Its files --------------------------------------------------------------------------------------------------------


def publish_by_approval(page, moderator) -> None:
    page.current_workflow_task_state.specific.approve(user=moderator)


def publish_by_button(page, moderator) -> None:
    page.save_revision(user=moderator).publish(user=moderator)


def publish_at_its_hour(page, moderator) -> None:
    page.go_live_at = timezone.now() + timedelta(days=2)
    revision = page.save_revision(user=moderator)
    revision.publish(user=moderator)
    assert Upload.objects.count() == 2
    past = timezone.now() - timedelta(minutes=1)
    content = Revision.objects.get(pk=revision.pk).content | {"go_live_at": past.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(content=content, approved_go_live_at=past)
    call_command("publish_scheduled", verbosity=0)


def publish_older(page, moderator) -> None:
    """A draft that is newer than what is published."""
    first = page.get_latest_revision()
    page.governance = "Un bureau."
    page.save_revision(user=moderator)
    first.publish(user=moderator)


@pytest.mark.parametrize("publish", [publish_by_approval, publish_by_button, publish_at_its_hour, publish_older])
def test_files_go_live_with_their_page_whatever_publishes_it(
    member, moderator, publish, django_capture_on_commit_callbacks
):
    made = contribute("lieu", member, PLACE, files=2)
    assert not page_of(made).photos.exists()
    with django_capture_on_commit_callbacks(execute=True):
        publish(page_of(made), moderator)
    page = page_of(made)
    assert page.live
    assert [photo.image.title for photo in page.photos.all()] == ["Photo 1", "Photo 2"]
    assert not Upload.objects.exists()
    assert [row["image"] for row in page.live_revision.content["photos"]] == [p.image_id for p in page.photos.all()]
    newest = page.latest_revision.as_object()
    assert [photo.image_id for photo in newest.photos.all()] == [photo.image_id for photo in page.photos.all()]
    assert page.has_unpublished_changes == (publish is publish_older)
    assert page.latest_revision.is_latest_revision()
    assert newest.governance == ("Un bureau." if publish is publish_older else "")

    page.get_latest_revision_as_object().save_revision(user=moderator).publish(user=moderator)
    assert page_of(made).photos.count() == 2


def test_files_of_a_withdrawn_page_are_not_published(member, moderator):
    made = contribute("lieu", member, PLACE, files=1)
    drafts.withdraw(made, member)
    page_of(made).save_revision(user=moderator).publish(user=moderator)
    assert not page_of(made).photos.exists()
    assert Upload.objects.count() == 1


def test_a_page_does_not_go_live_without_its_files(member, moderator, monkeypatch):
    made = contribute("lieu", member, PLACE, files=1)

    def fails(self):
        raise OSError("no store")

    monkeypatch.setattr(Upload, "accept", fails)
    with pytest.raises(OSError, match="no store"):
        page_of(made).save_revision(user=moderator).publish(user=moderator)
    assert not page_of(made).live
    assert reread(made).state == "waiting"


# --- Reports and claims -----------------------------------------------------------------------------------------------


def test_a_report_needs_no_account_and_keeps_the_address(place, moderator):
    made = contribute("signaler", None, {"reason": ["gone"], "contact": ["lea@example.org"]}, page=place)
    assert (made.author, made.contact, made.title) == (None, "lea@example.org", "La Cime")
    decisions.accept(made, moderator, "Merci, c’est corrigé.")
    assert (reread(made).state, reread(made).state_label) == ("published", "Traitée")
    assert place.live
    told = mail.outbox[-1]
    assert (told.to, told.subject) == (["lea@example.org"], "Signalement traité\u00a0: La Cime")
    assert "/compte/" not in told.body
    assert place.full_url in told.body


def test_an_account_needs_no_other_address(place, member):
    made = contribute("signaler", member, {"reason": ["gone"], "contact": ["ailleurs@example.org"]}, page=place)
    assert made.contact == ""


@pytest.mark.parametrize(
    ("reason", "words", "wrong"),
    [
        ("gone", "", None),
        ("duplicate", "", None),
        ("false", "", "words"),
        ("other", "", "words"),
        ("false", "Le téléphone.", None),
        ("", "Le téléphone.", "reason"),
        ("spam", "", "reason"),
    ],
)
def test_report_needs_a_reason_and_words_for_some(place, reason, words, wrong):
    kind = kinds.kind("signaler")
    form = kind.form({"reason": reason, "words": words, "contact": ""})
    assert set(form.errors) == ({wrong} if wrong else set())


def test_a_claim_makes_a_manager(place, member, moderator):
    made = contribute("gerer", member, {"role": ["Gérante"], "proof": ["Appelez le lieu."]}, page=place)
    decisions.send_back(made, moderator, "À quel numéro ?")
    drafts.save(reread(made), {"proof": ["Au 04 76 00 00 00."]})
    drafts.submit(reread(made), member)
    decisions.accept(made, moderator)
    managed = Managed.objects.get()
    assert (managed.user, managed.page_id) == (member, place.pk)
    assert reread(made).state_label == "Acceptée"


def test_claim_of_a_deleted_account_is_not_accepted(place, member, moderator):
    made = contribute("gerer", member, {"role": ["Gérante"], "proof": ["Appelez le lieu."]}, page=place)
    member.delete()
    with pytest.raises(ValidationError, match="n’existe plus"):
        decisions.accept(made, moderator)
    decisions.refuse(made, moderator, "Le compte n’existe plus.")
    assert not Managed.objects.exists()


# --- Pages that the team deletes --------------------------------------------------------------------------------------


def test_contributions_about_a_deleted_page_are_answered(place, proposal, member, moderator):
    report = contribute("signaler", None, {"reason": ["gone"], "contact": ["lea@example.org"]}, page=place)
    claim = contribute("gerer", member, {"role": ["Gérante"], "proof": ["Appelez."]}, page=place)
    correction = correct(place, member, summary=["Autre."])
    answered = contribute("signaler", member, {"reason": ["duplicate"]}, page=place)
    decisions.accept(answered, moderator)
    mail.outbox.clear()
    page_of(proposal).delete()
    place.delete()
    found = [reread(one) for one in (report, claim, correction, proposal, answered)]
    assert [one.state for one in found] == ["published", "refused", "refused", "refused", "published"]
    assert all(one.page is None for one in found)
    assert sorted(message.to[0] for message in mail.outbox) == ["lea@example.org", *[member.email] * 3]
    assert answered.entries.count() == 3
    assert WorkflowState.objects.active().count() == 0


def test_deleted_section_answers_contributions_about_its_pages(proposal):
    page_of(proposal).get_parent().specific.delete()
    assert reread(proposal).state == "refused"
