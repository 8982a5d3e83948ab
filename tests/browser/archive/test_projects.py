"""An editor makes a project with progress and a meeting from an empty form; readers follow it to the meeting."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from archive.models import EventDecision, EventIndexPage, ProjectPage
from tests.browser.axe import violations_by_scheme
from tests.browser.conftest import log_in, settle
from tests.factories.archive import EventReportPageFactory

PHONE = {"width": 390, "height": 844}


def test_an_editor_makes_a_project_and_readers_follow_it_to_its_meeting(page: Page, home, editor, elsewhere):
    event = EventReportPageFactory(
        parent=EventIndexPage.objects.get(), title="Réunion du printemps", kind="meeting", date="2016-03-03"
    )
    event.decisions.add(EventDecision(text="Visiter trois lieux."))
    event.save_revision().publish()
    log_in(page, editor)
    page.goto("/admin/")
    page.get_by_role("link", name="Projets et groupes", exact=True).click()
    page.get_by_role("link", name="Ajouter : projet ou groupe").first.click()
    page.get_by_role("link", name="Groupe de pilotage").click()
    page.locator("#id_title").fill("Le groupe des gares")
    page.locator("#id_date").fill("depuis 2015")
    page.locator("#id_aims").fill("Relier les gares\nCompter les trajets")
    page.get_by_role("tab", name="Avancement").click()
    page.locator("#id_progress-ADD").click()
    page.locator("#id_progress-0-date").fill("octobre 2015")
    page.locator("#id_progress-0-text").fill("Le groupe se réunit pour la première fois.")
    page.locator("#id_meetings-ADD").click()
    page.locator("#id_meetings-0-event-chooser").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Réunion du printemps").click()
    expect(page.locator("#id_meetings-0-event-chooser")).to_contain_text("Réunion du printemps")
    settle(page)
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("publiée").first).to_be_visible()
    assert ProjectPage.objects.get().live

    page.set_viewport_size(PHONE)
    page.goto("/ressources/")
    page.get_by_role("main").get_by_role("link", name="Projets et groupes").click()
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_have_text("En cours")
    assert violations_by_scheme(page) == {}
    page.get_by_role("link", name="Le groupe des gares").click()
    expect(page.get_by_role("complementary", name="En bref")).to_contain_text("depuis 2015")
    moments = page.locator(".history > li")
    expect(moments.first).to_contain_text("3 mars 2016")
    expect(moments.last).to_contain_text("Le groupe se réunit pour la première fois.")
    expect(page.get_by_text("Visiter trois lieux.")).to_be_visible()
    assert violations_by_scheme(page) == {}
    moments.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Réunion du printemps")
    expect(page.get_by_role("main").get_by_role("link", name="Le groupe des gares")).to_be_visible()
    assert violations_by_scheme(page) == {}
    assert elsewhere == []
