"""A new event from a preset, and from an earlier one."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from archive.admin.create_event import PRESETS
from archive.models import EventDecision, EventFollowUp, EventPartner, EventReportPage, ProgrammeItem
from tests.factories.archive import EventReportPageFactory, PartnerFactory
from tests.factories.memento import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def add_url(event_index) -> str:
    return reverse("wagtailadmin_pages:add", args=["archive", "eventreportpage", event_index.pk])


def test_a_new_event_starts_from_a_preset(as_editor, add_url):
    html = as_editor.get(add_url).text
    assert "Quelle rencontre annoncer ?" in html
    for preset in PRESETS:
        assert f"?modele={preset.code}" in html
    form = as_editor.get(f"{add_url}?modele=table-ronde-legere").context["form"]
    assert (form["start_time"].value(), form["end_time"].value()) == (time(17, 15), time(19, 30))
    assert form["kind"].value() == "light_round_table"
    assert as_editor.get(f"{add_url}?modele=libre").context["form"]["start_time"].value() is None


def test_the_organiser_is_one_of_the_team_and_at_first_whoever_makes_the_event(
    as_editor, add_url, editor, member, moderator, admin
):
    form = as_editor.get(f"{add_url}?modele=visite").context["form"]
    assert form["organiser"].value() == editor.pk
    assert set(form.fields["organiser"].queryset) == {editor, moderator, admin}


def test_the_organiser_stays_a_choice_without_access(as_editor, event_index, member):
    event = EventReportPageFactory(parent=event_index, organiser=member)
    form = as_editor.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).context["form"]
    assert form["organiser"].value() == member.pk
    assert member in form.fields["organiser"].queryset


@pytest.fixture
def reported(event_index) -> EventReportPage:
    event = EventReportPageFactory(
        parent=event_index, title="Une soirée", slug="soiree", state="reported", date="2016-11-22"
    )
    event.start_time = time(17, 15)
    event.report = [("text", "<p>On a parlé du col.</p>")]
    event.programme = [ProgrammeItem(time="17 h 15", title="Accueil")]
    event.partners = [EventPartner(partner=PartnerFactory())]
    event.decisions = [EventDecision(text="On y retourne.")]
    event.follow_ups = [EventFollowUp(task="Chiffrer", due=date(2017, 1, 1))]
    event.verified_on = date(2020, 1, 1)
    event.save_revision().publish()
    return fresh(event)


def test_an_event_is_duplicated_without_what_its_day_brought(as_editor, reported):
    url = reverse("archive_duplicate_event", args=[reported.pk])
    assert url in as_editor.get(reverse("wagtailadmin_pages:edit", args=[reported.pk])).text
    assert "Dupliquer" in as_editor.get(url).text
    assert EventReportPage.objects.count() == 1
    response = as_editor.post(url)
    copy = EventReportPage.objects.exclude(pk=reported.pk).get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert (copy.live, copy.state, copy.date, copy.date_earliest, copy.verified_on) == (
        False,
        "announced",
        "",
        None,
        None,
    )
    assert (copy.title, copy.start_time, copy.slug) == ("Une soirée", time(17, 15), "soiree-1")
    assert [item.title for item in copy.programme.all()] == ["Accueil"]
    assert copy.partners.count() == 1
    assert not len(copy.report)
    assert not copy.decisions.exists()
    assert not copy.follow_ups.exists()
    assert reported.decisions.count() == 1
    form = as_editor.get(response.url)
    assert form.status_code == 200
    assert "On y retourne." not in form.text


def test_who_may_add_no_event_duplicates_none(client, reported, django_user_model):
    url = reverse("archive_duplicate_event", args=[reported.pk])
    assert client.post(url).status_code == 302
    assert EventReportPage.objects.count() == 1


def test_decisions_and_follow_ups_are_on_the_page_and_in_the_api(client, reported):
    html = client.get(reported.url).text
    assert "On y retourne." in html
    assert "Chiffrer" in html
    assert "(pas encore fait)" in html
    body = client.get(f"/api/v3/events/{reported.slug}/").json()
    assert body["decisions"] == ["On y retourne."]
    assert body["follow_ups"] == [{"task": "Chiffrer", "owner": "", "due": "2017-01-01", "done": False}]
