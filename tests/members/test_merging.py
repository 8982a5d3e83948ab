"""Corrections beside what editors do: nothing is lost, nothing wins in silence."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, TaskState, WorkflowState

from core import contributions
from inventory.models import PlaceLink, SiteProfilePage
from members import contributing, decisions, merging
from members.models import Contribution, Correction, Upload, User
from members.threeway import Clash, merged
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'


@pytest.fixture
def place(home) -> SiteProfilePage:
    page = SiteProfilePageFactory(title="La Cime", summary="Un atelier.", phone="04 76 00 00 00")
    page.save_revision().publish()
    return SiteProfilePage.objects.get(pk=page.pk)


@pytest.fixture
def other(home) -> User:
    return make_user("une-autre", "Membres")


def correct(page: SiteProfilePage, author: User, **values: list[str]) -> Contribution:
    """A correction of these fields, handed in."""
    kind = contributions.kind("corriger-un-lieu")
    made = contributing.start(kind, author, uuid.uuid4(), page=page)
    contributing.keep(made, contributing.part_of(values, list(values), kind.form))
    return contributing.submit(made, author)


def compared(contribution: Contribution) -> merging.Comparison:
    correction = Correction.objects.get(contribution=contribution)
    return merging.compare(correction, correction.page.specific)


def now(page: Page) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=page.pk)


def draft_of(page: Page) -> SiteProfilePage:
    return now(page).get_latest_revision_as_object()


def state_of(contribution: Contribution) -> str:
    return Contribution.objects.get(pk=contribution.pk).state


# --- Two members, a draft and a schedule ------------------------------------------------------------------------------


@pytest.fixture
def busy(place, editor, home) -> SiteProfilePage:
    """A place with a version whose hour is set, and a newer draft that is being reviewed."""
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


def test_all_survive_side_by_side(busy, member, other, editor, moderator):
    scheduled = busy.scheduled_revision
    hour, draft_before = scheduled.approved_go_live_at, busy.latest_revision_id
    assert draft_before != scheduled.pk
    first = correct(busy, member, summary=["Un atelier partagé."])
    second = correct(busy, other, phone=["04 76 11 11 11"])
    assert (now(busy).summary, now(busy).phone) == ("Un atelier.", "04 76 00 00 00")
    assert now(busy).latest_revision_id == draft_before

    decisions.accept(first, moderator, seen=compared(first).seen)
    live = now(busy)
    assert (live.summary, live.phone, live.hours_note) == ("Un atelier partagé.", "04 76 00 00 00", "")
    assert state_of(second) == "waiting"
    decisions.accept(second, moderator, seen=compared(second).seen)
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


def test_a_scheduled_draft_keeps_its_hour_and_is_a_new_revision(place, member, editor, moderator):
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


def test_the_form_that_an_editor_has_open_is_told(place, member, editor, moderator, as_editor):
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


def test_what_a_draft_has_changed_itself_stays_in_it(place, member, editor, moderator):
    draft = now(place)
    draft.summary = "Le résumé de l’éditrice."
    draft.save_revision(user=editor)
    decisions.accept(correct(place, member, summary=["Celui du membre."], phone=["04 76 11 11 11"]), moderator)
    assert now(place).summary == "Celui du membre."
    assert (draft_of(place).summary, draft_of(place).phone) == ("Le résumé de l’éditrice.", "04 76 11 11 11")


def test_columns_that_follow_are_worked_out(place, member, moderator):
    decisions.accept(correct(place, member, point=["45.5, 5.9"], opened=["mars 2016"]), moderator)
    live = now(place)
    assert (float(live.latitude), float(live.longitude)) == (45.5, 5.9)
    assert (live.opened, live.opened_label) == ("2016-03", "mars 2016")


def test_the_journal_of_the_page_says_who(place, member, moderator):
    correct_ = correct(place, member, summary=["Autre."])
    decisions.accept(correct_, moderator, "Merci.")
    entry = PageLogEntry.objects.filter(page=place.pk, action="wagtail.publish").latest("timestamp")
    assert entry.user == moderator
    assert now(place).live_revision.user == moderator
    assert ModelLogEntry.objects.filter(action="wagtail.workflow.approve", user=moderator).exists()
    last = correct_.entries.last()
    assert (last.what, last.by, last.words) == ("accepted", moderator, "Merci.")


def test_wagtail_s_own_way_ends_alike(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    made.correction.current_workflow_task_state.specific.approve(user=moderator, comment="Oui.")
    assert now(place).summary == "Autre."
    assert Contribution.objects.get(pk=made.pk).last_words().words == "Oui."
    assert state_of(made) == "published"


# --- Conflicts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def conflict(place, member, other, moderator) -> Contribution:
    """A correction of two fields, one of which somebody else has changed since."""
    made = correct(place, member, summary=["Celui du membre."], phone=["04 76 11 11 11"])
    decisions.accept(correct(place, other, summary=["Celui d’une autre."]), moderator)
    return made


def test_a_field_that_was_changed_meanwhile_is_a_conflict(conflict, place, moderator):
    assert compared(conflict).conflicts == ("summary",)
    with pytest.raises(merging.Conflict) as refused:
        decisions.accept(conflict, moderator)
    assert refused.value.fields == ("summary",)
    with pytest.raises(merging.Conflict):
        conflict.correction.current_workflow_task_state.specific.approve(user=moderator)
    assert (now(place).summary, now(place).phone) == ("Celui d’une autre.", "04 76 00 00 00")
    assert state_of(conflict) == "waiting"
    assert conflict.correction.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


@pytest.mark.parametrize(("choice", "summary"), [("live", "Celui d’une autre."), ("proposed", "Celui du membre.")])
def test_a_moderator_chooses(conflict, place, moderator, choice, summary):
    decisions.accept(conflict, moderator, choices={"summary": choice})
    assert (now(place).summary, now(place).phone) == (summary, "04 76 11 11 11")
    assert state_of(conflict) == "published"


def test_what_was_corrected_alike_meanwhile_needs_nothing(place, member, other, moderator):
    first, second = (correct(place, who, summary=["Le même."]) for who in (member, other))
    decisions.accept(first, moderator)
    published = now(place).live_revision_id
    decisions.accept(second, moderator)
    assert now(place).live_revision_id == published
    assert state_of(second) == "published"


def test_what_was_not_seen_is_not_accepted(place, member, other, moderator):
    made = correct(place, member, phone=["04 76 11 11 11"])
    seen = compared(made).seen
    decisions.accept(correct(place, other, summary=["Autre."]), moderator)
    with pytest.raises(merging.Stale):
        decisions.accept(made, moderator, seen=seen)
    decisions.accept(made, moderator, seen=compared(made).seen)
    assert now(place).phone == "04 76 11 11 11"


@pytest.mark.parametrize("base", [{}, None])
def test_a_correction_that_knows_no_base_is_a_conflict_unless_nothing_was_there(place, member, base):
    made = correct(place, member, summary=["Autre."], hours_note=["Sonnez."])
    Correction.objects.filter(contribution=made).update(base=base if base is not None else {"summary": None})
    assert compared(made).conflicts == ("summary",)
    assert compared(made).changes == {"hours_note": "Sonnez."}


def test_a_field_that_a_page_type_no_longer_has_is_left_out(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    Correction.objects.filter(contribution=made).update(
        base={"summary": "Un atelier.", "ancien": "a"}, proposed={"summary": "Autre.", "ancien": "b"}
    )
    decisions.accept(made, moderator)
    assert now(place).summary == "Autre."


def test_a_page_that_is_no_longer_online_is_told(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    now(place).unpublish()
    with pytest.raises(merging.Gone):
        decisions.accept(made, moderator)
    assert state_of(made) == "waiting"


def test_a_page_that_was_deleted_answers_its_author(place, member, moderator):
    made = correct(place, member, summary=["Autre."])
    now(place).delete()
    answered = Contribution.objects.get(pk=made.pk)
    assert (answered.state, answered.last_words().words) == ("refused", "L’équipe du site a supprimé la page.")
    with pytest.raises(decisions.AlreadyDecided):
        decisions.accept(made, moderator)


def test_a_page_that_somebody_has_locked_waits(place, member, editor, moderator):
    made = correct(place, member, summary=["Autre."])
    Page.objects.filter(pk=place.pk).update(locked=True, locked_by=editor)
    with pytest.raises(merging.CannotApply, match="verrouillée par une-editrice"):
        decisions.accept(made, moderator)
    assert now(place).summary == "Un atelier."


def test_who_may_not_publish_accepts_nothing(place, member, editor):
    made = correct(place, member, summary=["Autre."])
    with pytest.raises(PermissionDenied):
        decisions.accept(made, editor)
    with pytest.raises(PermissionDenied):
        merging.apply(made.correction, member)
    assert now(place).summary == "Un atelier."


def test_what_would_contradict_itself_is_told(place, member, other, moderator):
    opened = correct(place, member, opened=["2018"])
    closed = correct(place, other, closed=["2016"], state=["closed"])
    decisions.accept(opened, moderator)
    with pytest.raises(merging.ValidationError, match="fermeture précède"):
        decisions.accept(closed, moderator)
    assert state_of(closed) == "waiting"


# --- Rows and files ---------------------------------------------------------------------------------------------------


def test_photos_join_what_is_online_the_draft_and_the_schedule(place, member, editor, moderator):
    later = now(place)
    later.hours_note = "Horaires d’été"
    later.go_live_at = timezone.now() + timedelta(days=3)
    later.save_revision(user=editor).publish(user=editor)
    kind = contributions.kind("corriger-un-lieu")
    made = contributing.start(kind, member, uuid.uuid4(), page=place)
    Upload.objects.create(
        contribution=made, field="photos", kind="image", title="La façade", owner=member,
        file=ContentFile(PICTURE, "a.svg"),
    )  # fmt: skip
    made = contributing.submit(made, member)
    assert not now(place).photos.exists()
    decisions.accept(made, moderator)
    live = now(place)
    assert [photo.image.title for photo in live.photos.all()] == ["La façade"]
    assert [photo.image_id for photo in draft_of(place).photos.all()] == [live.photos.get().image_id]
    assert live.latest_revision.approved_go_live_at
    assert not Upload.objects.exists()


def test_rows_that_an_editor_has_added_stay_beside_others(place, editor, moderator):
    page = now(place)
    page.links = [PlaceLink(network="other", url="https://a.example/")]
    page.save_revision().publish()
    base = merging.publishing.as_stored(now(place))["links"]
    ours = [*base, {**base[0], "pk": None, "url": "https://b.example/"}]
    theirs = [{**base[0], "url": "https://a.example/neuf"}, {**base[0], "pk": None, "url": "https://c.example/"}]
    assert [row["url"] for row in merged(base, ours, theirs)] == [
        "https://a.example/neuf", "https://b.example/", "https://c.example/",
    ]  # fmt: skip


ROW = {"id": "1", "type": "text", "value": "un"}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("a", "a", "b", "b"),
        ("a", "b", "a", "b"),
        ("a", "b", "b", "b"),
        (None, "", "b", "b"),
        ([1], [1, 2], [1], [1, 2]),
        ([ROW], [ROW], [], []),
        ([ROW], [], [ROW], []),
        ([], [ROW], [ROW | {"id": "2"}], [ROW]),
        ([ROW], [ROW, {"id": "2", "value": "deux"}], [], [{"id": "2", "value": "deux"}]),
    ],
)
def test_two_changes_become_one(base, ours, theirs, expected):
    assert merged(base, ours, theirs) == expected


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("a", "b", "c"),
        ([1], [1, 2], [1, 3]),
        ([ROW], [ROW | {"value": "deux"}], [ROW | {"value": "trois"}]),
        ([ROW], [ROW | {"value": "deux"}], []),
        ([ROW], [], [ROW | {"value": "deux"}]),
        ({"a": 1}, {"a": 2}, {"a": 3}),
    ],
)
def test_two_changes_of_one_thing_clash_unless_ours_are_kept(base, ours, theirs):
    with pytest.raises(Clash):
        merged(base, ours, theirs)
    assert merged(base, ours, theirs, keep_ours=True) == ours


# --- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
@pytest.mark.django_db(transaction=True)
def test_two_moderators_accept_at_once(home):
    people = [make_user(f"m{n}", "Membres") for n in range(4)]
    moderators = [make_user(f"mod{n}", "Modérateurs") for n in range(4)]
    place = SiteProfilePageFactory(title="La Cime", summary="Un atelier.")
    place.save_revision().publish()
    values = [{"summary": ["Autre."]}, {"phone": ["04 76 11 11 11"]}, {"hours_note": ["Sonnez."]}]
    made = [correct(now(place), who, **value) for who, value in zip(people, values, strict=False)]
    made.append(made[0])  # two moderators on one of them
    barrier, problems = threading.Barrier(len(made)), []

    def accept(contribution: Contribution, moderator: User) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            decisions.accept(contribution, moderator)
        except decisions.AlreadyDecided as late:
            problems.append(late)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=pair) for pair in zip(made, moderators, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    live = now(place)
    assert (live.summary, live.phone, live.hours_note) == ("Autre.", "04 76 11 11 11", "Sonnez.")
    assert {state_of(one) for one in made} == {"published"}
    assert len(problems) == 1
    assert made[0].entries.filter(what="accepted").count() == 1
    assert TaskState.objects.filter(status="approved").count() == 3
