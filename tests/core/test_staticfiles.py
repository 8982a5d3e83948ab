"""The one stylesheet: joined in layers, light, and readable in both schemes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from core import staticfiles

TOKENS = (staticfiles.SOURCES / "tokens.css").read_text(encoding="utf-8")
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {name: colours for name, *colours in PAIR.findall(TOKENS)}
GROUNDS = ("paper", "surface", "sunken")
#: What is read, and on what: WCAG 2.2 asks for 4.5 : 1.
TEXTS = [
    *[(text, ground) for text in ("ink", "muted", "spruce", "larch-ink", "lake-ink", "danger") for ground in GROUNDS],
    ("on-spruce", "spruce"), ("on-door", "door"), ("spruce", "spruce-soft"), ("spruce-strong", "spruce-soft"),
    ("larch-ink", "larch-soft"), ("lake-ink", "lake-soft"), ("danger", "danger-soft"),
    *[("ink", f"{tone}-soft") for tone in ("spruce", "larch", "lake", "danger")],
]  # fmt: skip
#: What is only seen: edges of controls, the ring of the focus, signs. 3 : 1.
SIGNS = [(sign, ground) for sign in ("edge", "focus", "larch", "lake") for ground in GROUNDS]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS, 4.5), (SIGNS, 3)], ids=["texts", "signs"])
def test_what_is_shown_stands_out(scheme, pairs, least):
    weak = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(*(COLOURS[name][scheme] for name in pair))) < least
    }
    assert weak == {}


def test_the_parts_are_joined_in_their_layers():
    text = staticfiles.joined()
    order = [text.index(f"@layer {layer} {{") for layer in staticfiles.LAYERS]
    assert text.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert order == sorted(order)
    assert text.count("{") == text.count("}")


def test_no_part_imports_asks_elsewhere_or_names_a_colour_of_its_own():
    parts = {file.name: file.read_text(encoding="utf-8") for _, file in staticfiles.sources()}
    parts.pop("tokens.css")
    assert [name for name, text in parts.items() if "@import" in text or "url(" in text or "@layer" in text] == []
    assert [name for name, text in parts.items() if re.search(r"#[0-9a-f]{3,8}\b[^-\w{:(]", text)] == []


def test_readers_get_less_than_12_kb():
    assert len(brotli.compress(staticfiles.joined().encode())) < 12_000


def test_it_is_found_and_made_anew_when_a_part_changes(settings, tmp_path, monkeypatch):
    (tmp_path / "css" / "components").mkdir(parents=True)
    for layer in staticfiles.LAYERS:
        if layer != "components":
            (tmp_path / "css" / f"{layer}.css").write_text(f".{layer} {{}}\n")
    part = tmp_path / "css" / "components" / "card.css"
    part.write_text(".card { order: 1; }\n")
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(staticfiles, "SOURCES", tmp_path / "css")
    finder = staticfiles.StylesheetFinder()
    made = finder.find("css/sillon.css")
    assert ".card { order: 1; }" in Path(made).read_text()
    part.write_text(".card { order: 2; }\n")
    later = os.stat(made).st_mtime_ns + 10_000_000
    os.utime(part, ns=(later, later))
    assert ".card { order: 2; }" in Path(finder.find("css/sillon.css")).read_text()
    assert [name for name, _ in finder.list(None)] == ["css/sillon.css"]
    assert finder.find("css/other.css") == []


def test_django_finds_it():
    assert finders.find("css/sillon.css").endswith("css/sillon.css")
