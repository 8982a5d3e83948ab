"""What people type into the table of a diagnostic: what is understood, and which cell is named if it is not."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.spreadsheets.cells import protected
from memento.diagnostics.definition import read as read_definition
from memento.diagnostics.limits import MAX_ANSWERS, MAX_AXES, MAX_QUESTIONS
from memento.diagnostics.problems import problems
from memento.diagnostics.spreadsheet.blocks_from_table import read
from memento.diagnostics.spreadsheet.columns import COLUMNS
from memento.diagnostics.spreadsheet.example import example
from memento.diagnostics.spreadsheet.exchange import as_texts
from memento.diagnostics.spreadsheet.lines import Needed
from memento.diagnostics.spreadsheet.references import InventoryCodes, Sheet, Sheets

SHEETS = Sheets(
    [
        Sheet(1, ("Connaître ses usagers", "Ses usagers"), 4, "memento/demarrer/usagers"),
        Sheet(2, ("Budget ; premier essai",), 5, "memento/tenir/budget"),
        Sheet(3, ("Statuts",), None, "memento/demarrer/statuts"),
        Sheet(4, ("Statuts",), None, "memento/tenir/statuts"),
    ],
    stored=[99],
)
HEADER = "Ligne Code Texte Aide Poids Points:Pertinence Points:Pérennité Sans_objet Inventaire Condition Fiche Passage"


def table(*rows: str, header: str = HEADER):
    """Rows from texts whose cells are separated by « | », below a header whose titles are separated by spaces."""
    titles = [title.replace("_", " ") for title in header.split()]
    return [(1, titles), *((number, row.split("|")) for number, row in enumerate(rows, 2))]


AXES = ("Axe||Pertinence", "Axe||Pérennité")
FIRST = ("Question||Besoin ?", "Réponse||Oui, écrit|||3", "Réponse||Non|||0|1")


def reading(*rows: str, header: str = HEADER, needed: Needed | None = None):
    return read(table(*rows, header=header), SHEETS, InventoryCodes(), needed)


def understood(*rows: str, header: str = HEADER):
    """The questions of a table without a mistake."""
    result = reading(*rows, header=header)
    assert result.errors == []
    return [block["value"] for block in result.questions if block["type"] == "question"]


def mistakes(*rows: str, header: str = HEADER):
    return [(error.address, error.text, error.message) for error in reading(*rows, header=header).errors]


def addresses(*rows: str, header: str = HEADER):
    return [error.address for error in reading(*rows, header=header).errors]


# --- Understood ------------------------------------------------------------------------------------------------------


def test_example_is_a_diagnostic_that_can_be_published():
    result = read(as_texts(example()), SHEETS, InventoryCodes())
    assert result.errors == []
    assert not problems(read_definition(result.axes, result.questions), result.questions, {})
    ids = [UUID(block["id"]) for block in (*result.axes, *result.questions)]
    assert len(set(ids)) == len(ids)


def test_kinds_and_titles_are_read_in_any_spelling():
    header = "LIGNE code texte aide POIDS points:PERTINENCE Points_perennite Sans_objet"
    question, *_ = understood(
        " axe ||Pertinence", "AXES||Pérennité", "QUESTION\u00a0||Besoin ?", "reponse||Oui|||3|1", "Réponses||Non",
        header=header,
    )  # fmt: skip
    assert [item["value"]["points"] for item in question["answers"][0]["value"]["points"]] == [3, 1]


@pytest.mark.parametrize("text", ["oui", "OUI", " Oui ", "x", "X", "1", "1.0", "vrai", "True", "✓"])
def test_yes_in_any_spelling(text):
    question, *_ = understood(*AXES, "Question||Besoin ?", f"Réponse||Oui|||||{text}")
    assert question["answers"][0]["value"]["not_applicable"] is True


@pytest.mark.parametrize("text", ["", " ", "non", "NON", "0", "faux"])
def test_no_in_any_spelling(text):
    question, *_ = understood(*AXES, "Question||Besoin ?", f"Réponse||Oui|||||{text}")
    assert question["answers"][0]["value"]["not_applicable"] is False


@pytest.mark.parametrize("text", ["3", " 3 ", "3.0", "3,0", "3,", "\u00a03"])
def test_whole_numbers_in_any_spelling(text):
    question, *_ = understood(*AXES, f"Question||Besoin ?||{text}", "Réponse||Oui")
    assert question["weight"] == 3


def test_missing_weight_is_one():
    assert understood(*AXES, *FIRST)[0]["weight"] == 1


def test_rows_above_the_header_do_not_count():
    rows = [(1, ["Mon questionnaire"]), (3, ["Ligne", "Texte"]), (5, ["Axe", "Pertinence"])]
    result = read(rows, SHEETS, InventoryCodes())
    assert (result.errors, len(result.axes)) == ([], 1)


@pytest.mark.parametrize(
    "condition",
    ["Q1 = R1", "q1=r1", "Q 1 = R 1", "si Q1 = R1", "Q1 : R1", "Q1\u00a0: R1", "Q1 = Q1.R1", "Q1 = oui, ecrit"],
)
def test_conditions_in_any_spelling(condition):
    result = reading(*AXES, *FIRST, f"Question||Preuve ?|||||||{condition}", "Réponse||Oui")
    assert result.errors == []
    first, second = result.questions
    assert second["value"]["condition"]["question"] == first["id"]
    answers = second["value"]["condition"]["answers"]
    assert [item["value"] for item in answers] == [first["value"]["answers"][0]["id"]]


@pytest.mark.parametrize("condition", ["Q1 = R1, R2", "Q1 = R1;R2", "Q1 = R1 ou R2", "Q1 = R1\nR2", "Q1 = R1 et non"])
def test_conditions_with_several_answers(condition):
    result = reading(*AXES, *FIRST, f"Question||Preuve ?|||||||{condition}", "Réponse||Oui")
    assert result.errors == []
    assert len(result.questions[1]["value"]["condition"]["answers"]) == 2


def test_codes_are_those_of_the_table_wherever_the_rows_move():
    result = reading(
        *AXES, "Question||Nouvelle ?", "Réponse||Oui", "Question|Q1|Besoin ?", "Réponse|R2|Non", "Réponse|R1|Oui",
        "Question||Preuve ?|||||||Q1 = R1",
    )  # fmt: skip
    assert result.errors == []
    _, first, second = result.questions
    assert second["value"]["condition"]["question"] == first["id"]
    assert second["value"]["condition"]["answers"][0]["value"] == first["value"]["answers"][1]["id"]


def test_points_are_found_by_code_too():
    header = "Ligne Code Texte Points:A2 Points:A1"
    (question,) = understood(*AXES, "Question||Besoin ?", "Réponse||Oui|1|2", header=header)
    assert [item["value"]["points"] for item in question["answers"][0]["value"]["points"]] == [2, 1]


@pytest.mark.parametrize(
    "text",
    ["Connaître ses usagers", "CONNAITRE  SES USAGERS", "Ses usagers", "4", "4.0", "fiche 4", "Fiche n° 4",
     "/memento/demarrer/usagers/", "https://exemple.org/memento/demarrer/usagers/?a=1#b",
     "https://exemple.org/admin/pages/1/edit/"],
)  # fmt: skip
def test_sheets_by_title_number_or_address(text):
    (question,) = understood(*AXES, f"Question||Besoin ?||||||||{text}")
    assert question["sheet"] == 1


@pytest.mark.parametrize("sheet", [1, 2, 3, 4, 99])
def test_each_sheet_has_a_name_that_is_found(sheet):
    assert SHEETS.find(SHEETS.name(sheet)) == sheet


# --- Mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "address", "text", "message"),
    [
        (["Chapitre||Le besoin"], "A4", "Chapitre", "Dites ici ce qu’est cette ligne"),
        (["||Le besoin"], "A4", "", "Dites ici ce qu’est cette ligne"),
        (["Partie|"], "C4", "", "n’a pas de texte"),
        (["Réponse||Oui"], "A4", "Réponse", "sous une ligne « Question »"),
        ([*FIRST, "Palier||Bas"], "A7", "Palier", "sous une ligne « Axe »"),
        ([*FIRST[:1], "Partie||Argent", "Réponse||Oui"], "A6", "Réponse", "sous une ligne « Question »"),
        ([f"Question||{'a' * 251}"], "C4", "a" * 251, "250 caractères au plus"),
        (["Question||Besoin ?||6"], "E4", "6", "Écrivez un nombre entier de 1 à 5"),
        (["Question||Besoin ?||0"], "E4", "0", "Écrivez un nombre entier de 1 à 5"),
        (["Question||Besoin ?||beaucoup"], "E4", "beaucoup", "Écrivez un nombre entier"),
        (["Question||Besoin ?||2,5"], "E4", "2,5", "Écrivez un nombre entier"),
        (["Question||Besoin ?||-1"], "E4", "-1", "Écrivez un nombre entier"),
        ([*FIRST[:1], "Réponse||Oui|||11"], "F5", "11", "Écrivez un nombre entier de 0 à 10"),
        ([*FIRST[:1], "Réponse||Oui||2"], "E5", "2", "Cette colonne ne sert pas à une ligne « Réponse »"),
        (["Question||Besoin ?|||3"], "F4", "3", "Cette colonne ne sert pas à une ligne « Question »"),
        ([*FIRST[:1], "Réponse||Oui|||||peut-être"], "H5", "peut-être", "Écrivez « oui »"),
        ([*FIRST[:1], "Réponse||Oui||||||Lunaire"], "I5", "Lunaire", "L’inventaire n’a pas ce libellé"),
        ([*FIRST, "Question||Et ?|||||||Q9 = R1"], "J7", "Q9 = R1", "Aucune question n’a le code « Q9 »"),
        ([*FIRST, "Question||Et ?|||||||Q1 = R9"], "J7", "Q1 = R9", "la réponse « R9 »"),
        (
            ["Question|Q1|Une ?", "Question|Q1|Deux ?", "Question||Et ?|||||||Q1 = R1"],
            "J6", "Q1 = R1", "(lignes 4, 5)",
        ),
        (["Question|Q=1|Une ?"], "B4", "Q=1", "Un code n’a ni"),
        (["Question||Besoin ?||||||||Le jardin"], "K4", "Le jardin", "Aucune fiche"),
        (["Question||Besoin ?||||||||statuts"], "K4", "statuts", "Plusieurs fiches"),
        (["Question||Besoin ?||||||||page 98"], "K4", "page 98", "Aucune fiche"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_its_cell(rows, address, text, message):
    ((found, cell, words),) = mistakes(*AXES, *rows)
    assert (found, cell) == (address, text)
    assert message in words


def test_all_mistakes_are_named_in_the_order_of_the_table():
    assert addresses(*AXES, "Question||Besoin ?||9|||||Q7", "Rien", "Réponse||Oui|||x|12") == [
        "E4", "J4", "A5", "F6", "G6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "row", "address", "message"),
    [
        ("Ligne Texte Condtion", "Partie|Argent|Q1", "C1", "Ce titre n’est pas de ceux du modèle"),
        ("Ligne Texte Texte", "Partie|Argent|", "C1", "Deux colonnes portent ce titre"),
        ("Ligne Texte", "Partie|Argent|Ici", "C2", "Cette colonne n’a pas de titre"),
        ("Ligne Texte Points:Beauté", "Axe|Pertinence", "C1", "Aucun axe ne porte ce nom"),
        ("Ligne Texte Points:Pertinence Points:A1", "Axe|Pertinence", "D1", "Deux colonnes donnent les points"),
        ("Texte Code", "Partie|Argent", "", "Il manque la ligne des titres"),
    ],
)
def test_mistake_in_the_header(header, row, address, message):
    ((found, _, words),) = mistakes(row, header=header)
    assert found == address
    assert message in words


def test_empty_column_of_another_title_does_no_harm():
    assert addresses("Partie|Argent|", header="Ligne Texte Remarques") == []


def test_column_that_would_be_emptied_is_missed():
    needed = Needed(columns=frozenset({"help", "identifier"}), axes=frozenset({"a"}))
    header = "Ligne Texte Identifiant"
    errors = reading("Axe|Pertinence|a", header=header, needed=needed).errors
    assert {error.address for error in errors} == {""}
    text = " ".join(error.message for error in errors)
    assert "« Aide »" in text
    assert "des points de l’axe « Pertinence »" in text
    assert "Identifiant" not in text


def test_copied_row_still_has_the_identifier_of_another():
    header = "Ligne Texte Identifiant"
    ((address, text, message),) = mistakes("Partie|Besoin|a", "Partie|Argent|a", header=header)
    assert (address, text) == ("C3", "a")
    assert "La ligne 2 a le même identifiant" in message


def test_line_of_an_exported_draft_may_lack_its_text():
    assert addresses("Partie||a", header="Ligne Texte Identifiant") == []


@pytest.mark.parametrize(
    ("rows", "address"),
    [
        ([f"Axe||Axe numéro {number}" for number in range(MAX_AXES + 1)], f"A{MAX_AXES + 2}"),
        ([f"Question||Question {number} ?" for number in range(MAX_QUESTIONS + 1)], f"A{MAX_QUESTIONS + 2}"),
        (["Question||Une ?", *["Réponse||Oui"] * (MAX_ANSWERS + 1)], f"A{MAX_ANSWERS + 3}"),
        (["Axe||Pertinence", *["Palier||Bas|0"] * 9], "A11"),
    ],
)
def test_too_many_of_a_kind(rows, address):
    assert addresses(*rows, header="Ligne Code Texte A_partir_de") == [address]


def test_too_many_sheets_of_a_band():
    header = "Ligne Texte Fiches A_partir_de"
    assert addresses("Axe|Pertinence", "Palier|Bas|4;5;4;5;4|0", header=header) == ["C3"]


def test_new_band_says_where_it_begins():
    assert addresses("Axe|Pertinence", "Palier|Bas|", header="Ligne Texte A_partir_de") == ["C3"]


def test_no_cell_of_the_instructions_looks_like_a_formula():
    texts = [text for column in COLUMNS for text in (column.header, column.help, column.example)]
    assert [text for text in texts if protected(text) != text] == []


def test_condition_of_too_many_answers_is_one_mistake():
    condition = "Q1=" + ",".join(["non"] * 20_000)
    (mistake,) = mistakes(*AXES, *FIRST, f"Question||Et puis ?|||||||{condition}", "Réponse||Oui", "Réponse||Non")
    assert mistake[2].startswith(f"{MAX_ANSWERS} réponses au plus par condition")


def test_faults_of_a_table_that_is_wrong_throughout_are_not_all_collected():
    row = "Axe||Pertinence" + "|x" * 200
    header = "Ligne Code Texte" + " Points" * 200
    assert len(mistakes(*[row] * 100, header=header)) <= 10_000
