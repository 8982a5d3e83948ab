"""Pages of the archive: an event, a publication, their lists, and their forms in the admin."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from archive.models import (
    EventDocument,
    EventPartner,
    EventReportPage,
    EventSource,
    EventSpeaker,
    ProgrammeItem,
)
from core.setup import ensure_page
from inventory.models import InventoryIndexPage, SiteProfilePage
from tests.factories.archive import (
    DocumentFactory,
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    PublicationPageFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
EVENTS = "/ressources/evenements/"
PUBLICATIONS = "/ressources/publications/"
TEXT = [{"type": "text", "id": "1", "value": "<p>Soixante personnes sont venues.</p>"}]


def headings(html: str) -> list[str]:
    return re.findall(r"<h([1-6])", html)


def in_order(html: str) -> bool:
    """No heading is more than one level below the one before it."""
    levels = [int(level) for level in headings(html)]
    return levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))


# --- An event ----------------------------------------------------------------------------------------------------


def test_announced_event_shows_its_hours_and_no_promise_of_a_report(client, event_index):
    EventReportPageFactory(
        parent=event_index, slug="soiree", light=True, date="2099-11-22", venue="Maison du territoire", capacity=1200
    )
    html = client.get(f"{EVENTS}soiree/").text
    assert '<time datetime="2099-11-22">22 novembre 2099</time>, de 17\u00a0h\u00a015 à 19\u00a0h\u00a030' in html
    assert "Compte rendu à venir" not in html
    assert "Maison du territoire" in html
    assert "1\u202f200" in html
    assert "pas encore confirmée" not in html
    assert in_order(html)


def test_announced_event_of_a_past_day_is_unconfirmed(client, event_index):
    EventReportPageFactory(parent=event_index, slug="soiree", light=True)
    html = client.get(f"{EVENTS}soiree/").text
    assert "sa tenue n’est pas encore confirmée ici" in html
    assert "Compte rendu à venir." in html


def test_event_held_this_year_promises_a_report(client, event_index):
    EventReportPageFactory(parent=event_index, slug="soiree", state="held", date=str(timezone.localdate().year))
    assert "Compte rendu à venir." in client.get(f"{EVENTS}soiree/").text


def test_approximate_date_is_shown_in_words(client, event_index):
    EventReportPageFactory(parent=event_index, slug="soiree", fuzzy=True)
    html = client.get(f"{EVENTS}soiree/").text
    assert "mi-janvier 2017" in html
    assert "<time" not in html


@pytest.mark.parametrize(("state", "message"), [("cancelled", "est annulé."), ("postponed", "est reporté.")])
def test_cancelled_or_postponed_event_has_a_notice_and_no_promise_of_a_report(client, event_index, state, message):
    EventReportPageFactory(parent=event_index, slug="soiree", state=state)
    html = client.get(f"{EVENTS}soiree/").text
    assert message in html
    assert "Compte rendu à venir" not in html


def test_report_shows_all_parts_of_the_event(client, home, event_index, image):
    organisation = PartnerFactory(name="Université", url="https://univ.example")
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    event = EventReportPageFactory(
        parent=event_index, slug="soiree", state="reported", report=TEXT, image=image, subtitle="Qui vient ?",
        audience="Tout public", mode="hybrid", place=place, themes=[ThemeFactory(title="Mobilité")],
    )  # fmt: skip
    event.programme.add(ProgrammeItem(time="17 h 15", title="Accueil", speaker="Une élue"))
    event.speakers.add(EventSpeaker(person=PersonFactory(name="Ada Martin", role="gérante", organisation=organisation)))
    event.partners.add(EventPartner(partner=organisation))
    event.documents.add(EventDocument(document=DocumentFactory(title="Diaporama")))
    event.sources.add(EventSource(title="Page de l’AUEG", date="2016", url="https://aueg.example", note="Le titre."))
    event.save()
    html = client.get(f"{EVENTS}soiree/").text
    for words in (
        "Qui vient", "Soixante personnes", "Neuf personnes autour", "Tout public", "Hybride", "/inventaire/la-menuise/",
        "Mobilité", "Accueil", "Une élue", "Ada Martin", "gérante", f"/partenaires/{organisation.slug}/",
        "Diaporama", "PDF, 17", "Page de l’AUEG", "https://aueg.example", "2016", "Le titre.",
    ):  # fmt: skip
        assert words in html, words
    assert "Compte rendu</h2>" in html
    assert in_order(html)
    assert "style=" not in html


def test_a_private_place_is_not_named(client, home, event_index, close):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    EventReportPageFactory(parent=event_index, slug="soiree", place=place)
    close(InventoryIndexPage.objects.get())
    html = client.get(f"{EVENTS}soiree/").text
    assert "La Menuise" not in html


# --- The lists ---------------------------------------------------------------------------------------------------


def test_headings_of_the_list_are_in_order(client, event_index):
    EventReportPageFactory(parent=event_index)
    html = client.get(EVENTS).text
    assert in_order(html)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (EVENTS, "Aucun évènement n’est encore publié."),
        (f"{EVENTS}?type=visit", "Aucun évènement ne répond à ces filtres."),
        (PUBLICATIONS, "Aucune publication n’est encore en ligne."),
        (f"{PUBLICATIONS}?type=guide", "Aucune publication ne répond à ces filtres."),
        ("/ressources/", "Rien n’est encore publié dans cette rubrique."),
    ],
)
def test_empty_list_has_a_message(client, home, url, message):
    assert message in client.get(url).text


def test_filters_narrow_the_list_of_publications(client, publication_index):
    PublicationPageFactory(parent=publication_index, title="Un guide", kind="guide", date="2017-06")
    PublicationPageFactory(parent=publication_index, title="Un bilan", kind="review", date="2014")
    html = client.get(f"{PUBLICATIONS}?type=guide&year=2017").text
    assert "Un guide</a>" in html
    assert "Un bilan</a>" not in html
    newest_first = client.get(PUBLICATIONS).text
    assert newest_first.index("Un guide</a>") < newest_first.index("Un bilan</a>")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("type=zzz", "type"),
        ("year=abc", "année"),
        ("year=0", "année"),
        ("year=99999999999999999999", "année"),
        ("theme=rien", "thème"),
        ("type=%00&year=%27&theme=%00", "type, année, thème"),
    ],
)
@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS])
def test_invalid_filter_has_a_message_and_is_ignored(client, event_index, publication_index, url, query, names):
    if url == EVENTS:
        EventReportPageFactory(parent=event_index, title="Une soirée")
    else:
        PublicationPageFactory(parent=publication_index, title="Une soirée")
    response = client.get(f"{url}?{query}")
    assert response.status_code == 200
    assert f"Ce filtre n’est pas compris\u00a0: {names}." in response.text
    assert "Une soirée</a>" in response.text


@pytest.mark.parametrize("query", ["page=0", "page=abc", "page=999", "page=-1", "autre=1"])
def test_odd_page_numbers_are_no_error(client, event_index, query):
    EventReportPageFactory(parent=event_index)
    assert client.get(f"{EVENTS}?{query}").status_code == 200


def test_lists_have_pages_that_keep_their_filters(client, event_index, monkeypatch):
    monkeypatch.setattr("archive.pages.lists.PAGE_SIZE", 2)
    for number in range(3):
        EventReportPageFactory(parent=event_index, title=f"Soirée {number:02}", date=f"2013-01-{number + 1:02}")
    first = client.get(f"{EVENTS}?year=2013").text
    assert first.count("card-title") == 2
    assert "?year=2013&amp;page=2" in first
    second = client.get(f"{EVENTS}?year=2013&page=2").text
    assert second.count("card-title") == 1
    assert "Soirée 00" in second


def test_section_page_shows_the_latest_pages(client, event_index, publication_index):
    EventReportPageFactory(parent=event_index, title="Une soirée")
    PublicationPageFactory(parent=publication_index, title="Un guide")
    html = client.get("/ressources/").text
    for words in ("Une soirée", "Un guide", EVENTS, PUBLICATIONS, "flux.atom"):
        assert words in html
    assert in_order(html)


def test_a_list_takes_as_many_queries_for_six_as_for_two(client, event_index, publication_index, queries, image):
    urls = (EVENTS, PUBLICATIONS, "/ressources/", "/")
    theme = ThemeFactory()

    def make(number: int) -> None:
        day = "2099" if number % 2 else "2013"
        EventReportPageFactory(parent=event_index, date=day, state="reported", image=image, themes=[theme])
        PublicationPageFactory(parent=publication_index, image=image, themes=[theme])

    make(0)
    make(1)
    few = {url: queries(client, url) for url in urls}
    for number in range(2, 6):
        make(number)
    assert {url: queries(client, url) for url in urls} == few


# --- The editor --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", ["eventreportpage", "publicationpage"])
def test_add_forms_open(as_editor, event_index, publication_index, type_):
    parent = event_index if type_ == "eventreportpage" else publication_index
    response = as_editor.get(f"/admin/pages/add/archive/{type_}/{parent.pk}/", {"modele": "libre"})
    assert response.status_code == 200
    assert "mi-janvier 2017" in response.text


def event_form(**fields) -> dict[str, str]:
    rows = (
        "programme",
        "speakers",
        "partners",
        "decisions",
        "follow_ups",
        "documents",
        "sources",
        "page_themes",
        "comments",
    )
    data = {"title": "Une soirée", "slug": "une-soiree", "kind": "visit", "state": "held", "mode": "online"}
    empty = {name: inline_formset([]) for name in rows}
    return nested_form_data({**data, "report": streamfield([]), **empty, **fields})


def test_draft_is_saved_without_a_date_and_published_with_one(as_editor, event_index):
    url = f"/admin/pages/add/archive/eventreportpage/{event_index.pk}/"
    as_editor.post(url, event_form())
    draft = EventReportPage.objects.get()
    assert not draft.live
    edit = f"/admin/pages/{draft.pk}/edit/"
    refused = as_editor.post(edit, event_form(**{"action-publish": "1"}))
    assert "Indiquez une date." in refused.text
    as_editor.post(edit, event_form(date="mi-janvier 2017", **{"action-publish": "1"}))
    draft.refresh_from_db()
    assert draft.live
    assert draft.date == "2017-01-11/2017-01-20~"


def test_refused_hours_have_french_errors(as_editor, event_index):
    url = f"/admin/pages/add/archive/eventreportpage/{event_index.pk}/"
    contradiction = {"date": "mars 2017", "start_time": "17:15", "end_time": "16:00"}
    html = as_editor.post(url, event_form(**contradiction, **{"action-publish": "1"})).text
    assert "Une heure demande un jour exact." in html
    assert "La fin doit venir après le début." in html
    assert not EventReportPage.objects.exists()
    assert as_editor.post(url, event_form(**contradiction)).status_code == 302
    assert not EventReportPage.objects.get().live


def test_preview_shows_the_date(as_editor, event_index):
    event = EventReportPageFactory(parent=event_index)
    url = f"/admin/pages/{event.pk}/edit/preview/"
    assert as_editor.post(url, event_form(date="mars 2017")).json()["is_valid"]
    assert "mars 2017" in as_editor.get(url).text
