"""The Mermaid text of a tree. Mermaid's own parser took these texts, with all labels as they are here."""

from __future__ import annotations

import re

import pytest

from core.blocks.keys import key_of
from memento.trees.mermaid import mermaid, quoted
from tests.factories.trees import TREE, outcome, question, tree


def test_flowchart():
    text = mermaid(tree(question("A1", {"oui": "R1", "non": "gone"}, text="Un besoin ?"), outcome("R1", "stop")))
    a1, r1 = key_of("A1"), key_of("R1")
    assert text.replace("\N{NARROW NO-BREAK SPACE}", " ").splitlines() == [
        "flowchart LR",
        f'  n{a1}["A1 · Un besoin ?"]',
        f'  n{r1}(["R1 · Mieux vaut renoncer, ou faire autre chose · Issue R1"])',
        f'  n{a1} -->|"Réponse oui"| n{r1}',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("end", '"end"'),
        ("« L’été » [à] (voir) {tout}", '"« L’été » [à] (voir) {tout}"'),
        ('dit "oui"', '"dit #34;oui#34;"'),
        ("n#quot;1 <b>", '"n#35;quot;1 #60;b#62;"'),
        ("`code` **gras** a_b", '"#96;code#96; #42;#42;gras#42;#42; a#95;b"'),
        ("1. liste", '"1#46; liste"'),
        ("- liste", '"#45; liste"'),
        ("en 2026. Oui - non", '"en 2026. Oui - non"'),
        ("deux\nlignes\t", '"deux lignes"'),
    ],
)
def test_labels(text, expected):
    assert quoted(text) == expected


def test_nothing_but_nodes_and_edges():
    text = mermaid(tree(*TREE, question("", {"": "A1"}, text="")))
    node, edge = r'  n\w{6}(\["[^"]*"\]|\(\["[^"]*"\]\))', r'  n\w{6} -->\|"[^"]*"\| n\w{6}'
    assert all(re.fullmatch(f"{node}|{edge}|flowchart LR", line) for line in text.splitlines())
    assert mermaid(tree()) == "flowchart LR\n"
