"""The page of a publication: what it says, in which order, and what it asks for."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from archive.models import (
    PublicationAuthor,
    PublicationFile,
    PublicationIndexPage,
    PublicationOrigin,
    PublicationPage,
    PublicationSource,
)
from core.models import SillonDocument
from memento.models import MementoPage
from tests.factories.archive import (
    DocumentFactory,
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    PublicationPageFactory,
    ThemeFactory,
    full_publication,
)
from tests.factories.memento import DiagnosticPageFactory

pytestmark = pytest.mark.django_db
LIST = "/ressources/publications/"
BODY = [{"type": "text", "id": "1", "value": "<p>Soixante pages sur la vallée.</p>"}]


@pytest.fixture
def make(publication_index):
    def publication(slug: str = "etude", files: int = 0, **fields) -> PublicationPage:
        page = PublicationPageFactory(parent=publication_index, slug=slug, **fields)
        page.authors = [PublicationAuthor(name="Zoé", name_kind="person", sort_order=0)]
        page.files = [
            PublicationFile(document=DocumentFactory(title=f"Fichier {n}"), sort_order=n) for n in range(files)
        ]
        page.save()
        return page

    return publication


def main(client, slug: str = "etude") -> BeautifulSoup:
    response = client.get(f"{LIST}{slug}/")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser").find("main")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    assert -1 not in places, [part for part, place in zip(parts, places, strict=True) if place < 0]
    return places == sorted(places)


def test_type_title_date_and_authors_come_first_then_reading(client, publication_index, image):
    page = PublicationPageFactory(
        parent=publication_index, slug="etude", title="Une étude", date="2014", image=image, languages=["fr", "en"],
        keywords="télétravail, mobilité", licence="CC-BY-4.0", body=BODY, link="https://www.example.org/lire",
    )  # fmt: skip
    page.authors = [
        PublicationAuthor(name="Zoé", name_kind="person", sort_order=0),
        PublicationAuthor(organisation=PartnerFactory(name="AUEG", url="https://aueg.example"), sort_order=1),
        PublicationAuthor(
            person=PersonFactory(name="Ada Martin", organisation=PartnerFactory(name="Université")), sort_order=2
        ),
    ]
    page.files = [PublicationFile(document=DocumentFactory(), label="Version imprimable")]
    page.sources = [PublicationSource(title="Page de l’AUEG", date="mi-janvier 2017")]
    page.save()
    node = main(client)
    assert in_order(
        words(node), "Étude Une étude 2014 · Zoé, AUEG , Ada Martin ( Université )", "Ce qu’elle apporte.",
        "Lire, télécharger", "Version imprimable PDF, 17", "Lire en ligne example.org", "Langues Français, Anglais",
        "Licence CC BY 4.0", "Mots-clés télétravail, mobilité", "Soixante pages", "Page de l’AUEG, mi-janvier 2017",
    )  # fmt: skip
    assert node.find("a", href="https://www.example.org/lire")
    assert "Neuf personnes autour" in str(node)
    levels = [int(level) for level in re.findall(r"<h([1-6])", str(node))]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}


def test_references_lead_to_where_they_are_kept(client, make):
    make(
        publisher="Presses des vallées", published_in="Revue du col", isbn="978-2-07-036002-4",
        doi="10.4000/geocarrefour.1234", hal="halshs-01234567", edition="2e, revue",
    )  # fmt: skip
    node = main(client)
    assert in_order(
        words(node.find("aside")), "Version 2e, revue", "Éditeur Presses des vallées", "Parue dans Revue du col",
        "ISBN 978-2-07-036002-4",
    )  # fmt: skip
    assert node.find("a", href="https://doi.org/10.4000/geocarrefour.1234").get_text() == "10.4000/geocarrefour.1234"
    assert node.find("a", href="https://hal.science/halshs-01234567").get_text() == "halshs-01234567"


def test_what_is_not_known_is_no_fact(client, make):
    make(files=1)
    assert main(client).find("aside") is None
    assert "Non précisée" not in words(main(client))


# --- What is missing --------------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_once_with_the_door_to_help(client, publication_index):
    page = PublicationPageFactory(parent=publication_index, slug="etude", title_is_ours=True, abstract="")
    node = main(client)
    (box,) = node.select(".empty")
    assert words(box) == (
        "Il manque encore : le document, son titre d’origine (celui-ci est donné par l’éditeur du site), ses auteurs, "
        "un résumé. Vous avez ce document ? Envoyez-le"
    )
    door = reverse("contribute_start", args=["corriger-une-publication"])
    assert box.find("a")["href"] == f"{door}?sur={page.translation_key}"
    for text in ("manque", "pas connu", "n’est pas joint", "retrouver"):
        assert words(node).count(text) <= (text == "manque")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"files": 1}, ""),
        ({"link": "https://example.org"}, ""),
        ({"kind": "video"}, "l’adresse du film. Vous savez où le voir ? Donnez son adresse"),
        ({"kind": "video", "body": BODY}, ""),
        (
            {"files": 1, "title_is_ours": True},
            "son titre d’origine (celui-ci est donné par l’éditeur du site). Vous le",
        ),
        ({"kind": "study_feedback", "study": "Étude", "useful": "Le plan."}, "le commanditaire de l’étude, sa méthode"),
        ({"withdrawn_on": "2020-03-03", "withdrawal_reason": "Erreurs."}, ""),
    ],
)
def test_nothing_is_missing_that_does_not_belong_to_the_publication(client, make, fields, expected):
    make(**fields)
    boxes = main(client).select(".empty")
    assert [expected in words(box) for box in boxes] == [True] * bool(expected)


def test_a_file_that_is_for_members_is_not_missing(client, make):
    page = make(files=1)
    collection = Collection.get_first_root_node().add_child(name="Réservé")
    SillonDocument.objects.filter(pk=page.files.get().document_id).update(collection=collection)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    node = main(client)
    assert "Fichier 0" not in words(node)
    assert node.select(".empty") == []


# --- A « retour d’étude » ---------------------------------------------------------------------------------------------


def test_a_study_is_told_part_by_part(client, home):
    full_publication()
    node = main(client)
    assert [heading.get_text() for heading in node.find_all("h2")] == [
        "Lire, télécharger", "L’étude", "Méthode", "Ce qui a servi", "Ce qui n’a pas servi", "Leçons", "Versions",
        "D’où elle vient", "Elle est citée par", "Citer", "Sources",
    ]  # fmt: skip
    text = words(node)
    assert in_order(
        text, "Étude des trajets, 2012", "Commanditaire : Trois communes", "Cent entretiens.", "Le plan des arrêts.",
        "Le chiffrage.", "Demander les données.",
    )  # fmt: skip


def test_another_type_does_not_show_these_parts(client, make):
    make(study="Étude des trajets", useful="Le plan des arrêts.", kind="guide")
    assert "trajets" not in words(main(client))
    assert "arrêts" not in words(main(client))


# --- Versions and withdrawal ------------------------------------------------------------------------------------------


def test_an_old_version_says_so_first_and_each_lists_all(client, make):
    old = make("avant", title="Le guide", edition="1re", date="2007", files=1)
    make("apres", title="Le guide", edition="revue", date="2013", replaces=old)
    node = main(client, "avant")
    notice = node.select_one(".notice")
    assert words(notice) == "Une version plus récente remplace celle-ci : Le guide , revue, 2013"
    assert notice.find("a")["href"] == f"{LIST}apres/"
    assert "Fichier 0" in words(node)
    assert '<link rel="latest-version" href="/ressources/publications/apres/">' in client.get(f"{LIST}avant/").text
    new = main(client, "apres")
    assert new.select_one(".notice") is None
    assert "latest-version" not in client.get(f"{LIST}apres/").text
    for page, current in ((node, "avant"), (new, "apres")):
        items = page.find(id="publication-versions").find_next("ul").find_all("li")
        assert [words(item) for item in items] == ["Le guide , revue, 2013 (dernière version)", "Le guide , 1re, 2007"]
        links = [link["href"] for item in items for link in item.find_all("a")]
        assert links == [f"{LIST}{slug}/" for slug in ("apres", "avant") if slug != current]


def test_a_withdrawn_publication_keeps_its_page_without_files_cover_and_link(client, make, image):
    page = make(
        files=1, image=image, link="https://example.org/lire", body=BODY, withdrawn_on="2020-03-03",
        withdrawal_reason="Des chiffres étaient faux.",
    )  # fmt: skip
    node = main(client)
    assert words(node.select_one(".notice")) == (
        "Cette publication a été retirée le 3 mars 2020 . Des chiffres étaient faux."
    )
    html = client.get(f"{LIST}etude/").text
    for gone in ("Fichier 0", "example.org", "Neuf personnes", "Lire", "og:image"):
        assert gone not in html, gone
    assert '<meta name="robots" content="noindex">' in html
    assert page.title in words(node)
    assert "Zoé" in words(node)
    assert "noindex" not in client.get(f"{LIST}").text


def test_a_withdrawn_latest_version_leads_to_the_one_before(client, make):
    old = make("avant", title="Le guide", date="2007")
    make("apres", title="Le guide", replaces=old, withdrawn_on="2020-03-03", withdrawal_reason="Erreurs.")
    notice = main(client, "apres").select_one(".notice")
    assert words(notice).endswith("La version à lire : Le guide , 2007")
    assert notice.find("a")["href"] == f"{LIST}avant/"
    assert main(client, "avant").select_one(".notice") is None
    assert "2014 (retirée)" in words(main(client, "avant"))


# --- Relations --------------------------------------------------------------------------------------------------------


def test_relations_pass_the_gate_and_are_shown_once(client, make, event_index, close):
    page = make()
    event = EventReportPageFactory(parent=event_index, title="La table ronde")
    hidden = EventReportPageFactory(parent=event_index, title="La réunion fermée")
    close(hidden)
    page.origins = [PublicationOrigin(page=each, sort_order=n) for n, each in enumerate((event, hidden, event, page))]
    page.save()
    citing = make("suite", title="La suite")
    citing.origins = [PublicationOrigin(page=page, sort_order=n) for n in range(2)]
    citing.save()
    draft = make("brouillon", title="Le brouillon", live=False)
    draft.origins = [PublicationOrigin(page=page)]
    draft.save()
    DiagnosticPageFactory(
        parent=MementoPage.objects.get(), title="Le questionnaire", publication_id=page.pk
    ).save_revision().publish()
    text = words(main(client))
    assert in_order(text, "D’où elle vient", "La table ronde", "Elle est citée par", "La suite", "Le questionnaire")
    assert (text.count("La table ronde"), text.count("La suite")) == (1, 1)
    assert "fermée" not in text
    assert "brouillon" not in text
    assert "D’où elle vient" in words(main(client, "suite"))


def test_a_page_takes_as_many_queries_whatever_it_relates_to(client, make, event_index, queries, image):
    def grow(page: PublicationPage, number: int) -> None:
        events = [EventReportPageFactory(parent=event_index, image=image) for _ in range(number)]
        page.origins = [PublicationOrigin(page=event, sort_order=n) for n, event in enumerate(events)]
        page.authors = [
            PublicationAuthor(person=PersonFactory(organisation=PartnerFactory()), sort_order=n) for n in range(number)
        ]
        page.files = [PublicationFile(document=DocumentFactory(), sort_order=n) for n in range(number)]
        page.save()
        last = page
        for _ in range(number):
            last = make(f"v{PublicationPage.objects.count()}", replaces=last, themes=[ThemeFactory()])
            last.origins = [PublicationOrigin(page=page)]
            last.save()

    page = make()
    grow(page, 1)
    few = queries(client, page.url)
    grow(page, 4)
    assert queries(client, page.url) == few


# --- The editor’s preview ---------------------------------------------------------------------------------------------


def test_a_draft_is_previewed_as_it_would_be_published(as_editor, make):
    old = make("avant", title="Le guide", date="2007")
    draft = make("apres", title="Le guide", live=False, replaces=old, withdrawn_on="2020-03-03")
    draft.save_revision()
    html = as_editor.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk])).text
    assert "a été retirée" in html
    assert "Versions</h2>" in html
    empty = PublicationPage(title="Vide", kind="study_feedback", live=False)
    PublicationIndexPage.objects.get().add_child(instance=empty)
    assert as_editor.get(reverse("wagtailadmin_pages:view_draft", args=[empty.pk])).status_code == 200
