"""An editor corrects a diagnostic in a spreadsheet: a mistake is named with its cell, then the summary is confirmed."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from django.urls import reverse
from playwright.sync_api import Page, expect

from memento.models import MementoPage
from tests.browser.conftest import log_in
from tests.factories.memento import DiagnosticPageFactory

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(page: Page, book: openpyxl.Workbook) -> None:
    content = BytesIO()
    book.save(content)
    page.get_by_label("Fichier").set_input_files(
        {"name": "corrige.xlsx", "mimeType": XLSX, "buffer": content.getvalue()}
    )
    page.get_by_role("button", name="Lire le fichier").click()


def test_a_diagnostic_is_corrected_in_a_spreadsheet(page: Page, home, editor, elsewhere):
    diagnostic = DiagnosticPageFactory(parent=MementoPage.objects.get(), title="Essai", slug="essai")
    log_in(page, editor)
    page.goto(reverse("wagtailadmin_pages:edit", args=[diagnostic.pk]))
    page.get_by_role("button", name="Actions", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter (XLSX)").click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))

    sheet = book["Questionnaire"]
    weight = next(cell.column for cell in sheet[1] if cell.value == "Poids")
    for kind, text in (("Question", "Le toit tient-il ?"), ("Réponse", "Oui"), ("Réponse", "Non")):
        sheet.append([kind, None, text])
    mistake = sheet.cell(row=sheet.max_row - 2, column=weight, value="beaucoup")
    page.get_by_role("link", name="Importer un tableau").click()
    send(page, book)
    expect(page.get_by_role("heading", name="1 cellule à corriger")).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=mistake.coordinate, exact=True))
    expect(row).to_contain_text("beaucoup")
    expect(row).to_contain_text("Écrivez un nombre entier de 1 à 5")

    mistake.value = 3
    send(page, book)
    expect(page.get_by_role("heading", name="6 questions, 1 nouvelle")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Le toit tient-il ?")).to_be_visible()
    page.get_by_role("button", name="Enregistrer ce brouillon").click()
    expect(page.get_by_text("Le tableau est importé dans un nouveau brouillon.")).to_be_visible()
    questions = page.locator("#panel-child-questionnaire-questions-section [data-streamfield-child]")
    expect(questions.filter(has_text="Le toit tient-il ?").first).to_be_visible()
    assert elsewhere == []
