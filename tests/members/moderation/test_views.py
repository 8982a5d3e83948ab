"""The screens of the moderators: what waits, one contribution, the answer (what it says: `test_outcomes.py`)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.contributions import kinds
from inventory.models import SiteProfilePage
from members.contributions import drafts, form_data
from members.models import Contribution, Managed
from members.moderation import decisions
from members.moderation.dashboard import ToReviewPanel
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.scene import PLACE, contribute, correct, page_of, publish_place, reread

pytestmark = pytest.mark.django_db
LIST = "/admin/moderation/"


@pytest.fixture(scope="module")
def published_place(module_db) -> int:
    return publish_place(summary="Un atelier au bord du lac.").pk


def url(contribution: Contribution) -> str:
    return f"/admin/moderation/{contribution.pk}/"


def seen_on(response) -> str:
    """Return the mark of the state that a screen shows, which an answer sends back."""
    return response.context["seen"]


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- Access -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), ("member", 302), ("editor", 403), ("moderator", 200), ("admin", 200)]
)
def test_moderation_is_for_moderators(request, client, member, role, status):
    made = contribute("lieu", member, PLACE)
    if role:
        client.force_login(request.getfixturevalue(role))
    for path in (LIST, url(made)):
        assert client.get(path).status_code == status
    if status != 200:
        client.post(url(made), {"decision": "accept"})
        assert reread(made).state == "waiting"


def test_menu_has_the_number_of_waiting_contributions(as_moderator, as_editor, place, member):
    contribute("signaler", member, {"reason": ["gone"]}, page=place)
    correct(place, member, summary=["Autre."])
    assert "Contributions (2)" in as_moderator.get("/admin/").text
    assert "Contributions (" not in as_editor.get("/admin/").text


# --- The list ---------------------------------------------------------------------------------------------------------


def test_list_has_every_kind_in_order_of_waiting(as_moderator, place, member):
    report = contribute("signaler", None, {"reason": ["gone"]}, page=place)
    proposal = contribute("lieu", member, PLACE)
    claim = contribute("gerer", member, {"role": ["Gérante"], "proof": ["Appelez."]}, page=place)
    Managed.objects.create(user=member, page=place)
    correction = correct(place, member, summary=["Autre."])
    Contribution.objects.filter(pk=correction.pk).update(submitted_at=timezone.now() - timedelta(days=3))
    rows = as_moderator.get(LIST).context["rows"]
    assert [row["url"] for row in rows] == [url(one) for one in (correction, report, proposal, claim)]
    assert [row["purpose"] for row in rows] == [
        "Correction", "Erreur signalée", "Page proposée", "Lieu que quelqu’un gère",
    ]  # fmt: skip
    assert [row["author"] for row in rows] == ["un-membre", "sans compte", "un-membre", "un-membre"]
    assert [row["manages"] for row in rows] == [True, False, False, True]
    assert rows[0]["since"] == "depuis 3 jours"


def test_list_leaves_out_drafts(as_moderator, moderator, place, member):
    draft = drafts.start(kinds.kind("lieu"), member, uuid.uuid4())
    answered = contribute("signaler", member, {"reason": ["gone"]}, page=place)
    decisions.accept(answered, moderator)
    assert as_moderator.get(LIST).context["rows"] == []
    assert [row["url"] for row in as_moderator.get(f"{LIST}?etat=toutes").context["rows"]] == [url(answered)]
    assert as_moderator.get(url(draft)).status_code == 404


@pytest.mark.parametrize("query", ["?etat=nimporte", "?page=99", "?page=abc", "?etat=attente&page=0"])
def test_unknown_parameters_show_the_list(as_moderator, query):
    assert as_moderator.get(LIST + query).status_code == 200


def test_list_has_pages_and_the_same_number_of_queries(as_moderator, place, member):
    def queries() -> int:
        as_moderator.get(LIST)  # reads what is kept for one content version
        with CaptureQueriesContext(connection) as captured:
            as_moderator.get(LIST)
        return len(captured)

    correct(place, member, summary=["Autre."])
    contribute("signaler", None, {"reason": ["gone"]}, page=place)
    few = queries()
    for number in range(3):
        correct(SiteProfilePageFactory(title=f"Lieu {number}"), member, summary=["Autre."])
        contribute("signaler", None, {"reason": ["gone"]}, page=place)
    assert queries() == few
    waiting = {"kind": "signaler", "state": "waiting", "submitted_at": timezone.now(), "page": place}
    Contribution.objects.bulk_create(Contribution(**waiting) for _ in range(20))
    response = as_moderator.get(LIST)
    assert len(response.context["rows"]) == 25
    assert "Page 1 sur 2" in response.text
    assert len(as_moderator.get(f"{LIST}?page=2").context["rows"]) == 3


# --- A correction -----------------------------------------------------------------------------------------------------


def test_a_correction_is_shown_field_by_field(as_moderator, place, member):
    made = correct(
        place, member, summary=["Un atelier au bord du Guiers."], families=["coworking", "fablab"], closed=["2024"],
        state=["closed"], point=["45.5, 5.9"], note=["La mairie l’a dit <b>hier</b>."],
    )  # fmt: skip
    response = as_moderator.get(url(made))
    rows = {row.name: row for row, _ in response.context["rows"]}
    assert list(rows) == ["summary", "families", "state", "closed", "point"]
    assert rows["summary"].live == "Un atelier au bord du lac."
    assert rows["summary"].proposed == (
        'Un atelier au bord du <del class="deletion">lac.</del><ins class="addition">Guiers.</ins>'
    )
    assert rows["families"].live == "Coworking"
    assert rows["closed"].live == "–"
    assert "2024" in rows["closed"].proposed
    assert "La mairie l’a dit &lt;b&gt;hier&lt;/b&gt;." in response.text
    assert "gère ce lieu" not in response.text
    Managed.objects.create(user=member, page=place)
    assert "gère ce lieu" in as_moderator.get(url(made)).text


def test_opening_hours_and_choices_are_shown_in_words(as_moderator, place, member):
    place.opening_hours = "Mo-Fr 08:00-19:00"
    place.save_revision().publish()
    made = correct(
        place, member, opening_hours=[], opening_hours_text=["Mo-Sa 09:00-18:00"], state=["closed"], milieu=["mountain"]
    )
    response = as_moderator.get(url(made))
    rows = {row.name: row for row, _ in response.context["rows"]}
    assert "Du lundi au vendredi : 8 h – 19 h\nLe samedi" in rows["opening_hours"].live.replace("\u00a0", " ")
    assert "samedi" in rows["opening_hours"].proposed
    assert "Mo-" not in response.text
    assert rows["state"].live == "En activité"
    assert "Montagne" in rows["milieu"].proposed


def test_texts_are_escaped(as_moderator, place, member):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    for made in (
        correct(place, member, summary=[evil], title=[evil], note=[evil]),
        contribute("signaler", None, {"reason": ["other"], "words": [evil]}, page=place),
        contribute("gerer", member, {"role": [evil], "proof": [evil]}, page=place),
        contribute("lieu", member, PLACE | {"title": [evil]}),
    ):
        text = as_moderator.get(url(made)).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;" in text
    assert "<script>alert" not in as_moderator.get(LIST).text
    assert "<script>alert" not in as_moderator.get("/admin/").text


def test_accepting_returns_to_the_list(as_moderator, place, member):
    made = correct(place, member, summary=["Autre."])
    seen = seen_on(as_moderator.get(url(made)))
    response = as_moderator.post(url(made), {"decision": "accept", "words": "Merci.", "seen": seen}, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert SiteProfilePage.objects.get(pk=place.pk).summary == "Autre."
    shown = as_moderator.get(url(made))
    assert "Merci." in shown.text
    assert 'name="decision"' not in shown.text


@pytest.mark.parametrize("decision", ["send_back", "refuse"])
def test_missing_words_are_an_error_at_their_field(as_moderator, place, member, decision):
    made = correct(place, member, summary=["Autre."])
    response = as_moderator.post(url(made), {"decision": decision, "words": "  "})
    assert response.status_code == 200
    assert "la personne qui a écrit ceci le lira" in response.text
    assert 'aria-invalid="true"' in response.text
    assert reread(made).state == "waiting"
    as_moderator.post(url(made), {"decision": decision, "words": "Quelle source ?"})
    assert reread(made).last_answer().words == "Quelle source ?"
    assert reread(made).state == {"send_back": "changes", "refuse": "refused"}[decision]


def test_conflict_is_shown_and_decided(as_moderator, place, member, moderator):
    made = correct(place, member, summary=["Celui du membre."])
    decisions.accept(correct(place, member, summary=["Celui d’une autre."]), moderator)
    response = as_moderator.get(url(made))
    assert "à choisir" in response.text
    seen = seen_on(response)
    response = as_moderator.post(url(made), {"decision": "accept", "words": "Bien vu.", "seen": seen})
    assert "Choisissez ce qui doit être en ligne." in response.text
    assert "Bien vu." in response.text
    assert reread(made).state == "waiting"
    data = {"decision": "accept", "seen": seen, "choice_summary": "proposed"}
    as_moderator.post(url(made), data)
    assert SiteProfilePage.objects.get(pk=place.pk).summary == "Celui du membre."


def test_page_changed_since_it_was_shown_is_compared_anew(as_moderator, place, member, moderator):
    made = correct(place, member, phone=["04 76 11 11 11"])
    seen = seen_on(as_moderator.get(url(made)))
    decisions.accept(correct(place, member, phone=["04 76 22 22 22"]), moderator)
    response = as_moderator.post(url(made), {"decision": "accept", "words": "Oui.", "seen": seen})
    assert any("comparez de nouveau" in message for message in messages(response))
    assert "à choisir" in response.text
    assert "Oui." in response.text
    assert seen_on(response) != seen
    assert reread(made).state == "waiting"


def test_correction_of_an_unpublished_or_deleted_page_says_so(as_moderator, place, member):
    made = correct(place, member, summary=["Autre."])
    place.unpublish()
    assert "n’est plus en ligne" in as_moderator.get(url(made)).text
    response = as_moderator.post(url(made), {"decision": "accept"})
    assert "il n’y a plus rien à corriger" in response.text.replace("\u00a0", " ")
    place.delete()
    response = as_moderator.get(url(made))
    assert "Cette page a été supprimée." in response.text


def test_unknown_decision_changes_nothing(as_moderator, place, member):
    made = contribute("signaler", member, {"reason": ["gone"]}, page=place)
    response = as_moderator.post(url(made), {"decision": "send_back", "words": "Où ?"})
    assert response.status_code == 200
    assert reread(made).state == "waiting"


# --- The others -------------------------------------------------------------------------------------------------------


def test_a_report_is_read_and_closed(as_moderator, place):
    values = {"reason": ["false"], "words": ["Le téléphone."], "contact": ["lea@example.org"]}
    made = contribute("signaler", None, values, page=place)
    response = as_moderator.get(url(made))
    for text in ("Une information est fausse", "Le téléphone.", "sans compte", "Marquer comme traité"):
        assert text in response.text
    assert "Dites ce que vous avez fait" in response.text
    assert "sauf pour accepter" not in response.text
    as_moderator.post(url(made), {"decision": "accept", "words": "C’est corrigé."})
    assert reread(made).state_label == "Traitée"


def test_a_new_page_is_shown_in_its_author_s_words(as_moderator, moderator, member):
    hours = {"opening_hours": [], "opening_hours_text": ["Mo-Sa 09:00-18:00"]}
    kind = kinds.kind("lieu")
    made = drafts.start(kind, member, uuid.uuid4())
    typed = PLACE | hours | {"note": ["Je le connais."]}
    drafts.save(made, form_data.extract(typed, list(kind.form.base_fields), kind.form))
    made = drafts.submit(made, member)
    response = as_moderator.get(url(made))
    written = dict(response.context["written"])
    assert "Un atelier partagé au bord du Guiers." in written.values()
    assert "Coworking" in written.values()
    assert any("samedi" in text for text in written.values())
    assert "Je le connais." not in written.values()
    assert "Un atelier partagé au bord du Guiers." in response.text
    assert "Mo-Sa" not in response.text
    decisions.send_back(made, moderator, "Et l’adresse ?")
    drafts.save(reread(made), {"summary": ["Pas encore envoyé."]})
    assert "Pas encore envoyé." not in as_moderator.get(url(made)).text


# --- The dashboard ----------------------------------------------------------------------------------------------------


def test_dashboard_lists_every_kind_in_order_of_waiting(place, member, moderator, editor):
    correction = correct(place, member, summary=["Autre."])
    report = contribute("signaler", None, {"reason": ["gone"]}, page=place)
    proposal = contribute("lieu", member, PLACE)
    claim = contribute("gerer", member, {"role": ["Gérante"], "proof": ["Appelez."]}, page=place)
    rows, count = ToReviewPanel().rows(moderator)
    assert count == 4
    assert [(row.title, row.url, row.cells[0]) for row in rows] == [
        ("Correction de «\u00a0La Cime\u00a0»", url(correction), "un-membre"),
        ("Signaler une erreur\u00a0: La Cime", url(report), "–"),
        ("La Scierie", f"/admin/pages/{page_of(proposal).pk}/edit/", "un-membre"),
        ("Je gère ce lieu\u00a0: La Cime", url(claim), "un-membre"),
    ]
    assert ToReviewPanel().rows(editor) == ([], 0)


def test_dashboard_has_the_same_number_of_queries(as_moderator, place, member):
    def queries() -> int:
        as_moderator.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            as_moderator.get("/admin/")
        return len(captured)

    def more(number: int) -> None:
        for _ in range(number):
            correct(SiteProfilePageFactory(), member, summary=["Autre."])
            contribute("signaler", None, {"reason": ["gone"]}, page=place)
            contribute("gerer", member, {"role": ["Gérante"], "proof": ["Appelez."]}, page=place)

    more(1)
    one = queries()
    more(3)
    assert queries() == one
