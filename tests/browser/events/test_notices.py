"""« Être prévenu » by the keyboard alone: from the list of events to the mail, then out again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from archive.models import Subscriber
from tests.browser.events.conftest import PHONE, look, mailed_path, set_least_seconds
from tests.browser.keyboard import tab_to

LEA = "lea@example.org"


def test_a_reader_subscribes_and_leaves_by_keyboard(page: Page, event, elsewhere, monkeypatch):
    set_least_seconds(monkeypatch, 0)
    page.set_viewport_size(PHONE)
    page.goto("/ressources/evenements/")

    def press(role: str, name: str, heading: str) -> None:
        tab_to(page, page.get_by_role("main").get_by_role(role, name=name, exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        look(page)

    press("link", "Être prévenu par courriel", "Être prévenu des évènements")
    page.locator("form").last.evaluate("form => { form.noValidate = true }")
    tab_to(page, page.get_by_label("Votre adresse électronique"))
    page.keyboard.type("lea@exemple")  # the site judges it, not the browser
    press("button", "Me prévenir", "Être prévenu des évènements")
    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page, page.get_by_label("Votre adresse électronique"))
    page.keyboard.press("Control+A")
    page.keyboard.type(LEA)
    press("button", "Me prévenir", "Regardez vos courriels")

    page.goto(mailed_path(LEA, "etre-prevenu"))
    press("button", "Oui, me prévenir", "Être prévenu des évènements")
    expect(page.get_by_role("status")).to_contain_text(f"{LEA} reçoit un courriel")
    assert Subscriber.objects.get().confirmed_at
    press("button", "Arrêter", "C’est arrêté")
    assert not Subscriber.objects.exists()
    page.goto(mailed_path(LEA, "etre-prevenu"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne sert plus")
    look(page)
    assert elsewhere == []
