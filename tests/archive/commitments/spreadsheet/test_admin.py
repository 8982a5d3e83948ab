"""Plans as spreadsheets in the admin: who may, what a refused file says, and what a confirmed one stores."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archive.commitments.spreadsheet import save
from archive.commitments.spreadsheet.files import to_xlsx
from archive.models import CommitmentPage, EvidencePage
from core.bin import moves
from core.spreadsheets.writing import to_csv
from tests.archive.commitments.spreadsheet.conftest import exported, fresh, measure, rows_of
from tests.conftest import make_user
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory

pytestmark = pytest.mark.django_db
ROWS = rows_of(
    {"numero": "16", "intitule": "Élaborer mieux", "statut_propose": "réalisé", "preuve_date": "2018"},
    {"numero": "17", "intitule": "Une mesure nouvelle"},
)


@pytest.fixture
def as_moderator(moderator) -> Client:
    client = Client()
    client.force_login(moderator)
    return client


def url(page, name="import") -> str:
    return reverse(f"archive_commitments_{name}", args=[page.pk])


def send(client, page, rows, name="relevé.csv"):
    content = to_xlsx(rows) if name.endswith(".xlsx") else to_csv(rows)
    return client.post(url(page), {"file": SimpleUploadedFile(name, content)})


def confirm(client, page, response, follow=False):
    return client.post(url(page), {"accepted": response.context["accepted"]}, follow=follow)


def plain(response) -> str:
    return response.text.replace("\u202f", " ").replace("\u00a0", " ")


def counts() -> tuple[int, int]:
    return CommitmentPage.objects.count(), EvidencePage.objects.count()


def test_edit_page_offers_export_and_import(as_editor, plan):
    html = as_editor.get(reverse("wagtailadmin_pages:edit", args=[plan.pk])).text
    for name in ("xlsx", "csv", "import"):
        assert url(plan, name) in html
    measure_page = reverse("wagtailadmin_pages:edit", args=[measure("16").pk])
    assert "Importer un tableau" not in as_editor.get(measure_page).text


@pytest.mark.parametrize("name", ["xlsx", "csv", "import"])
def test_only_those_who_may_edit_the_plan(client, as_member, plan, name):
    reader = Client()
    reader.force_login(make_user("une-lectrice"))
    for visitor in (client, as_member, reader):
        assert visitor.get(url(plan, name)).status_code == 302
        assert visitor.post(url(plan, name)).status_code == 302


def test_exported_files(as_moderator, moderator, plan):
    response = as_moderator.get(url(plan, "csv"))
    assert response["Content-Disposition"] == 'attachment; filename="cir-1.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content == to_csv(exported(plan, moderator))
    book = openpyxl.load_workbook(BytesIO(as_moderator.get(url(plan, "xlsx")).content))
    assert book.sheetnames == ["Mesures", "Mode d’emploi"]
    assert book["Mesures"].max_row == 3


@pytest.mark.parametrize("name", ["tableau.csv", "tableau.xlsx"])
def test_unchanged_export_changes_nothing(as_moderator, moderator, awkward, name):
    response = send(as_moderator, awkward, exported(awkward, moderator), name)
    assert "ce tableau dit la même chose que le plan" in response.text
    assert "Importer</button>" not in response.text


def test_confirmed_table_is_stored_and_nothing_before(as_moderator, plan):
    before = counts()
    response = send(as_moderator, plan, ROWS)
    text = plain(response)
    for sentence in (
        "1 mesure nouvelle, publiée dès l’import",
        "1 mesure modifiée, publiée dès l’import",
        "1 preuve nouvelle, en brouillon, à valider",
        "Nouvelle, ligne 3 : Mesure 17 – Une mesure nouvelle",
        "Élaborer un plan",
        "Élaborer mieux",
        "Preuve « Statut proposé par relevé.csv » (mesure 16)",
    ):
        assert sentence in text
    assert counts() == before
    assert measure("16").text == "Élaborer un plan"
    answer = confirm(as_moderator, plan, response, follow=True)
    assert answer.redirect_chain[0][0] == reverse("wagtailadmin_explore", args=[plan.pk])
    assert "Le tableau est importé." in answer.text
    assert counts() == (before[0] + 1, before[1] + 1)
    assert measure("16").text == "Élaborer mieux"
    assert not EvidencePage.objects.get(establishes="done").live


def test_summary_says_that_new_measures_are_drafts(writer, plan):
    client = Client()
    client.force_login(writer)
    text = plain(send(client, plan, ROWS))
    assert "1 mesure nouvelle, en brouillon" in text
    assert "1 mesure modifiée, dans un brouillon" in text


def test_file_with_mistakes_is_refused_with_its_cells(as_moderator, plan):
    before = counts()
    rows = [[*row] for row in ROWS]
    rows[1][rows[0].index("preuve_date")] = "bientôt"
    text = plain(send(as_moderator, plan, rows))
    assert "Rien n’est importé : 1 erreur à corriger" in text
    assert "Ligne 2, colonne preuve_date" in text
    assert "bientôt" in text
    assert 'name="accepted"' not in text
    assert counts() == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("tableau.xlsx", b"PK\x03\x04rien", "n’est pas un XLSX lisible"),
        ("tableau.csv", b"a;b\n1;2\n", "Il manque la ligne des titres"),
        ("tableau.ods", b"PK", "XLSX ou CSV"),
        ("tableau.csv", b"", "Ce fichier est vide"),
    ],
)
def test_file_that_is_none_is_refused_with_a_sentence(as_moderator, plan, name, content, message):
    response = as_moderator.post(url(plan), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert message in response.text


def test_windows_file_is_read(as_moderator, plan):
    content = "numero;intitule\r\n17;Été à la œuvre\r\n".encode("cp1252")
    response = as_moderator.post(url(plan), {"file": SimpleUploadedFile("tableau.csv", content)})
    assert "Été à la œuvre" in response.text
    assert "Texte lu en Windows-1252, par exemple la ligne 2" in response.text


def _edit(page):
    page.text = "Entre-temps"
    page.save_revision().publish()


def _draft(page):
    page.text = "Entre-temps"
    page.save_revision()


def _lock(page):
    page.locked, page.locked_by = True, make_user("une-autre")
    page.save()


@pytest.mark.parametrize("change", [_edit, _draft, _lock], ids=["published", "draft", "locked"])
def test_measure_that_changes_after_the_summary(as_moderator, plan, change):
    response = send(as_moderator, plan, ROWS)
    change(measure("16"))
    before = counts()
    answer = confirm(as_moderator, plan, response, follow=True)
    assert answer.redirect_chain[0][0] == url(plan)
    assert "La page a changé depuis ce résumé" in answer.text
    assert counts() == before
    assert measure("16").text != "Élaborer mieux"


def test_measure_that_is_added_or_binned_after_the_summary(as_moderator, admin, plan):
    response = send(as_moderator, plan, ROWS)
    CommitmentPageFactory(parent=fresh(plan), number="17", text="La même")
    assert confirm(as_moderator, plan, response)["Location"] == url(plan)
    response = send(as_moderator, plan, ROWS)
    moves.put(measure("16-a"), admin)
    assert confirm(as_moderator, plan, response)["Location"] == url(plan)
    assert measure("16").text == "Élaborer un plan"


def test_summary_of_another_plan_or_user_is_not_accepted(as_editor, as_moderator, plan):
    other = CommitmentPlanPageFactory(title="CIR 2")
    response = send(as_moderator, plan, ROWS)
    before = counts()
    for client, page in ((as_editor, plan), (as_moderator, other)):
        assert confirm(client, page, response)["Location"] == url(page)
    for forged in ("", "rien", "a:b:c"):
        assert as_moderator.post(url(plan), {"accepted": forged}).status_code == 302
    assert counts() == before


def test_summary_that_is_confirmed_again_makes_nothing_twice(as_moderator, plan):
    response = send(as_moderator, plan, ROWS)
    confirm(as_moderator, plan, response)
    after = counts()
    assert confirm(as_moderator, plan, response)["Location"] == url(plan)
    assert counts() == after


def test_page_that_cannot_be_stored_leaves_nothing_half_written(as_moderator, plan, monkeypatch):
    def refuse(*args, **options):
        raise ValidationError("Pas cette page.")

    response = send(as_moderator, plan, [ROWS[0], ROWS[2], ROWS[1]])  # the new measure comes first
    monkeypatch.setattr(save, "change_page", refuse)
    before = counts()
    answer = confirm(as_moderator, plan, response, follow=True)
    assert "Ligne 3 : Pas cette page." in plain(answer)
    assert counts() == before


def test_summary_that_is_too_large_to_be_confirmed(as_moderator, plan, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_050
    response = send(as_moderator, plan, ROWS)
    assert "trop de texte pour être confirmé d’un coup" in response.text
