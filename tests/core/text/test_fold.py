"""Names without accents, ligatures, case and punctuation."""

from core.text.fold import fold, without_accents


def test_a_folded_name():
    assert fold("L’Œuvre d’Élise") == "l oeuvre d elise"
    assert fold("  Çà & là — (n° 2) ") == "ca la n 2"
    assert fold("東京") == ""


def test_without_accents():
    assert without_accents("Février\u00a02017, où ?") == "Fevrier 2017, ou ?"
