from __future__ import annotations

import pytest

from core.text.placeholders import is_placeholder


@pytest.mark.parametrize(
    "text",
    ["Non renseigné", "NON RENSEIGNÉE", "N/C", "n.c.", "NR", "#N/A", "#REF!", "–", "-", "...", "?", "00 00 00 00 00",
     "xxx", "NULL", "None", "Néant", "à compléter"],
)  # fmt: skip
def test_placeholder_is_recognised(text):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Nancy", "La Ruche", "0 800 00 00 01", "🌱", "12", "Les Inconnus", "Aucun souci"])
def test_value_is_no_placeholder(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize(("text", "nothing"), [("Aucun", False), ("N.R.", False), ("#REF!", True), ("–", True)])
def test_some_words_for_nothing_are_names(text, nothing):
    assert is_placeholder(text, may_be_name=True) is nothing
