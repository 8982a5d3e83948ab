"""Chromium before a live server. In CI its absence is a failure; elsewhere the tests are skipped, and say why."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, Page, sync_playwright

from members.models import User
from tests.chromium import ARGUMENTS, CHROMIUM

# Playwright's event loop runs in the test's thread, where Django would then refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PASSWORD = "motdepasse"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            # A browser on a busy machine can miss a moment: once more, and the run's summary names each that needed it.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: install Debian's package « chromium ».")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def elsewhere() -> list[str]:
    """Addresses of other hosts that a page has asked for: none, ever."""
    return []


@pytest.fixture(params=[True])
def page(request: pytest.FixtureRequest, browser: Browser, live_server, elsewhere: list[str]) -> Iterator[Page]:
    """A desktop page in French; `indirect` parametrisation with False turns JavaScript off."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 1280, "height": 900},
        java_script_enabled=request.param,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
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


def log_in(page: Page, user: User) -> None:
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique ou nom d’utilisateur").fill(user.username)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/compte/login/" not in url)
