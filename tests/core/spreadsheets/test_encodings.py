"""Text of any encoding is decoded right, or its line is refused; never is a letter taken for another."""

from __future__ import annotations

import random

import pytest

from core.spreadsheets.encodings import UNDECODED, decode
from core.spreadsheets.tables import ReadError

NAMES = (
    "Forêt", "Café", "Étoile", "L’Étable", "Hôtel d’entreprises", "La Bâtie", "Où ça ?", "Noël", "Naïf", "Le cœur",
    "ÉCOLE", "FRANÇAIS", "CRÈCHE DE L’ÎLE", "À côté", "Août", "3ème étage", "Bât. B, n° 3", "« Le Lieu »", "Saône",
    "Théâtre", "Château", "Être là", "Maître", "L’Haÿ", "Œuvre", "Señor", "Müller", "Guêpe", "Français à l’œuvre…",
)  # fmt: skip
ONE_BYTE = {"cp1252": "Windows-1252", "iso8859_15": "ISO 8859-15", "cp850": "MS-DOS (CP850)", "mac_roman": "Mac Roman"}


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of a text; signs that the encoding lacks are written as programs do that export to it."""
    for sign, other in (("’", "'"), ("œ", "oe"), ("Œ", "OE"), ("…", "..."), ("« ", '"'), (" »", '"')):
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            text = text.replace(sign, other)
    return text.encode(encoding)


def texts(data: bytes) -> list[str | None]:
    """The decoded lines without their ends; None for those that are refused."""
    text = decode(data, ".csv")
    return [None if number in text.problems else line.rstrip() for number, line in enumerate(text.lines, 1)]


@pytest.mark.parametrize("encoding", ONE_BYTE)
def test_whole_file_in_one_byte_is_decoded_and_the_encoding_is_named(encoding):
    data = encoded("\r\n".join(("identifier;title", *NAMES)), encoding)
    text = decode(data, ".csv")
    assert "".join(text.lines).encode(encoding) == data
    assert (text.problems, text.remarks) == ({}, {})
    name = "Windows-1252" if encoding == "iso8859_15" and b"\xbd" not in data else ONE_BYTE[encoding]
    assert text.notices == [f"Texte lu en {name}, par exemple la ligne 2 : « Forêt »."]


@pytest.mark.parametrize("encoding", ONE_BYTE)
def test_a_single_name_is_decoded_right_or_refused(encoding):
    """A file may have one accent only. In three of four names that is enough."""
    results = []
    for name in NAMES:
        data = encoded(name, encoding)
        results += [(text, data.decode(encoding)) for text in texts(b"title\n" + data) if text != "title"]
    assert [result for result in results if result[0] not in (None, result[1])] == []
    assert sum(text is not None for text, _ in results) > len(results) * 3 / 4


def test_three_names_are_enough():
    chance = random.Random(3)
    for encoding in ONE_BYTE:
        for _ in range(30):
            names = [encoded(name, encoding) for name in chance.sample(NAMES, 3)]
            wrong = [
                (text, name.decode(encoding))
                for text, name in zip(texts(b"\n".join(names)), names, strict=True)
                if text not in (None, name.decode(encoding))
            ]
            assert wrong == []


def test_single_byte_of_windows_in_a_file_of_utf_8():
    text = decode(b"identifier;title\r\nA;For\xc3\xaat\r\nB;Caf\xe9\r\n", ".csv")
    assert text.lines[1:] == ["A;Forêt\r\n", "B;Café\r\n"]
    assert text.notices == ["1 ligne en Windows-1252 (3), par exemple « B;Café »."]
    assert text.remarks == {3: "ligne lue en Windows-1252"}


def test_notice_of_a_long_line_shows_its_first_accent():
    line = f"A;{'https://lieu.example/' * 9};12 rue de l’Église;{'x' * 90}"
    [notice] = decode(f"Id;Site;Adresse\n{line}\n".encode("cp1252"), ".csv").notices
    assert notice.startswith("Texte lu en Windows-1252, par exemple la ligne 2 : « …")
    assert "12 rue de l’Église;xx" in notice
    assert len(notice) < 130


def test_each_line_may_have_an_encoding_of_its_own():
    names = [
        ("Forêt", "utf-8"),
        ("Été", "mac_roman"),
        ("Hôtel, café", "cp850"),
        ("Ça va", "cp1252"),
        ("Plain", "ascii"),
    ]
    text = decode(b"\n".join(name.encode(encoding) for name, encoding in names), ".csv")
    assert [line.rstrip() for line in text.lines] == [name for name, _ in names]
    assert text.remarks == {
        2: "ligne lue en Mac Roman", 3: "ligne lue en MS-DOS (CP850)", 4: "ligne lue en Windows-1252",
    }  # fmt: skip


def test_cells_of_one_line_may_have_two_encodings():
    assert texts("Forêt;".encode() + "Café".encode("cp1252")) == ["Forêt;Café"]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_line_with_accents_that_were_encoded_twice_is_decoded(encoding):
    for wrong in ("ThÃ©Ã¢tre", "Théâtre"):
        data = f"Forêt;Café\n{wrong};Hôtel\n".encode(encoding)
        assert [text.partition(";")[2] for text in texts(data)] == ["Café", "Hôtel"]


def test_line_that_is_utf_8_by_chance():
    """« ’é » in Mac Roman has the bytes of an Armenian letter."""
    assert texts("L’école\rÉté\r".encode("mac_roman")) == ["L’école", "Été"]


@pytest.mark.parametrize(
    "line",
    [
        b"Caf\xc3",  # half a letter: the cell was cut at a number of bytes
        b"\xfe\xff\xfe", b"\xcb\xe5\xf1",  # Cyrillic
        "Cowork en Ré".encode("cp1252"),  # or « RÈ » of a Mac
    ],
)  # fmt: skip
def test_line_that_cannot_be_decoded_for_certain_is_refused_alone(line):
    text = decode(b"title\nFor\xc3\xaat\n" + line + b"\nUn\n", ".csv")
    assert text.problems == {3: UNDECODED}
    assert "\ufffd" in text.lines[2]
    assert [text.lines[1], text.lines[3]] == ["Forêt\n", "Un\n"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_recognised_with_and_without_a_mark(encoding):
    text = decode("nom\tville\r\nForêt 🏔\tÉtoile\r\n".encode(encoding), ".txt")
    assert text.lines == ["nom\tville\r\n", "Forêt 🏔\tÉtoile\r\n"]
    assert text.notices == [f"Texte lu en {encoding[:6].upper()}."]


def test_damage_in_utf_16_refuses_its_line_only():
    data = "nom\nForêt\nSuite \ud83c\nUn\n".encode("utf-16-le", "surrogatepass")
    for content in (b"\xff\xfe" + data, b"\xff\xfe" + data + b"\0"):
        text = decode(content, ".csv")
        assert text.problems[3] == "caractères abîmés (UTF-16)"
        assert [text.lines[0], text.lines[1], text.lines[3]] == ["nom\n", "Forêt\n", "Un\n"]


def test_utf_8_needs_no_notice():
    for data in (b"\xef\xbb\xbfnom\nFor\xc3\xaat", "nom\nЛес ☕".encode(), b"nom\nUn\x1a", b""):
        text = decode(data, ".csv")
        assert (text.notices, text.problems) == ([], {})
        assert text.lines[:1] in ([], ["nom\n"])
        assert not any("\x1a" in line for line in text.lines)


def test_damaged_line_is_no_binary_file():
    assert texts(b"nom\nUn\0\nCaf\xe9\n") == ["nom", "Un\0", "Café"]


@pytest.mark.parametrize("data", [b"a;b\0\0\0", b"\x89PNG\0\0\0\r", bytes(100)])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(ReadError, match="n’est pas un CSV lisible"):
        decode(data, ".csv")
