"""Diagnostics as spreadsheets in the admin: who may, what a refused file says, and what a confirmed one stores."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from core.bin import moves
from core.spreadsheets.writing import to_csv
from memento.admin import diagnostic_tables
from memento.diagnostics.spreadsheet.example import example
from memento.diagnostics.spreadsheet.files import to_xlsx
from memento.diagnostics.spreadsheet.references import InventoryCodes
from memento.models import DiagnosticPage
from tests.conftest import make_user
from tests.factories.memento import DiagnosticPageFactory, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def diagnostic(memento) -> DiagnosticPage:
    return DiagnosticPageFactory(parent=memento, slug="pre-diagnostic")


def url(page, name="import") -> str:
    return reverse(f"memento_diagnostic_{name}", args=[page.pk])


def rows_of(client, page) -> list[list]:
    """The exported table, as a person sees it."""
    sheet = openpyxl.load_workbook(BytesIO(client.get(url(page, "xlsx")).content)).worksheets[0]
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


def upload(rows, name="tableau.csv"):
    content = to_csv(rows) if name.endswith(".csv") else to_xlsx(rows, InventoryCodes())
    return SimpleUploadedFile(name, content)


def send(client, address, rows, name="tableau.csv", **fields):
    return client.post(address, {"file": upload(rows, name), **fields})


def confirm(client, address, response):
    return client.post(address, {"accepted": response.context["accepted"]})


def row_of(rows, text) -> list:
    return next(row for row in rows if text in row)


def draft(page) -> DiagnosticPage:
    return fresh(page).get_latest_revision_as_object()


def raw(page) -> tuple[list, list]:
    return [*page.axes.raw_data], [*page.questions.raw_data]


# --- Export ----------------------------------------------------------------------------------------------------------


def test_edit_page_offers_export_and_import(as_editor, diagnostic):
    html = as_editor.get(reverse("wagtailadmin_pages:edit", args=[diagnostic.pk])).text
    for name in ("xlsx", "csv", "import"):
        assert url(diagnostic, name) in html


def test_export_is_the_latest_draft(as_editor, diagnostic):
    page = draft(diagnostic)
    page.questions[1].value["text"] = "Où est-ce ?"
    page.save_revision()
    assert any("Où est-ce ?" in row for row in rows_of(as_editor, diagnostic))
    response = as_editor.get(url(diagnostic, "csv"))
    assert response["Content-Disposition"] == 'attachment; filename="pre-diagnostic.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "Où est-ce ?" in response.content.decode("utf-8-sig")


@pytest.fixture
def as_moderator(moderator) -> Client:
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture
def as_reader_of_the_admin(home) -> Client:
    """Somebody who may open the admin, and edit no page."""
    user = make_user("une-lectrice")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", ["xlsx", "csv", "import"])
def test_only_those_who_may_edit_the_page(client, as_member, as_reader_of_the_admin, diagnostic, name):
    for visitor in (client, as_member, as_reader_of_the_admin):
        assert visitor.get(url(diagnostic, name)).status_code == 302
        assert visitor.post(url(diagnostic, name)).status_code == 302
    assert as_reader_of_the_admin.get(reverse("memento_diagnostic_model")).status_code == 200


# --- Import ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tableau.csv", "tableau.xlsx"])
def test_unchanged_export_changes_nothing(as_editor, diagnostic, name):
    response = send(as_editor, url(diagnostic), rows_of(as_editor, diagnostic), name)
    assert "ce tableau dit la même chose que le questionnaire" in response.text
    assert "accepted" not in response.text


def test_confirmed_table_is_a_new_draft_and_nothing_is_published(as_editor, editor, diagnostic):
    before = raw(draft(diagnostic))
    rows = rows_of(as_editor, diagnostic)
    row_of(rows, "Question besoin ?")[rows[0].index("Poids")] = 3
    budget = rows.index(row_of(rows, "Question budget ?"))
    del rows[budget:]
    for kind, text in (("Question", "Une question de plus ?"), ("Réponse", "Oui"), ("Réponse", "Non")):
        rows.append([kind, "", text] + [""] * (len(rows[0]) - 3))
    response = send(as_editor, url(diagnostic), rows)
    text = response.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "5 questions, 1 nouvelle, 1 retirée, 1 modifiée" in text
    assert "2 axes, sans changement" in text
    assert "Les résultats déjà partagés" in text
    assert raw(draft(diagnostic)) == before

    answer = confirm(as_editor, url(diagnostic), response)
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[diagnostic.pk])
    assert raw(fresh(diagnostic)) == before  # what readers see
    axes, questions = raw(draft(diagnostic))
    assert axes == before[0]
    assert [block["id"] for block in questions[:-1]] == [block["id"] for block in before[1][:-1]]
    assert next(block for block in questions if block["id"] == "besoin")["value"]["weight"] == 3
    assert questions[-1]["value"]["text"] == "Une question de plus ?"
    entry = PageLogEntry.objects.get(page=diagnostic.pk, action=diagnostic_tables.IMPORTED)
    assert entry.user == editor
    assert "Tableau importé" in as_editor.get(reverse("wagtailadmin_pages:history", args=[diagnostic.pk])).text


def test_section_above_another_question_is_a_change(as_editor, diagnostic):
    rows = rows_of(as_editor, diagnostic)
    section = max(rank for rank, row in enumerate(rows) if row[0] == "Partie")
    question = max(rank for rank in range(section) if rows[rank][0] == "Question")
    rows.insert(question, rows.pop(section))
    response = send(as_editor, url(diagnostic), rows)
    assert "2 parties, devant d’autres questions" in response.text.replace("\u202f", " ").replace("\u00a0", " ")
    confirm(as_editor, url(diagnostic), response)
    _, before = raw(fresh(diagnostic))
    _, after = raw(draft(diagnostic))
    assert after != before
    assert sorted(after, key=lambda block: block["id"]) == sorted(before, key=lambda block: block["id"])


def test_file_with_mistakes_is_refused_with_its_cells(as_editor, diagnostic):
    before = diagnostic.revisions.count()
    rows = rows_of(as_editor, diagnostic)
    row = rows.index(row_of(rows, "Question besoin ?"))
    rows[row][rows[0].index("Poids")] = "beaucoup"
    rows[row + 1][rows[0].index("Points\u00a0: Pertinence")] = 2.5
    response = send(as_editor, url(diagnostic), rows)
    text = response.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Rien n’est importé : 2 cellules à corriger" in text
    assert f"E{row + 1}" in text
    assert "beaucoup" in text
    assert f"F{row + 2}" in text
    assert "2.5" in text
    assert "accepted" not in text
    assert diagnostic.revisions.count() == before


def test_only_fifty_errors_are_listed(as_editor, diagnostic):
    rows = rows_of(as_editor, diagnostic)
    rows += [["Rien"] + [""] * (len(rows[0]) - 1)] * 53
    response = send(as_editor, url(diagnostic), rows)
    assert len(response.context["errors"]) == 50
    assert "Et 3 autres" in response.text


def test_problems_of_publication_are_announced(as_editor, diagnostic):
    rows = rows_of(as_editor, diagnostic)
    rows.append(["Question", "", "Sans réponse ?"] + [""] * (len(rows[0]) - 3))
    response = send(as_editor, url(diagnostic), rows)
    assert response.context["remarks"] == [f"Ligne {len(rows)}\u00a0: Donnez au moins deux réponses."]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("tableau.xlsx", b"PK\x03\x04rien", "n’est pas un XLSX lisible"),
        ("tableau.csv", b"\x81\x00\x00", "n’est pas un CSV lisible"),
        ("tableau.csv", b"a;b\n1;2\n", "Il manque la ligne des titres"),
        ("tableau.ods", b"PK", "XLSX ou CSV"),
        ("tableau.csv", b"", "Ce fichier est vide"),
    ],
)
def test_file_that_is_none_is_refused_with_a_sentence(as_editor, diagnostic, name, content, message):
    response = as_editor.post(url(diagnostic), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert message in response.text


def test_no_file_is_refused_with_a_sentence(as_editor, diagnostic):
    assert "Choisissez un fichier." in as_editor.post(url(diagnostic)).text


def test_draft_saved_after_the_summary_is_not_overwritten(as_editor, diagnostic):
    rows = rows_of(as_editor, diagnostic)
    row_of(rows, "Question besoin ?")[2] = "Quel besoin ?"
    response = send(as_editor, url(diagnostic), rows)
    page = draft(diagnostic)
    page.questions[1].value["text"] = "Où est-ce ?"
    page.save_revision()
    answer = confirm(as_editor, url(diagnostic), response)
    assert answer["Location"] == url(diagnostic)
    assert draft(diagnostic).questions[1].value["text"] == "Où est-ce ?"
    assert draft(diagnostic).questions[2].value["text"] == "Question besoin ?"


def test_summary_of_another_page_or_user_is_not_accepted(as_editor, as_moderator, memento, diagnostic):
    other = DiagnosticPageFactory(parent=fresh(memento))
    rows = rows_of(as_editor, diagnostic)
    row_of(rows, "Question besoin ?")[2] = "Quel besoin ?"
    response = send(as_editor, url(diagnostic), rows)
    for client, page in ((as_editor, other), (as_moderator, diagnostic)):
        assert confirm(client, url(page), response)["Location"] == url(page)
        assert draft(page).questions[2].value["text"] == "Question besoin ?"
    for forged in ("", "rien", "a:b:c"):
        assert as_editor.post(url(diagnostic), {"accepted": forged}).status_code == 302


def test_locked_page_is_refused(as_editor, admin, diagnostic):
    diagnostic.locked, diagnostic.locked_by = True, admin
    diagnostic.save()
    rows = rows_of(as_editor, diagnostic)
    response = as_editor.post(url(diagnostic), {"file": upload(rows)}, follow=True)
    assert response.redirect_chain[0][0] == reverse("wagtailadmin_pages:edit", args=[diagnostic.pk])
    assert "un verrou est mis" in str(next(iter(response.context["messages"])))


def test_running_review_moves_to_the_imported_draft(as_moderator, moderator, diagnostic):
    page = draft(diagnostic)
    page.save_revision()
    review = fresh(diagnostic).get_workflow().start(fresh(diagnostic), moderator)
    rows = rows_of(as_moderator, diagnostic)
    row_of(rows, "Question besoin ?")[2] = "Quel besoin ?"
    confirm(as_moderator, url(diagnostic), send(as_moderator, url(diagnostic), rows))
    review.refresh_from_db()
    assert review.status == review.STATUS_IN_PROGRESS
    assert review.current_task_state.revision == fresh(diagnostic).latest_revision


# --- New ones --------------------------------------------------------------------------------------------------------


def test_guide_offers_a_new_diagnostic_from_a_table(as_editor, memento):
    address = url(memento, "import_new")
    assert address in as_editor.get(reverse("wagtailadmin_explore", args=[memento.pk])).text
    assert reverse("memento_diagnostic_model") in as_editor.get(address).text


def test_listing_offers_a_new_diagnostic_from_a_table(as_editor, as_reader_of_the_admin, memento):
    listing = reverse("wagtailadmin_pages:type_use", args=["memento", "diagnosticpage"])
    assert url(memento, "import_new") in as_editor.get(listing).text
    assert url(memento, "import_new") not in as_reader_of_the_admin.get(listing).text


def test_model_makes_a_new_draft(as_editor, editor, memento):
    content = as_editor.get(reverse("memento_diagnostic_model")).content
    address = url(memento, "import_new")
    file = SimpleUploadedFile("modèle.xlsx", content)
    response = as_editor.post(address, {"file": file, "title": "Mon pré-diagnostic"})
    assert "3 questions, 3 nouvelles" in response.text.replace("\u202f", " ").replace("\u00a0", " ")
    answer = confirm(as_editor, address, response)
    page = DiagnosticPage.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.slug, page.live, page.owner) == ("Mon pré-diagnostic", "mon-pre-diagnostic", False, editor)
    assert draft(page).problems() == ([], [])
    assert as_editor.get(answer["Location"]).status_code == 200


def test_new_diagnostic_needs_a_title(as_editor, memento):
    response = send(as_editor, url(memento, "import_new"), example())
    assert "Donnez un titre à ce questionnaire." in response.text
    assert not DiagnosticPage.objects.exists()


def test_two_diagnostics_of_the_same_title_have_two_addresses(as_editor, memento):
    for _ in range(2):
        address = url(memento, "import_new")
        confirm(as_editor, address, send(as_editor, address, example(), title="Le même"))
    assert sorted(DiagnosticPage.objects.values_list("slug", flat=True)) == ["le-meme", "le-meme-2"]


def test_summary_that_is_confirmed_again_leads_to_the_page_it_made(as_editor, memento):
    address = url(memento, "import_new")
    response = send(as_editor, address, example(), title="Une seule fois")
    first, again = (confirm(as_editor, address, response) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert DiagnosticPage.objects.count() == 1
    assert "déjà créé" in as_editor.get(again["Location"]).text


def test_summary_whose_page_is_in_the_bin_makes_no_other(as_editor, admin, memento):
    address = url(memento, "import_new")
    response = send(as_editor, address, example(), title="Une seule fois")
    confirm(as_editor, address, response)
    moves.put(DiagnosticPage.objects.get(), admin)
    assert confirm(as_editor, address, response)["Location"] == address
    assert DiagnosticPage.objects.count() == 1


def test_csv_of_thousands_of_columns_is_answered(as_editor, memento):
    content = ("Ligne;Texte" + ";Points x" * 19_000 + "\nAxe;a\n").encode()
    response = as_editor.post(
        url(memento, "import_new"), {"file": SimpleUploadedFile("tableau.csv", content), "title": "Large"}
    )
    assert response.status_code == 200
    assert response.context["errors"]
