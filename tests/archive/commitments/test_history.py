"""What is validated, corrected and withdrawn changes the status at once, and stands in the history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from archive.choices import CommitmentStatus
from archive.commitments.history import lines
from archive.commitments.recording import record_changes
from archive.commitments.register import measures
from archive.models import EvidenceChange
from core.bin import moves
from core.visibility.gate import Gate
from tests.factories.commitments import CommitmentPageFactory, EvidencePageFactory, validate

pytestmark = pytest.mark.django_db
FEED = "/ressources/engagements/flux.atom"


def status_of(measure) -> str:
    return next(row.status for row in measures(Gate.public()) if row.pk == measure.pk)


def history_of(measure) -> list[tuple[str, str, str]]:
    return [(line.change.action, line.before.value, line.after.value) for line in lines(measure.evidence_changes.all())]


def test_a_draft_establishes_nothing(measure, evidence):
    evidence("done", validated=False)
    assert status_of(measure) == CommitmentStatus.UNDOCUMENTED
    assert history_of(measure) == []


def test_validation_correction_and_withdrawal_show_everywhere_at_once(client, measure, evidence):
    def shown() -> tuple[str, str, int]:
        item = client.get("/api/v3/commitments/dix-lieux/").json()
        plan = client.get("/api/v3/commitments/plans/vallees/").json()
        feed = client.get(FEED).text
        page = client.get(measure.url).text
        assert CommitmentStatus(item["status"]).label in page
        return item["status"], plan["synthesis"]["statuses"][0]["status"], feed.count("<entry>")

    assert shown() == ("undocumented", "undocumented", 0)
    page = evidence("in_progress", "juin 2017", title="21 propositions")
    assert shown() == ("in_progress", "in_progress", 1)
    page.establishes = "done"
    validate(page)
    assert shown() == ("done", "done", 1)
    page.unpublish()
    assert shown() == ("undocumented", "undocumented", 0)
    assert history_of(measure) == [
        ("validated", "undocumented", "in_progress"),
        ("corrected", "in_progress", "done"),
        ("withdrawn", "done", "undocumented"),
    ]
    assert "21 propositions" in client.get(measure.url).text  # in the history


def test_the_bin_withdraws_and_gives_back(measure, evidence, editor, django_capture_on_commit_callbacks):
    page = evidence("done")
    with django_capture_on_commit_callbacks(execute=True):
        entry = moves.put(Page.objects.get(pk=page.pk), user=editor)
    assert status_of(measure) == CommitmentStatus.UNDOCUMENTED
    with django_capture_on_commit_callbacks(execute=True):
        moves.restore(entry, user=editor)
    assert history_of(measure)[-2:] == [("withdrawn", "done", "undocumented"), ("validated", "undocumented", "done")]


def test_moved_evidence_belongs_to_the_other_measure(plan, measure, evidence, django_capture_on_commit_callbacks):
    other = CommitmentPageFactory(parent=plan, title="Une autre")
    page = evidence("done")
    with django_capture_on_commit_callbacks(execute=True):
        page.move(other, pos="last-child")
    assert (status_of(measure), status_of(other)) == (CommitmentStatus.UNDOCUMENTED, CommitmentStatus.DONE)
    assert [entry[0] for entry in history_of(measure)] == ["validated", "withdrawn"]
    assert [entry[0] for entry in history_of(other)] == ["validated"]


def test_the_history_names_who_validated_in_the_admin_only(client, measure, evidence, moderator):
    page = evidence("done", validated=False, title="Le décret")
    page.save_revision()
    client.force_login(moderator)
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": page.title, "slug": page.slug, "date": "2016", "kind": page.kind, "establishes": "done",
            "extract": "Il est institué.", "action-publish": "1",
            "sources-TOTAL_FORMS": "0", "sources-INITIAL_FORMS": "0",
            "page_themes-TOTAL_FORMS": "0", "page_themes-INITIAL_FORMS": "0", "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    assert response.status_code == 302
    assert EvidenceChange.objects.get().user == moderator
    form = client.get(reverse("wagtailadmin_pages:edit", args=[measure.pk])).text
    assert str(moderator) in form
    assert "Non documenté → Réalisé" in form
    client.logout()
    assert str(moderator) not in client.get(measure.url).text


def test_a_scheduled_evidence_establishes_nothing_before_its_time(measure, evidence):
    page = evidence("done", validated=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert history_of(measure) == []
    assert status_of(measure) == CommitmentStatus.UNDOCUMENTED


def test_equal_dates_are_decided_by_the_last_validation(measure, evidence):
    first = evidence("done", "2016-06-01")
    evidence("dropped", "2016-06-01")
    assert status_of(measure) == CommitmentStatus.DROPPED
    validate(first)
    assert status_of(measure) == CommitmentStatus.DONE


def test_private_evidence_is_not_counted_for_readers(measure, evidence, close, client):
    close(evidence("done"))
    item = client.get("/api/v3/commitments/dix-lieux/").json()
    assert (item["status"], item["evidence"], item["history"]) == ("undocumented", [], [])


def test_deleted_evidence_is_not_named_in_the_public_history(client, measure, evidence, editor):
    page = evidence("done", title="Le courrier de Mme Martin")
    moves.put(Page.objects.get(pk=page.pk), user=editor)
    record_changes(measure.pk)
    text = client.get(measure.url).text
    assert "Mme Martin" not in text
    assert "supprimée depuis" in text


def test_evidence_of_another_measure_does_not_count(plan, measure, evidence):
    other = CommitmentPageFactory(parent=plan, title="Une autre")
    validate(EvidencePageFactory(parent=other, establishes="dropped", date="2020"))
    evidence("in_progress", "2016")
    assert status_of(measure) == CommitmentStatus.IN_PROGRESS


def test_what_is_published_again_as_it_is_adds_nothing_to_the_history(measure, evidence):
    page = evidence("done")
    validate(page)
    assert history_of(measure) == [("validated", "undocumented", "done")]


def test_the_history_has_the_present_title_of_evidence(client, measure, evidence):
    page = evidence("done", title="Le courrier de Mme Martin")
    page.title = "Le courrier d’une habitante"
    validate(page)
    html = client.get(measure.url).text
    assert "Mme Martin" not in html
    assert html.count("Le courrier d’une habitante") >= 2


def test_evidence_that_was_private_leaves_no_trace_when_it_is_deleted(client, measure, evidence, close, editor):
    page = evidence("dropped", validated=False)
    close(page)
    validate(page)
    record_changes(measure.pk)
    page.delete()
    record_changes(measure.pk)
    assert [change.was_public for change in measure.evidence_changes.all()] == [False, False]
    assert client.get("/api/v3/commitments/dix-lieux/").json()["history"] == []


def test_drafts_above_are_not_named(client, plan, measure, evidence):
    page = evidence("done")
    plan.unpublish()
    html = client.get(measure.url).text
    assert "Plan des vallées" not in html
    measure.refresh_from_db()
    measure.unpublish()
    assert "Ouvrir dix lieux" not in client.get(page.url).text
