"""Damaged texts are recognised, and sound ones of the same kind are left alone."""

from __future__ import annotations

import pytest

from core.text.damage import damage, is_cut, visible


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("La ForÃªt", "mal lues (« Ãª »)"),
        ("Ã©cole", "mal lues (« Ã© »)"),
        ("FORÃŠT", "mal lues"),
        ("l’Ã‰tape", "mal lues"),
        ("12Â\u00a0€", "mal lues"),
        ("lâ€™atelier", "mal lues"),
        ("un cÅ“ur", "mal lues"),
        ("forãªt", "mal lues"),
        ("caf√© ouvert", "mal lues"),
        ("caf‚ du lac", "mal lues"),
        ("La ForÍt", "mal lues"),
        ("La For\ufffdt", "mal lues"),
        ("caf\x8e", "mal lues (« [U+008E] »)"),
        ("La For\ud83dt", "moitié de caractère"),
        ("La\0Forêt", "moitié de caractère"),
        ("contact\u200b@lieu.example", "invisible s’y cache (U+200B)"),
        ("\ufeffLa Forêt", "invisible"),
        ("La Fo\xadrêt", "invisible"),
        ("\uf0b7 Ateliers", "invisible"),
        ("a\u200db", "invisible"),
        ("Atelier &amp; caf&eacute;", "code de page web y est resté (« &amp; »)"),
        ("l&#8217;atelier", "code de page web"),
    ],
)
def test_damage_is_named(text, reason):
    assert reason in damage(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "La Forêt", "L’ÂGE D’OR", "À l’été, où ?", "FORÊT «\u00a0À BÂTIR\u00a0»", "São João, irmã\u00a0»", "Åland",
        "cœur", "12\u00a0€", "1\u202f200 m²", "AT&T ; R&D", "Un & deux;", "une ligne\r\nune autre\tla suite",
        "Chez 👩\u200d🌾 et 🌱", "√2 et √x", "Þórr", "Šibenik", "École ÉTÉ", "dès 9 h… puis", "naïf",
    ],
)  # fmt: skip
def test_sound_text_is_not_damaged(text):
    assert damage(text) == ""


@pytest.mark.parametrize(
    ("text", "cut"), [("dix signes", True), ("dix signe.", False), ("dix sign »", False), ("neuf sign", False)]
)
def test_text_was_cut_if_it_fills_its_field_and_has_no_end(text, cut):
    assert is_cut(text, 10) is cut


def test_what_cannot_be_printed_is_shown_as_a_code():
    assert visible("a\u200bb\nc\ud83d") == "a[U+200B]b[U+000A]c[U+D83D]"
    assert visible("mot " * 20) == "mot " * 14 + "mot…"
