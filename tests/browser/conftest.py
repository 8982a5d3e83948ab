"""Chromium before a live server. In CI its absence is a failure; elsewhere the tests are skipped, and say why."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect, sync_playwright

from members.models import User
from tests.chromium import ARGUMENTS, CHROMIUM

# Playwright's event loop runs in the test's thread, where Django would then refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PASSWORD = "motdepasse"
#: What a test waits for may take this long on a busy machine, in milliseconds. A test that passes seldom waits.
PATIENCE = 30_000
DESKTOP = {"width": 1280, "height": 900}
expect.set_options(timeout=PATIENCE)
#: What a test does to an element of a page, which begins only when the scripts of the page have run: a button that a
#: script answers is visible before, on a busy machine for seconds.
ACTIONS = (
    "check", "clear", "click", "dblclick", "drag_to", "fill", "focus", "hover", "press", "press_sequentially",
    "select_option", "set_checked", "set_input_files", "tap", "uncheck",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            # Before any fixture: without a browser no server is started and no database filled.
            if CHROMIUM is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: install Debian's package « chromium ».")
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        for name in ACTIONS:
            patch.setattr(Locator, name, after_load(getattr(Locator, name)))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def after_load(action: Callable[..., Any]) -> Callable[..., Any]:
    """Let an action of a locator wait until its element is there and the page with it is loaded."""

    @wraps(action)
    def act(locator: Locator, *args: Any, **kwargs: Any) -> Any:
        locator.wait_for(state="attached")
        locator.page.wait_for_load_state("load")
        return action(locator, *args, **kwargs)

    return act


def new_context(browser: Browser, live_server, **options: Any) -> BrowserContext:
    """Open someone's browser, in French; `options` are those of Playwright's `new_context`."""
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", **{"viewport": DESKTOP, **options})
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def elsewhere() -> list[str]:
    """Addresses of other hosts that a page has asked for: none, ever."""
    return []


@pytest.fixture(params=[True])
def page(request: pytest.FixtureRequest, browser: Browser, live_server, elsewhere: list[str]) -> Iterator[Page]:
    """A desktop page in French; `indirect` parametrisation with False turns JavaScript off."""
    context = new_context(
        browser,
        live_server,
        timezone_id="Europe/Paris",
        java_script_enabled=request.param,
        reduced_motion="reduce",
    )
    page = context.new_page()
    host = urlsplit(live_server.url).netloc

    def note(request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
            elsewhere.append(request.url)

    page.on("request", note)
    yield page
    context.close()
    wait_until_answered()


@pytest.fixture
def second_page(browser: Browser, live_server) -> Iterator[Page]:
    """Someone else's browser."""
    context = new_context(browser, live_server)
    yield context.new_page()
    context.close()
    wait_until_answered()


#: Requests that the live server is answering now.
answering: set[int] = set()


@pytest.fixture(scope="session", autouse=True)
def requests_are_counted() -> Iterator[None]:
    def began(**_) -> None:
        answering.add(threading.get_ident())

    def ended(**_) -> None:
        answering.discard(threading.get_ident())

    request_started.connect(began, weak=False, dispatch_uid="tests-began")
    request_finished.connect(ended, weak=False, dispatch_uid="tests-ended")
    yield
    request_started.disconnect(dispatch_uid="tests-began")
    request_finished.disconnect(dispatch_uid="tests-ended")


def wait_until_answered(patience: float = 10.0) -> None:
    """What a browser sends while it closes is answered before the database is emptied, which would wait for it."""
    until, calm = time.monotonic() + patience, 0
    while calm < 3 and time.monotonic() < until:
        calm = 0 if answering else calm + 1
        time.sleep(0.02)


def settle(page: Page) -> None:
    """Wait until a form of the admin has saved itself, half a second after the last key, and the server has answered.

    Twice, since the browser's clock is late on a busy machine. (Playwright's « networkidle » is a state that a page
    reaches once, when it has been loaded.)
    """
    for _ in range(2):
        page.wait_for_timeout(700)
        wait_until_answered()


def choose_image(dialog: Locator, file: FilePayload, title: str, description: str) -> None:
    """Fill the form for a new image.

    A moment after a file is chosen, Wagtail writes its name as title, unless the dialog has only just opened.
    """
    dialog.locator("input[type=file]").set_input_files(file)
    with suppress(AssertionError):
        expect(dialog.get_by_label("Titre")).to_have_value(Path(file["name"]).stem, timeout=3000)
    dialog.get_by_label("Titre").fill(title)
    dialog.get_by_label("Description").fill(description)


def until(page: Page, condition: str) -> None:
    """Wait until a JavaScript expression is true. Playwright's own waiting evaluates text, which the policy forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {condition}")


def log_in(page: Page, user: User) -> None:
    """Give the browser a session of this user. `test_accounts.py` tries the log-in page itself."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}])


def open_watched_form(page: Page, url: str) -> None:
    """Open a form of the admin, and wait until it is saved by itself when something changes.

    Wagtail notes what the form was opened with after two seconds, and may do so twice.
    """
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watched = 'yes'; })"
    )
    page.goto(url)
    expect(page.locator("html")).to_have_attribute("data-watched", "yes")
    page.wait_for_timeout(1_000)
