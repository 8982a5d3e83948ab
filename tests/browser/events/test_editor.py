"""An editor announces an event from a preset; after it, the same page becomes its report."""

from __future__ import annotations

from datetime import time

from playwright.sync_api import Locator, Page, expect

from archive.choices import EventKind
from archive.models import EventReportPage
from tests.browser.conftest import log_in, settle
from tests.browser.events.conftest import day

#: An announcement takes fewer clicks and filled fields than this.
ACTIONS = 15


class Hand:
    """What an editor does, counted: each click, each field that is filled, each choice."""

    def __init__(self) -> None:
        self.actions = 0

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()

    def fill(self, field: Locator, text: str) -> None:
        self.actions += 1
        field.fill(text)

    def choose(self, field: Locator, label: str) -> None:
        self.actions += 1
        field.select_option(label=label)


def test_an_editor_announces_from_the_preset_in_a_few_actions(page: Page, home, editor, elsewhere):
    log_in(page, editor)
    page.goto("/admin/")
    hand = Hand()
    hand.click(page.get_by_role("link", name="Évènements", exact=True))
    hand.click(page.get_by_role("link", name="Ajouter : évènement").first)
    hand.click(page.get_by_role("link", name="Table ronde légère"))
    hand.fill(page.locator("#id_title"), "Un col, trois ateliers")
    hand.fill(page.locator("#id_date"), f"{day(30):%d/%m/%Y}")
    hand.fill(page.locator("#id_venue"), "Salle du Guiers")
    hand.fill(page.locator("#id_introduction"), "Trois gérants racontent leur premier hiver.")
    hand.click(page.get_by_role("tab", name="Inscription"))
    hand.click(page.get_by_role("checkbox", name="Inscription en ligne"))
    hand.fill(page.locator("#id_capacity"), "40")
    hand.choose(page.locator("#id_organiser"), str(editor))
    settle(page)
    hand.click(page.locator("footer button[data-w-dropdown-target=toggle]"))
    hand.click(page.get_by_role("button", name="Publier"))
    expect(page.get_by_text("publiée").first).to_be_visible()
    assert hand.actions < ACTIONS

    event = EventReportPage.objects.get()
    assert (event.live, event.kind, event.start_time) == (True, EventKind.LIGHT_ROUND_TABLE, time(17, 15))
    page.goto(event.url)
    facts = page.get_by_role("complementary", name="En bref")
    expect(facts).to_contain_text("de 17 h 15 à 19 h 30")
    # With nothing to read beside them, they stand below the title.
    assert facts.bounding_box()["x"] == page.get_by_role("heading", level=1).bounding_box()["x"]
    expect(page.get_by_role("link", name="S’inscrire")).to_be_visible()
    assert elsewhere == []
