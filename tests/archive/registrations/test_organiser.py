"""The list of an event's registrations, for its organiser alone."""

from __future__ import annotations

import csv
import io

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from archive.models import EventReportPage, Registration
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
    data = {"presences": "1", "lignes": f"{first.pk} {second.pk}", "venu": [second.pk]}
    assert as_organiser.post(url, data).status_code == 302
    attended = dict(Registration.objects.values_list("pk", "attended"))
    assert attended == {first.pk: False, second.pk: True, later.pk: None}
    assert "1&nbsp;personne est venue" in as_organiser.get(url).text


def test_the_organiser_cancels_and_the_list_moves_up(url, book, as_organiser):
    first = book("0@example.org")
    for number in (1, 2):
        book(f"{number}@example.org")
    mail.outbox.clear()
    asked = as_organiser.get(url, {"annuler": first.pk})
    assert "Annuler l’inscription : Ada Martin" in asked.text
    assert Registration.objects.count() == 3
    as_organiser.post(url, {"annuler": first.pk})
    assert [message.subject for message in mails_to("0@example.org")] == ["Inscription annulée : Une soirée"]
    assert [message.subject for message in mails_to("2@example.org")] == ["Une place pour vous : Une soirée"]


def test_whoever_has_not_confirmed_gets_no_mail_about_the_end(url, book, as_organiser):
    first = book("0@example.org", confirmed=False)
    as_organiser.post(url, {"annuler": first.pk})
    as_organiser.post(url, {"annuler": first.pk})  # a second click
    assert not mail.outbox
    assert not Registration.objects.exists()


def test_no_editor_becomes_organiser_of_an_event_with_registrations(event, book, as_editor, editor, organiser):
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])
    assert not as_editor.get(edit).context["form"].fields["organiser"].disabled
    book("ada@example.org")
    assert as_editor.get(edit).context["form"].fields["organiser"].disabled
    EventReportPage.objects.update(organiser=editor)
    assert not as_editor.get(edit).context["form"].fields["organiser"].disabled


def test_an_impossible_address_of_a_list_is_refused(as_organiser, event):
    assert as_organiser.get("/ressources/evenements/a%00/inscription/liste/").status_code == 403


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


def test_the_list_stays_once_registration_is_switched_off(event, url, book, as_organiser, as_editor, editor):
    book("ada@example.org")
    event.takes_registrations, event.organiser = False, editor
    event.save()
    assert "ada@example.org" in as_editor.get(url).text
    assert "Inscriptions (1)" in as_editor.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).text


def test_the_admin_links_to_the_list_for_those_who_may_see_it(event, as_editor, admin, client):
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])
    assert "inscription/liste" not in as_editor.get(edit).text
    client.force_login(admin)
    assert "inscription/liste" in client.get(edit).text


@pytest.mark.parametrize("name", ["unpublish", "delete"])
def test_whoever_takes_an_event_away_learns_of_its_registrants(event, book, as_editor, name):
    url = reverse(f"wagtailadmin_pages:{name}", args=[event.pk])
    assert "inscrit" not in as_editor.get(url).text
    book("ada@example.org")
    assert "Une personne est inscrite" in as_editor.get(url).text


def test_a_new_event_with_registration_can_be_previewed(event_index, as_editor):
    page = EventReportPage(title="Une soirée", date="2099-01-01", takes_registrations=True, slug="neuve")
    page.path, page.depth = f"{event_index.path}0001", event_index.depth + 1
    response = page.make_preview_request()
    assert response.status_code == 200
    assert "S’inscrire" in response.text


def test_a_second_registration_form_at_an_alias_is_not_possible(event):
    assert EventReportPage.alias_obstacle


def test_the_form_of_the_event_asks_for_an_organiser(event):
    event.organiser = None
    assert "organiser" in event.publication_problems()
    event.date, event.capacity = "2099", 0
    assert {"date", "capacity"} <= set(event.publication_problems())
    event.state = "postponed"
    assert "date" not in event.publication_problems()


@pytest.mark.parametrize("field", ["registrations_until", "registration_question", "online_url"])
def test_what_only_registrants_get_needs_registration(event, field):
    setattr(event, field, event.date_earliest if field == "registrations_until" else "https://visio.example/")
    assert "takes_registrations" not in event.publication_problems()
    event.takes_registrations = False
    assert "takes_registrations" in event.publication_problems()
