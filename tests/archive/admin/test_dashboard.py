"""What the dashboard says of events: those without a report, and late follow-ups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.models import EventFollowUp
from tests.factories.archive import EventReportPageFactory

pytestmark = pytest.mark.django_db


def ago(days: int) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def dashboard(client) -> str:
    return client.get(reverse("wagtailadmin_home")).text


@pytest.mark.parametrize(
    ("state", "days", "shown"),
    [
        ("announced", 15, True),
        ("announced", 14, False),
        ("announced", 4000, True),
        ("held", 15, True),
        ("held", 400, False),
        ("reported", 15, False),
        ("cancelled", 15, False),
        ("announced", -3, False),
    ],
)
def test_an_event_without_its_report(as_editor, event_index, state, days, shown):
    EventReportPageFactory(parent=event_index, title="Une soirée au col", state=state, date=ago(days))
    html = dashboard(as_editor)
    assert ("Sans compte rendu" in html) is shown
    assert ("Une soirée au col" in html) is shown


def test_late_follow_ups(as_editor, event_index):
    event = EventReportPageFactory(parent=event_index, title="Une soirée au col", state="reported", date=ago(60))
    event.follow_ups = [
        EventFollowUp(task="Chiffrer les travaux", owner="La mairie", due=timezone.localdate() - timedelta(days=1)),
        EventFollowUp(task="Écrire aux voisins", due=timezone.localdate()),
        EventFollowUp(task="Ouvrir la salle", due=timezone.localdate() - timedelta(days=9), done=True),
        EventFollowUp(task="Un jour peut-être"),
    ]
    event.save_revision().publish()
    html = dashboard(as_editor)
    assert "Suites en retard" in html
    assert "Chiffrer les travaux" in html
    assert "La mairie" in html
    for absent in ("Écrire aux voisins", "Ouvrir la salle", "Un jour peut-être"):
        assert absent not in html


def test_many_events_take_as_many_queries_as_one(as_editor, event_index, count_queries):
    def add() -> None:
        event = EventReportPageFactory(parent=event_index, state="announced", date=ago(20))
        event.follow_ups = [EventFollowUp(task="Chiffrer", due=timezone.localdate() - timedelta(days=1))]
        event.save_revision().publish()

    add()
    dashboard(as_editor)
    few = count_queries(as_editor, reverse("wagtailadmin_home"))
    for _ in range(3):
        add()
    assert count_queries(as_editor, reverse("wagtailadmin_home")) == few
