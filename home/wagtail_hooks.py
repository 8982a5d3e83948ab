"""The home page and pages of text in the admin."""

from __future__ import annotations

from wagtail import hooks


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    return [*names, "icons/sillon-home.svg", "icons/sillon-text-page.svg"]
