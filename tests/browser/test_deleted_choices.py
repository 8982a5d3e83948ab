"""An editor opens and publishes a sheet whose image, document and term have been deleted since."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from memento.models import GlossaryTerm, SheetPage
from tests.browser.conftest import log_in
from tests.factories.archive import DocumentFactory
from tests.factories.images import ImageFactory
from tests.factories.memento import add_chapter, add_sheet


@pytest.fixture
def sheet(home) -> SheetPage:
    chosen = [
        ImageFactory(),
        DocumentFactory(),
        GlossaryTerm.objects.create(term="bail", slug="bail", definition="Un contrat."),
    ]
    image, document, term = (instance.pk for instance in chosen)
    for instance in chosen:
        instance.delete()
    sheet = add_sheet(add_chapter(), "murs", title="Trouver des murs")
    body = [
        ("image", {"image": {"image": image, "alt_text": "La place", "decorative": False}, "caption": ""}),
        ("document", {"document": document, "description": ""}),
        ("definition", {"term": term}),
        ("text", "<p>Visiter trois lieux.</p>"),
    ]
    stream = SheetPage.body.field.stream_block
    sheet.body = stream.to_python([{"type": name, "value": value} for name, value in body])
    sheet.save_revision().publish()
    return sheet


def test_a_sheet_with_deleted_choices_is_edited_and_published(page: Page, sheet, editor):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    log_in(page, editor)
    page.goto(f"/admin/pages/{sheet.pk}/edit/")
    for text in ("Image supprimée", "Document supprimé", "Terme supprimé"):
        expect(page.locator(".chooser__title", has_text=text)).to_be_visible()
    expect(page.locator("#body-0-value-image-alt_text")).to_have_value("La place")
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page).to_have_url(re.compile(rf"/admin/pages/{sheet.get_parent().pk}/$"))
    assert errors == []
    page.goto("/memento/demarrer/murs/")
    expect(page.get_by_text("Visiter trois lieux.")).to_be_visible()
    expect(page.get_by_text("supprimé")).to_have_count(0)
