"""Cells that other programs have damaged: repaired where that is certain, else left empty, and remarked."""

from __future__ import annotations

import pytest

from inventory.import_export.damage import repair_row, without_halves
from inventory.import_export.readers.source import SourceRow


def mend(text: str, column: str = "title") -> tuple[str, list[str]]:
    """The cell of a column after mending, and the remarks."""
    row = SourceRow(2, {column: text, "autre": text})
    result = repair_row(row, {"identifier", "title", "absent"}, "identifier")
    assert (row.cells[column], row.remarks, result.cells["autre"]) == (text, [], text)
    return result.cells[column], result.remarks_on([column])


def test_accents_that_were_encoded_twice_are_repaired():
    remark = "title « ForÃªt » : lu « Forêt », ses accents étant encodés deux fois"
    assert mend("ForÃªt") == ("Forêt", [remark])


def test_identifier_stays_as_it_was_imported_before():
    assert mend("ForÃªt", "identifier") == ("ForÃªt", [])


@pytest.mark.parametrize("text", ["Saint-\ufffdtienne", "Demi\ud83c"])
@pytest.mark.parametrize("column", ["title", "identifier"])
def test_text_with_a_lost_character_is_left_out(text, column):
    shown = text.replace("\ud83c", "\ufffd")
    assert mend(text, column) == ("", [f"{column} « {shown} » : un caractère y est perdu, la case est laissée vide"])


@pytest.mark.parametrize(
    "text",
    [
        "#N/A", "#n/a ", "#REF!", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NAME?", "#NOM ?", "#NUM!", "#NOMBRE!", "#NUL!",
        "#NULL!", "#ERROR!", "#SPILL!", "#####", "Err:502",
    ],
)  # fmt: skip
def test_results_of_failed_formulas_are_left_out(text):
    remark = f"title « {text.strip()} » : résultat d’une formule qui a échoué, la case est laissée vide"
    assert mend(text) == ("", [remark])


@pytest.mark.parametrize("text", ["#hashtag", "N/A", "# 1", "##", "Erreur:502", "Forêt", "São Paulo", "", "E"])
def test_other_text_stays(text):
    assert mend(text) == (text, [])


def test_exported_cell_with_half_a_character_is_not_read():
    row = SourceRow(2, {"uid": "1", "title": "ForÃªt �", "summary": "Demi\ud83c"})
    result = without_halves(row)
    assert result.cells == {"uid": "1", "title": "ForÃªt �"}
    assert result.remarks_on(["summary"]) == [
        "summary « Demi\ufffd » : un caractère y est perdu, la case n’est pas lue"
    ]
    assert without_halves(result).cells == result.cells
