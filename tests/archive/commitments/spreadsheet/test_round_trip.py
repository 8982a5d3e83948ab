"""An exported plan is read back unchanged, whatever its texts are."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.commitments.spreadsheet.compare import compare
from archive.commitments.spreadsheet.files import read_file, to_xlsx
from archive.commitments.spreadsheet.stored import load
from archive.models import EvidencePage
from core.spreadsheets.writing import to_csv
from tests.archive.commitments.spreadsheet.conftest import exported, fresh, measure, table
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory, EvidencePageFactory

pytestmark = pytest.mark.django_db
FILES = {".csv": to_csv, ".xlsx": to_xlsx}


@pytest.mark.parametrize("suffix", FILES)
def test_unchanged_export_changes_nothing(awkward, moderator, suffix):
    content = FILES[suffix](exported(awkward, moderator))
    result = compare(read_file(content, suffix), load(awkward, moderator), moderator, f"tableau{suffix}")
    assert result.errors == []
    assert result.remarks == []
    assert [*result.changes()] == []
    assert len(result.measures) == 4
    assert sum(len(row.evidence) for row in result.measures) == EvidencePage.objects.count() == 3


@pytest.mark.parametrize("suffix", FILES)
def test_export_into_an_empty_plan_makes_the_same_measures(awkward, moderator, imported, suffix):
    """Without ids and with another plan, every cell is read anew; the new plan is exported with the same cells."""
    copy = CommitmentPlanPageFactory(title=awkward.title, slug="copie")
    content = FILES[suffix](without_ids(exported(awkward, moderator)))
    imported([texts for _, texts in read_file(content, suffix)], into=copy)
    again = without_ids(exported(copy, moderator))
    original = without_ids(exported(awkward, moderator))
    assert [cells(row) for row in again] == [cells(row) for row in original]


def cells(row) -> list[str]:
    return [text.replace("\r\n", "\n").strip() for text in row]


def without_ids(rows) -> list[list[str]]:
    """Empty the ids, and « validee », since all imported evidence is a draft."""
    at = [rows[0].index(name) for name in ("mesure_id", "preuve_id", "validee")]
    return [rows[0], *([("" if position in at else text) for position, text in enumerate(row)] for row in rows[1:])]


def test_export_has_what_an_import_would_change(plan, moderator, writer):
    """A live measure counts with its live version for those who publish, with its draft for others."""
    page = measure("16")
    page.text = "Le brouillon"
    page.save_revision()
    at = exported(plan, moderator)[0].index("intitule")
    assert exported(plan, moderator)[1][at] == "Élaborer un plan"
    assert exported(plan, writer)[1][at] == "Le brouillon"


def test_twin_numbers_and_parts_without_number_are_read_back(plan, moderator):
    whole = CommitmentPageFactory(parent=fresh(plan), number="", text="Sans numéro")
    for number in ("16", "17"):
        CommitmentPageFactory(parent=fresh(plan), number=number, text=f"Jumelle {number}", part_of=whole)
    rows = exported(plan, moderator)
    result = compare(table(rows), load(fresh(plan), moderator), moderator, "tableau.csv")
    assert result.errors == []
    assert [*result.changes()] == []


def test_export_takes_the_same_queries_for_more_measures(plan, moderator):
    def queries() -> int:
        user, page = get_user_model().objects.get(pk=moderator.pk), fresh(plan)
        with CaptureQueriesContext(connection) as caught:
            load(page, user)
        return len(caught)

    with_draft = CommitmentPageFactory(parent=fresh(plan), number="20", leads=["CGET"])
    with_draft.save_revision()
    EvidencePageFactory(parent=with_draft).save_revision()
    before = queries()
    for number in range(5):
        page = CommitmentPageFactory(parent=fresh(plan), number=f"2{number}", leads=["CGET"])
        page.save_revision()
        EvidencePageFactory(parent=page).save_revision()
    assert queries() == before
