"""Events and publications of some years, and what is understood of a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from archive.models import EventIndexPage, PublicationIndexPage
from archive.search.understand import understand
from core.search.questions import Understanding
from core.text.fold import fold
from core.visibility.gate import Gate
from tests.factories.archive import EventReportPageFactory, PublicationPageFactory
from tests.questions import question_of


@pytest.fixture(scope="module")
def archive(module_db) -> None:
    """Seven events and four publications."""
    events, publications = EventIndexPage.objects.get(), PublicationIndexPage.objects.get()
    for title, kind, state, date in (
        ("Écocentres", "round_table", "reported", "2012-06-26"),
        ("Organisations", "round_table", "held", "2012-10-11"),
        ("Bonnes pratiques", "round_table", "held", "2013-06-18"),
        ("Groupe de pilotage", "restitution", "held", "2015-04-02"),
        ("Réalisations", "light_round_table", "held", "2017-01-11/2017-01-20~"),
        ("Établis", "round_table", "announced", "2025-03-14"),
        ("Comité", "meeting", "cancelled", "2025-02-20"),
    ):
        EventReportPageFactory(
            parent=events, title=title, slug=fold(title).split()[0], kind=kind, state=state, date=date,
            start_time=time(17, 15),
        )  # fmt: skip
    for title, kind, date in (
        ("Bilan", "review", "2014"), ("Enquête", "study", "2014-05"), ("Mode d’emploi", "guide", "2016"),
        ("Suivi", "study", "2019"),
    ):  # fmt: skip
        PublicationPageFactory(parent=publications, title=title, slug=fold(title)[:4], kind=kind, date=date)


@pytest.fixture(autouse=True)
def winter(monkeypatch) -> datetime:
    """Make the present the 3rd of February 2025."""
    now = datetime(2025, 2, 3, 11, tzinfo=ZoneInfo("Europe/Paris"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture
def understood() -> Callable[..., list[Understanding]]:
    """What anonymous readers, or those of a gate, are answered."""

    def of(text: str, gate: Gate | None = None) -> list[Understanding]:
        return list(understand(gate or Gate.public(), question_of(text)))

    return of
