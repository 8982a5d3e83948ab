"""Rows of CSV files: a quotation mark that is left open costs one row, and texts of several lines stay whole."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets.csv_rows import (
    OPEN_QUOTE,
    STRAY_QUOTES,
    csv_rows,
    declared_delimiter,
    likely_delimiters,
    unwrapped,
    usual_width,
)


def lines_of(text: str) -> list[str]:
    return list(StringIO(text, newline=""))


def rows(text: str, delimiter: str = ";"):
    """Line, cells and problem or remark of each row."""
    lines = lines_of(text)
    width = usual_width(lines, delimiter)
    return [(row.line, row.cells, row.problem or row.remark) for row in csv_rows(lines, delimiter, width)]


cell = st.text(st.sampled_from('ab ";,\t\r\n\u2028é'), max_size=8)


@given(st.integers(3, 6).flatmap(lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), max_size=6)))
def test_any_table_is_read_back(table):
    text = StringIO(newline="")
    csv.writer(text, delimiter="|").writerows(table)
    assert [cells for _, cells, _ in rows(text.getvalue(), "|")] == table


@pytest.mark.parametrize("second", ["B;Deux", 'B;"Deux"', 'B;"Deux" et demi', 'B;Le bar 7"', 'B;""', 'B;"De""ux"'])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_open_quote_is_a_problem_of_its_row_alone(second, end):
    text = end.join(("identifier;title", 'A;"Un', second, "C;Trois", ""))
    found = rows(text)
    assert found[1] == (2, ["A", "Un"], OPEN_QUOTE)
    assert [(line, cells[0]) for line, cells, _ in found[2:]] == [(3, "B"), (4, "C")]
    assert OPEN_QUOTE not in [problem for _, _, problem in found[2:]]


def test_open_quote_that_a_later_row_closes_does_not_swallow_rows():
    text = 'id;titre;ville\nA;"Un;Lyon\nB;Deux;Laon\nC;Trois;"\nD;Quatre;"Die"\n'
    assert rows(text)[1:] == [
        (2, ["A", "Un", "Lyon"], OPEN_QUOTE), (3, ["B", "Deux", "Laon"], ""), (4, ["C", "Trois", ""], OPEN_QUOTE),
        (5, ["D", "Quatre", "Die"], ""),
    ]  # fmt: skip


def test_text_of_several_lines_stays_whole_and_rows_have_the_line_where_they_begin():
    text = 'id;titre;ville\nA;"Un\nou deux ; ou trois\n\nfin";Lyon\n\nB;Deux;"La\non"\n'
    assert rows(text) == [
        (1, ["id", "titre", "ville"], ""), (2, ["A", "Un\nou deux ; ou trois\n\nfin", "Lyon"], ""), (6, [""], ""),
        (7, ["B", "Deux", "La\non"], ""),
    ]  # fmt: skip


READ_AS_TEXT = f"{STRAY_QUOTES}, lus comme du texte"


@pytest.mark.parametrize(
    ("cell", "title", "remark"),
    [
        ('"Chez Paul" café', '"Chez Paul" café', READ_AS_TEXT), ('"Le "Bar""', 'Le "Bar"', READ_AS_TEXT),
        ('"Le" "Bar"', '"Le" "Bar"', READ_AS_TEXT), ('Le bar 7"', 'Le bar 7"', ""), ('Le "Bar"', 'Le "Bar"', ""),
        (r'"Le \"Bar\""', 'Le "Bar"', ""), ('"C:\\"', "C:\\", ""), ('""', "", ""),
    ],
)  # fmt: skip
def test_quotation_marks_in_a_cell_lose_no_text(cell, title, remark):
    assert rows(f"id;titre\nA;{cell}\nB;Deux\n")[1:] == [(2, ["A", title], remark), (3, ["B", "Deux"], "")]


def test_stray_quotes_around_a_delimiter_are_a_problem():
    assert rows('id;titre\nA;"un;deux" et demi\nB;Deux\n')[1:] == [
        (2, ["A", '"un', 'deux" et demi'], STRAY_QUOTES), (3, ["B", "Deux"], ""),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ['A;"Un', 'A;"Un""', 'A;"x"y', 'A;""""x', 'A;"x\\"', '"', 'A;"', 'A;""";"'])
def test_quotes_in_every_line_take_linear_time(line):
    """A file that took quadratic time would not end."""
    assert sum(row.height for row in csv_rows([f"{line}\n"] * 50_000, ";", 2)) == 50_000


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("nom;prix\na;1,5\nb;2,5\n", ";"), ("nom,prix\na,1\nb,2\n", ","), ("nom\tprix\na\t1,5\n", "\t"),
        ("nom|prix\na|1;2\n", "|"), ("Liste, version 2\nnom;prix\na;1,5\nb;2,5\n", ";"),
        ('nom,note\na,"un ; deux ; trois"\nb,"quatre ; cinq"\n', ","),
        ("nom;lat;lon;note\na;45,1;5,2\nb;45,1;5,2;x\nc;45,1;5,2\n", ";"), ("1;2,5\n2;3,5\n", ";"),
        ("nom;prix;vu\n" + "a, b ou c;1;2;\n" * 9, ";"), ("titre\nUn\nDeux, trois\n", ","), ("", ";"),
    ],
)  # fmt: skip
def test_likely_delimiter(text, delimiter):
    assert likely_delimiters(lines_of(text))[0] == delimiter


@pytest.mark.parametrize(
    ("line", "delimiter"), [("sep=;\r\n", ";"), ('"sep=,"\n', ","), ("SEP=\t\n", "\t"), ("sep=\n", ""), ("sep;=\n", "")]
)
def test_declared_delimiter(line, delimiter):
    assert declared_delimiter([line, "a;b\n"]) == delimiter
    assert declared_delimiter([]) == ""


def test_quotation_marks_around_each_line_are_no_cell():
    lines = ['"id;titre"\r\n', '"A;""Un, deux"""\r\n', "\r\n", '"B;Deux"']
    assert unwrapped(lines) == ["id;titre\r\n", 'A;"Un, deux"\r\n', "\r\n", "B;Deux"]


@pytest.mark.parametrize(
    "lines", [['"titre"\n', '"Un, deux"\n'], ['"id";"titre"\n'], ['"id;titre"\n', "A;Un\n"], ["\n"], []]
)
def test_other_lines_keep_their_quotation_marks(lines):
    assert unwrapped(lines) == lines
