"""Mistakes of a table are named by their cells, and leave nothing to store."""

from __future__ import annotations

import uuid

import pytest

from archive.commitments.spreadsheet import compare as module
from archive.commitments.spreadsheet.columns import COLUMNS
from archive.models import CommitmentPage
from core.text.typography import NBSP
from tests.archive.commitments.spreadsheet.conftest import errors_of, evidence, exported, fresh, measure, rows_of
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory

pytestmark = pytest.mark.django_db
NEW = {"numero": "17", "intitule": "Une mesure nouvelle"}


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("statut_propose", "fini", "Ce statut n’existe pas"),
        ("preuve_date", "31/13/2017", "Cette date n’est pas comprise"),
        ("date_engagement", "bientôt", "Cette date n’est pas comprise"),
        ("preuve_date", "vers " * 1000, "Cette date n’est pas comprise"),
        ("echeance", "depuis " * 1000 + "2016", "Cette date n’est pas comprise"),
        ("echeance", "juin-17", "Cette date n’est pas comprise"),
        ("preuve_type", "rumeur", "Ce type de preuve n’existe pas"),
        ("sous_mesure_de", "99", "Aucune mesure de ce plan n’a ce numéro"),
        ("sous_mesure_de", "17", "pas sa propre sous-mesure"),
        ("sous_mesure_de", "16-a", "est elle-même une sous-mesure"),
        ("axe", "a" * 201, "caractères au plus"),
        ("titre", "a" * 256, "caractères au plus"),
        ("intitule", "a" * 20_001, "caractères au plus"),
        ("pilotes", "CGET ; " + "a" * 151, "caractères au plus"),
        ("sources", "https://exemple", "n’est pas une adresse complète"),
        ("sources", "Un titre | https://a.example/ et la suite", ""),
        ("preuve_sources", f"https://a.example/{'a' * 500}", "caractères au plus"),
        ("extrait", "a" * 20_001, "caractères au plus"),
        ("preuve", "a" * 256, "caractères au plus"),
        ("mesure_id", "16", "Aucune mesure de ce plan n’a cet identifiant"),
        ("mesure_id", str(uuid.UUID(int=1)), "Aucune mesure de ce plan n’a cet identifiant"),
        ("preuve_id", str(uuid.UUID(int=1)), "Aucune preuve de cette mesure n’a cet identifiant"),
    ],
)
def test_wrong_cell_is_named(compared, column, text, message):
    found = errors_of(compared(rows_of({"numero": "18", "intitule": "Bonne"}, {**NEW, "preuve": "Loi", column: text})))
    if not message:  # a title may have spaces and a bar
        assert found == []
        return
    assert [where for where, _ in found] == [f"Ligne 3, colonne {column}"]
    assert message in found[0][1]


def test_undocumented_is_no_status_of_an_evidence(compared):
    found = errors_of(compared(rows_of({**NEW, "preuve": "Loi", "statut_propose": "Non documenté"})))
    assert [where for where, _ in found] == ["Ligne 2, colonne statut_propose"]


def test_rows_of_one_measure_contradict_each_other(compared):
    rows = rows_of({**NEW, "echeance": "2016"}, {**NEW, "echeance": "2017"})
    assert errors_of(compared(rows)) == [
        ("Ligne 3, colonne echeance", "La ligne 2 dit « 2016 » de la même mesure : écrivez partout la même chose.")
    ]


def test_measure_without_text_or_number(compared):
    found = errors_of(
        compared(rows_of({"axe": "Télétravail"}, {"numero": "17"}, {"numero": "16", "intitule": "", "axe": "X"}))
    )
    assert [where for where, _ in found] == [f"Ligne {row}, colonne intitule" for row in (2, 3, 4)]


def test_number_of_another_measure(compared, plan):
    renamed = {"mesure_id": str(measure("16-a").translation_key), "numero": "16", "intitule": "Diffuser"}
    found = errors_of(compared(rows_of(renamed)))
    assert found[0][0] == "Ligne 2, colonne numero"
    assert "hors de ce tableau" in found[0][1]


def test_measure_of_another_plan(compared, home):
    other = CommitmentPageFactory(parent=CommitmentPlanPageFactory(title="CIR 2"), number="1")
    found = errors_of(compared(rows_of({"mesure_id": str(other.translation_key), **NEW})))
    assert [where for where, _ in found] == ["Ligne 2, colonne mesure_id"]


def test_whole_that_becomes_a_part(compared):
    found = errors_of(compared(rows_of(NEW, {"numero": "16", "intitule": "Élaborer un plan", "sous_mesure_de": "17"})))
    assert [where for where, _ in found] == ["Ligne 3, colonne sous_mesure_de"]
    assert "D’autres mesures précisent celle-ci" in found[0][1]


def test_evidence_twice(compared):
    proof = evidence("21 propositions")
    row = {"numero": "16", "preuve_id": str(proof.translation_key), "intitule": "Élaborer un plan", "preuve": "a"}
    found = errors_of(compared(rows_of(row, {**row, "preuve": "b"})))
    assert found == [("Ligne 3, colonne preuve_id", "Cette preuve est déjà à la ligne 2.")]


def test_evidence_without_title(compared):
    proof = evidence("21 propositions")
    row = {"numero": "16", "preuve_id": str(proof.translation_key), "intitule": "Élaborer un plan", "preuve": ""}
    assert errors_of(compared(rows_of(row, columns=[*row]))) == [
        ("Ligne 2, colonne preuve", "Une preuve a un intitulé.")
    ]


def test_two_columns_of_one_name(compared):
    found = errors_of(compared([["numero", "intitule", "Intitulé"], ["17", "a", "b"]]))
    assert found[0] == ("Ligne 1, colonne intitule", "Deux colonnes portent ce titre : gardez-en une.")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "Il manque la ligne des titres"),
        ([["a", "b"], ["1", "2"]], "Il manque la ligne des titres"),
        ([["numero", "intitule"]], "aucune ligne sous ses titres"),
        (
            [["plan", "intitule"], ["CIR 2", "a"]],
            "Aucune ligne n’est du plan « CIR 1 – Laon » : toutes sont de « CIR 2 »",
        ),
    ],
)
def test_table_that_is_none(compared, rows, message):
    [(where, found)] = errors_of(compared(rows))
    assert where == ""
    assert message in found


def test_unknown_column_is_remarked(compared):
    result = compared([["numero", "intitule", "Avis du maire"], ["17", "Nouvelle", "Bien"]])
    assert result.errors == []
    assert result.remarks == ["La colonne « Avis du maire » n’est pas lue."]


def test_locked_page_is_named_by_its_row(compared, plan, admin):
    page = measure("16-a")
    page.locked, page.locked_by = True, admin
    page.save()
    unchanged = {"numero": "16", "intitule": "Élaborer un plan"}
    found = errors_of(compared(rows_of(unchanged, {"numero": "16-a", "intitule": "Diffuser mieux"})))
    assert [where for where, _ in found] == ["Ligne 3"]
    assert "verrouillée par" in found[0][1]


def test_too_many_changes(compared, monkeypatch):
    monkeypatch.setattr(module, "MAX_CHANGES", 2)
    rows = rows_of(*({"numero": f"2{number}", "intitule": f"Nouvelle {number}"} for number in range(3)))
    [(where, message)] = errors_of(compared(rows))
    assert where == ""
    assert message == module.TOO_MANY


def test_every_column_is_explained(compared):
    assert all(column.help and not column.help.startswith(NBSP) for column in COLUMNS)
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


def test_nothing_is_stored_by_comparing(compared, plan, moderator):
    before = exported(plan, moderator), CommitmentPage.objects.count()
    compared(rows_of(NEW, {"numero": "16", "intitule": "Autre chose"}))
    assert (exported(fresh(plan), moderator), CommitmentPage.objects.count()) == before
