"""What the search reads of events, publications, projects, tours and commitments."""

from __future__ import annotations

from datetime import date, time

import pytest

from archive.models import EventSpeaker
from core.models import SillonDocument
from core.search.pages import documents
from core.search.words import words
from inventory.models import SiteProfilePage
from tests.factories.archive import (
    EventReportPageFactory,
    PersonFactory,
    full_event,
    full_project,
    full_publication,
    full_tour,
)
from tests.factories.commitments import full_commitment


def document_of(page):
    (document,) = documents([page.pk])
    return document


def test_an_event(home):
    document = document_of(full_event())
    assert document.kind == "event"
    assert document.people_and_places.split("\n") == ["Ada Martin, Université", "gérante", "Université", "La Menuise"]
    for text in (
        "Qui vient ?",
        "Salle du haut",
        "Tout public",
        "17 h 15 Accueil Une élue",
        "Diaporama",
        "Page de l’AUEG",
    ):
        assert text in f"{document.text}\n{document.labels}", text
    assert {"ce-qui-sest-dit", "evenement-programme"} <= {passage.anchor for passage in document.passages}
    assert "Le même." not in document.text


def test_the_date_and_the_hours_of_an_event_are_words(home, event_index):
    event = EventReportPageFactory(
        parent=event_index, date="2012-06-26", start_time=time(17, 15), end_time=time(19, 30)
    )
    assert "26 juin 2012" in " ".join(words(document_of(event).labels))
    assert "17h15" in words(document_of(event).text)
    assert document_of(event).year == 2012


def test_a_place_that_is_not_live_is_not_named(home):
    event = full_event()
    SiteProfilePage.objects.filter(pk=event.place_id).update(live=False)
    assert "La Menuise" not in str(document_of(event))


def test_the_connection_and_the_organiser_stay_private(home, event_index, editor):
    event = EventReportPageFactory(parent=event_index, online_url="https://visio.example/x", organiser=editor)
    document = str(document_of(event))
    assert "visio" not in document
    assert editor.email not in document


def test_a_publication(home):
    document = document_of(full_publication())
    assert document.people_and_places.split("\n")[0] == "Ada Martin, AUEG, Zoé, Collectif des vallées"
    texts = (
        "télétravail, mobilité", "978-2-07-036002-4", "Presses des vallées", "Cent entretiens.", "Trois communes",
        "Version imprimable", "Retour d’étude",
    )  # fmt: skip
    for text in texts:
        assert text in f"{document.text}\n{document.labels}", text
    assert {"etude-useful", "etude-lessons"} <= {passage.anchor for passage in document.passages}


def test_what_a_study_taught_is_read_of_its_type_only(home):
    page = full_publication()
    page.kind = "guide"
    page.save()
    assert "Cent entretiens." not in str(document_of(page))


def test_the_text_of_a_pdf_is_read_until_the_publication_is_withdrawn(home):
    page = full_publication()
    pdf_of(page.files.first().document, "Le dévelop\u00adpement des vallées")
    assert "Le développement des vallées" in document_of(page).text
    page.withdrawn_on, page.withdrawal_reason = date(2020, 1, 1), "Des chiffres faux."
    page.save()
    document = document_of(page)
    assert "vallées" not in document.text.replace("Presses des vallées", "")
    assert "Version imprimable" not in document.text
    assert "Des chiffres faux." in document.text


def pdf_of(document: SillonDocument, text: str) -> None:
    field = SillonDocument._meta.get_field("pdf")
    field.related_model.objects.update_or_create(document=document, defaults={"text": text})


def test_a_project(home):
    document = document_of(full_project())
    assert document.people_and_places == "Communes, Collectif des vallées"
    for text in ("Connaître les lieux", "pilote", "Il rend son rapport.", "Lettre de mission", "octobre 2015"):
        assert text in f"{document.text}\n{document.labels}", text


def test_a_tour(home):
    document = document_of(full_tour())
    for text in ("Le soir", "Die (Drôme)", "Douze personnes.", "12 mars 2017"):
        assert text in f"{document.text}\n{document.labels}", text
    assert "La Menuise" in document.people_and_places


def test_a_measure(home):
    measure = full_commitment()
    document = document_of(measure)
    assert document.names == (f"Mesure {measure.number}",)
    assert measure.text in document.text
    assert measure.lead_names in document.people_and_places


@pytest.mark.parametrize("model", ["event", "publication", "project", "tour"])
def test_queries_do_not_grow_with_the_rows(home, model, django_assert_num_queries, django_assert_max_num_queries):
    makers = {"event": full_event, "publication": full_publication, "project": full_project, "tour": full_tour}
    page = makers[model]()
    with django_assert_max_num_queries(25) as before:
        document_of(page)
    if model == "event":
        page.speakers.add(
            EventSpeaker(person=PersonFactory(name="Léa")), EventSpeaker(person=PersonFactory(name="Zoé"))
        )
        page.save()
        with django_assert_num_queries(len(before)):
            document_of(page)
