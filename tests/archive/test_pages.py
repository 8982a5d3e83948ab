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
    PublicationAuthor,
    PublicationFile,
    PublicationSource,
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


def test_an_announced_event_says_when_and_promises_no_report_before_its_day(client, event_index):
    EventReportPageFactory(
        parent=event_index, slug="soiree", light=True, date="2099-11-22", venue="Maison du territoire", capacity=1200
    )
    html = client.get(f"{EVENTS}soiree/").text
    assert '<time datetime="2099-11-22">22 novembre 2099</time>, de 17\u00a0h 15 à 19\u00a0h 30' in html
    assert "Compte rendu à venir" not in html
    assert "Maison du territoire" in html
    assert "1\u202f200" in html
    assert "pas encore confirmée" not in html
    assert in_order(html)


def test_an_event_announced_for_a_day_that_has_passed_is_not_said_to_have_taken_place(client, event_index):
    EventReportPageFactory(parent=event_index, slug="soiree", light=True)
    html = client.get(f"{EVENTS}soiree/").text
    assert "sa tenue n’est pas encore confirmée ici" in html
    assert "Compte rendu à venir." in html


def test_an_event_of_this_year_that_was_held_says_that_its_report_is_to_come(client, event_index):
    EventReportPageFactory(parent=event_index, slug="soiree", state="held", date=str(timezone.localdate().year))
    assert "Compte rendu à venir." in client.get(f"{EVENTS}soiree/").text


def test_an_approximate_date_is_shown_as_it_is_known(client, event_index):
    EventReportPageFactory(parent=event_index, slug="soiree", fuzzy=True)
    html = client.get(f"{EVENTS}soiree/").text
    assert "mi-janvier 2017" in html
    assert "<time" not in html


@pytest.mark.parametrize(("state", "said"), [("cancelled", "est annulé."), ("postponed", "est reporté.")])
def test_a_change_is_said_first_and_no_report_is_promised(client, event_index, state, said):
    EventReportPageFactory(parent=event_index, slug="soiree", state=state)
    html = client.get(f"{EVENTS}soiree/").text
    assert said in html
    assert "Compte rendu à venir" not in html


def test_a_report_shows_all_that_the_event_names(client, home, event_index, image):
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
    for said in (
        "Qui vient", "Soixante personnes", "Neuf personnes autour", "Tout public", "Hybride", "/inventaire/la-menuise/",
        "Mobilité", "Accueil", "Une élue", "Ada Martin", "gérante", "https://univ.example", "Diaporama", "PDF, 17",
        "Page de l’AUEG", "https://aueg.example", "2016", "Le titre.",
    ):  # fmt: skip
        assert said in html, said
    assert "Compte rendu</h2>" in html
    assert in_order(html)
    assert "style=" not in html


def test_a_private_place_is_not_named(client, home, event_index, close):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    EventReportPageFactory(parent=event_index, slug="soiree", place=place)
    close(InventoryIndexPage.objects.get())
    html = client.get(f"{EVENTS}soiree/").text
    assert "La Menuise" not in html


# --- A publication -----------------------------------------------------------------------------------------------


def test_a_publication_shows_authors_in_order_and_files_with_their_weight(client, publication_index, image):
    page = PublicationPageFactory(
        parent=publication_index, slug="etude", title_is_ours=True, image=image, keywords="télétravail, mobilité",
        languages=["fr", "en"], licence="CC-BY-4.0", body=TEXT,
    )  # fmt: skip
    page.authors.add(
        PublicationAuthor(name="Zoé", sort_order=0),
        PublicationAuthor(organisation=PartnerFactory(name="AUEG"), sort_order=1),
        PublicationAuthor(person=PersonFactory(name="Ada Martin"), sort_order=2),
    )
    page.files.add(PublicationFile(document=DocumentFactory(), label="Version imprimable"))
    page.sources.add(PublicationSource(title="Page de l’AUEG", date="mi-janvier 2017"))
    page.save()
    html = client.get(f"{PUBLICATIONS}etude/").text
    assert html.index("<dd>Zoé") < html.index("<dd>AUEG") < html.index("<dd>Ada Martin")
    assert "Version imprimable</a> <small>PDF, 17" in html
    assert "donné par l’éditeur du site" in html
    assert "Français, Anglais" in html
    assert "CC BY 4.0" in html
    assert "Soixante personnes" in html
    assert "mi-janvier 2017" in html
    assert in_order(html)


# --- The lists ---------------------------------------------------------------------------------------------------


def badges(html: str) -> dict[str, str]:
    """What the cards of a list tell of their events, by title."""
    cards = re.findall(r"<article class=\"card.*?</article>", html, re.DOTALL)
    titled = {re.search(r"<a [^>]*>([^<]+)</a>", card).group(1): card for card in cards}
    found = {title: re.search(r'class="badge[^>]*>([^<]+)<', card) for title, card in titled.items()}
    return {title: badge.group(1) for title, badge in found.items() if badge}


def test_what_comes_and_what_was_are_apart(client, event_index):
    EventReportPageFactory(parent=event_index, title="Une soirée prochaine", date="2099")
    EventReportPageFactory(parent=event_index, title="Une soirée annulée", date="2098", state="cancelled")
    EventReportPageFactory(parent=event_index, title="Une soirée passée", date="2013")
    html = client.get(EVENTS).text
    order = ["À venir", "Une soirée annulée", "Une soirée prochaine", "Passés", "Une soirée passée"]
    positions = [html.index(text) for text in order]
    assert positions == sorted(positions)
    assert "2013 · Table ronde</p>" in html
    assert badges(html) == {"Une soirée annulée": "Annulé", "Une soirée prochaine": "À venir"}


def test_the_list_does_not_say_that_an_announced_event_took_place(client, event_index):
    EventReportPageFactory(parent=event_index, title="Une soirée passée", state="announced", date="2013")
    EventReportPageFactory(parent=event_index, title="Une soirée prochaine", state="announced", date="2099")
    told = badges(client.get(EVENTS).text)
    assert told == {"Une soirée passée": "Tenue non confirmée", "Une soirée prochaine": "À venir"}


def test_headings_of_the_list_are_in_order(client, event_index):
    EventReportPageFactory(parent=event_index)
    html = client.get(EVENTS).text
    assert in_order(html)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (EVENTS, "Aucun évènement n’est encore publié."),
        (f"{EVENTS}?type=visit", "Aucun évènement ne répond à ces filtres."),
        (PUBLICATIONS, "Aucune publication n’est encore en ligne."),
        (f"{PUBLICATIONS}?type=guide", "Aucune publication ne répond à ces filtres."),
        ("/ressources/", "Rien n’est encore publié dans cette rubrique."),
    ],
)
def test_an_empty_list_says_so(client, home, url, said):
    assert said in client.get(url).text


def test_filters_narrow_the_list_of_events(client, event_index):
    theme = ThemeFactory(slug="mobilite", title="Mobilité")
    EventReportPageFactory(parent=event_index, title="Une visite", kind="visit", date="2013", themes=[theme])
    EventReportPageFactory(parent=event_index, title="Une réunion", kind="meeting", date="2013-06-18")
    EventReportPageFactory(parent=event_index, title="Une restitution", kind="restitution", date="2015")
    html = client.get(f"{EVENTS}?type=&year=2013").text
    assert "Une visite</a>" in html
    assert "Une réunion</a>" in html
    assert "Une restitution</a>" not in html
    assert '<option value="2013" selected>' in html
    assert "Une réunion</a>" not in client.get(f"{EVENTS}?year=2013&theme=mobilite").text
    assert "Une réunion</a>" in client.get(f"{EVENTS}?type=meeting").text


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
def test_a_filter_that_is_not_understood_is_told_and_left_out(
    client, event_index, publication_index, url, query, names
):
    EventReportPageFactory(parent=event_index, title="Une soirée")
    PublicationPageFactory(parent=publication_index, title="Une soirée")
    response = client.get(f"{url}?{query}")
    assert response.status_code == 200
    assert f"Ce filtre n’est pas compris\u00a0: {names}." in response.text
    assert "Une soirée</a>" in response.text


@pytest.mark.parametrize("query", ["page=0", "page=abc", "page=999", "page=-1", "autre=1"])
def test_odd_page_numbers_are_no_error(client, event_index, query):
    EventReportPageFactory(parent=event_index)
    assert client.get(f"{EVENTS}?{query}").status_code == 200


def test_lists_have_pages_of_twenty_that_keep_their_filters(client, event_index):
    for number in range(22):
        EventReportPageFactory(parent=event_index, title=f"Soirée {number:02}", date=f"2013-01-{number + 1:02}")
    first = client.get(f"{EVENTS}?year=2013").text
    assert first.count("card-title") == 20
    assert "?year=2013&amp;page=2" in first
    second = client.get(f"{EVENTS}?year=2013&page=2").text
    assert second.count("card-title") == 2
    assert "Soirée 00" in second


def test_the_section_shows_what_is_new(client, event_index, publication_index):
    EventReportPageFactory(parent=event_index, title="Une soirée")
    PublicationPageFactory(parent=publication_index, title="Un guide")
    html = client.get("/ressources/").text
    for said in ("Une soirée", "Un guide", EVENTS, PUBLICATIONS, "flux.atom"):
        assert said in html
    assert in_order(html)


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS, "/ressources/", "/"])
def test_a_list_takes_as_many_queries_for_one_as_for_twenty(
    client, event_index, publication_index, queries, image, url
):
    theme = ThemeFactory()

    def make(number: int) -> None:
        day = "2099" if number % 2 else "2013"
        EventReportPageFactory(parent=event_index, date=day, state="reported", image=image, themes=[theme])
        PublicationPageFactory(parent=publication_index, image=image, themes=[theme])

    make(0)
    make(1)
    few = queries(client, url)
    for number in range(2, 20):
        make(number)
    assert queries(client, url) == few


def test_the_home_page_shows_the_next_events_then_the_last_ones_reports_first(client, event_index):
    EventReportPageFactory(parent=event_index, title="Une soirée prochaine", date="2099")
    EventReportPageFactory(parent=event_index, title="Une soirée annulée", date="2099", state="cancelled")
    EventReportPageFactory(parent=event_index, title="Une soirée racontée", date="2013", state="reported")
    EventReportPageFactory(parent=event_index, title="Une soirée tenue", date="2014")
    html = client.get("/").text
    assert "Une soirée prochaine" in html
    assert "Une soirée racontée" in html
    assert "Une soirée annulée" not in html
    assert html.index("Une soirée racontée") < html.index("Une soirée tenue")


# --- The editor --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", ["eventreportpage", "publicationpage"])
def test_the_forms_of_the_editors_open(as_editor, event_index, publication_index, type_):
    parent = event_index if type_ == "eventreportpage" else publication_index
    response = as_editor.get(f"/admin/pages/add/archive/{type_}/{parent.pk}/")
    assert response.status_code == 200
    assert "mi-janvier 2017" in response.text


def event_form(**fields) -> dict[str, str]:
    rows = ("programme", "speakers", "partners", "documents", "sources", "page_themes", "comments")
    data = {"title": "Une soirée", "slug": "une-soiree", "kind": "visit", "state": "held", "mode": "online"}
    empty = {name: inline_formset([]) for name in rows}
    return nested_form_data({**data, "report": streamfield([]), **empty, **fields})


def test_an_editor_keeps_a_draft_without_a_date_and_publishes_with_one(as_editor, event_index):
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


def test_an_editor_sees_in_french_why_hours_are_refused(as_editor, event_index):
    url = f"/admin/pages/add/archive/eventreportpage/{event_index.pk}/"
    contradiction = {"date": "mars 2017", "start_time": "17:15", "end_time": "16:00"}
    html = as_editor.post(url, event_form(**contradiction, **{"action-publish": "1"})).text
    assert "Une heure demande un jour exact." in html
    assert "La fin doit venir après le début." in html
    assert not EventReportPage.objects.exists()
    assert as_editor.post(url, event_form(**contradiction)).status_code == 302
    assert not EventReportPage.objects.get().live


def test_an_editor_sees_the_date_in_a_preview(as_editor, event_index):
    event = EventReportPageFactory(parent=event_index)
    url = f"/admin/pages/{event.pk}/edit/preview/"
    assert as_editor.post(url, event_form(date="mars 2017")).json()["is_valid"]
    assert "mars 2017" in as_editor.get(url).text
