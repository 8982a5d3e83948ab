"""A reader's way through a decision tree: questions, outcomes, addresses that are outdated, trees that became bad."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.html import strip_tags

from memento.models import DecisionTreePage, MementoPage
from tests.factories.memento import DecisionTreePageFactory
from tests.factories.trees import TREE, outcome, question, way, wide
from tests.memento.pages.test_speed import MAX_SECONDS, seconds

pytestmark = pytest.mark.django_db
URL = "/memento/arbre/"


@pytest.fixture
def make_tree(memento: MementoPage) -> Callable[..., DecisionTreePage]:
    def make(nodes: list[dict[str, Any]] = TREE, **fields) -> DecisionTreePage:
        return DecisionTreePageFactory(parent=memento, slug="arbre", nodes=nodes, **{"title": "Par où ?", **fields})

    return make


def address(*answers: str) -> str:
    return f"{URL}?{urlencode(way(*answers))}" if answers else URL


def main(client: Client, url: str) -> str:
    """The HTML of the page's own part, with plain spaces."""
    response = client.get(url)
    assert response.status_code == 200
    return (
        html.unescape(response.text)
        .partition("<main")[2]
        .partition("</main>")[0]
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def words(client: Client, url: str) -> str:
    return " ".join(strip_tags(main(client, url)).split())


# --- Questions -------------------------------------------------------------------------------------------------------


def test_first_question(client, make_tree):
    make_tree()
    text = words(client, URL)
    for part in ("Par où ?", "Par où commencer ?", "Question A1 ?", "Ce qui est fait", "Réponse idee", "Continuer"):
        assert part in text
    assert "Question 1, puis une à deux autres" in text
    assert "Recommencer" not in text


def test_a_form_without_script_sends_the_way_and_one_more_answer(client, make_tree):
    make_tree()
    form = main(client, address("A1.idee")).partition("<form")[2].partition("</form>")[0]
    assert 'method="get"' in form
    assert re.findall(r'type="hidden" name="r" value="(\w+)"', form) == [key for _, key in way("A1.idee")]
    assert re.findall(r'type="radio" name="r" value="(\w+)"', form) == [key for _, key in way("B1.oui", "B1.non")]
    assert 'type="submit"' in form
    assert "<script" not in form


def test_trail_leads_back_to_each_question(client, make_tree):
    make_tree()
    page = main(client, address("A1.idee", "B1.oui"))
    trail = page.partition('<nav aria-labelledby="chemin"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)">([^<]+)</a> <span>([^<]+)', trail) == [
        (address(), "Question A1 ?", "Réponse idee"),
        (address("A1.idee"), "Question B1 ?", "Réponse oui"),
    ]
    assert f'href="{URL}">Recommencer' in page
    assert "Question 3, la dernière" in page


def test_later_questions_do_not_repeat_the_introduction(client, make_tree):
    make_tree(introduction="Pour qui hésite.")
    assert "Pour qui hésite." in words(client, URL)
    assert "Pour qui hésite." not in words(client, address("A1.idee"))


def test_only_the_bare_address_is_for_search_engines(client, make_tree):
    make_tree()
    for url, noindex in ((URL, 0), (address("A1.idee"), 1), (f"{URL}?vue=arbre", 1), (f"{URL}?autre=1", 1)):
        text = client.get(url).text
        assert text.count('name="robots" content="noindex"') == noindex
        assert re.search(rf'rel="canonical" href="[^"?]+{URL}"', text)


def test_title_of_the_window_names_the_question(client, make_tree):
    make_tree()
    title = re.search("<title>(.*?)</title>", client.get(address("A1.idee")).text)[1]
    assert title.startswith("Question B1 ? – Par où ?")


# --- Outcomes --------------------------------------------------------------------------------------------------------


def test_outcome(client, make_tree, make_sheet, make_place):
    sheet, place = make_sheet("murs", title="Les murs"), make_place("grange")
    hidden = make_sheet("brouillon", title="Un brouillon", live=False)
    link = (
        f'<p>Lisez <a linktype="page" id="{sheet.pk}">ceci</a>, pas <a linktype="page" id="{hidden.pk}">cela</a>.</p>'
    )
    end = outcome(
        "R2", recommendation=link, sheets=[hidden.pk, sheet.pk, 9999], places=[place.pk], next_questions=["Et vous ?"]
    )
    make_tree([end if node["id"] == "R2" else node for node in TREE])
    page = main(client, address("A1.besoin", "B2.oui"))
    for part in (
        "Le moment est bon", "Issue R2", f'<a href="{sheet.url}">ceci</a>', "<a>cela</a>", "Et vous ?",
        f'href="{sheet.url}">Les murs</a>', f'href="{place.url}">Grange</a>', "Le chemin qui mène ici",
        "Réponse besoin", "Recommencer",
    ):  # fmt: skip
        assert part in page
    assert "Un brouillon" not in page
    assert "<form" not in page


def test_outcome_takes_as_many_queries_with_many_links_as_with_one(
    client, count_queries, make_tree, make_sheet, make_place
):
    sheets = [make_sheet(f"fiche-{number}").pk for number in range(4)]
    places = [make_place(f"lieu-{number}").pk for number in range(4)]
    start = question("A1", {"un": "R1", "plusieurs": "R2"})
    make_tree([start, outcome("R1", sheets=sheets[:1], places=places[:1]), outcome("R2", sheets=sheets, places=places)])
    few = count_queries(client, address("A1.un"))
    assert client.get(address("A1.plusieurs")).text.count("/fiche-") == 4
    assert count_queries(client, address("A1.plusieurs")) == few


# --- Addresses and trees that became bad -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "heading", "message"),
    [
        (["A1.idee", "B1.partie", "B2.oui"], "Question B1 ?", "la réponse que cette adresse donne à la question B1"),
        (["partie"], "Question A1 ?", "à la question A1 : reprenez d’ici"),
        (["A1.besoin", "B2.oui", "A1.idee"], "Issue R2", "encore des réponses après cette issue"),
    ],
)  # fmt: skip
def test_an_outdated_address_goes_as_far_as_it_is_understood(client, make_tree, answers, heading, message):
    make_tree()
    page = main(client, address(*answers))
    assert re.search(rf"<h2[^>]*>{re.escape(heading)}", page)
    assert message in strip_tags(page)


@pytest.mark.parametrize(
    "query", ["r=", "r=%00", "r=" + "x" * 3000, "&".join(["r=aaaaaa"] * 900), "r=%ff%fe&vue=", "vue=autre"]
)
def test_an_altered_address_shows_a_question(client, make_tree, query):
    make_tree()
    assert "Question A1 ?" in main(client, f"{URL}?{query}")


def test_an_unknown_view_is_named(client, make_tree):
    make_tree()
    assert "n’a pas de vue « dessin »" in words(client, f"{URL}?vue=dessin")


BAD = {
    "no node": ([], [], "pas encore de première question"),
    "a cycle at the start": ([question("A1", {"oui": "A1"})], ["A1.oui"], "ramène à une question déjà posée"),
    "a dead end": ([question("A1", {"oui": "", "non": "R1"}), outcome("R1")], ["A1.oui"], "ne mène nulle part"),
    "a block that is gone": ([question("A1", {"oui": "R9"})], ["A1.oui"], "« Réponse oui » ne mène nulle part"),
    "a cycle": (
        [question("A1", {"oui": "B1"}), question("B1", {"oui": "C1"}), question("C1", {"oui": "B1"})],
        ["A1.oui", "B1.oui", "C1.oui"],
        "ramène à une question déjà posée",
    ),
    "no answers": ([question("A1", {"oui": "B1"}), question("B1", {})], ["A1.oui"], "pas de réponse à choisir"),
}  # fmt: skip


@pytest.mark.parametrize(("nodes", "answers", "message"), BAD.values(), ids=BAD)
def test_a_tree_that_became_bad_says_so_and_leads_back(client, make_tree, nodes, answers, message):
    make_tree(nodes)
    text = words(client, address(*answers))
    assert message in text
    assert ("Recommencer" in text) == bool(answers)
    assert words(client, f"{URL}?vue=arbre")


@pytest.mark.parametrize(
    "stored", [[{"type": "question"}], [{"type": "outcome", "value": {"sheets": 3}}], [{"type": "gone", "id": "a"}]]
)
def test_stored_blocks_that_do_not_fit(client, make_tree, stored):
    tree = make_tree()
    type(tree).objects.filter(pk=tree.pk).update(nodes=stored)
    assert words(client, URL)
    assert words(client, f"{URL}?vue=arbre")


# --- The whole tree --------------------------------------------------------------------------------------------------


def test_whole_tree_as_drawing_and_as_lists(client, make_tree):
    make_tree()
    page = main(client, f"{URL}?vue=arbre")
    assert page.count("<svg") >= 1
    assert 'class="tree-svg" aria-hidden="true"' in page
    assert re.search(r'class="tree-scroll" role="region" aria-labelledby="dessin" tabindex="0"', page)
    lists = page.partition('class="tree-lists"')[2].partition("</section>")[0]
    ids = re.findall(r'id="(n-\w+)"', lists)
    assert len(ids) == len(set(ids)) == len(TREE)
    assert set(re.findall(r'href="#(n-\w+)"', lists)) <= set(ids)
    assert "voir B2" in lists
    links = re.findall(r'href="(/[^"]+)"', lists)
    assert len(links) == len(TREE)
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_drawing_too_large_for_paper_leaves_it_to_the_lists(client, make_tree):
    tree = make_tree()
    assert "tree-landscape" in main(client, f"{URL}?vue=arbre")
    type(tree).objects.filter(pk=tree.pk).update(nodes=wide(20, 40))
    page = main(client, f"{URL}?vue=arbre")
    assert re.search(r'class="tree-whole no-print"', page)
    assert "ne s’imprime pas" in page


def test_a_tree_with_too_many_nodes_has_lists_only(client, make_tree):
    make_tree(wide(30, 40))
    page = main(client, f"{URL}?vue=arbre")
    assert "tree-svg" not in page
    assert page.count('id="n-') == 70


def test_pages_of_a_tree_of_sixty_take_little_time_and_as_many_queries_as_a_small_one(client, count_queries, make_tree):
    tree = make_tree()
    urls = (URL, f"{URL}?vue=arbre")
    few = [count_queries(client, url) for url in urls]
    type(tree).objects.filter(pk=tree.pk).update(nodes=wide(20, 40))
    assert [count_queries(client, url) for url in urls] == few
    assert max(seconds(url) for url in urls) < MAX_SECONDS
