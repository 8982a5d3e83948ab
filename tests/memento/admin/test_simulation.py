"""The simulation beside the form of a diagnostic."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from core.blocks.keys import key_of
from memento.models import DiagnosticPage
from tests.conftest import make_user
from tests.factories.diagnostics import AXES, QUESTIONS, chosen, question
from tests.factories.memento import DiagnosticPageFactory
from tests.memento.admin.diagnostic_form import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def diagnostic(memento) -> DiagnosticPage:
    return DiagnosticPageFactory(parent=memento, slug="essai", axes=[], questions=[])


def url_of(page):
    return reverse("live_panel_simulation", args=[page.pk])


def simulate(client, page, axes=AXES, questions=QUESTIONS, **answers):
    """The words of the simulation of these blocks and answers."""
    data = form_data(axes, questions) | {f"simulation-{key}": answer for key, answer in chosen(**answers).items()}
    return words(client.post(url_of(page), data))


def words(response):
    assert response.status_code == 200
    text = re.sub(r"<[^>]+>", "", response.text)
    return " ".join(text.split())


def test_the_form_is_scored_as_it_stands_and_nothing_is_saved(as_editor, diagnostic):
    text = simulate(as_editor, diagnostic, besoin="dit", preuve="actes", essai="non", budget="non")
    assert "Résultat partiel" in text
    assert "Pertinence : 53 %, 7 sur 13 points possibles. Palier 40" in text
    assert "Perennite : 0 %, 0 sur 7 points possibles. Palier 0" in text
    assert "Question 5, « Réponse non » : 0 sur 5 points. Faites budget." in text
    assert "Rien n’empêche de publier." in text
    diagnostic.refresh_from_db()
    assert len(diagnostic.questions) == 0
    assert not diagnostic.revisions.exists()


def test_only_the_questions_that_are_asked_are_shown_with_what_was_answered(as_editor, diagnostic):
    assert "Questions posées : 3 sur 5" in simulate(as_editor, diagnostic)
    data = form_data(AXES, QUESTIONS) | {f"simulation-{key_of('besoin')}": key_of("besoin.dit")}
    response = as_editor.post(url_of(diagnostic), data)
    assert "Questions posées : 4 sur 5" in words(response)
    assert re.findall(r'value="(\w+)" checked', response.text) == [key_of("besoin.dit")]


def test_problems_are_linked_to_their_blocks(as_editor, diagnostic):
    questions = [*QUESTIONS, question("seule", {"oui": {}}, after=("gone", []))]
    response = as_editor.post(url_of(diagnostic), form_data(AXES, questions))
    links = re.findall(r'href="#([\w-]+)" data-live-block="(\w*)" data-live-name="(\w*)"', response.text)
    assert links == [("block-seule-section", "seule", "condition"), ("block-seule-section", "seule", "answers")]
    assert "Question 6 : La question de cette condition n’existe plus" in words(response)


def test_what_is_missing_in_a_block_is_said_first(as_editor, diagnostic):
    questions = deepcopy(QUESTIONS)
    questions[2]["value"]["answers"][1]["value"]["text"] = ""
    axes = deepcopy(AXES)
    axes[0]["value"]["bands"][1]["value"]["reading"] = ""
    text = simulate(as_editor, diagnostic, axes, questions, besoin="ecrit")
    assert "Axe 1, paliers, n° 2, lecture : Champ requis." in text
    assert "Question 2, réponses, n° 2, réponse : Champ requis." in text
    assert "Pertinence : 100 %" in text


def test_an_empty_form(as_editor, diagnostic):
    text = simulate(as_editor, diagnostic, [], [])
    assert "Axes : Ajoutez au moins un axe" in text
    assert "Questions : Ajoutez au moins une question." in text


def test_values_that_no_draft_may_have(as_editor, diagnostic):
    questions = deepcopy(QUESTIONS)
    questions[2]["value"]["weight"] = "beaucoup"
    text = simulate(as_editor, diagnostic, AXES, questions)
    assert "Question 2, poids : " in text
    assert "La simulation reprendra une fois ces erreurs corrigées." in text


BAD = {
    "nothing": {},
    "a count that is no number": {"axes-count": "x", "questions-count": "0"},
    "blocks that are not there": {"axes-count": "3", "questions-count": "1"},
    "a block of another type": {
        "axes-count": "0", "questions-count": "1", "questions-0-type": "autre", "questions-0-deleted": "",
        "questions-0-order": "0", "questions-0-id": "a",
    },
}  # fmt: skip


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_form_that_no_browser_sends_is_refused_or_read_as_far_as_it_goes(as_editor, diagnostic, data):
    response = as_editor.post(url_of(diagnostic), data)
    assert response.status_code == 400 or "Ajoutez au moins" in words(response)


def test_a_new_diagnostic_is_simulated_where_it_would_be(as_editor, memento):
    url = reverse("live_panel_simulation_new", args=[memento.pk])
    assert "Questions posées : 3 sur 5" in words(as_editor.post(url, form_data(AXES, QUESTIONS)))
    add = reverse("wagtailadmin_pages:add", args=["memento", "diagnosticpage", memento.pk])
    assert f'data-live-url="{url}"' in as_editor.get(add).text


def test_the_panel_is_beside_the_form(as_editor, diagnostic):
    html = as_editor.get(reverse("wagtailadmin_pages:edit", args=[diagnostic.pk])).text
    assert f'data-live-url="{url_of(diagnostic)}"' in html
    assert "js/admin-live-panel" in html


def test_only_those_who_may_edit_or_add_may_simulate(memento, diagnostic):
    for url in (url_of(diagnostic), reverse("live_panel_simulation_new", args=[memento.pk])):
        assert Client().post(url).status_code == 302
        for group in ("Membres", None):
            client = Client()
            client.force_login(make_user(f"x{group}{len(url)}", group))
            assert client.post(url).status_code in (302, 403)
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("une-autre", "Éditeurs"))
    assert client.post(url_of(diagnostic)).status_code == 403
    assert client.get(url_of(diagnostic)).status_code == 405


def test_a_page_that_is_no_diagnostic(as_editor, memento):
    assert as_editor.post(url_of(memento)).status_code == 404
