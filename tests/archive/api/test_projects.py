"""The API of projects: its JSON, its filters, its queries."""

from __future__ import annotations

from pathlib import Path

import pytest
from wagtail.contrib.redirects.models import Redirect

from archive.models import EventDecision, EventIndexPage, ProgressEntry, ProjectIndexPage, ProjectMeeting, ProjectPage
from tests.factories.archive import (
    DocumentFactory,
    EventReportPageFactory,
    PartnerFactory,
    ProjectPageFactory,
    full_project,
    mobility_theme,
)
from tests.golden import assert_golden

pytestmark = pytest.mark.django_db
PROJECTS = "/api/v3/projects/"
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def stored(module_db) -> int:
    """A project with everything, and two others."""
    index = ProjectIndexPage.objects.get()
    project = full_project()
    ProjectPageFactory(parent=index, slug="ancien", kind="reflection_group", state="finished", date="2012/2013")
    ProjectPageFactory(parent=index, slug="sans-date")
    return project.pk


def slugs(response) -> list[str]:
    assert response.status_code == 200, response.text
    data = response.json()
    assert data["count"] >= len(data["items"])
    return [item["slug"] for item in data["items"]]


def test_list_of_projects(client, stored):
    assert_golden(GOLDEN / "projects.json", client.get(f"{PROJECTS}?state=active").json())


def test_detail_of_a_project(client, stored):
    assert_golden(GOLDEN / "project.json", client.get(f"{PROJECTS}groupe/").json())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["groupe", "ancien", "sans-date"]),
        ("?order=date", ["ancien", "groupe", "sans-date"]),
        ("?type=steering_group", ["groupe"]),
        ("?type=steering_group&type=reflection_group", ["groupe", "ancien"]),
        ("?state=finished&state=unknown", ["ancien", "sans-date"]),
        ("?type=steering_group&state=finished", []),
        ("?theme=mobilite", ["groupe"]),
        ("?limit=1&offset=1", ["ancien"]),
    ],
)
def test_filters_and_orders(client, stored, query, expected):
    assert slugs(client.get(f"{PROJECTS}{query}")) == expected


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("type=x", "type"),
        ("state=late", "state"),
        ("theme=rien", "theme"),
        ("order=title", "order"),
        ("year=1", "year"),
    ],
)
def test_an_unknown_value_or_parameter_is_refused_and_named(client, stored, query, name):
    response = client.get(f"{PROJECTS}?{query}")
    assert response.status_code == 422
    assert name in str(response.json()["errors"])


def test_detail_by_public_id_and_by_former_slug(client, stored):
    page = ProjectPage.objects.get(pk=stored)
    assert client.get(f"{PROJECTS}{page.translation_key}/").json()["slug"] == "groupe"
    Redirect.objects.create(old_path="/ressources/projets/avant", redirect_page=page)
    response = client.get(f"{PROJECTS}avant/")
    assert (response.status_code, response["Location"]) == (301, f"{PROJECTS}groupe/")


def test_an_unknown_project_is_404(client, home):
    assert client.get(f"{PROJECTS}rien/").status_code == 404


def test_an_answer_is_304_until_its_meeting_changes(client, stored):
    first = client.get(f"{PROJECTS}groupe/")
    headers = {"If-None-Match": first["ETag"]}
    assert client.get(f"{PROJECTS}groupe/", headers=headers).status_code == 304
    event = ProjectPage.objects.get(pk=stored).meetings.get().event
    event.title = "Autre titre"
    event.save()
    assert client.get(f"{PROJECTS}groupe/", headers=headers).status_code == 200


def test_many_projects_and_meetings_take_as_many_queries_as_one(client, home, queries, image):
    index, events, theme = ProjectIndexPage.objects.get(), EventIndexPage.objects.get(), mobility_theme()
    project = ProjectPageFactory(parent=index, slug="compte", image=image, themes=[theme])
    urls = (
        "/ressources/projets/", "/ressources/projets/compte/", f"{PROJECTS}?limit=100", f"{PROJECTS}compte/",
        "/ressources/evenements/seance/",
    )  # fmt: skip

    def add(slug: str) -> None:
        event = EventReportPageFactory(parent=events, slug=slug)
        event.decisions.add(EventDecision(text="Continuer."))
        event.save()
        project.meetings.add(ProjectMeeting(event=event))
        project.progress.add(ProgressEntry(date="2016", text="Une avancée.", document=DocumentFactory()))
        project.members.create(organisation=PartnerFactory())
        project.save()
        other = ProjectPageFactory(parent=index, image=image, themes=[theme], state="active")
        other.meetings.add(ProjectMeeting(event_id=project.meetings.first().event_id))
        other.save()

    add("seance")
    few = {url: queries(client, url) for url in urls}
    for number in range(4):
        add(f"seance-{number}")
    assert {url: queries(client, url) for url in urls} == few
    assert few[f"{PROJECTS}?limit=100"] <= 6
    assert max(few.values()) <= 20
