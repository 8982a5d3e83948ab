"""One policy for changes to a live page from outside its form, whoever makes them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, TaskState

from inventory.models import SiteProfilePage
from members.moderation import decisions
from tests.members.scene import correct

pytestmark = pytest.mark.django_db
#: Makes the place dormant, and returns the messages shown to the person who did it.
Change = Callable[[SiteProfilePage], str]


@pytest.fixture(scope="module")
def published(module_db, tmp_path_factory) -> int:
    """The id of a place that the file of another source has brought, live."""
    imported(write_foreign(tmp_path_factory.mktemp("first") / "source.csv"))
    return SiteProfilePage.objects.get().pk


@pytest.fixture
def foreign(published, tmp_path) -> Path:
    """The same file again."""
    return write_foreign(tmp_path / "source.csv")


@pytest.fixture
def place(home, published) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=published)


def write_foreign(path: Path, state: str = "active") -> Path:
    path.write_text(f"identifier;title;state\n1;La Forge;{state}\n", encoding="utf-8")
    return path


def imported(path: Path, *options: str) -> str:
    out, err = StringIO(), StringIO()
    call_command("import_places", str(path), *(options or ("--publish",)), stdout=out, stderr=err)
    return err.getvalue() + out.getvalue()


def change_own(path: Path) -> None:
    """An export for the team, with one cell changed, and the columns left out that somebody did not need."""
    call_command("export_places", str(path), "--audience", "équipe", stdout=StringIO(), stderr=StringIO())
    with path.open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["uid", "title", "state", "audience"], delimiter=";", extrasaction="ignore")
        writer.writeheader()
        writer.writerow(row | {"state": "dormant"})


@pytest.fixture(params=["foreign file", "own file", "bulk action", "correction"])
def change(request, place, foreign, as_editor, member, moderator, tmp_path) -> Change:
    def by_foreign_file(place: SiteProfilePage) -> str:
        write_foreign(foreign, "dormant")
        return imported(foreign)

    if request.param == "own file":  # exported before the tests change anything
        change_own(tmp_path / "lieux.csv")

    def by_own_file(place: SiteProfilePage) -> str:
        return imported(tmp_path / "lieux.csv")

    def by_bulk_action(place: SiteProfilePage) -> str:
        url = reverse("wagtail_bulk_action", args=["inventory", "siteprofilepage", "state"])
        response = as_editor.post(f"{url}?id={place.pk}", {"state": "dormant"})
        return "\n".join(str(message) for message in get_messages(response.wsgi_request))

    def by_correction(place: SiteProfilePage) -> str:
        try:
            decisions.accept(correct(now(place), member, state=["dormant"]), moderator)
        except decisions.ValidationError as refusal:
            return " ".join(refusal.messages)
        return ""

    changes = {
        "foreign file": by_foreign_file, "own file": by_own_file,
        "bulk action": by_bulk_action, "correction": by_correction,
    }  # fmt: skip
    return changes[request.param]


def now(place: SiteProfilePage) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=place.pk)


def draft_of(place: SiteProfilePage) -> SiteProfilePage:
    return now(place).get_latest_revision_as_object()


def save_draft(place: SiteProfilePage, user, **values) -> Revision:
    draft = draft_of(place)
    for name, value in values.items():
        setattr(draft, name, value)
    return draft.save_revision(user=user)


def test_a_page_that_somebody_has_locked_is_refused(place, change, admin):
    SiteProfilePage.objects.filter(pk=place.pk).update(locked=True, locked_by=admin)
    before = now(place)
    assert f"verrouillée par {admin}" in change(place)
    after = now(place)
    assert (after.state, after.latest_revision_id) == ("active", before.latest_revision_id)


def test_a_draft_keeps_its_changes_and_gets_the_others(place, change, editor):
    old = save_draft(place, editor, summary="En cours d’écriture")
    change(place)
    live, draft = now(place), draft_of(place)
    assert (live.state, live.summary, live.has_unpublished_changes) == ("dormant", "", True)
    assert (draft.state, draft.summary) == ("dormant", "En cours d’écriture")
    assert live.latest_revision_id not in (old.pk, live.live_revision_id)
    assert live.latest_revision.user == editor


def test_a_draft_keeps_what_it_says_itself_of_the_changed_field(place, change, editor):
    save_draft(place, editor, state="closed")
    said = change(place)
    assert (now(place).state, draft_of(place).state) == ("dormant", "closed")
    assert said == "" or "le brouillon en attente garde sa version de « état »" in said


def test_a_review_goes_on_about_the_draft_with_the_change(place, change, editor):
    save_draft(place, editor, summary="Proposé")
    now(place).get_workflow().start(now(place), editor)
    change(place)
    assert now(place).state == "dormant"
    review = now(place).current_workflow_state.current_task_state
    assert review.status == TaskState.STATUS_IN_PROGRESS
    assert review.revision_id == now(place).latest_revision_id
    assert (review.revision.content["state"], review.revision.content["summary"]) == ("dormant", "Proposé")


def test_a_review_of_an_older_draft_does_not_undo_the_change(place, change, editor, moderator):
    save_draft(place, editor, summary="Proposé")
    now(place).get_workflow().start(now(place), editor)
    save_draft(place, editor, summary="Et repris")
    change(place)
    now(place).current_workflow_task_state.specific.approve(user=moderator)
    assert (now(place).state, now(place).summary) == ("dormant", "Et repris")


def test_a_review_of_what_is_live_does_not_undo_the_change(place, change, editor, moderator):
    now(place).get_workflow().start(now(place), editor)
    change(place)
    now(place).current_workflow_task_state.specific.approve(user=moderator)
    assert now(place).state == "dormant"


@pytest.mark.parametrize("with_newer_draft", [False, True])
def test_a_schedule_keeps_its_hour_and_gets_the_change(place, change, editor, with_newer_draft):
    hour = timezone.now().replace(microsecond=0) + timedelta(days=3)
    save_draft(place, editor, summary="Cet été", go_live_at=hour).publish(user=editor)
    if with_newer_draft:
        save_draft(place, editor, summary="Cet hiver", go_live_at=None)
    change(place)
    assert (now(place).state, now(place).summary, now(place).live) == ("dormant", "", True)
    (scheduled,) = now(place).revisions.filter(approved_go_live_at__isnull=False)
    assert scheduled.approved_go_live_at == hour
    assert (scheduled.content["state"], scheduled.content["summary"]) == ("dormant", "Cet été")
    if with_newer_draft:
        assert (draft_of(place).state, draft_of(place).summary) == ("dormant", "Cet hiver")


# --- Pages that are not live, and files that are not to be published --------------------------------------------------


@pytest.mark.parametrize("change", ["foreign file", "own file", "bulk action"], indirect=True)
def test_what_is_not_live_gets_the_change_in_its_draft(place, change, editor):
    now(place).unpublish()
    save_draft(place, editor, summary="En cours d’écriture")
    now(place).get_workflow().start(now(place), editor)
    change(place)
    assert not now(place).live
    assert (draft_of(place).state, draft_of(place).summary) == ("dormant", "En cours d’écriture")
    review = now(place).current_workflow_state.current_task_state
    assert review.revision_id == now(place).latest_revision_id


@pytest.mark.parametrize("change", ["foreign file", "own file", "bulk action"], indirect=True)
def test_what_is_to_be_live_at_an_hour_keeps_it_with_the_change(place, change, editor):
    now(place).unpublish()
    hour = timezone.now().replace(microsecond=0) + timedelta(days=3)
    save_draft(place, editor, summary="Cet été", go_live_at=hour).publish(user=editor)
    change(place)
    assert not now(place).live
    (scheduled,) = now(place).revisions.filter(approved_go_live_at__isnull=False)
    assert (scheduled.approved_go_live_at, scheduled.pk) == (hour, now(place).latest_revision_id)
    assert (scheduled.content["state"], scheduled.content["summary"]) == ("dormant", "Cet été")


def test_a_file_that_is_not_to_be_published_changes_the_draft_alone(place, foreign, editor):
    hour = timezone.now().replace(microsecond=0) + timedelta(days=3)
    save_draft(place, editor, summary="Cet été", go_live_at=hour).publish(user=editor)
    write_foreign(foreign, "dormant")
    assert "modifiés 1" in imported(foreign, "--source", "")
    assert (now(place).state, now(place).summary) == ("active", "")
    assert (draft_of(place).state, draft_of(place).summary) == ("dormant", "Cet été")
    scheduled = now(place).scheduled_revision
    assert (scheduled.approved_go_live_at, scheduled.content["state"]) == (hour, "active")
    assert "inchangés 1" in imported(foreign, "--source", "")
    assert "modifiés 1" in imported(foreign)
    assert (now(place).state, now(place).summary) == ("dormant", "")


def test_a_trial_run_says_what_is_locked(place, foreign, admin):
    SiteProfilePage.objects.filter(pk=place.pk).update(locked=True, locked_by=admin)
    write_foreign(foreign, "dormant")
    assert "rejetés 1" in imported(foreign, "--publish", "--dry-run")
    assert "rejetés 1" in imported(foreign)


def test_a_locked_page_that_need_not_change_is_not_refused(place, foreign, admin):
    SiteProfilePage.objects.filter(pk=place.pk).update(locked=True, locked_by=admin)
    assert "inchangés 1" in imported(foreign)
