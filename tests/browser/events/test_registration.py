"""A reader on a phone registers for an event, confirms, takes it into a calendar and cancels, also without a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from archive.models import Registration
from tests.archive.ics import events
from tests.browser.events.conftest import PHONE, look, mailed_path, set_least_seconds

LEA = "lea@example.org"


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["script", "no script"])
def test_a_reader_registers_confirms_and_cancels(page: Page, event, request, monkeypatch, elsewhere):
    has_script = request.node.callspec.params["page"]  # axe needs it

    def see(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        if has_script:
            look(page)

    page.set_viewport_size(PHONE)
    page.goto(event.url)
    see("Un col, trois ateliers")
    page.get_by_role("link", name="S’inscrire").click()
    see("S’inscrire")
    page.get_by_label("Votre nom").fill("Léa Martin")
    page.get_by_label("Votre adresse électronique").fill(LEA)
    page.get_by_label("Restez-vous dîner ?").fill("Oui, à deux")
    send = page.get_by_role("button", name="M’inscrire")

    # As fast as a robot: what was typed is still there.
    set_least_seconds(monkeypatch, 3600)
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("si vite que l’on dirait un robot")
    see("S’inscrire")
    expect(page.get_by_label("Restez-vous dîner ?")).to_have_value("Oui, à deux")
    assert mail.outbox == []
    set_least_seconds(monkeypatch, 0)
    send.click()
    see("Regardez vos courriels")

    page.goto(mailed_path(LEA, "inscription"))
    see("Mon inscription")
    expect(page.get_by_text("Une place vous est réservée, Léa Martin.")).to_be_visible()
    page.get_by_role("button", name="Confirmer mon inscription").click()
    expect(page.get_by_role("status")).to_contain_text("Votre inscription est confirmée")
    see("Mon inscription")
    assert Registration.objects.get().confirmed_at

    with page.expect_download() as download:
        page.get_by_role("link", name="Ajouter à mon agenda").click()
    (entry,) = events(Path(download.value.path()).read_bytes()).values()
    assert download.value.suggested_filename == "un-col-trois-ateliers.ics"
    assert str(entry["summary"]) == "Un col, trois ateliers"
    assert entry.decoded("dtstart") == event.starts_at

    page.get_by_role("button", name="Annuler mon inscription").click()
    see("Votre inscription est annulée")
    assert not Registration.objects.exists()
    page.goto(mailed_path(LEA, "inscription"))
    see("Cette inscription n’existe pas, ou plus")
    assert elsewhere == []
