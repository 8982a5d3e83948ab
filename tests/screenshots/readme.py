"""The images of the README, taken from the demo: small, and the same for everyone who takes them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.screenshots.camera import SCREENS, Camera, View, open_browser
from tests.screenshots.scratch import ROOT
from tests.screenshots.states import State

FOLDER = ROOT / "docs" / "images"
HEAVIEST = 120_000  # bytes
VIEWS = {view.name: view for view in SCREENS}


@dataclass(frozen=True)
class Picture:
    """One image of the README: its file, the page, and how it is looked at."""

    file: str
    state: State
    view: View = VIEWS["1280-clair"]


def opens_the_editor(page: Page) -> None:
    """From the admin's search to the form of the guide's first sheet."""
    page.goto("/admin/pages/search/?q=pourquoi+et+pour+qui")
    with page.expect_navigation():
        page.locator("a[href*='/edit/']").first.click()


PICTURES = [
    Picture("home.webp", State("home", "Home", "/")),
    Picture("inventory.webp", State("inventory", "Inventory", "/inventaire/")),
    Picture("sheet.webp", State("sheet", "Sheet", "/memento/demarrer/pourquoi-et-pour-qui/")),
    Picture("editor.webp", State("editor", "Editor", "/admin/", account="editrice", act=opens_the_editor)),
    Picture("home-phone.webp", State("home-phone", "Home on a phone", "/"), VIEWS["390-clair"]),
]


def take_all(base_url: str) -> int:
    """Take the images; return the command's exit code. What can be seen without scrolling is what they show."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open_browser(base_url) as browser:
        camera = Camera(browser, base_url)
        for picture in PICTURES:
            with camera.context(picture.state.account, picture.view.window) as context:
                page = context.new_page()
                camera.visit(page, picture.state)
                data = page.screenshot(animations="disabled", caret="hide")
            size = write(data, FOLDER / picture.file)
            print(f"  docs/images/{picture.file} ({size // 1000} ko)", flush=True)
    return 0


def write(data: bytes, target: Path) -> int:
    """Write a PNG as WebP, as good as fits; return its bytes."""
    with Image.open(io.BytesIO(data)) as image:
        for quality in range(90, 20, -5):
            packed = io.BytesIO()
            image.convert("RGB").save(packed, "WEBP", quality=quality, method=6)
            if packed.tell() <= HEAVIEST:
                break
    target.write_bytes(packed.getvalue())
    return packed.tell()
