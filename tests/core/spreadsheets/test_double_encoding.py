"""Accents that were encoded twice are repaired; what only looks like them stays."""

from __future__ import annotations

import pytest

from core.spreadsheets.double_encoding import repaired

TEXT = "Forêt à l’Étoile « où » — cœur… 5 € n° 3 Noël ÉCOLE À LA CÔTE"


def read_as_windows(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "wrong", [read_as_windows, *(lambda text, e=e: text.encode().decode(e) for e in ("latin-1", "mac_roman", "cp850"))]
)
def test_text_that_was_read_in_a_wrong_encoding_is_repaired(wrong):
    assert wrong(TEXT) != TEXT
    assert repaired(wrong(TEXT)) == TEXT


def test_text_may_have_been_read_wrongly_twice():
    assert repaired(read_as_windows(read_as_windows("Été"))) == "Été"


@pytest.mark.parametrize(
    "text", [TEXT, "São Paulo", "Ângela, SÃO", "l’Ôté", "√2 ≈ 1,41", "├──┤", "Å", "«â»", "Âœ", "ÂÂ", "Лес", "☕", ""]
)
def test_other_text_stays(text):
    assert repaired(text) == text


def test_only_what_is_damaged_changes():
    assert repaired("Théâtre ThÃ©Ã¢tre") == "Théâtre Théâtre"
