"""The table of a diagnostic: an export comes back unchanged, and each mistake is named with its cell."""

from __future__ import annotations

import codecs
import csv
import json
from copy import deepcopy
from datetime import date
from io import BytesIO, StringIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.spreadsheets.tables import ReadError
from core.spreadsheets.workbook import tables
from core.spreadsheets.writing import to_csv
from memento.diagnostics.definition import read as read_definition
from memento.diagnostics.limits import MAX_POINTS
from memento.diagnostics.spreadsheet.blocks_from_table import read
from memento.diagnostics.spreadsheet.columns import Kind
from memento.diagnostics.spreadsheet.example import example
from memento.diagnostics.spreadsheet.exchange import as_texts
from memento.diagnostics.spreadsheet.files import read_file, to_xlsx
from memento.diagnostics.spreadsheet.merge import changes, merged, section_changes
from memento.diagnostics.spreadsheet.references import InventoryCodes, Sheet, Sheets
from memento.diagnostics.spreadsheet.table_from_blocks import write
from tests.factories.diagnostics import AXES, QUESTIONS

pytestmark = pytest.mark.usefixtures("xlsx_in_this_process")

SHEETS = Sheets(
    [
        Sheet(1, ("Connaître ses usagers",), 4, "memento/demarrer/usagers"),
        Sheet(2, ("Budget ; premier essai",), 5, "memento/tenir/budget"),
        Sheet(3, ("Statuts",), None, "memento/demarrer/statuts"),
        Sheet(4, ("Statuts",), None, "memento/tenir/statuts"),
    ],
    stored=[99],
)
INVENTORY = InventoryCodes()
FILES = {".csv": to_csv, ".xlsx": lambda rows: to_xlsx(rows, INVENTORY)}
each_format = pytest.mark.parametrize("suffix", FILES)


def exported(axes, questions):
    return write(axes, questions, SHEETS, INVENTORY)


def through(suffix, rows):
    """The table that is read from a file with these rows."""
    return read_file(FILES[suffix](rows), suffix)


def without_item_ids(value):
    """Stored blocks without the ids of points, sheets and the answers of conditions, which no table has."""
    match value:
        case {"type": "item", "value": inner} if not isinstance(inner, dict) or "axis" in inner:
            return {"value": inner}
        case dict():
            return {key: without_item_ids(part) for key, part in value.items()}
        case list():
            return [without_item_ids(part) for part in value]
    return value


# --- Any diagnostic comes back ---------------------------------------------------------------------------------------

characters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'_x000D_;,\"")


def line_of(most: int):
    """A text as a field of one line stores it."""
    return st.text(characters, max_size=min(most, 30)).map(str.strip)


def paragraphs(most: int):
    texts = st.text(characters | st.just("\n"), max_size=40)
    return texts.map(lambda text: text.strip()[:most])


def items(values):
    return [{"type": "item", "id": str(uuid4()), "value": value} for value in values]


@st.composite
def diagnostics(draw):
    """Stored blocks as the form stores them, with what drafts may lack, and references to what is gone."""
    uuids = st.uuids().map(str)
    axis_ids = draw(st.lists(uuids, max_size=4, unique=True))
    sheet = st.sampled_from([None, 1, 2, 3, 4, 99])
    axes = [
        {"type": "axis", "id": pk, "value": {
            "name": draw(line_of(60)), "description": draw(paragraphs(400)),
            "bands": items(draw(st.lists(st.fixed_dictionaries({
                "start": st.none() | st.integers(0, 100), "title": line_of(80), "reading": paragraphs(1000),
                "recommendation": paragraphs(1000),
                "sheets": st.lists(st.sampled_from([1, 2, 3, 4, 99]), max_size=4).map(items),
            }), max_size=3))),
        }}
        for pk in axis_ids
    ]  # fmt: skip
    questions: list[dict] = []
    for pk in draw(st.lists(uuids, max_size=5, unique=True)):
        if draw(st.booleans()):
            value = {"title": draw(line_of(120)), "introduction": draw(paragraphs(600))}
            questions.append({"type": "section", "id": pk, "value": value})
            continue
        answers = items(
            {
                "text": draw(line_of(200)),
                "points": items(
                    {"axis": axis, "points": draw(st.integers(0, MAX_POINTS))}
                    for axis in axis_ids
                    if draw(st.booleans())
                ),
                "not_applicable": draw(st.booleans()),
                "code": draw(st.sampled_from(["", *INVENTORY.labels])),
            }
            for _ in range(draw(st.integers(0, 4)))
        )
        others = [block for block in questions if block["type"] == "question"]
        condition = {"question": "", "answers": []}
        if others and draw(st.booleans()):
            other = draw(st.sampled_from(others))
            ids = [answer["id"] for answer in other["value"]["answers"]] + [draw(uuids)]
            condition = {
                "question": draw(st.sampled_from([other["id"], draw(uuids)])),
                "answers": items(draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))),
            }
            if condition["question"] != other["id"]:
                condition["answers"] = items([draw(uuids)])
        value = {
            "text": draw(line_of(250)), "help": draw(paragraphs(600)), "answers": answers,
            "weight": draw(st.integers(1, 5)), "condition": condition, "advice": draw(line_of(250)),
            "sheet": draw(sheet), "passage": draw(line_of(150)),
        }  # fmt: skip
        questions.append({"type": "question", "id": pk, "value": value})
    return axes, questions


@pytest.mark.slow(reason="Writes and reads many workbooks.")
@each_format
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(diagnostic=diagnostics())
def test_any_diagnostic_comes_back_from_a_file(suffix, diagnostic):
    axes, questions = diagnostic
    reading = read(through(suffix, exported(axes, questions)), SHEETS, INVENTORY)
    assert reading.errors == []
    assert without_item_ids(reading.axes) == without_item_ids(axes)
    assert without_item_ids(reading.questions) == without_item_ids(questions)
    written = read(as_texts(exported(axes, questions)), SHEETS, INVENTORY)
    assert merged(reading.axes, axes, written.axes) is axes
    assert merged(reading.questions, questions, written.questions) is questions


# --- Files -----------------------------------------------------------------------------------------------------------


def blocks_of(table):
    reading = read(table, SHEETS, INVENTORY)
    assert reading.errors == []
    return without_item_ids([*reading.axes, *reading.questions])


def test_xlsx_is_read_easily_by_people():
    book = openpyxl.load_workbook(BytesIO(to_xlsx(exported(AXES, QUESTIONS), INVENTORY)))
    assert book.sheetnames == ["Questionnaire", "Mode d’emploi"]
    sheet, instructions = book.worksheets
    assert sheet.freeze_panes == "D2"
    assert sheet.column_dimensions["C"].width >= 40
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value is not None)
    titles = {cell.value for cell in sheet[1]}
    explained = {row[0].value for row in instructions.iter_rows()}
    assert {title for title in titles if not title.startswith("Points")} <= explained
    assert INVENTORY.labels.keys() == {INVENTORY.find(row[1].value or "") for row in instructions.iter_rows()} - {None}


def test_csv_is_strict():
    content = to_csv(exported(AXES, QUESTIONS))
    assert content.startswith(codecs.BOM_UTF8)
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    assert len({len(row) for row in rows}) == 1


@each_format
def test_no_cell_is_a_formula(suffix):
    questions = deepcopy(QUESTIONS)
    questions[1]["value"] |= {"text": '=HYPERLINK("https://exemple.org")', "help": "@SUM(A1)", "advice": "'\u2019"}
    content = FILES[suffix](exported(AXES, questions))
    if suffix == ".csv":
        cells = [cell for row in csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row]
    else:
        sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert blocks_of(read_file(content, suffix)) == without_item_ids([*AXES, *questions])


@pytest.mark.parametrize("title", ["Mon questionnaire, version 2", "Axes | parties | questions", "Mon questionnaire"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_title_above_the_header_of_a_csv_does_not_matter(title, delimiter):
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(
        [["Ligne", "Texte", "Aide"], ["Axe", "Pertinence", "Un, deux ; trois"]]
    )
    table = read_file(f"{title}\n{text.getvalue()}".encode(), ".csv")
    assert [texts for _, texts in table][-2:] == [["Ligne", "Texte", "Aide"], ["Axe", "Pertinence", "Un, deux ; trois"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_of_any_spreadsheet(encoding, delimiter):
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(example())
    content = text.getvalue().replace("\u2019", "'").replace("\u202f", " ").encode(encoding)
    assert blocks_without_ids(read_file(content, ".csv")) == blocks_without_ids(
        [(number, [cell.replace("\u2019", "'") for cell in row]) for number, row in as_texts(example())]
    )


def blocks_without_ids(table):
    """The blocks of a table without identifiers, which has new ids each time it is read."""
    reading = read(table, SHEETS, INVENTORY)
    assert reading.errors == []
    names = [block["id"] for block in (*reading.axes, *reading.questions)]
    names += [item["id"] for block in reading.questions for item in block["value"].get("answers", ())]
    text = json.dumps(without_item_ids([*reading.axes, *reading.questions]))
    for number, name in enumerate(names):
        text = text.replace(name, str(number))
    return [{**block, "value": {**block["value"], "bands": None}} for block in json.loads(text)]


def edited(change, rows=None):
    """A workbook that somebody changed with another program."""
    book = openpyxl.load_workbook(BytesIO(to_xlsx(rows or exported(AXES, QUESTIONS), INVENTORY)))
    change(book)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def with_other_sheets(book):
    book.move_sheet("Mode d’emploi", -1)
    book.create_sheet("Brouillon", 0)["B3"] = "Rien à voir"


def with_empty_and_hidden_rows(book):
    sheet = book["Questionnaire"]
    sheet.insert_rows(2, 3)
    sheet.row_dimensions[8].hidden = True
    sheet.cell(row=400, column=3).value = "  "


def with_merged_cells(book):
    sheet = book["Questionnaire"]
    sheet.insert_rows(1)
    sheet["A1"] = "Mon questionnaire"
    sheet.merge_cells("A1:F1")


def with_percentages(book):
    sheet = book["Questionnaire"]
    column = next(cell.column for cell in sheet[1] if cell.value == "À partir de")
    for row in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
        if row[0].value is not None:
            row[0].value, row[0].number_format = row[0].value / 100, "0%"


def with_columns_in_another_order(book):
    sheet = book["Questionnaire"]
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        for cell, value in zip(row, reversed(values), strict=True):
            cell.value = value


@pytest.mark.parametrize(
    "change",
    [with_other_sheets, with_empty_and_hidden_rows, with_merged_cells, with_percentages, with_columns_in_another_order],
)
def test_workbook_changed_in_harmless_ways(change):
    assert blocks_of(read_file(edited(change), ".xlsx")) == without_item_ids([*AXES, *QUESTIONS])


def test_date_in_a_cell_is_named_as_a_mistake():
    def change(book):
        sheet = book["Questionnaire"]
        column = next(cell.column for cell in sheet[1] if cell.value == "Poids")
        row = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == "Question")
        sheet.cell(row=row, column=column).value = date(2026, 2, 1)

    (error,) = read(read_file(edited(change), ".xlsx"), SHEETS, INVENTORY).errors
    assert "nombre entier de 1 à 5" in error.message
    assert "2026-02-01" in error.text


def archive(**members: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return content.getvalue()


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def far_row(content: bytes) -> bytes:
    """A workbook with a row of a number beyond those of any spreadsheet."""
    result = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b'<row r="2"', b'<row r="99999999999"')
            target.writestr(member.filename, data)
    return result.getvalue()


WORKBOOK = to_xlsx(example(), INVENTORY)
BROKEN = {
    "empty": (".xlsx", b""),
    "text": (".xlsx", b"Ligne;Texte"),
    "cut": (".xlsx", cut(WORKBOOK)),
    "other archive": (".xlsx", archive(a=b"b")),
    "bomb": (".xlsx", archive(**{"xl/workbook.xml": bytes(60 * 1024 * 1024)})),
    "many members": (".xlsx", archive(**{f"m{number}": b"" for number in range(1001)})),
    "far row": (".xlsx", far_row(WORKBOOK)),
    "zeros": (".csv", b"Ligne;Texte\0"),
    "workbook as csv": (".csv", WORKBOOK),
    "many rows": (".csv", b"Ligne;Texte\n" + b"Partie;Un\n" * 5001),
}


@pytest.mark.parametrize(("suffix", "content"), BROKEN.values(), ids=BROKEN)
def test_broken_file_gives_a_sentence(suffix, content):
    with pytest.raises(ReadError) as error:
        read_file(content, suffix)
    assert str(error.value).startswith("Ce ")


def test_empty_rows_do_not_count_towards_the_limit():
    content = b"Ligne;Texte\n" + b"Partie;Un\n" * 5000 + b";\n" * 10
    assert len(read_file(content, ".csv")) == 5001


@settings(max_examples=100)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=40))
def test_damaged_workbook_is_read_or_refused(position, noise):
    content = WORKBOOK[:position] + noise + WORKBOOK[position + len(noise) :]
    try:
        table = next(tables(content), [])
    except Exception:  # the process that reads a workbook makes a sentence of any of them
        return
    read(table, SHEETS, INVENTORY)


@settings(max_examples=200)
@given(st.lists(st.lists(st.text(max_size=8) | st.sampled_from([*Kind, "Q1 = R1", "2"]), max_size=8), max_size=6))
def test_any_table_is_read_or_refused_with_addresses(rows):
    header = ["Ligne", "Code", "Texte", "Points : A", "Condition", "Poids", "Fiche", "Identifiant"]
    reading = read([(1, header), *enumerate(rows, 2)], SHEETS, INVENTORY)
    assert all(error.message for error in reading.errors)
    if not reading.errors:
        read_definition(reading.axes, reading.questions)


# --- Changes ---------------------------------------------------------------------------------------------------------


def test_changed_question_keeps_the_ids_of_its_points_and_condition():
    rows = exported(AXES, QUESTIONS)
    row = next(row for row in rows if "Question preuve ?" in row)
    row[rows[0].index("Texte")] = "Quelle preuve ?"
    before = read(as_texts(exported(AXES, QUESTIONS)), SHEETS, INVENTORY)
    after = merged(read(as_texts(rows), SHEETS, INVENTORY).questions, QUESTIONS, before.questions)
    expected = deepcopy(QUESTIONS)
    expected[3]["value"]["text"] = "Quelle preuve ?"
    assert after == expected


def test_sheet_named_twice_has_two_ids():
    axes = deepcopy(AXES)
    axes[0]["value"]["bands"][0]["value"]["sheets"] = items([1])
    rows = exported(axes, [])
    rows[2][rows[0].index("Fiches")] = "4 ; Connaître ses usagers"
    before = read(as_texts(exported(axes, [])), SHEETS, INVENTORY)
    after = merged(read(as_texts(rows), SHEETS, INVENTORY).axes, axes, before.axes)
    sheets = after[0]["value"]["bands"][0]["value"]["sheets"]
    assert [item["value"] for item in sheets] == [1, 1]
    assert len({item["id"] for item in sheets} - {""}) == 2


def test_changes_are_counted_by_id():
    new = [*reversed(deepcopy(QUESTIONS[1:4])), {"type": "question", "id": "new", "value": {"text": "Nouvelle ?"}}]
    new[0]["value"]["weight"] = 5
    result = changes(new, QUESTIONS, "question", "text")
    assert (result.total, result.added, result.moved) == (4, ["Nouvelle ?"], True)
    assert result.changed == ["Question preuve ?"]
    assert result.removed == ["Question essai ?", "Question budget ?"]


def moved(stored, *orders):
    """What `section_changes` says of the blocks of a stream, by their ids in a new order."""
    by_id = {block["id"]: block for block in stored}
    return [section_changes([by_id[pk] for pk in order], stored).moved for order in orders]


def test_section_has_moved_if_other_questions_come_before_it():
    stored = [{"type": "section" if pk.isupper() else "question", "id": pk, "value": {}} for pk in "AbcDe"]
    assert moved(stored, "AbcDe", "AbDe", "AbD") == [False, False, False]
    assert moved(stored, "AbDce", "bAcDe", "DeAbc") == [True, True, True]
    assert moved(stored, "AcbDe") == [False]
