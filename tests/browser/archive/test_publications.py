"""An editor publishes a report with two authors and a PDF from an empty form; a reader cites and downloads it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from archive.models import PublicationPage
from core.models import Partner, Person
from tests.browser.axe import violations_by_scheme
from tests.browser.conftest import log_in, settle
from tests.core.files.pdf import made

PHONE = {"width": 390, "height": 844}


def choose(page: Page, chooser: str, name: str) -> None:
    """Choose an object of the directory in a row of the form."""
    page.locator(f"#{chooser}-chooser").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("link", name=name).click()
    expect(page.locator(f"#{chooser}-chooser")).to_contain_text(name)


def test_an_editor_publishes_a_report_and_a_reader_cites_it(page: Page, home, editor, elsewhere, tmp_path: Path):
    Person.objects.create(name="Amina Benkirane")
    Partner.objects.create(name="Collectif des vallées", slug="collectif-des-vallees")
    report = tmp_path / "rapport.pdf"
    report.write_bytes(made.pdf("Compter les trajets", "Conclusion"))
    log_in(page, editor)
    page.goto("/admin/")
    page.get_by_role("link", name="Publications", exact=True).click()
    page.get_by_role("link", name="Ajouter : publication").first.click()
    page.get_by_role("link", name=re.compile("^Étude")).click()
    page.locator("#id_title").fill("Compter les trajets d’une vallée")
    page.locator("#id_date").fill("juin 2016")
    page.locator("#id_authors-ADD").click()
    choose(page, "id_authors-0-person", "Amina Benkirane")
    page.locator("#id_authors-ADD").click()
    choose(page, "id_authors-1-organisation", "Collectif des vallées")
    page.locator("#id_abstract").fill("Ce que l’on apprend en comptant les trajets pendant une semaine.")
    page.get_by_role("tab", name="Contenu et fichiers").click()
    page.locator("#id_files-ADD").click()
    page.locator("#id_files-0-document-chooser").get_by_role("button").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Transférer").click()
    dialog.locator("input[type=file]").set_input_files(report)
    # Wagtail takes the title from the name of the file, unless the dialog has only just opened.
    dialog.get_by_label("Titre").last.fill("rapport")
    dialog.get_by_role("button", name="Transférer").click()
    expect(page.locator("#id_files-0-document-chooser")).to_contain_text("rapport")
    settle(page)
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("publiée").first).to_be_visible()
    assert PublicationPage.objects.get().live

    page.set_viewport_size(PHONE)
    page.goto("/ressources/")
    page.get_by_role("main").get_by_role("link", name="Publications", exact=True).click()
    page.get_by_role("link", name="Compter les trajets d’une vallée").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("juin 2016 · Amina Benkirane, Collectif des vallées")
    expect(page.get_by_role("region", name="Citer")).to_contain_text(
        "Amina Benkirane et Collectif des vallées, Compter les trajets d’une vallée, étude, juin 2016."
    )
    with page.expect_download() as download:
        main.get_by_role("link", name="rapport").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert violations_by_scheme(page) == {}
    main.get_by_role("link", name="Collectif des vallées").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Collectif des vallées")
    expect(main.get_by_role("link", name="Compter les trajets d’une vallée")).to_be_visible()
    assert violations_by_scheme(page) == {}
    assert elsewhere == []
