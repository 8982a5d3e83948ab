"""The processes that read PDFs: what they return of plain, odd and hostile files, and that their limits hold."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.files.pdf.process import Limits, Reading, draw_cover, read_text
from core.models import PdfContent
from tests.core.files.pdf import made

State = PdfContent.State
MEGABYTE = 1024 * 1024
#: Enough for small files; what is more ends soon.
SHORT = Limits(memory=256 * MEGABYTE, processor=1, duration=5)


@pytest.fixture
def stored(tmp_path):
    def store(content: bytes) -> Path:
        path = tmp_path / "fichier.pdf"
        path.write_bytes(content)
        return path

    return store


def size(png: bytes | None) -> tuple[int, int]:
    assert png
    with Image.open(BytesIO(png)) as image:
        image.load()
        assert image.format == "PNG"
        return image.size


# --- Plain files ------------------------------------------------------------------------------------------------------


def test_pages_and_text_are_read_in_order(stored):
    path = stored(made.pdf("L’été à Grenoble", "", "Fin"))
    assert read_text(path) == Reading(State.READ, 3, "L’été à Grenoble\nFin", is_cut=False)


def test_a_pdf_of_pillow_is_a_scan(stored):
    output = BytesIO()
    Image.radial_gradient("L").save(output, "PDF")
    path = stored(output.getvalue())
    assert read_text(path) == Reading(State.NO_TEXT, 1)
    assert size(draw_cover(path))


def test_the_end_of_a_long_document_is_left_out(stored):
    page = b"".join(
        made.line(f"Ligne {number} de la page, en mots ordinaires", y=800 - 14 * number) for number in range(55)
    )
    path = stored(made.whole(made.pages([page] * 500)))
    reading = read_text(path)
    assert (reading.state, reading.page_count, reading.is_cut) == (State.READ, 500, True)
    assert 399_900 < len(reading.text) <= 400_000
    assert len(read_text(path, Limits(pages=2)).text) < 6_000


@pytest.mark.parametrize(("characters", "is_cut"), [(11, False), (10, True), (4, True), (3, True)])
def test_a_text_is_cut_only_if_something_is_missing(stored, characters, is_cut):
    reading = read_text(stored(made.pdf("abc def", "ghi")), Limits(characters=characters))
    assert (reading.text, reading.is_cut) == ("abc def\nghi"[:characters].rstrip(), is_cut)


def test_a_file_of_a_hundred_megabytes_is_read_where_it_lies(tmp_path):
    path = tmp_path / "long.pdf"
    made.large(path, 100 * MEGABYTE)
    assert path.stat().st_size > 99 * MEGABYTE
    assert read_text(path, SHORT).text == "Au début d’un long fichier"
    assert size(draw_cover(path, SHORT))


# --- Words ------------------------------------------------------------------------------------------------------------


def test_characters_that_no_database_stores_are_left_out(stored):
    code = {"x": "0078", "A": "0000", "B": "D83D", "D": "0007", "y": "0079"}
    assert read_text(stored(made.spelled(code))).text == "xy"


def test_ligatures_composed_letters_and_symbols_are_what_people_type(stored):
    code = {"A": "FB01", "B": "006E", "C": "00650301", "D": "E000", "E": "D83DDE00", "F": "00A0", "G": "00B2"}
    assert read_text(stored(made.spelled(code))).text == "finé 😀 2"


def test_a_divided_word_is_marked_within_a_page_and_over_two(stored):
    lines = made.line("un déve-") + made.line("loppement en-", y=686)
    path = stored(made.whole(made.pages([lines, made.line("tier")])))
    assert read_text(path).text == "un déve\u00adloppement en\u00adtier"


def test_text_outside_of_the_page_and_recognised_text_are_read(stored):
    invisible = b"BT 3 Tr /F 12 Tf 72 600 Td (reconnu) Tj ET\n"
    text = read_text(stored(made.whole(made.pages([invisible + made.line("dehors", 5000, 5000)])))).text
    assert text.split() == ["reconnu", "dehors"]


# --- Covers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "entries", "expected"),
    [
        (made.A4, b"", (960, 1359)),
        (made.A4, b"/Rotate 90", (960, 679)),
        (b"[0 0 960 540]", b"", (960, 540)),
        (b"[0 0 1000000 1000000]", b"", (960, 960)),
        (b"[0 0 3 4]", b"", (960, 1280)),
        (b"[595 842 0 0]", b"", (960, 1359)),
        (made.A4, b"/CropBox[0 0 200 300]", (960, 1440)),
        (made.A4, b"/UserUnit 75000", (960, 1359)),
    ],
)
def test_a_cover_has_a_bounded_size_whatever_that_of_the_page(stored, box, entries, expected):
    content = made.whole(made.pages([b"0.2 g 0 0 100000 100000 re f 1 g 0 0 1 1 re f"], box=box, entries=entries))
    assert size(draw_cover(stored(content), SHORT)) == expected


@pytest.mark.parametrize("box", [b"[0 0 1000000 10]", b"[0 0 10 1000000]"])
def test_a_strip_makes_no_cover(stored, box):
    path = stored(made.pdf("x", box=box))
    assert (draw_cover(path, SHORT), read_text(path, SHORT).text) == (None, "x")


def test_a_blank_page_makes_no_cover(stored):
    assert draw_cover(stored(made.pdf("", "Texte"))) is None


def test_what_a_page_leaves_transparent_is_white(stored):
    states = b"/ExtGState<</T<</ca 0.5>>>>"
    group = b"/Group<</S/Transparency/CS/DeviceRGB/I true>>"
    content = made.pages([b"/T gs 0 g 0 0 300 842 re f"], resources=states, entries=group)
    with Image.open(BytesIO(draw_cover(stored(made.whole(content))) or b"")) as image:
        assert image.mode == "RGB"
        assert image.getpixel((900, 700)) == (255, 255, 255)
        assert 100 < image.getpixel((100, 700))[0] < 155


# --- Protected and damaged files --------------------------------------------------------------------------------------


def test_a_password_is_noticed_unless_it_only_keeps_from_changing(stored):
    locked = stored(made.encrypted("Secret", "sesame"))
    assert (read_text(locked), draw_cover(locked)) == (Reading(State.PROTECTED), None)
    assert read_text(stored(made.encrypted("Lisible", ""))) == Reading(State.READ, 1, "Lisible")


GOOD = made.pdf("Une page", "Deux pages")
FALSE_COUNT = b"<</Type/Pages/Count 2000000000/Kids[4 0 R 6 0 R 2 0 R]>>"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n",
        b"<html>Connectez-vous</html>",
        GOOD[: len(GOOD) // 2],
        made.whole({1: b"<</Type/Catalog>>"}),
        made.whole({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}),
        made.whole(made.pages([made.line("x")]), b"/Encrypt<</Filter/Standard/V 9/R 9>>"),
    ],
    ids=["empty", "header", "html", "half", "no pages", "no page", "unknown encryption"],
)
def test_a_damaged_file_is_told_from_others(stored, content):
    path = stored(content)
    reading = read_text(path, SHORT)
    assert reading.state in (State.DAMAGED, State.PROTECTED)
    assert reading.text == ""
    assert draw_cover(path, SHORT) is None


@pytest.mark.parametrize(
    "content",
    [
        GOOD[: GOOD.index(b"xref")] + b"trailer\n<</Root 1 0 R>>",
        b"\n" * 500 + GOOD,
        GOOD.replace(b"/Length", b"/Longth"),
        GOOD + b"\0" * 2_000,
        made.whole(dict(made.pages([made.line("Une page"), made.line("Deux pages")])) | {2: FALSE_COUNT}),
    ],
    ids=["without table", "late", "without lengths", "padded", "a false count"],
)
def test_a_file_that_readers_repair_is_read(stored, content):
    reading = read_text(stored(content), SHORT)
    assert (reading.state, reading.text) == (State.READ, "Une page\nDeux pages")


def test_a_page_that_cannot_be_opened_is_passed_over(stored):
    objects = dict(made.pages([made.line("Une"), made.line("Deux"), made.line("Trois")]))
    objects[6] = b"<</Type/Nothing>>"
    reading = read_text(stored(made.whole(objects)))
    assert (reading.state, reading.page_count) == (State.READ, 3)
    assert reading.text.split()[::2] == ["Une", "Trois"] or reading.text.split() == ["Une", "Trois"]


@settings(max_examples=6, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=30))
def test_changed_bytes_end_in_a_state(stored, changes):
    content = bytearray(GOOD)
    for at, replacement in changes:
        content[at : at + len(replacement)] = replacement
    assert isinstance(read_text(stored(bytes(content)), SHORT).state, State)
