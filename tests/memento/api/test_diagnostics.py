"""The API of diagnostics: its definition, its result, and the addresses that it refuses."""

from __future__ import annotations

import pytest

from core.blocks.keys import key_of
from memento.diagnostics.answers import query_string
from memento.models import DiagnosticPage
from tests.factories.diagnostics import AXES, QUESTIONS, axis, band, chosen, definition, question
from tests.factories.memento import DiagnosticPageFactory

pytestmark = pytest.mark.django_db

BASE = "/api/v3/memento/diagnostics/"
RESULT = f"{BASE}projet/result/"


@pytest.fixture
def sheet(make_sheet):
    body = [("heading", {"text": "Avant de signer", "level": "h2"})]
    return make_sheet("murs", title="Trouver des murs", body=body)


@pytest.fixture
def diagnostic(memento, sheet) -> DiagnosticPage:
    axes = [axis("pertinence", bands=[band(0, sheets=[{"type": "item", "id": "s", "value": sheet.pk}])]), AXES[1]]
    help_with = {"sheet": sheet.pk, "passage": "Avant de signer"}
    own = question("murs", {"oui": {"pertinence": 2}, "non": {"pertinence": 0}}, **help_with)
    return DiagnosticPageFactory(
        parent=memento, slug="projet", title="Votre projet", axes=axes, questions=[*QUESTIONS, own]
    )


def get(client, path, **answers):
    return client.get(path, chosen(**answers))


def test_list_and_definition(client, diagnostic, django_assert_max_num_queries):
    (row,) = client.get(BASE).json()["items"]
    assert (row["slug"], row["question_count"], row["axes"]) == ("projet", 6, ["Pertinence", "Perennite"])
    with django_assert_max_num_queries(8):
        body = client.get(f"{BASE}projet/").json()
    assert body["version"] == diagnostic.definition.version
    (link,) = body["axes"][0]["bands"][0]["sheets"]
    assert link["title"] == "Trouver des murs"
    questions = {q["text"]: q for section in body["sections"] for q in section["questions"]}
    assert questions["Question murs ?"]["sheet"]["url"].endswith("/murs/#avant-de-signer")
    assert questions["Question preuve ?"]["condition"] == {
        "question": key_of("besoin"),
        "answers": sorted(key_of(f"besoin.{name}") for name in ("ecrit", "dit")),
    }
    assert questions["Question milieu ?"]["answers"][0]["code"] == "milieu:rural"
    assert questions["Question budget ?"]["answers"][2]["not_applicable"] is True


def test_questions_that_no_answer_opens_are_left_out_as_on_the_page(client, memento):
    shut = question("perdue", {"oui": {}, "non": {}}, after=("nulle-part", ["oui"]))
    DiagnosticPageFactory(parent=memento, slug="projet", axes=AXES, questions=[*QUESTIONS, shut])
    (row,) = client.get(BASE).json()["items"]
    assert row["question_count"] == 5
    sections = client.get(f"{BASE}projet/").json()["sections"]
    assert "Question perdue ?" not in [q["text"] for part in sections for q in part["questions"]]


def test_result_is_that_of_the_questions_that_are_asked(client, diagnostic):
    body = get(client, RESULT, besoin="non", preuve="actes", essai="oui", budget="sans", murs="non").json()
    assert body["answers"] == chosen(besoin="non", budget="sans", murs="non")
    pertinence, perennite = body["axes"]
    assert (pertinence["obtained"], pertinence["possible"], pertinence["percent"]) == (0, 10, 0)
    assert (perennite["percent"], perennite["band"], perennite["not_applicable"]) == (None, None, 1)
    assert body["partial"] is True
    assert body["unanswered"] == [key_of("milieu")]
    assert [mark["question"] for mark in body["weak_points"]] == [key_of("besoin"), key_of("murs")]
    assert body["weak_points"][1]["sheet"]["url"].endswith("/murs/#avant-de-signer")
    assert body["first_steps"] == ["Faites besoin.", "Faites murs."]
    assert body["url"].endswith(query_string(diagnostic.definition, body["answers"]))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"zzzzzz": "1"}, "zzzzzz"),
        ({key_of("besoin"): "zzzzzz"}, key_of("besoin")),
        ({key_of("besoin"): [key_of("besoin.non"), key_of("besoin.dit")]}, key_of("besoin")),
        ({"v": "000000", key_of("besoin"): key_of("besoin.non")}, "v"),
        ({key_of("besoin"): "a\0b"}, key_of("besoin")),
        ({"n\0m": "1"}, "n\0m"),
    ],
)
def test_what_the_definition_does_not_know_is_a_422_that_names_it(client, diagnostic, query, name):
    response = client.get(RESULT, query)
    assert response.status_code == 422
    assert [error["loc"][-1] for error in response.json()["errors"]] == [name]


def test_version_of_the_definition_is_accepted(client, diagnostic):
    query = {"v": diagnostic.definition.version, **chosen(besoin="non")}
    assert client.get(RESULT, query).json()["version"] == diagnostic.definition.version


def test_a_draft_and_a_private_diagnostic_are_not_found(client, memento):
    DiagnosticPageFactory(parent=memento, slug="brouillon", live=False)
    assert client.get(f"{BASE}brouillon/").status_code == 404
    assert client.get(f"{BASE}brouillon/result/").status_code == 404
    assert client.get(BASE).json() == {"count": 0, "items": [], "next": None}


def test_version_changes_with_what_a_score_depends_on_and_not_with_words():
    before = definition(AXES, QUESTIONS)
    reworded = question("besoin", _POINTS, weight=2, text="Autrement dit ?")
    heavier = question("besoin", _POINTS, weight=3)
    assert definition(AXES, [*QUESTIONS[:2], reworded, *QUESTIONS[3:]]).version == before.version
    assert definition(AXES, [*QUESTIONS[:2], heavier, *QUESTIONS[3:]]).version != before.version
    assert definition([AXES[0], axis("perennite", 60)], QUESTIONS).version != before.version


_POINTS = {"ecrit": {"pertinence": 4}, "dit": {"pertinence": 2}, "non": {"pertinence": 0}}
