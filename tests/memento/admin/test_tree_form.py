"""The form of a decision tree: drafts are saved freely, publication is refused at the block, the drawing follows."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from memento.models import DecisionTreePage, MementoPage
from tests.factories.memento import add_tree
from tests.factories.trees import TREE, outcome, question, wide

pytestmark = pytest.mark.django_db


def node_data(node: dict[str, Any]) -> dict[str, Any]:
    """What the form posts for a block."""
    value = node["value"]
    if node["type"] == "question":
        return {**value, "answers": json.dumps(value["answers"])}
    lists = {name: json.dumps(value[name]) for name in ("sheets", "places")}
    lines = "\n".join(item["value"] for item in value["next_questions"])
    return {**value, **lists, "recommendation": rich_text(value["recommendation"]), "next_questions": lines}


def nodes_data(nodes: list[dict[str, Any]]) -> dict[str, str]:
    data = nested_form_data({"nodes": streamfield([(node["type"], node_data(node)) for node in nodes])})
    ids = {f"nodes-{position}-id": node["id"] for position, node in enumerate(nodes)}
    return data | ids


def form_data(nodes: list[dict[str, Any]], **fields: str) -> dict[str, str]:
    others = {"title": "Par où commencer ?", "slug": "par-ou", "introduction": "Pour qui hésite.", **fields}
    formsets = nested_form_data({"page_themes": inline_formset([]), "comments": inline_formset([])})
    return {**others, **formsets, **nodes_data(nodes)}


def add_url(memento: MementoPage) -> str:
    return reverse("wagtailadmin_pages:add", args=["memento", "decisiontreepage", memento.pk])


BAD = [question("A1", {"oui": "R1", "non": ""}), outcome("R1"), outcome("R2", recommendation="")]


def test_a_draft_with_any_problem_is_saved(as_editor, memento):
    response = as_editor.post(add_url(memento), form_data(BAD))
    tree = DecisionTreePage.objects.get(slug="par-ou")
    assert response.status_code == 302
    assert not tree.live
    assert [block.id for block in tree.get_latest_revision_as_object().nodes] == ["A1", "R1", "R2"]


def test_publication_is_refused_at_the_blocks(as_editor, memento):
    response = as_editor.post(add_url(memento), form_data(BAD) | {"action-publish": "1"})
    assert response.status_code == 200
    assert not DecisionTreePage.objects.exists()
    (error,) = response.context["form"].errors.as_data()["nodes"]
    assert sorted(error.block_errors) == [0, 2]
    assert set(error.block_errors[0].block_errors) == {"answers"}
    assert set(error.block_errors[2].block_errors) == {"mark", "recommendation"}


def test_a_good_tree_is_published_as_it_was_typed(as_editor, memento):
    response = as_editor.post(add_url(memento), form_data(TREE) | {"action-publish": "1"})
    assert response.status_code == 302
    tree = DecisionTreePage.objects.get(slug="par-ou")
    assert tree.live
    assert [block["id"] for block in tree.nodes.get_prep_value()] == [node["id"] for node in TREE]
    assert tree.nodes.get_prep_value()[0]["value"] == TREE[0]["value"]
    assert tree.tree.root.mark == "A1"


def test_links_to_unpublished_pages_keep_a_tree_from_being_published(memento, make_sheet, make_place):
    sheet, place = make_sheet("murs", title="Les murs", live=False), make_place("grange")
    place.unpublish()
    end = outcome("R1", sheets=[sheet.pk, make_sheet("publiee").pk, 9999], places=[place.pk])
    tree = add_tree("arbre", nodes=[question("A1", {"oui": "R1", "non": "R1"}), end])
    texts = tree.problem_texts()
    assert len(texts) == 3
    assert "« Les murs »" in texts[0]
    assert "« Grange »" in texts[1]
    assert "1 page liée n’existe plus" in texts[2]


def test_problems_take_one_query_at_most(django_assert_num_queries, memento, make_sheet):
    sheets = [make_sheet(f"fiche-{number}").pk for number in range(3)]
    tree = add_tree("arbre", nodes=[question("A1", {"oui": "R1", "non": "R1"}), outcome("R1", sheets=sheets)])
    with django_assert_num_queries(1):
        assert tree.problems() == []


# --- The panel « Dessin » --------------------------------------------------------------------------------------------


@pytest.fixture
def panel_url(memento) -> str:
    return reverse("live_panel_tree_drawing_new", args=[memento.pk])


def test_forms_have_the_panel(as_editor, memento):
    tree = add_tree("arbre")
    for url in (add_url(memento), reverse("wagtailadmin_pages:edit", args=[tree.pk])):
        html = as_editor.get(url).text
        assert 'data-side-panel="tree-drawing"' in html
        assert "js/admin-live-panel.js" in html
        assert 'data-live-fields="nodes"' in html
        posted = re.search(r'data-live-url="([^"]+)"', html)[1]
        assert as_editor.post(posted, nodes_data(TREE)).status_code == 200


def test_panel_draws_the_posted_form_and_lists_its_problems(as_editor, panel_url):
    html = as_editor.post(panel_url, nodes_data(BAD)).text
    assert "tree-svg" in html
    assert "3 points empêchent de publier" in html
    assert re.findall(r'data-live-block="(\w+)" data-live-name="(\w+)"', html) == [
        ("R2", "mark"),
        ("A1", "answers"),
        ("R2", "recommendation"),
    ]
    assert not DecisionTreePage.objects.exists()


def test_what_is_wrong_with_the_whole_tree_leads_to_its_field(as_editor, panel_url):
    html = as_editor.post(panel_url, nodes_data(TREE[:1])).text
    assert (
        '<a href="#nodes" data-live-block="" data-live-name=""><b>Questions et issues</b> : Ajoutez au moins une issue'
        in html
    )


def test_panel_says_when_nothing_is_wrong(as_editor, panel_url):
    assert "Rien n’empêche de publier" in as_editor.post(panel_url, nodes_data(TREE)).text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"nodes-count": "0"},
        {**nodes_data(TREE), "nodes-0-value-answers": "[{"},
        {**nodes_data(TREE), "nodes-0-value-answers": '{"a": [1]}'},
        {**nodes_data(TREE), "nodes-3-value-level": "best", "nodes-3-value-recommendation": "null"},
    ],
)
def test_panel_bears_any_form(as_editor, panel_url, data):
    assert as_editor.post(panel_url, data).status_code == 200


@pytest.mark.parametrize(
    "data", [{"nodes-count": "x"}, {"nodes-count": "3"}, {**nodes_data(TREE), "nodes-3-value-recommendation": "{"}]
)
def test_panel_refuses_a_form_that_cannot_be_read(as_editor, panel_url, data):
    assert as_editor.post(panel_url, data).status_code == 400


def test_panel_is_for_those_who_may_edit(client, as_editor, as_member, memento, panel_url):
    own = reverse("live_panel_tree_drawing", args=[add_tree("arbre").pk])
    for url in (own, panel_url):
        assert as_editor.get(url).status_code == 405
        assert client.post(url, nodes_data(TREE)).status_code == 302
        assert as_member.post(url, nodes_data(TREE)).status_code in (302, 403)


def test_panel_of_sixty_nodes_does_not_query_for_each(as_editor, panel_url, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        as_editor.post(panel_url, nodes_data(wide(20, 40)))


def test_trees_have_a_listing(as_editor):
    add_tree("arbre", title="Par où ?")
    html = as_editor.get(reverse("wagtailadmin_pages:type_use", args=["memento", "decisiontreepage"])).text
    assert "Arbres" in html
    assert "Par où ?" in html


def test_a_form_that_no_draft_may_have_is_not_drawn(as_editor, panel_url):
    data = nodes_data(TREE) | {"nodes-0-value-text": "a" * 100_000}
    html = as_editor.post(panel_url, data).text
    assert "Question A1" in html
    assert "<svg" not in html
    assert len(html) < 20_000


def test_text_that_nests_too_deep_is_refused(as_editor, panel_url):
    data = nodes_data(TREE) | {"nodes-3-value-recommendation": "[" * 100_000}
    assert as_editor.post(panel_url, data).status_code == 400
