"""Every template is used, and none asks anything of another host."""

from __future__ import annotations

import re
from pathlib import Path

from django.template.utils import get_app_template_dirs

from tests.consistency.source import PACKAGES, ROOT, files, modules, strings

ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'<>)]*""", re.IGNORECASE)
#: Names of vocabularies, which nothing asks for.
NAMES = ("http://www.w3.org/",)


def templates() -> list[str]:
    return [name.removeprefix("templates/") for name in files() if name.startswith("templates/")]


def mentioned() -> set[str]:
    """Every template name that a template or the code writes out, the drawings of the icons that the code names, and
    the subject that goes with a mail's text."""
    quoted = re.compile(r"""["']([\w/.-]+\.(?:html|txt|xml|json))["']""")
    found = {name for path in templates() for name in quoted.findall((ROOT / "templates" / path).read_text())}
    words = {node.value for _, parsed in modules() for node in strings(parsed)}
    found |= words | {f"icons/{word}.svg" for word in words}
    return found | {f"{name.removesuffix('.txt')}_subject.txt" for name in found if name.endswith(".txt")}


def overrides() -> set[str]:
    """Our templates that stand in front of one of an installed application."""
    others = [
        folder
        for folder in get_app_template_dirs("templates")
        if ROOT not in Path(folder).parents or ".venv" in str(folder)
    ]
    return {name for name in templates() if any((Path(folder) / name).exists() for folder in others)}


def unused(names, used) -> list[str]:
    return sorted(set(names) - used)


def asked_elsewhere(text: str) -> list[str]:
    """The hosts that a text names, those of vocabularies apart."""
    return [address for address in ADDRESS.findall(text) if not address.startswith(NAMES)]


def test_no_template_is_unused():
    assert unused(templates(), mentioned() | overrides()) == []


def test_an_unused_template_is_seen():
    assert unused([*templates(), "blocks/forgotten.html"], mentioned() | overrides()) == ["blocks/forgotten.html"]


def test_an_override_needs_something_to_stand_in_front_of():
    assert "wagtailcore/shared/block_preview.html" in overrides()
    assert "home/home_page.html" not in overrides()


def test_templates_live_in_one_place():
    assert [name for name in files() if name.endswith(".html") and name.split("/")[0] in {*PACKAGES, "site"}] == []


def test_nothing_is_asked_of_another_host():
    found = {
        name: hosts
        for name in files()
        if name.startswith(("templates/", "static/")) and name.endswith((".html", ".txt", ".css", ".js", ".svg"))
        if (hosts := asked_elsewhere((ROOT / name).read_text()))
    }
    assert found == {}


def test_another_host_is_seen():
    assert asked_elsewhere('<script src="//cdn.example.org/x.js"></script>') == ["//cdn.example.org/x.js"]
    assert asked_elsewhere("@import url(https://fonts.example.com/a.css)") == ["https://fonts.example.com/a.css"]
    assert asked_elsewhere('<svg xmlns="http://www.w3.org/2000/svg">') == []
