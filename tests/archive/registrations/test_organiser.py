"""The list of an event's registrations, for its organiser alone."""

from __future__ import annotations

import csv
import io

import pytest
from django.core import mail
from django.test import Client

from archive.models import Registration
from archive.registrations.seats import Details, register
from tests.archive.registrations.conftest import mails_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_organiser(organiser) -> Client:
    client = Client()
    client.force_login(organiser)
    return client


@pytest.fixture
def url(event) -> str:
    return f"{event.url}inscription/liste/"


def test_only_the_organiser_and_superusers_see_registrations(
    client, event, url, book, as_organiser, editor, moderator, admin
):
    book("ada@example.org")
    addresses = (url, f"{event.url}inscription/liste.csv")
    for address in addresses:
        assert client.get(address).status_code == 302
        assert "ada@example.org" in as_organiser.get(address).text
        for user, status in ((editor, 403), (moderator, 403), (admin, 200)):
            other = Client()
            other.force_login(user)
            assert other.get(address).status_code == status


def test_the_organiser_marks_who_came(event, url, book, as_organiser):
    first, second = book("0@example.org"), book("1@example.org")
    event.capacity = 3
    event.save()
    later = book("2@example.org")  # was not in the form
    data = {"presences": "1", "ligne": [first.pk, second.pk], "venu": [second.pk]}
    assert as_organiser.post(url, data).status_code == 302
    attended = dict(Registration.objects.values_list("pk", "attended"))
    assert attended == {first.pk: False, second.pk: True, later.pk: None}
    assert "1 est venu" in as_organiser.get(url).text


def test_the_organiser_cancels_and_the_list_moves_up(url, book, as_organiser):
    first = book("0@example.org")
    for number in (1, 2):
        book(f"{number}@example.org")
    mail.outbox.clear()
    asked = as_organiser.get(url, {"annuler": first.pk})
    assert "Annuler l’inscription de Ada Martin" in asked.text
    assert Registration.objects.count() == 3
    as_organiser.post(url, {"annuler": first.pk})
    assert [message.subject for message in mails_to("0@example.org")] == ["Inscription annulée : Une soirée"]
    assert [message.subject for message in mails_to("2@example.org")] == ["Une place pour vous : Une soirée"]


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_wrong_number_cancels_nothing(url, book, as_organiser, value):
    book("0@example.org")
    assert as_organiser.post(url, {"annuler": value}).status_code == 302
    assert as_organiser.get(url, {"annuler": value}).status_code == 200
    assert Registration.objects.count() == 1


def test_the_table_cannot_run_anything_in_a_spreadsheet(event, url, as_organiser):
    register(event.pk, Details("=1+1", "ada@example.org", "@SUM(A1)", "-2+3"))
    content = as_organiser.get(f"{url[:-1]}.csv").content.decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(content), delimiter=";")
    assert heading[:2] == ["Nom", "Adresse"]
    assert row[:4] == ["'=1+1", "ada@example.org", "'@SUM(A1)", "'-2+3"]


def test_the_list_takes_constant_queries(event, url, book, as_organiser, count_queries):
    event.capacity = 100
    event.save()
    book("0@example.org")
    before = count_queries(as_organiser, url)
    for number in range(1, 8):
        book(f"{number}@example.org")
    assert count_queries(as_organiser, url) == before


def test_the_form_of_the_event_asks_for_an_organiser(event):
    event.organiser = None
    assert "organiser" in event.publication_problems()
    event.date = "2099"
    assert "date" in event.publication_problems()
