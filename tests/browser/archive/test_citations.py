"""The reference of a publication: copied, downloaded, and read without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from archive.models import PublicationIndexPage
from tests.browser.axe import violations
from tests.factories.archive import full_publication

REFERENCE = "Ada Martin, AUEG, Zoé et Collectif des vallées, [Une étude], retour d’étude, dans Revue du col"


def test_the_reference_is_copied(page: Page, home, elsewhere):
    publication = full_publication()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(publication.url)
    page.get_by_role("button", name="Copier").click()
    expect(page.get_by_text("Copié.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(REFERENCE)
    assert violations(page) == []
    assert elsewhere == []


def test_a_refused_clipboard_selects_the_reference(page: Page, home):
    publication = full_publication()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(publication.url)
    page.get_by_role("button", name="Copier").click()
    assert page.evaluate("getSelection().toString()").startswith(REFERENCE)


@pytest.mark.parametrize("page", [False], indirect=True)
def test_it_is_read_and_downloaded_without_script(page: Page, home):
    full_publication()
    page.goto(f"{PublicationIndexPage.objects.get().url}?type=study_feedback")
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == "publications-retour-detude.ris"
    page.get_by_role("link", name="Une étude").first.click()
    expect(page.get_by_text(REFERENCE)).to_be_visible()
    expect(page.get_by_role("button", name="Copier")).to_be_hidden()
