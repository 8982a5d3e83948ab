"""Pages of projects: one project, the list by state, and the form in the admin."""

from __future__ import annotations

import re

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from archive.models import (
    EventFollowUp,
    EventReportPage,
    ProgressEntry,
    ProjectMeeting,
    ProjectPage,
)
from archive.pages.project import structured_data
from core.visibility.gate import Gate
from tests.archive.pages.test_pages import in_order
from tests.factories.archive import (
    DocumentFactory,
    EventReportPageFactory,
    PartnerFactory,
    ProjectPageFactory,
    ThemeFactory,
    full_project,
)

pytestmark = pytest.mark.django_db
PROJECTS = "/ressources/projets/"


# --- A project -------------------------------------------------------------------------------------------------------


def test_a_project_shows_all_its_parts(client, home):
    full_project()
    html = client.get(f"{PROJECTS}groupe/").text
    for words in (
        "Groupe de pilotage", "En cours", "depuis 2015", "/partenaires/", "pilote", "Collectif des vallées",
        "Connaître les lieux", "Les relier", "Comment il travaille.", "Le groupe est créé.", "Il rend son rapport.",
        "https://aueg.example/rapport", "Réunion du groupe", "Le point sur les lieux", "Visiter trois lieux.",
        "Choisir les lieux", "Ada Martin", "(fait)", "Lettre de mission", "Page de l’AUEG", "Mobilité",
    ):  # fmt: skip
        assert words in html, words
    assert in_order(html)
    assert "style=" not in html


def test_its_history_has_entries_and_meetings_the_latest_first(client, home):
    full_project()
    html = client.get(f"{PROJECTS}groupe/").text
    history = html[html.index('class="history"') : html.index("</ol>", html.index('class="history"'))]
    assert re.findall(r'datetime="([^"]+)"', history) == ["2017", "2016-03-03", "2015-10"]


def test_a_meeting_to_come_or_cancelled_is_shown_as_such(client, event_index, project_index):
    project = ProjectPageFactory(parent=project_index, slug="groupe")
    for day, state in (("2099-01-01", "announced"), ("2016-01-01", "cancelled"), ("2015-01-01", "held")):
        project.meetings.add(ProjectMeeting(event=EventReportPageFactory(parent=event_index, date=day, state=state)))
    project.save()
    html = client.get(f"{PROJECTS}groupe/").text
    assert html.count('class="badge') == 2
    assert re.findall(r">(À venir|Annulé|A eu lieu)</span>", html) == ["À venir", "Annulé"]


def test_the_type_of_a_meeting_is_not_said_twice(client, event_index, project_index):
    project = ProjectPageFactory(parent=project_index, slug="groupe")
    for title in ("Réunion de mars", "Le point"):
        event = EventReportPageFactory(parent=event_index, kind="meeting", title=title)
        project.meetings.add(ProjectMeeting(event=event))
    project.save()
    html = client.get(f"{PROJECTS}groupe/").text
    assert html.count("Réunion\u00a0:") == 1


def test_what_is_still_to_do_comes_first(client, event_index, project_index):
    event = EventReportPageFactory(parent=event_index)
    event.follow_ups = [
        EventFollowUp(task="Faite", done=True), EventFollowUp(task="Sans jour"),
        EventFollowUp(task="Pour juin", due="2016-06-01"), EventFollowUp(task="Pour mars", due="2016-03-01"),
    ]  # fmt: skip
    event.save()
    project = ProjectPageFactory(parent=project_index, slug="groupe")
    project.meetings.add(ProjectMeeting(event=EventReportPage.objects.get()))
    project.save()
    html = client.get(f"{PROJECTS}groupe/").text
    tasks = ("Pour mars", "Pour juin", "Sans jour", "Faite")
    assert sorted(tasks, key=html.index) == list(tasks)


def test_a_project_of_which_little_is_known_says_how_to_help(client, project_index):
    project = ProjectPageFactory(parent=project_index, slug="groupe")
    html = client.get(f"{PROJECTS}groupe/").text
    assert "Aucune avancée n’est encore connue." in html
    assert html.count(f"/contribuer/corriger-un-projet/?sur={project.translation_key}") == 3
    assert "Le préciser" in html
    project.state = "active"
    project.save()
    assert "Le préciser" not in client.get(f"{PROJECTS}groupe/").text


def test_an_event_leads_to_its_projects(client, event_index, project_index):
    event = EventReportPageFactory(parent=event_index, slug="reunion")
    assert "Dans le cadre de" not in client.get(event.url).text
    project = ProjectPageFactory(parent=project_index, title="Le groupe des lieux")
    project.meetings.add(ProjectMeeting(event=event))
    project.save()
    html = client.get(event.url).text
    assert "Dans le cadre de" in html
    assert project.url in html
    assert in_order(html)


def test_markup_in_an_entry_is_text(client, project_index):
    project = ProjectPageFactory(parent=project_index, slug="groupe", aims="<script>a</script>")
    project.progress.add(ProgressEntry(date="2016", text="<script>b</script>\n\nSuite."))
    project.save()
    html = client.get(f"{PROJECTS}groupe/").text
    assert "<script>a" not in html
    assert "<script>b" not in html
    assert "&lt;script&gt;b" in html


@pytest.mark.parametrize(
    ("kind", "period", "expected"),
    [
        ("project", "2013/2016", {"@type": "Project", "foundingDate": "2013", "dissolutionDate": "2016"}),
        ("steering_group", "2013-05/..", {"@type": "Organization", "foundingDate": "2013-05"}),
        ("reflection_group", "2013", {"@type": "Organization"}),
        ("project", "../2016", {"@type": "Project", "dissolutionDate": "2016"}),
        ("project", "", {"@type": "Project"}),
    ],
)
def test_search_engines_get_a_project_or_an_organisation(project_index, kind, period, expected):
    page = ProjectPageFactory(parent=project_index, kind=kind, date=period)
    data = structured_data(page, Gate.public(), [])
    names = ("@type", "foundingDate", "dissolutionDate")
    assert {name: data[name] for name in names if name in data} == expected


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_list_is_grouped_by_state(client, project_index):
    for state in ("unknown", "finished", "active", "active"):
        ProjectPageFactory(parent=project_index, state=state)
    html = client.get(PROJECTS).text
    assert re.findall(r'class="section-head">([^<]+)<', html) == ["En cours", "Terminés", "État non précisé"]
    assert html.count("card-title") == 4
    assert in_order(html)


def test_filters_narrow_the_list(client, project_index):
    theme = ThemeFactory(slug="mobilite")
    ProjectPageFactory(parent=project_index, title="Le bon", kind="steering_group", state="active", themes=[theme])
    ProjectPageFactory(parent=project_index, title="Un autre")
    for query in ("type=steering_group", "state=active", "theme=mobilite", "type=steering_group&state=active"):
        html = client.get(f"{PROJECTS}?{query}").text
        assert "Le bon</a>" in html
        assert "Un autre</a>" not in html, query
    assert "Tout effacer" in html
    assert "Année" not in html


@pytest.mark.parametrize(
    ("query", "names"), [("type=x", "nature"), ("state=%00", "état"), ("type=x&state=y&theme=z", "nature, état, thème")]
)
def test_an_invalid_filter_has_a_message_and_is_ignored(client, project_index, query, names):
    ProjectPageFactory(parent=project_index, title="Un groupe")
    html = client.get(f"{PROJECTS}?{query}").text
    assert f"Ce filtre n’est pas compris\u00a0: {names}." in html
    assert "Un groupe</a>" in html


@pytest.mark.parametrize(
    ("query", "message"),
    [("", "Aucun projet ni groupe n’est encore en ligne."), ("?state=active", "ne répond à ces filtres.")],
)
def test_an_empty_list_has_a_message_and_a_door(client, home, query, message):
    html = client.get(f"{PROJECTS}{query}").text
    assert message in html
    assert "/contribuer/projet/" in html


def test_pages_of_the_list_keep_their_filters(client, project_index, monkeypatch):
    monkeypatch.setattr("archive.pages.lists.PAGE_SIZE", 2)
    for number in range(3):
        ProjectPageFactory(parent=project_index, title=f"Groupe {number}", state="active")
    first = client.get(f"{PROJECTS}?state=active").text
    assert first.count("card-title") == 2
    assert "?state=active&amp;page=2" in first
    assert client.get(f"{PROJECTS}?state=active&page=2").text.count("card-title") == 1


def test_the_section_leads_to_the_list(client, home):
    assert PROJECTS in client.get("/ressources/").text


# --- The editor ------------------------------------------------------------------------------------------------------


def project_form(**fields) -> dict[str, str]:
    rows = ("members", "progress", "meetings", "documents", "sources", "page_themes", "comments")
    data = {"title": "Un groupe", "slug": "un-groupe", "kind": "reflection_group", "state": "unknown"}
    empty = {name: inline_formset([]) for name in rows}
    return nested_form_data({**data, "body": streamfield([]), **empty, **fields})


def test_an_editor_makes_a_project_from_an_empty_form(as_editor, client, event_index, project_index):
    event = EventReportPageFactory(parent=event_index, title="La réunion")
    url = f"/admin/pages/add/archive/projectpage/{project_index.pk}/"
    assert "Laissez « Non précisé »" in as_editor.get(f"{url}?modele=ancien").text
    entry = {"date": "mars 2016", "text": "Le groupe se réunit.", "url": "", "document": ""}
    rows = {
        "members": inline_formset([{"organisation": PartnerFactory().pk, "name": "", "role": "pilote"}]),
        "progress": inline_formset([entry]),
        "meetings": inline_formset([{"event": event.pk}]),
        "documents": inline_formset([{"document": DocumentFactory().pk, "title": ""}]),
    }
    as_editor.post(url, project_form(date="depuis 2015", aims="Relier", **rows, **{"action-publish": "1"}))
    project = ProjectPage.objects.get()
    assert (project.live, project.date) == (True, "2015/..")
    html = client.get(project.url).text
    for words in ("Le groupe se réunit.", "mars 2016", "La réunion", "Relier", "depuis 2015", "pilote"):
        assert words in html, words


def test_a_draft_of_a_member_and_an_entry_needs_both_parts_to_be_published(as_editor, project_index):
    url = f"/admin/pages/add/archive/projectpage/{project_index.pk}/"
    rows = {
        "members": inline_formset([{"organisation": "", "name": "", "role": "pilote"}]),
        "progress": inline_formset([{"date": "", "text": "Sans date.", "url": "", "document": ""}]),
    }
    html = as_editor.post(url, project_form(**rows, **{"action-publish": "1"})).text
    assert "Choisissez une organisation, ou écrivez un nom." in html
    assert "Indiquez une date." in html
    assert not ProjectPage.objects.filter(live=True).exists()


def test_a_preview_shows_entries_that_are_not_saved_yet(as_editor, event_index, project_index):
    event = EventReportPageFactory(parent=event_index, title="La réunion")
    project = ProjectPageFactory(parent=project_index)
    url = f"/admin/pages/{project.pk}/edit/preview/"
    rows = {
        "progress": inline_formset([{"date": "mars 2016", "text": "Une avancée.", "url": "", "document": ""}]),
        "meetings": inline_formset([{"event": event.pk}]),
    }
    assert as_editor.post(url, project_form(**rows)).json()["is_valid"]
    html = as_editor.get(url).text
    for words in ("mars 2016", "Une avancée.", "La réunion"):
        assert words in html, words


def test_the_preview_of_a_new_project_opens(as_editor, project_index):
    url = f"/admin/pages/add/archive/projectpage/{project_index.pk}/preview/"
    assert as_editor.post(url, project_form()).json()["is_valid"]
    assert "Aucune avancée n’est encore connue." in as_editor.get(url).text
