"""An editor schedules a page, and goes on after an error."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, Response, expect

from home.models import StandardPage
from tests.browser.conftest import log_in
from tests.factories.home import StandardPageFactory

PARIS = ZoneInfo("Europe/Paris")


def next_saturday() -> datetime:
    """Nine o'clock in Paris, on the Saturday of next week."""
    today = timezone.localtime(timezone=PARIS)
    day = today.date() + timedelta(days=7 + (5 - today.weekday()) % 7)
    return datetime(day.year, day.month, day.day, 9, tzinfo=PARIS)


@pytest.fixture
def draft(home, editor) -> StandardPage:
    text = StandardPageFactory(parent=home, title="La foire", live=False)
    text.save_revision(user=editor)
    return text


def open_form(page: Page, text: StandardPage, editor) -> None:
    log_in(page, editor)
    page.goto(reverse("wagtailadmin_pages:edit", args=[text.pk]))


def open_schedule(page: Page) -> Locator:
    page.get_by_role("button", name="Afficher/masquer l’état").or_(
        page.locator("[data-side-panel-toggle=status]")
    ).first.click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    return page.get_by_role("dialog")


def paste(field: Locator, text: str) -> None:
    """Paste as a browser does: with the event that native inputs leave unanswered."""
    field.evaluate(
        """(input, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            input.focus();
            input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_page_is_scheduled_for_next_saturday_at_nine(page: Page, draft, editor, elsewhere):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    saturday = next_saturday()
    open_form(page, draft, editor)
    dialog = open_schedule(page)
    go_live = dialog.locator("[name=go_live_at]")
    expect(go_live).to_have_attribute("type", "datetime-local")
    go_live.fill(f"{saturday:%Y-%m-%dT%H:%M}")
    go_live.blur()
    expect(dialog.get_by_role("status").first).to_have_text(
        re.compile(rf"samedi {saturday.day}(er)? \S+ {saturday.year} à 9 h, heure de Paris")
    )
    expect(go_live).to_have_value(f"{saturday:%Y-%m-%dT%H:%M}")

    paste(dialog.locator("[name=expire_at]"), "un de ces jours")
    expect(dialog.get_by_role("alert")).to_contain_text("« un de ces jours » : cette date n’est pas comprise")
    paste(dialog.locator("[name=expire_at]"), f"le 28 janvier {saturday.year + 1} à 18 h 30")
    expect(dialog.locator("[name=expire_at]")).to_have_value(f"{saturday.year + 1}-01-28T18:30")
    expect(dialog.get_by_role("alert")).to_have_count(0)

    with page.expect_navigation():
        dialog.get_by_role("button", name="Enregistrer").click()
    draft.refresh_from_db()
    assert timezone.localtime(draft.go_live_at, PARIS) == saturday
    assert not draft.live

    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.locator("footer button[name=action-publish]").click()
    expect(page.get_by_text("La foire").first).to_be_visible()
    page.wait_for_url(lambda url: "/edit/" not in url)
    draft.refresh_from_db()
    assert not draft.live
    (scheduled,) = draft.revisions.filter(approved_go_live_at__isnull=False)
    assert scheduled.approved_go_live_at == saturday
    assert scheduled.as_object().expire_at == datetime(saturday.year + 1, 1, 28, 18, 30, tzinfo=PARIS)
    assert page.evaluate("typeof jQuery.fn.datetimepicker") == "undefined"
    assert errors == []
    assert elsewhere == []


def test_a_date_without_its_hour_is_not_left_out(page: Page, draft, editor):
    open_form(page, draft, editor)
    dialog = open_schedule(page)
    go_live = dialog.locator("[name=go_live_at]")
    go_live.focus()
    page.keyboard.type("0101")
    save = dialog.get_by_role("button", name="Enregistrer")
    save.click()
    expect(dialog.get_by_role("alert")).to_contain_text("Cette date est incomplète")
    expect(save).to_be_enabled()
    assert StandardPage.objects.get(pk=draft.pk).revisions.count() == 1

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(go_live).to_be_hidden()
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer le brouillon").first.click()
    assert StandardPage.objects.get(pk=draft.pk).revisions.count() == 2


def test_autosave_goes_on_when_an_error_is_corrected(page: Page, draft, editor):
    open_form(page, draft, editor)
    page.locator("#id_title").fill("")
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.locator("footer button[name=action-publish]").click()
    expect(page.locator(".error-message").first).to_be_visible()

    def is_saved(answer: Response) -> bool:
        return answer.request.method == "POST" and answer.url.endswith("/edit/") and answer.ok

    with page.expect_response(is_saved):
        page.locator("#id_title").fill("La foire d’automne")
    assert StandardPage.objects.get(pk=draft.pk).get_latest_revision_as_object().title == "La foire d’automne"

    with page.expect_response(lambda answer: answer.url.endswith("/edit/") and not answer.ok):
        page.locator("#id_title").fill("")
    with page.expect_response(is_saved):
        page.locator("#id_title").fill("La foire de printemps")
    assert StandardPage.objects.get(pk=draft.pk).get_latest_revision_as_object().title == "La foire de printemps"
