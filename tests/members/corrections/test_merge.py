"""Corrections beside drafts, reviews and schedules of editors: nothing is lost or overwritten in silence."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, WorkflowState

from core.bin import moves
from core.contributions import kinds
from core.publishing.live_pages import as_stored
from core.publishing.three_way import merged
from inventory.models import PlaceLink, SiteProfilePage
from members.contributions import drafts
from members.corrections import merge
from members.models import Contribution, Correction, Upload, User
from members.moderation import decisions
from tests.conftest import make_user
from tests.members.scene import PICTURE, correct

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(home) -> User:
    return make_user("une-autre", "Membres")


def compared(contribution: Contribution) -> merge.Comparison:
    correction = Correction.objects.get(contribution=contribution)
    return merge.compare(correction, correction.page.specific)


def now(page: Page) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=page.pk)


def draft_of(page: Page) -> SiteProfilePage:
    return now(page).get_latest_revision_as_object()


def state_of(contribution: Contribution) -> str:
    return Contribution.objects.get(pk=contribution.pk).state


# --- Two members, a draft and a schedule ------------------------------------------------------------------------------


@pytest.fixture
def busy(place, editor, home) -> SiteProfilePage:
    """A place with a scheduled version, and a newer draft in review."""
    later = now(place)
    later.hours_note = "Horaires d’été"
    later.go_live_at = timezone.now() + timedelta(days=3)
    later.save_revision(user=editor).publish(user=editor)
    draft = now(place).get_latest_revision_as_object()
    draft.hours_note, draft.go_live_at = "", None
    draft.governance = "Un bureau de six personnes."
    draft.save_revision(user=editor)
    found = now(place)
    found.get_workflow().start(found, editor)
    return now(place)


def test_corrections_draft_review_and_schedule_survive_side_by_side(busy, member, other, editor, moderator):
    scheduled = busy.scheduled_revision
    hour, draft_before = scheduled.approved_go_live_at, busy.latest_revision_id
    assert draft_before != scheduled.pk
    first = correct(busy, member, summary=["Un atelier partagé."])
    second = correct(busy, other, phone=["04 76 11 11 11"])
    assert (now(busy).summary, now(busy).phone) == ("Un atelier.", "04 76 00 00 00")
    assert now(busy).latest_revision_id == draft_before

    decisions.accept(first, moderator, seen_digest=compared(first).digest)
    live = now(busy)
    assert (live.summary, live.phone, live.hours_note) == ("Un atelier partagé.", "04 76 00 00 00", "")
    assert state_of(second) == "waiting"
    decisions.accept(second, moderator, seen_digest=compared(second).digest)
    live = now(busy)
    assert (live.live, live.summary, live.phone) == (True, "Un atelier partagé.", "04 76 11 11 11")

    # The draft is the latest, with what was accepted and its own changes; the review goes on, about it.
    assert live.has_unpublished_changes
    assert live.latest_revision_id != live.live_revision_id
    assert Revision.objects.get(pk=live.latest_revision_id).is_latest_revision()
    draft = draft_of(busy)
    assert (draft.summary, draft.phone) == ("Un atelier partagé.", "04 76 11 11 11")
    assert draft.governance == "Un bureau de six personnes."
    review = live.current_workflow_state
    assert review.status == WorkflowState.STATUS_IN_PROGRESS
    assert review.current_task_state.revision_id == live.latest_revision_id
    assert Revision.objects.get(pk=live.latest_revision_id).user == editor

    # The hour is what it was, and undoes nothing when it comes.
    assert now(busy).scheduled_revision.approved_go_live_at == hour
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    content = Revision.objects.get(pk=scheduled.pk).content
    content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    Revision.objects.filter(pk=scheduled.pk).update(content=content)
    call_command("publish_scheduled", verbosity=0)
    live = now(busy)
    assert (live.hours_note, live.summary, live.phone) == ("Horaires d’été", "Un atelier partagé.", "04 76 11 11 11")
    assert [state_of(one) for one in (first, second)] == ["published", "published"]


def test_scheduled_draft_keeps_its_time_in_a_new_revision(place, member, editor, moderator):
    later = now(place)
    later.hours_note = "Horaires d’été"
    later.go_live_at = hour = timezone.now().replace(microsecond=0) + timedelta(days=3)
    later.save_revision(user=editor).publish(user=editor)
    before = now(place).latest_revision_id
    decisions.accept(correct(place, member, summary=["Autre."]), moderator)
    live = now(place)
    assert (live.live, live.summary, live.hours_note, live.go_live_at) == (True, "Autre.", "", None)
    (scheduled,) = live.revisions.filter(approved_go_live_at__isnull=False)
    assert scheduled.pk == live.latest_revision_id != before
    assert scheduled.approved_go_live_at == hour
    assert scheduled.as_object().go_live_at == hour
    assert (scheduled.content["summary"], scheduled.content["hours_note"]) == ("Autre.", "Horaires d’été")


def test_open_form_of_an_editor_is_out_of_date(place, member, editor, moderator, as_editor):
    draft = now(place)
    draft.governance = "Un bureau."
    opened = draft.save_revision(user=editor)
    decisions.accept(correct(place, member, summary=["Autre."]), moderator)
    response = as_editor.post(
        f"/admin/pages/{place.pk}/edit/",
        {"loaded_revision_id": opened.pk, "loaded_revision_created_at": opened.created_at.isoformat()},
        headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"},
    )
    assert response.json()["error_code"] == "invalid_revision"


def test_draft_keeps_its_own_changes(place, member, editor, moderator):
    draft = now(place)
    draft.summary = "Le résumé de l’éditrice."
    draft.save_revision(user=editor)
    decisions.accept(correct(place, member, summary=["Celui du membre."], phone=["04 76 11 11 11"]), moderator)
    assert now(place).summary == "Celui du membre."
    assert (draft_of(place).summary, draft_of(place).phone) == ("Le résumé de l’éditrice.", "04 76 11 11 11")


def test_dependent_columns_are_computed(place, member, moderator):
    decisions.accept(correct(place, member, point=["45.5, 5.9"], opened=["mars 2016"]), moderator)
    live = now(place)
    assert (float(live.latitude), float(live.longitude)) == (45.5, 5.9)
    assert (live.opened, live.opened_label) == ("2016-03", "mars 2016")


def test_history_of_the_page_names_the_moderator(place, member, moderator):
    correct_ = correct(place, member, summary=["Autre."])
    decisions.accept(correct_, moderator, "Merci.")
    entry = PageLogEntry.objects.filter(page=place.pk, action="wagtail.publish").latest("timestamp")
    assert entry.user == moderator
    assert now(place).live_revision.user == moderator
    assert ModelLogEntry.objects.filter(action="wagtail.workflow.approve", user=moderator).exists()
    last = correct_.entries.last()
    assert (last.what, last.by, last.words) == ("accepted", moderator, "Merci.")


def test_approval_by_wagtail_ends_alike(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    made.correction.current_workflow_task_state.specific.approve(user=moderator, comment="Oui.")
    assert now(place).summary == "Autre."
    assert Contribution.objects.get(pk=made.pk).last_answer().words == "Oui."
    assert state_of(made) == "published"


# --- Conflicts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def conflict(place, member, other, moderator) -> Contribution:
    """A correction of two fields, one of which somebody else has changed since."""
    made = correct(place, member, summary=["Celui du membre."], phone=["04 76 11 11 11"])
    decisions.accept(correct(place, other, summary=["Celui d’une autre."]), moderator)
    return made


def test_field_changed_meanwhile_is_a_conflict(conflict, place, moderator):
    assert compared(conflict).conflicts == ("summary",)
    with pytest.raises(merge.Conflict) as refused:
        decisions.accept(conflict, moderator)
    assert refused.value.fields == ("summary",)
    with pytest.raises(merge.Conflict):
        conflict.correction.current_workflow_task_state.specific.approve(user=moderator)
    assert (now(place).summary, now(place).phone) == ("Celui d’une autre.", "04 76 00 00 00")
    assert state_of(conflict) == "waiting"
    assert conflict.correction.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


@pytest.mark.parametrize(("choice", "summary"), [("live", "Celui d’une autre."), ("proposed", "Celui du membre.")])
def test_moderator_chooses_a_value_of_a_conflict(conflict, place, moderator, choice, summary):
    decisions.accept(conflict, moderator, choices={"summary": choice})
    assert (now(place).summary, now(place).phone) == (summary, "04 76 11 11 11")
    assert state_of(conflict) == "published"


def test_same_correction_meanwhile_publishes_nothing(place, member, other, moderator):
    first, second = (correct(place, who, summary=["Le même."]) for who in (member, other))
    decisions.accept(first, moderator)
    published = now(place).live_revision_id
    decisions.accept(second, moderator)
    assert now(place).live_revision_id == published
    assert state_of(second) == "published"


def test_change_that_was_not_seen_is_not_accepted(place, member, other, moderator):
    made = correct(place, member, phone=["04 76 11 11 11"])
    seen = compared(made).digest
    decisions.accept(correct(place, other, summary=["Autre."]), moderator)
    with pytest.raises(merge.Stale):
        decisions.accept(made, moderator, seen_digest=seen)
    decisions.accept(made, moderator, seen_digest=compared(made).digest)
    assert now(place).phone == "04 76 11 11 11"


@pytest.mark.parametrize("base", [{}, None])
def test_correction_without_base_is_a_conflict_unless_the_field_is_empty(place, member, base):
    made = correct(place, member, summary=["Autre."], hours_note=["Sonnez."])
    Correction.objects.filter(contribution=made).update(base=base if base is not None else {"summary": None})
    assert compared(made).conflicts == ("summary",)
    assert compared(made).changes == {"hours_note": "Sonnez."}


def test_removed_field_is_left_out(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    Correction.objects.filter(contribution=made).update(
        base={"summary": "Un atelier.", "ancien": "a"}, proposed={"summary": "Autre.", "ancien": "b"}
    )
    decisions.accept(made, moderator)
    assert now(place).summary == "Autre."


def test_unpublished_page_is_not_corrected(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    now(place).unpublish()
    with pytest.raises(merge.Gone):
        decisions.accept(made, moderator)
    assert state_of(made) == "waiting"


def test_correction_of_a_deleted_page_is_refused(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    now(place).delete()
    answered = Contribution.objects.get(pk=made.pk)
    assert (answered.state, answered.last_answer().words) == ("refused", "L’équipe du site a supprimé la page.")
    with pytest.raises(decisions.AlreadyDecided):
        decisions.accept(made, moderator)


def test_correction_of_a_page_in_the_bin_is_refused_and_holds_no_contact(place, member):
    made = correct(place, member, email=["anne@example.org"], summary=["Autre."])
    entry = moves.put(now(place))
    answered = Contribution.objects.get(pk=made.pk)
    assert (answered.state, answered.last_answer().words) == ("refused", "L’équipe du site a supprimé la page.")
    correction = Correction.objects.get(contribution=made)
    assert correction.current_workflow_state is None
    assert correction.proposed["summary"] == "Autre."
    stored = (answered.typed, answered.sent, correction.proposed, *(row.content for row in correction.revisions.all()))
    assert "anne@" not in str(stored)
    moves.restore(entry, None)
    assert Contribution.objects.get(pk=made.pk).page_id == place.pk


def test_locked_page_is_not_corrected(place, member, editor, moderator):
    made = correct(place, member, summary=["Autre."])
    Page.objects.filter(pk=place.pk).update(locked=True, locked_by=editor)
    with pytest.raises(merge.CannotApply, match="verrouillée par une-editrice"):
        decisions.accept(made, moderator)
    assert now(place).summary == "Un atelier."


def test_user_without_publishing_right_accepts_nothing(place, member, editor):
    made = correct(place, member, summary=["Autre."])
    with pytest.raises(PermissionDenied):
        decisions.accept(made, editor)
    with pytest.raises(PermissionDenied):
        merge.apply(made.correction, member)
    assert now(place).summary == "Un atelier."


def test_contradictory_page_is_not_published(place, member, other, moderator):
    opened = correct(place, member, opened=["2018"])
    closed = correct(place, other, closed=["2016"], state=["closed"])
    decisions.accept(opened, moderator)
    with pytest.raises(merge.ValidationError, match="fermeture précède"):
        decisions.accept(closed, moderator)
    assert state_of(closed) == "waiting"


# --- Rows and files ---------------------------------------------------------------------------------------------------


def test_photos_join_what_is_online_the_draft_and_the_schedule(place, member, editor, moderator):
    later = now(place)
    later.hours_note = "Horaires d’été"
    later.go_live_at = timezone.now() + timedelta(days=3)
    later.save_revision(user=editor).publish(user=editor)
    kind = kinds.kind("corriger-un-lieu")
    made = drafts.start(kind, member, uuid.uuid4(), page=place)
    Upload.objects.create(
        contribution=made, field="photos", kind="image", title="La façade", owner=member,
        file=ContentFile(PICTURE, "a.svg"),
    )  # fmt: skip
    made = drafts.submit(made, member)
    assert not now(place).photos.exists()
    decisions.accept(made, moderator)
    live = now(place)
    assert [photo.image.title for photo in live.photos.all()] == ["La façade"]
    assert [photo.image_id for photo in draft_of(place).photos.all()] == [live.photos.get().image_id]
    assert live.latest_revision.approved_go_live_at
    assert not Upload.objects.exists()


def test_rows_of_both_sides_are_merged(place, editor, moderator):
    page = now(place)
    page.links = [PlaceLink(network="other", url="https://a.example/")]
    page.save_revision().publish()
    base = as_stored(now(place))["links"]
    ours = [*base, {**base[0], "pk": None, "url": "https://b.example/"}]
    theirs = [{**base[0], "url": "https://a.example/neuf"}, {**base[0], "pk": None, "url": "https://c.example/"}]
    assert [row["url"] for row in merged(base, ours, theirs)] == [
        "https://a.example/neuf", "https://b.example/", "https://c.example/",
    ]  # fmt: skip
