"""Rows of changes in real transactions: one for each act of the admin, numbered in the order of commits."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from core.visibility import changes
from core.visibility.changes import MOVED, PAGE, PUBLISHED, REMOVED
from tests.core.visibility.test_changes import undo
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import inventory_index
from tests.place_form import place_form

pytestmark = pytest.mark.django_db(transaction=True)


class Follower:
    """A program that follows the rows."""

    def __init__(self) -> None:
        self.number = changes.latest_number()

    def kinds(self) -> list[tuple[str, int]]:
        """Return kind and object of the rows since the last call."""
        rows = changes.since(self.number)
        self.number = rows[-1].number if rows else self.number
        return [(row.kind, row.object_id) for row in rows]


@pytest.fixture
def follower(home) -> Follower:
    return Follower()


@pytest.fixture
def as_admin(admin) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def test_each_act_of_the_admin_is_one_row(home, as_admin, follower):
    url = reverse("wagtailadmin_pages:add", args=["inventory", "siteprofilepage", inventory_index().pk])
    assert as_admin.post(url, place_form()).status_code == 302
    assert follower.kinds() == []
    page = Page.objects.get(slug="cime")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    publish = {"action-publish": "1"}
    assert as_admin.post(edit, place_form(summary="Un brouillon")).status_code == 302
    assert follower.kinds() == []
    assert as_admin.post(edit, place_form(**publish)).status_code == 302
    assert follower.kinds() == [(PUBLISHED, page.pk)]
    assert as_admin.post(edit, place_form(summary="Encore", **publish)).status_code == 302
    assert follower.kinds() == [(PUBLISHED, page.pk)]
    assert as_admin.post(edit, place_form(summary="Un brouillon")).status_code == 302
    assert follower.kinds() == []
    assert as_admin.post(edit, place_form(slug="autre", **publish)).status_code == 302
    assert follower.kinds() == [(MOVED, page.pk)]
    assert as_admin.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).status_code == 302
    assert follower.kinds() == [(REMOVED, page.pk)]


def test_moving_unpublishing_and_deleting_a_section_in_the_admin(home, as_admin, follower):
    section = StandardPageFactory(parent=home, slug="section")
    below = StandardPageFactory(parent=section, slug="plus-bas")
    target = StandardPageFactory(parent=Page.objects.get(pk=home.pk), slug="cible")
    assert follower.kinds() == [(PUBLISHED, page.pk) for page in (section, below, target)]
    move = reverse("wagtailadmin_pages:move_confirm", args=[section.pk, target.pk])
    assert as_admin.post(move).status_code == 302
    assert follower.kinds() == [(MOVED, section.pk)]
    position = reverse("wagtailadmin_pages:set_page_position", args=[target.pk])
    assert as_admin.post(f"{position}?position=0").status_code == 200
    assert follower.kinds() == [(MOVED, target.pk)]
    both = [(REMOVED, section.pk), (REMOVED, below.pk)]
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[section.pk])
    assert as_admin.post(unpublish, {"include_descendants": "on"}).status_code == 302
    assert follower.kinds() == both
    for page in (section, below):
        Page.objects.get(pk=page.pk).specific.save_revision().publish()
    follower.kinds()
    assert as_admin.post(reverse("wagtailadmin_pages:delete", args=[section.pk])).status_code == 302
    assert follower.kinds() == both


def test_restricting_a_section_in_the_admin(home, as_admin, follower):
    page = StandardPageFactory(parent=home, slug="section")
    follower.kinds()
    url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    assert as_admin.post(url, {"restriction_type": PageViewRestriction.LOGIN}).status_code == 200
    assert follower.kinds() == [(REMOVED, page.pk), (PUBLISHED, page.pk)]
    assert as_admin.post(url, {"restriction_type": PageViewRestriction.NONE}).status_code == 200
    assert follower.kinds() == [(REMOVED, page.pk), (PUBLISHED, page.pk)]


def test_a_transaction_that_fails_leaves_no_row(home, follower):
    undo(lambda: changes.record(PUBLISHED, home))
    assert follower.kinds() == []
    changes.record(PUBLISHED, home)
    changes.record(PUBLISHED, home)
    assert follower.kinds() == [(PUBLISHED, home.pk)] * 2


@pytest.fixture
def other_thread() -> Iterator[list[threading.Thread]]:
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
def test_rows_are_committed_in_the_order_of_their_numbers(home, follower, other_thread):
    """The second transaction waits for the first one, although it is ready to commit earlier."""
    committed = threading.Event()

    def second() -> None:
        try:
            changes.record(PUBLISHED, (PAGE, 2))
            committed.set()
        finally:
            connection.close()

    with transaction.atomic():
        changes.record(PUBLISHED, (PAGE, 1))
        other_thread.append(threading.Thread(target=second))
        other_thread[0].start()
        assert not committed.wait(0.5)
        changes.record(PUBLISHED, (PAGE, 3))
    assert committed.wait(30)
    assert follower.kinds() == [(PUBLISHED, 1), (PUBLISHED, 3), (PUBLISHED, 2)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
def test_a_number_that_a_savepoint_gave_back_is_not_used_twice(home, follower, other_thread):
    """Rolling back to a savepoint also ends the lock that was taken in it."""
    recorded = threading.Event()

    def second() -> None:
        try:
            changes.record(PUBLISHED, (PAGE, 2))
            recorded.set()
        finally:
            connection.close()

    with transaction.atomic():
        undo(lambda: changes.record(PUBLISHED, (PAGE, 1)))
        other_thread.append(threading.Thread(target=second))
        other_thread[0].start()
        assert recorded.wait(30)
        changes.record(PUBLISHED, (PAGE, 1))
    assert follower.kinds() == [(PUBLISHED, 2), (PUBLISHED, 1)]
