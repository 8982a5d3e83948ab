"""« Aperçu » on another front end: a page of another origin that reads the one object that its token names."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from config.settings.environment import cors
from home.models import StandardPage
from tests.browser.conftest import log_in, open_watched_form
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.scene import correct

FRONT_END = """<!doctype html><html lang="fr"><title>Site</title><h1></h1><p></p><script>
const token = new URLSearchParams(location.search).get("token");
const headers = {Authorization: `Preview ${token}`};
fetch("SILLON/api/v3/preview/", {headers}).then(async (answer) => {
  const content = await answer.json();
  document.querySelector("h1").textContent = answer.ok ? content.title : content.detail;
  document.querySelector("p").textContent = content.data?.summary ?? content.data?.introduction ?? "";
});
</script></html>"""


@pytest.fixture(scope="module")
def origin(live_server) -> Iterator[str]:
    """The origin of a static page. One for all tests: the middleware of the running server keeps its policies."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = FRONT_END.replace("SILLON", live_server.url).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def front_end(origin, settings) -> str:
    """The same origin, which the settings name."""
    settings.FRONTEND_URL, settings.FRONTEND_PREVIEW_PATH = origin, "/apercu"
    for name, value in cors([origin], origin).items():
        setattr(settings, name, value)
    policies = settings.CONTENT_SECURITY_POLICY_BY_PATH
    framing = {**policies["/admin/"], "frame-src": ["'self'", origin]}
    # Under a prefix of its own, since that of the whole admin may be in use already.
    settings.CONTENT_SECURITY_POLICY_BY_PATH = {"/admin/pages/": framing, **policies}
    return origin


@pytest.fixture
def text(home) -> StandardPage:
    return StandardPageFactory(parent=home, slug="la-demarche", title="La démarche")


def test_the_panel_and_the_tab_show_what_is_typed(page: Page, front_end, editor, text, client):
    log_in(page, editor)
    open_watched_form(page, f"/admin/pages/{text.pk}/edit/")
    page.locator("#id_title").fill("Premier titre")
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", name="Premier titre")).to_be_visible()
    # The panel replaces a frame of the front end by another one.
    page.locator("#id_title").fill("Deuxième titre")
    page.locator("#id_title").blur()
    expect(preview.get_by_role("heading", name="Deuxième titre")).to_be_visible()

    with page.expect_popup() as opened:
        page.get_by_label("Prévisualiser dans un nouvel onglet").click()
    tab = opened.value
    expect(tab.get_by_role("heading", name="Deuxième titre")).to_be_visible()
    assert tab.url.startswith(f"{front_end}/apercu?token=")
    assert "titre" not in client.get(f"/api/v3/content/{text.translation_key}/").json()["title"]


def test_a_place_with_a_correction_that_waits(page: Page, front_end, editor, member, client):
    place = SiteProfilePageFactory(title="La Cime", summary="Un atelier.")
    correct(place, member, summary=["Celui du membre."])
    place.summary = "Celui du brouillon."
    place.save_revision()
    log_in(page, editor)
    open_watched_form(page, f"/admin/pages/{place.pk}/edit/")
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_text("Celui du brouillon.")).to_be_visible()
    assert client.get(f"/api/v3/content/{place.translation_key}/").json()["data"]["summary"] == "Un atelier."


def test_a_draft_until_its_reader_logs_out(page: Page, front_end, editor, text):
    text.title = "Brouillon"
    text.save_revision()
    log_in(page, editor)
    page.goto(f"/admin/pages/{text.pk}/view_draft/")
    expect(page.get_by_role("heading", name="Brouillon")).to_be_visible()
    address = page.url
    page.goto("/compte/logout/")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name="Ce jeton d’aperçu n’est pas valable")).to_be_visible()
