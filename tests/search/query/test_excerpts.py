from __future__ import annotations

import pytest

from search.index.schema import in_one_line
from search.query.excerpts import excerpt


def marked(text: str, *forms: str) -> list[str]:
    return [piece.text for piece in excerpt(in_one_line(text), forms) if piece.is_match]


@pytest.mark.parametrize(
    ("text", "forms", "matches"),
    [
        ("Le Télétravail, ici.", ["teletravail"], ["Télétravail"]),
        ("Un atelier, deux ateliers, l’atelier", ["atelier", "ateliers"], ["atelier", "ateliers", "atelier"]),
        ("Le cœur et le coeur", ["coeur"], ["cœur", "coeur"]),
        ("Un tiers-lieu, des tiers lieux et le lieu", ["tierslieu"], ["tiers-lieu", "tiers lieux"]),
        ("Un tiers-lieu et le lieu", ["lieu"], ["lieu"]),
        ("Le tiers payant", ["tiers"], ["tiers"]),
        ("Surface : 12 m² et 120 m²", ["12"], ["12"]),
        ("partage_nom", ["nom"], ["nom"]),
        ("e\u0301cole", ["ecole"], ["école"]),
        ("L’île d’İstanbul", ["ile"], ["île"]),
    ],
)
def test_words_are_marked_in_their_own_spelling(text, forms, matches):
    assert marked(text, *forms) == matches


def test_words_within_other_words_are_not_marked():
    assert marked("Un coworkingspace et des artisans", "coworking", "art") == []


def test_excerpt_is_the_part_with_most_of_the_words():
    text = f"atelier {'mot ' * 100}bois et atelier {'mot ' * 100}"
    assert marked(text, "atelier", "bois") == ["bois", "atelier"]


def test_lines_of_a_text_are_separated_by_a_point():
    assert in_one_line("Un\n\n  deux \ttrois") == "Un · deux trois"
