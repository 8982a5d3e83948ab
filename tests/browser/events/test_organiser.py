"""The organiser of an event marks who came on a phone; an editor turns its page into the report."""

from __future__ import annotations

import csv
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from archive.models import EventReportPage, Registration
from tests.browser.axe import violations
from tests.browser.conftest import choose_image, log_in, settle
from tests.browser.events.conftest import DESK, PHONE, day, look

NAMES = ("Léa Martin", "Nour Benali", "Jean-Baptiste de Montgolfier-Saint-Hugues", "Inès Roux")


@pytest.fixture
def yesterday(event) -> EventReportPage:
    """The event, which three people came to yesterday; one more waited for a seat."""
    now = timezone.now()
    for number, name in enumerate(NAMES):
        event.registrations.create(
            name=name, email=f"{number}@example.org", mailbox=f"{number}@example.org", answer="Oui, à deux",
            organisation="Communauté de communes Cœur de Chartreuse" if number else "", has_seat=number < 3,
            created_at=now, confirm_by=now, confirmed_at=now,
        )  # fmt: skip
    event.date = day(-1).isoformat()
    event.save_revision().publish()
    return EventReportPage.objects.get(pk=event.pk)


def photo() -> dict:
    made = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "JPEG")
    return {"name": "salle.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def test_who_came_is_marked_and_the_event_becomes_its_report(page: Page, yesterday, editor, elsewhere):
    log_in(page, editor)
    page.set_viewport_size(PHONE)
    mark_who_came(page, yesterday)
    page.set_viewport_size(DESK)
    write_the_report(page, yesterday)
    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    read_the_report(page, yesterday)
    assert elsewhere == []


def mark_who_came(page: Page, event: EventReportPage) -> None:
    page.goto(f"{event.url}inscription/liste/")
    for name in (NAMES[0], NAMES[2]):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Enregistrer qui est venu").click()
    expect(page.get_by_text("Les présences sont enregistrées.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("2\u00a0personnes sont venues")
    look(page)
    assert list(Registration.objects.order_by("pk").values_list("attended", flat=True)) == [True, False, True, None]

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la liste").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    rows = csv.DictReader(lines, delimiter=";")
    assert [(row["Nom"], row["Place"], row["Est venu"]) for row in rows] == [
        (NAMES[0], "place", "oui"), (NAMES[1], "place", "non"), (NAMES[2], "place", "oui"),
        (NAMES[3], "liste d’attente", ""),
    ]  # fmt: skip


def write_the_report(page: Page, event: EventReportPage) -> None:
    page.goto(f"/admin/pages/{event.pk}/edit/")
    page.locator("#id_state").select_option("Compte rendu publié")
    page.get_by_role("tab", name="Compte rendu").click()
    assert violations(page) == []  # the blocks' own forms are Wagtail's
    for kind in ("Texte", "Image"):
        page.locator("#panel-child-compte_rendu-report-section .c-sf-add-button").last.click()
        page.get_by_role("option", name=kind, exact=True).click()
    page.locator("[contenteditable=true]:visible").first.click()
    page.keyboard.type("Le premier hiver a coûté trois mois de loyer.")
    page.get_by_role("button", name="Choisir une image").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Transférer").click()
    choose_image(dialog, photo(), "La salle", "Quarante personnes autour d’un poêle")
    dialog.get_by_role("button", name="Transférer").click()
    expect(dialog).to_be_hidden()
    page.locator("#id_decisions-ADD").click()
    page.locator("#id_decisions-0-text").fill("Acheter le bois ensemble.")
    settle(page)
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text(re.compile("publiée")).first).to_be_visible()


def read_the_report(page: Page, event: EventReportPage) -> None:
    page.goto(event.url)
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="Compte rendu")).to_be_visible()
    expect(main).to_contain_text("Le premier hiver a coûté trois mois de loyer.")
    expect(main.get_by_role("region", name="Décisions")).to_contain_text("Acheter le bois ensemble.")
    photo = main.get_by_role("img", name="Quarante personnes autour d’un poêle")
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(main.get_by_role("link", name="S’inscrire")).to_have_count(0)
    expect(main).not_to_contain_text("Léa Martin")
    look(page)
