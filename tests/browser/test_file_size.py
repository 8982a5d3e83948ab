"""A file that is too large is refused before it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in
from tests.browser.test_contribute import picture


@pytest.fixture
def large(tmp_path) -> Path:
    path = tmp_path / "panorama.jpg"
    with path.open("wb") as file:
        file.truncate(16 * 1024 * 1024)
    return path


@pytest.fixture
def posts(page: Page) -> list[str]:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if request.method == "POST" else None)
    return seen


def test_a_large_image_is_refused_in_the_admin(page: Page, home, editor, large, posts, elsewhere):
    log_in(page, editor)
    posts.clear()
    page.goto("/admin/images/add/")
    page.locator("input[type=file]").set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="panorama.jpg")).to_contain_text("15 Mo au plus")
    expect(page.locator("input[type=file]")).to_have_value("")
    page.goto("/admin/images/multiple/add/")
    page.locator("input[type=file]").set_input_files(large)
    expect(page.locator("#upload-list")).to_contain_text("trop lourd")
    page.goto("/admin/account/")
    page.locator("#id_avatar-avatar").set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="panorama.jpg")).to_contain_text("15 Mo au plus")
    assert [url for url in posts if "/account/" in url or "/images/" in url] == []


def test_a_large_photo_of_a_member_is_refused_and_the_next_one_is_taken(page: Page, home, member, large, posts):
    from members.models import Upload
    from tests.factories.inventory import inventory_index

    inventory_index()
    log_in(page, member)
    page.goto("/contribuer/lieu/")
    page.get_by_label("Nom du lieu").fill("La Scierie du Guiers")
    page.get_by_role("button", name="Enregistrer et continuer", exact=True).click()
    page.goto(page.url.rstrip("/").rpartition("/")[0] + "/photos/")
    posts.clear()
    page.locator("input[type=file]").first.set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="panorama.jpg")).to_contain_text("15 Mo au plus")
    assert posts == []
    assert not Upload.objects.exists()
    page.locator("input[type=file]").first.set_input_files(picture())
    expect(page.get_by_text("En ajouter")).to_be_visible()
    assert Upload.objects.count() == 1
