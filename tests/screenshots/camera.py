"""Looks at a page as different readers see it, notes what is wrong with it, and takes the shot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM
from tests.screenshots.states import State, account_log_in

SETTLE = 40  # ms between two looks at what is still being loaded
PATIENCE = 100  # such looks before a page is taken as it is
ZOOM_HEIGHT = 2_000  # CSS pixels of an enlarged page: Chromium draws no more than 16,384 real ones


@dataclass(frozen=True)
class Window:
    """A browser's window in CSS pixels, each drawn with `scale` real ones."""

    width: int
    height: int
    scale: int = 1


@dataclass(frozen=True)
class View:
    """How a page is looked at: in a window, in a colour scheme, or on paper."""

    name: str
    label: str
    window: Window
    scheme: str = "light"
    media: str = "screen"


WINDOWS = [Window(390, 844), Window(768, 1024), Window(1280, 900)]
SCHEMES = {"clair": "light", "sombre": "dark"}
SCREENS = [
    View(f"{window.width}-{name}", f"{window.width} px, {name}", window, scheme)
    for name, scheme in SCHEMES.items()
    for window in WINDOWS
]
#: A4 at 96 dots per inch.
PRINT = View("impression", "imprimé, A4", Window(794, 1123), media="print")
ZOOM = View("zoom-400", "1280 px agrandi à 400 %", Window(320, 256, scale=4))

#: Waits for fonts and for all images, those far down the page too. This browser hides scrollbars, as a phone does, and
#: must keep no room for them.
READY = """async () => {
    document.documentElement.style.setProperty("scrollbar-gutter", "auto");
    await document.fonts.ready;
    const images = [...document.images];
    images.forEach(image => { image.loading = "eager"; });
    await Promise.all(images.map(image => image.decode().catch(() => {})));
}"""
#: What is wrong with the page as it stands, in words.
LOOK = """() => {
    const faults = [];
    const named = element => {
        const kind = [element.localName, ...element.classList].join(".");
        return element.id ? `${kind}#${element.id}` : kind;
    };
    const placed = element => `${named(element.parentElement)} > ${named(element)}`;
    const width = document.documentElement.scrollWidth;
    if (width > innerWidth) {
        const scrolls = element => {
            for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
                if (getComputedStyle(up).overflowX !== "visible") return true;
            return false;
        };
        const wide = [...document.body.querySelectorAll("*")].filter(element => {
            const box = element.getBoundingClientRect();
            return box.width && box.right > innerWidth + 1 && !scrolls(element);
        });
        const inner = wide.filter(element => !wide.some(other => other !== element && element.contains(other)));
        const names = [...new Set(inner.map(placed))].slice(0, 4).join(", ");
        faults.push(`défilement horizontal : ${width} px pour ${innerWidth} (${names})`);
    }
    for (const image of document.images) {
        const source = decodeURI(image.currentSrc || image.src).split("/").slice(-2).join("/");
        if (!image.naturalWidth) faults.push(`image cassée : ${source}`);
        if (!image.hasAttribute("width") || !image.hasAttribute("height"))
            faults.push(`image sans dimensions : ${placed(image)} ${source}`);
    }
    return faults;
}"""


@dataclass
class Shot:
    """What came of looking at a page: its files, its height in CSS pixels, its faults in words."""

    view: View
    image: Path
    height: int
    faults: list[str] = field(default_factory=list)
    pdf: Path | None = None


class Missing(Exception):
    """The page answered with another status than the state promises."""


@contextmanager
def open_browser(base_url: str) -> Iterator[Browser]:
    """Chromium for one thread, for which no host exists but that of the site."""
    hosts = {"localhost", "127.0.0.1", urlsplit(base_url).hostname}
    rules = ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in sorted(hosts))])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, f"--host-resolver-rules={rules}"]
        )
        yield browser
        browser.close()


class Camera:
    """Takes the shots of one thread."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser = browser
        self.base_url = base_url
        self._logged_in: dict[str, dict] = {}

    def take(self, state: State, views: list[View], folder: Path) -> list[Shot]:
        """One page in these views, PNG below `folder` and a PDF of what is printed. Raises Missing.

        A page is loaded once for each width; its scheme then changes as a reader's does at dusk.
        """
        shots = []
        for window in dict.fromkeys(view.window for view in views):
            with self.context(state.account, window, state.host) as context:
                page = context.new_page()
                faults = self.visit(page, state)
                for view in (view for view in views if view.window == window):
                    shots.append(_shot(page, view, folder))
                    shots[-1].faults += faults
                    faults = []
        return shots

    def context(self, account: str, window: Window, host: str = "localhost") -> BrowserContext:
        """A fresh window for a view, in which `account` is logged in."""
        parts = urlsplit(self.base_url)
        base_url = self.base_url if host == "localhost" else f"{parts.scheme}://{host}:{parts.port}"
        return self.browser.new_context(
            base_url=base_url,
            viewport={"width": window.width, "height": window.height},
            device_scale_factor=window.scale,
            reduced_motion="reduce",
            locale="fr-FR",
            timezone_id="Europe/Paris",
            storage_state=self._session(account) if account else None,
        )

    def visit(self, page: Page, state: State) -> list[str]:
        """Go to a state's page and do what it asks; return what was heard of faults on the way."""
        faults: list[str] = []
        pending: set[Request] = set()
        host = urlsplit(self.base_url).hostname

        def asked(request: Request) -> None:
            pending.add(request)
            parts = urlsplit(request.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in (host, state.host):
                faults.append(f"demande à un autre hôte : {request.url[:120]}")

        def said(message: ConsoleMessage) -> None:
            # That an error page is one is no news.
            itself = urlsplit(message.location.get("url", "")).path == urlsplit(page.url).path
            if message.type == "error" and not (itself and state.status >= 400):
                kind = "politique de sécurité" if "Content Security Policy" in message.text else "console"
                faults.append(f"{kind} : {message.text[:200]}")

        page.on("request", asked)
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, lambda request: pending.discard(request))
        page.on("console", said)
        page.on("pageerror", lambda error: faults.append(f"script : {str(error)[:200]}"))
        response = page.goto(state.path)
        if response is None or response.status != state.status:
            raise Missing(f"statut {response.status if response else 'inconnu'} au lieu de {state.status}")
        if state.act:
            state.act(page)
        page.evaluate(READY)
        quiet = 0
        for _ in range(PATIENCE):
            quiet = 0 if pending else quiet + 1
            if quiet == 2:
                break
            page.wait_for_timeout(SETTLE)
        return faults

    def _session(self, account: str) -> dict:
        """The cookies of an account that has logged in, once for this browser."""
        if account not in self._logged_in:
            with self.browser.new_context(base_url=self.base_url, locale="fr-FR") as context:
                account_log_in(context.new_page(), account)
                self._logged_in[account] = context.storage_state()
        return self._logged_in[account]


def _shot(page: Page, view: View, folder: Path) -> Shot:
    window = view.window
    image = folder / f"{view.name}.png"
    pdf = folder / f"{view.name}.pdf" if view.media == "print" else None
    page.emulate_media(media=view.media, color_scheme=view.scheme)
    if pdf:
        page.pdf(path=pdf, format="A4")
    faults = page.evaluate(LOOK)
    height = page.evaluate("document.documentElement.scrollHeight")
    seen = height if window.scale == 1 else min(height, ZOOM_HEIGHT)
    page.screenshot(
        path=image,
        animations="disabled",
        caret="hide",
        full_page=True,
        # What sticks out is a fault that is told; it must not make the picture wider.
        clip={"x": 0, "y": 0, "width": window.width, "height": seen},
    )
    return Shot(view, image, height, faults, pdf)
