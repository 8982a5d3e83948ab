"""Moderators who accept corrections of one page at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from wagtail.models import TaskState

from inventory.models import SiteProfilePage
from members.models import Contribution, User
from members.moderation import decisions
from tests.conftest import make_user
from tests.members.scene import correct, publish_place, reread


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
@pytest.mark.django_db(transaction=True)
def test_parallel_decisions_are_all_published_and_each_answered_once(home):
    authors = [make_user(f"m{n}", "Membres") for n in range(4)]
    moderators = [make_user(f"mod{n}", "Modérateurs") for n in range(4)]
    place = publish_place(summary="Un atelier.")
    values = [{"summary": ["Autre."]}, {"phone": ["04 76 11 11 11"]}, {"hours_note": ["Sonnez."]}]
    corrections = [
        correct(SiteProfilePage.objects.get(pk=place.pk), author, **value)
        for author, value in zip(authors, values, strict=False)
    ]
    corrections.append(corrections[0])  # two moderators on one of them
    barrier, problems = threading.Barrier(len(corrections)), []

    def accept(contribution: Contribution, moderator: User) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            decisions.accept(contribution, moderator)
        except decisions.AlreadyDecided as late:
            problems.append(late)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=pair) for pair in zip(corrections, moderators, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    live = SiteProfilePage.objects.get(pk=place.pk)
    assert (live.summary, live.phone, live.hours_note) == ("Autre.", "04 76 11 11 11", "Sonnez.")
    assert {reread(correction).state for correction in corrections} == {"published"}
    assert len(problems) == 1
    assert corrections[0].entries.filter(what="accepted").count() == 1
    assert TaskState.objects.filter(status="approved").count() == 3
