"""The API of decision trees."""

from __future__ import annotations

import pytest

from core.blocks.keys import key_of
from tests.factories.memento import DecisionTreePageFactory
from tests.factories.trees import TREE, outcome, question

pytestmark = pytest.mark.django_db

BASE = "/api/v3/memento/trees/"


def test_list_and_graph(client, memento, make_sheet, make_place, django_assert_max_num_queries):
    sheet, hidden = make_sheet("murs", title="Trouver des murs"), make_sheet("cachee", live=False)
    place = make_place("la-cime")
    end = outcome("R1", "stop", sheets=[hidden.pk, sheet.pk], places=[place.pk], next_questions=["À la mairie ?"])
    DecisionTreePageFactory(parent=memento, slug="arbre", nodes=[*TREE[:3], end, *TREE[4:]])
    (row,) = client.get(BASE).json()["items"]
    assert (row["slug"], row["question_count"], row["outcome_count"]) == ("arbre", 3, 3)
    with django_assert_max_num_queries(9):
        body = client.get(f"{BASE}arbre/").json()
    assert body["root"] == key_of("A1")
    first = body["questions"][0]
    assert (first["mark"], [answer["target"] for answer in first["answers"]]) == ("A1", [key_of("B1"), key_of("B2")])
    stop = body["outcomes"][0]
    assert (stop["level"], stop["recommendation"]) == ("stop", "<p>Faites R1.</p>")
    assert [link["title"] for link in stop["sheets"]] == ["Trouver des murs"]
    assert [card["slug"] for card in stop["places"]] == ["la-cime"]
    assert stop["next_questions"] == ["À la mairie ?"]


def test_an_answer_to_a_block_that_is_gone_leads_nowhere(client, memento):
    DecisionTreePageFactory(parent=memento, slug="arbre", nodes=[question("A1", {"oui": "Z9", "non": "A1"})])
    body = client.get(f"{BASE}arbre/").json()
    assert [answer["target"] for answer in body["questions"][0]["answers"]] == [None, key_of("A1")]


def test_a_draft_is_not_found(client, memento):
    DecisionTreePageFactory(parent=memento, slug="brouillon", live=False)
    assert client.get(f"{BASE}brouillon/").status_code == 404
    assert client.get(BASE).json() == {"count": 0, "items": [], "next": None}


def test_the_mermaid_text_is_that_of_the_graph(client, memento):
    DecisionTreePageFactory(parent=memento, slug="arbre")
    response = client.get(f"{BASE}arbre/mermaid/")
    assert response["Content-Type"] == "text/vnd.mermaid; charset=utf-8"
    lines = response.text.splitlines()
    assert lines[0] == "flowchart LR"
    assert len(lines) == 1 + 6 + 7
