"""Films: no host is asked before the click, the right player afterwards, and films of this site that one can seek."""

from __future__ import annotations

import base64

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from core.models import SillonDocument
from tests.browser import axe
from tests.browser.conftest import until
from tests.factories.home import StandardPageFactory

HOSTED = "https://video.exemple.fr/w/kkGMgK9ZtnKfYAgnEtQxbv"
PLAYER = "https://video.exemple.fr/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p=0"
CHAPTERS = [{"time": "0:00", "title": "L’arrivée"}, {"time": "0:01", "title": "L’atelier"}]
WORDS = "<p>Bienvenue dans l’atelier.</p>"
#: Three seconds of grey, as the browser itself records them.
RECORD = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
  const brush = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start();
  for (let n = 0; n < 30; n++) {
    brush.fillStyle = `rgb(${n * 8} 99 99)`;
    brush.fillRect(0, 0, 64, 36);
    await new Promise((done) => setTimeout(done, 100));
  }
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  return btoa(String.fromCharCode(...new Uint8Array(await new Blob(parts).arrayBuffer())));
}"""


def document(name: str, content: bytes) -> SillonDocument:
    return SillonDocument.objects.create(
        title=name, file=ContentFile(content, name=name), file_size=len(content), file_hash=f"hash of {name}"
    )


def show(page: Page, home, **fields) -> None:
    video = {"title": "La visite", "chapters": CHAPTERS, "transcript": WORDS, **fields}
    faq = {"questions": [{"question": "Pour qui ?", "answer": "<p>Pour la vallée.</p>"}]}
    panels = {"items": [{"title": "En montagne", "text": "<p>La saison commande.</p>"}]}
    StandardPageFactory(
        parent=home, title="Films", slug="films", body=[("video", video), ("faq", faq), ("accordion", panels)]
    )
    page.goto("/films/")


@pytest.fixture
def host(page: Page) -> None:
    """The film's host, as this test plays it."""
    page.route("https://video.exemple.fr/**", lambda route: route.fulfill(content_type="text/html", body="<p>Film</p>"))


def test_nothing_is_asked_before_the_click_and_the_player_after_it(page: Page, home, elsewhere, host):
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    show(page, home, url=HOSTED, captions=document("visite.vtt", b"WEBVTT\n"))
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Rien n’est chargé avant votre clic")).to_contain_text("video.exemple.fr")
    expect(page.get_by_role("link", name="Télécharger les sous-titres")).to_be_visible()
    assert elsewhere == []

    button = page.get_by_role("link", name="Voir la vidéo « La visite » sur video.exemple.fr")
    button.focus()
    page.keyboard.press("Enter")
    player = page.locator("iframe")
    expect(player).to_have_attribute("src", f"{PLAYER}&autoplay=1")
    expect(player).to_be_focused()
    expect(page.get_by_title("Vidéo : La visite")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()

    page.get_by_role("link", name="0:01").click()
    expect(player).to_have_attribute("src", f"{PLAYER}&start=1&autoplay=1")
    assert set(elsewhere) == {f"{PLAYER}&autoplay=1", f"{PLAYER}&start=1&autoplay=1"}
    assert refused == []


def test_a_page_asked_again_still_shows_its_film(page: Page, home, host):
    """The browser keeps the page, and is told that nothing has changed."""
    show(page, home, url=HOSTED)
    page.goto("/")
    with page.expect_response("**/films/") as answer:
        page.goto("/films/")
    assert answer.value.status in (200, 304)
    page.get_by_role("link", name="Voir la vidéo").click()
    expect(page.frame_locator("iframe").get_by_text("Film")).to_be_visible()


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_a_script_links_lead_to_the_host_at_the_right_time(page: Page, home, elsewhere):
    show(page, home, url=HOSTED)
    expect(page.get_by_role("link", name="Voir la vidéo")).to_have_attribute("href", HOSTED)
    expect(page.get_by_role("link", name="0:01")).to_have_attribute("href", f"{HOSTED}?start=1")
    assert elsewhere == []


def test_a_film_of_this_site_plays_where_a_chapter_begins(page: Page, home, elsewhere):
    page.goto("/")
    film = document("film.webm", base64.b64decode(page.evaluate(RECORD)))
    captions = document("visite.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nBienvenue\n")
    asked: list[str | None] = []
    page.on("request", lambda request: asked.append(request.headers.get("range")) if ".webm" in request.url else None)
    show(page, home, file=film, captions=captions)
    page.wait_for_load_state("networkidle")
    assert asked == []

    page.get_by_role("link", name="0:01").click()
    video = page.locator("video")
    expect(video).to_be_focused()
    until(page, "document.querySelector('video').currentTime >= 1")
    assert page.evaluate("document.querySelector('video').error") is None
    assert page.evaluate("document.querySelector('track').track.cues.length") == 1
    assert asked[0] == "bytes=0-"
    assert elsewhere == []


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["script", "no script"])
def test_what_opens_is_printed_open(page: Page, home):
    show(page, home, url=HOSTED)
    words = ("Bienvenue dans l’atelier.", "Pour la vallée.", "La saison commande.")
    for text in words:
        expect(page.get_by_text(text)).to_be_hidden()
    page.emulate_media(media="print")
    for text in words:
        expect(page.get_by_text(text)).to_be_visible()
        assert page.get_by_text(text).bounding_box()["height"] > 10
    expect(page.locator(".video-facade")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_film_is_within_everyone_s_reach(page: Page, home, width, host):
    show(page, home, url=HOSTED)
    page.set_viewport_size({"width": width, "height": 800})
    assert axe.violations_by_scheme(page) == {}
    page.get_by_role("link", name="0:01").click()
    expect(page.locator("iframe")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
