"""No page is refused anything by the content security policy it comes with, and none asks another host."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from search import views as search_views
from tests.browser.conftest import log_in
from tests.browser.pages import PAGES
from tests.browser.test_editor import photo
from tests.conftest import make_user

#: Their scripts go on asking after the page has loaded.
WITH_MAP = {"inventory"}
TELL = """addEventListener("securitypolicyviolation", event => console.info(
  "refused", event.effectiveDirective, event.blockedURI || event.sample, "on", location.pathname))"""


@pytest.fixture
def refused(page: Page) -> list[str]:
    """What the policy has kept pages and their frames from doing since the test began."""
    found: list[str] = []
    page.context.add_init_script(TELL)
    page.on("console", lambda message: found.append(message.text) if message.text.startswith("refused") else None)
    return found


def test_what_is_refused_is_heard(page: Page, home, refused):
    page.goto("/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(200)  # the event is told after the change
    assert refused == ["refused style-src-attr inline on /"]


def test_public_pages_are_refused_nothing(page: Page, home, refused, elsewhere, monkeypatch):
    call_command("load_demo", verbosity=0)
    for name, path in [*PAGES.items(), ("log-out", "/compte/logout/"), ("not there", "/contact/")]:
        page.goto(path)
        if name in WITH_MAP:
            page.wait_for_load_state("networkidle")
    log_in(page, make_user("une-lectrice"))
    page.goto("/compte/logout/")
    assert page.goto("/admin/").status == 403
    monkeypatch.setattr(search_views, "search_context", None)
    assert page.goto("/recherche/?q=x").status == 500
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.styleSheets.length") == 1
    assert (refused, elsewhere) == ([], [])


def test_the_documentation_of_the_api_works_under_the_public_policy(page: Page, home, refused, elsewhere):
    page.set_default_timeout(30_000)  # the library reads the whole document when a first operation opens
    page.goto("/api/v3/docs")
    operation = page.locator(".opblock", has_text="/api/v3/site/").first
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text("200")
    assert (refused, elsewhere) == ([], [])


def test_the_admin_is_refused_nothing(page: Page, home, admin, refused, elsewhere):
    call_command("load_demo", verbosity=0)
    log_in(page, admin)
    for path in ("", "account/", "users/", "workflows/list/", "reports/site-history/", "snippets/core/theme/add/"):
        page.goto(f"/admin/{path}")
        page.wait_for_load_state("networkidle")
    page.goto("/admin/images/multiple/add/")
    page.locator("input[type=file]").first.set_input_files(photo())
    expect(page.get_by_label("Titre")).to_be_visible()
    page.goto("/admin/images/")
    page.get_by_role("main").locator("a", has=page.locator("img")).first.click()
    expect(page.locator(".jcrop-holder, .focal-point-chooser").first).to_be_visible()

    page.goto(f"/admin/pages/{home.pk}/edit/")
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_be_visible()

    page.goto("/admin/redirects/add/")
    page.get_by_role("button", name="Choisissez une page").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="Accueil").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert (refused, elsewhere) == ([], [])
