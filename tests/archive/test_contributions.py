"""Events and reports that members contribute, and corrections of them."""

import re
import uuid
from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from archive.contributions.lines import ProgrammeLine, programme_line
from archive.models import EventReportPage
from core.contributions import kinds
from core.models import SillonDocument, SillonImage
from members.contributions import drafts
from members.models import Contribution, Correction
from members.moderation import decisions
from tests.conftest import make_user
from tests.factories.archive import EventReportPageFactory
from tests.factories.contributions import accept, begin, errors, send, send_again, with_file
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def document(title: str) -> SillonDocument:
    file = ContentFile(b"%PDF-1.4", name=f"{title}.pdf")
    return SillonDocument.objects.create(title=title, file=file, file_size=8, file_hash="a" * 40)


# --- Events -----------------------------------------------------------------------------------------------------------


def test_an_announcement_goes_from_a_form_to_readers(home, member, moderator, client):
    SiteProfilePageFactory(title="La Forge", slug="la-forge")
    sent = send(
        "evenement", member, introduction="Le télétravail en vallée.", audience="Élus", date="22/11/2099",
        start_time="17h15", end_time="19 h 30", venue="Salle des fêtes", place="La Forge",
        programme="17h15 - Accueil\n\n18 h : Débat & vote\nVerre de l’amitié", mode="hybrid", note="À relire vite.",
    )  # fmt: skip
    page = sent.page.specific
    assert (page.live, page.date, page.state, page.place.title) == (False, "2099-11-22", "announced", "La Forge")
    assert page.hours_label == "de 17 h 15 à 19 h 30"
    assert page.publication_problems() == {}
    live = accept(sent, moderator)
    text = client.get(live.url).text
    for words in ("Le télétravail en vallée.", "Élus", "Salle des fêtes", "Accueil", "Débat &amp; vote", "La Forge"):
        assert words in text
    assert "À relire vite" not in text
    answer = client.get(f"/api/v3/events/{live.slug}/").json()
    assert [(row["time"], row["title"]) for row in answer["programme"]] == [
        ("17 h 15", "Accueil"), ("18 h", "Débat & vote"), ("", "Verre de l’amitié"),
    ]  # fmt: skip


def test_a_report_goes_from_a_form_to_readers(home, member, moderator, client):
    report = "Cent personnes.\n\nUne décision <script>alert(1)</script>."
    contribution = begin("evenement", member, state="reported", date="mi-janvier 2017", report=report)
    live = accept(drafts.submit(with_file(contribution, "documents"), member), moderator)
    assert (live.state, live.date_label) == ("reported", "mi-janvier 2017")
    text = client.get(live.url).text
    assert "Cent personnes." in text
    assert "<script>alert" not in text
    assert "Synthèse" in text
    answer = client.get(f"/api/v3/events/{live.slug}/").json()
    assert "&lt;script&gt;" in answer["report"][0]["value"]
    assert [row["title"] for row in answer["documents"]] == ["Synthèse"]
    assert live.report.stream_block.clean(live.report)


@pytest.mark.parametrize("name", ["title", "kind", "state", "date", "mode"])
def test_missing_answers_on_an_event_are_errors_of_their_fields(home, member, name):
    assert list(errors("evenement", member, **{name: []})) == [name]
    assert not EventReportPage.objects.exists()


@pytest.mark.parametrize(
    ("typed", "at", "message"),
    [
        ({"state": "held"}, "state", "encore à venir"),
        ({"state": "reported", "report": "Dit."}, "state", "encore à venir"),
        ({"state": "held", "date": "2098"}, "state", "« Il est annoncé »"),
        ({"state": "reported", "date": "2017"}, "report", "Écrivez le compte rendu"),
        ({"state": "cancelled"}, "state", "cancelled"),
        ({"date": "mars 2099", "start_time": "17:15"}, "start_time", "jour exact"),
        ({"start_time": "19:00", "end_time": "17:15"}, "end_time", "après le début"),
        ({"start_time": "le soir"}, "start_time", "heure"),
        ({"start_time": "25:00"}, "start_time", "heure"),
        ({"date": "bientôt"}, "date", "n’est pas comprise"),
        ({"place": "Nulle Part"}, "place", "Aucun lieu"),
        ({"programme": "x" * 251}, "programme", "La ligne 1"),
        ({"programme": "a\n" * 41}, "programme", "40 lignes"),
        ({"venue": "x" * 251}, "venue", "250"),
    ],
)
def test_wrong_answers_on_an_event_are_errors_of_their_fields(home, member, typed, at, message):
    messages = errors("evenement", member, **typed)
    assert list(messages) == [at]
    assert message in messages[at]


def test_event_of_this_year_can_be_reported_as_held(home, member):
    assert send("evenement", member, state="held", date=str(timezone.localdate().year)).state == "waiting"


def test_announcement_of_a_past_event_has_a_notice(home, member):
    form = drafts.bind(begin("evenement", member, date="mars 2014"))
    assert ["a eu lieu" in notice.text for notice in form.notices()] == [True]
    assert drafts.bind(begin("evenement", member)).notices() == []


def test_event_sent_again_keeps_its_other_answers(home, member, moderator):
    sent = send("evenement", member, programme="9 h Accueil", report="Premier texte.", start_time="9h", date="3/3/2099")
    page = send_again(sent, member, moderator, report="Second texte.")
    assert [row.title for row in page.programme.all()] == ["Accueil"]
    assert (str(page.start_time), len(page.report), page.report[0].value.source) == (
        "09:00:00", 1, "<p>Second texte.</p>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("17 h 15 – Accueil", ProgrammeLine("17 h 15", "Accueil")), ("9h00: Café", ProgrammeLine("9 h", "Café")),
        ("9 h Café", ProgrammeLine("9 h", "Café")), ("17:15 Fin", ProgrammeLine("17 h 15", "Fin")),
        ("12 hommes en colère", ProgrammeLine("", "12 hommes en colère")), ("Accueil", ProgrammeLine("", "Accueil")),
        ("99 h 15 – Rien", ProgrammeLine("", "99 h 15 – Rien")), ("17 h 15", ProgrammeLine("", "17 h 15")),
    ],
)  # fmt: skip
def test_a_line_of_a_programme(line, expected):
    assert programme_line(line) == expected


@pytest.mark.parametrize("code", ["evenement", "corriger-un-evenement"])
def test_documents_join_those_of_an_event_once(event_index, code):
    page = EventReportPageFactory(parent=event_index)
    form = kinds.kind(code).form
    one, other = document("Un"), document("Autre")
    form.attach(page, "documents", [one])
    form.attach(page, "documents", [one, other, other])
    page.save()
    rows = EventReportPage.objects.get(pk=page.pk).documents.all()
    assert [(row.document_id, row.sort_order) for row in rows] == [(one.pk, 0), (other.pk, 1)]


def test_first_photo_of_an_event_becomes_its_image(event_index, image):
    page = EventReportPageFactory(parent=event_index, report=[("text", "<p>De l’équipe.</p>")])
    more = [SillonImage.objects.create(title=str(n), file=image.file, description="Une salle") for n in range(2)]
    form = kinds.kind("evenement").form
    form.attach(page, "photos", [image, *more])
    form.attach(page, "photos", [image, *more])
    assert page.image == image
    assert [block.block_type for block in page.report] == ["text", "gallery"]
    assert page.report.stream_block.clean(page.report)


@pytest.mark.parametrize("code", ["evenement", "publication"])
def test_new_form_has_no_kind_selected(home, member, code):
    started = drafts.start(kinds.kind(code), member, uuid.uuid4())
    shown = str(drafts.form_of_fields(started, kinds.kind(code), ["kind"])["kind"])
    assert re.findall(r"<option[^>]* selected>[^<]*", shown) == ['<option value="" selected>Choisissez']
    assert str(drafts.form_of_fields(begin(code, member), kinds.kind(code), ["kind"])["kind"]).count(" selected") == 1


# --- Corrections ------------------------------------------------------------------------------------------------------


def proposed(contribution) -> dict:
    return Correction.objects.get(contribution=contribution).proposed


def test_correction_of_an_event_holds_changed_fields_only(event_index, member):
    page = EventReportPageFactory(parent=event_index, light=True)
    typed = {
        "title": page.title,
        "date": "22/11/2016",
        "start_time": "18:00",
        "end_time": "19:30",
        "state": "cancelled",
    }
    sent = send("corriger-un-evenement", member, page=page, **typed)
    assert proposed(sent) == {"start_time": "18:00:00", "state": "cancelled"}


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"state": "held", "date": "2099"}, "state"), ({"date": "2016", "start_time": "18:00"}, "start_time"),
        ({"end_time": "9:00"}, "end_time"), ({"title": ""}, "title"), ({"date": ""}, "date"),
        ({"capacity": "-1"}, "capacity"),
    ],
)  # fmt: skip
def test_wrong_answers_in_a_correction_are_errors_of_their_fields(event_index, member, typed, at):
    page = EventReportPageFactory(parent=event_index, light=True)
    assert list(errors("corriger-un-evenement", member, page=page, **typed)) == [at]


def test_two_corrections_that_contradict_each_other_are_not_both_published(event_index, member, moderator):
    page = EventReportPageFactory(parent=event_index, light=True)  # from 17:15 to 19:30
    shorter = send("corriger-un-evenement", member, page=page, end_time="18:00")
    later = send("corriger-un-evenement", make_user("une-autre", "Membres"), page=page, start_time="18:30")
    decisions.accept(shorter, moderator)
    with pytest.raises(ValidationError, match="La fin doit venir après le début"):
        decisions.accept(later, moderator)
    page = EventReportPage.objects.get(pk=page.pk)
    assert (page.start_time, page.end_time) == (time(17, 15), time(18, 0))
    assert Contribution.objects.get(pk=later.pk).state == "waiting"


def test_field_that_was_wrong_before_does_not_block_other_corrections(event_index, member):
    page = EventReportPageFactory(parent=event_index, light=True, date="2016", state="held")
    sent = send("corriger-un-evenement", member, page=page, venue="Salle des fêtes", start_time="17:15", date="2016")
    assert proposed(sent) == {"venue": "Salle des fêtes"}
