"""Editors who validate evidence of one measure at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from archive.commitments.history import lines
from archive.commitments.register import measures
from archive.models import EvidenceChange, EvidencePage
from core.visibility.gate import Gate
from tests.factories.commitments import (
    CommitmentPageFactory,
    CommitmentPlanPageFactory,
    EvidencePageFactory,
    validate,
)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
@pytest.mark.django_db(transaction=True)
def test_validations_at_once_are_all_counted_and_each_recorded_once(home):
    measure = CommitmentPageFactory(parent=CommitmentPlanPageFactory(), title="Ouvrir dix lieux")
    statuses = ("committed", "in_progress", "partial", "done")
    pages = [
        EvidencePageFactory(parent=measure, date=f"201{year}", establishes=status)
        for year, status in enumerate(statuses, 2)
    ]
    barrier = threading.Barrier(len(pages))

    def publish(pk: int) -> None:
        page = EvidencePage.objects.get(pk=pk)
        barrier.wait()
        try:
            validate(page)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(page.pk,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.status for row in measures(Gate.public())] == ["done"]
    changes = list(EvidenceChange.objects.filter(commitment=measure.pk))
    assert sorted(change.evidence for change in changes) == sorted(page.pk for page in pages)
    assert lines(changes)[-1].after == "done"
