"""An exported file is imported without loss, in each format: into the same instance and into an empty one."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from core.models import PageTheme
from inventory.import_export.columns import columns
from inventory.import_export.writers import LONGEST_CELL, WRITERS
from inventory.models import PlaceLink, PlaceRoom, SiteProfilePage
from tests.factories.archive import ThemeFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.api.test_routes import full_place
from tests.inventory.import_export.files import counts, export_file, import_file, import_remarks, rows_of

pytestmark = pytest.mark.django_db
every_format = pytest.mark.parametrize("suffix", WRITERS)
TIMESTAMP = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")
TRICKY = (
    "=1+1", "-12", "+33 4", "@SUM(A1)", "007", "'t Hof", "''", "#N/A", "=", "1,5", "TRUE", "_x000D_", "a;b,c|d",
    'Le "Bar"', "Café ☕ 🏔", " bords ", "deux\nlignes", "retour\r\nchariot", "fin\u2028de ligne", "{[", "\t", "１",
)  # fmt: skip
TITLES = ("=1+1", "'t Hof", "007", " bords ", "deux\nlignes", "a;b,c|d")


@pytest.fixture(scope="module")
def places(module_db) -> int:
    """A place with every field, one with none, and some with values that formats dislike; their number."""
    place = full_place()
    place.other_names, place.rna, place.address_extra = "Cime", "W123456789", "Étage 2"
    place.closed, place.closing_causes, place.hindsight = "2019-12~", "Le bail.\nL’eau.", "=Autrement"
    place.video_url, place.verified_on, place.verified_by = "https://v.example/1", "2026-03-03", "Anne"
    place.seo_title, place.search_description = "La Cime, coworking", "Un lieu."
    place.visibility_economy, place.visibility_contact = 1, 2
    place.page_themes = [PageTheme(theme=ThemeFactory(title="Ruralité", slug="ruralite"), sort_order=0)]
    place.save_revision().publish()
    SiteProfilePageFactory(bare=True, title="Rien")
    # Each tricky value stands in a text column of some place, and in a list of the first.
    rooms = [PlaceRoom(name=text, sort_order=rank) for rank, text in enumerate(TRICKY)]
    for number, title in enumerate(TITLES):
        texts = dict(zip(("summary", "rituals", "operator", "governance"), TRICKY[number::6], strict=False))
        SiteProfilePageFactory(title=title, slug=f"piege-{number}", point="", rooms=rooms, **texts)
        rooms = []
    return 2 + len(TITLES)


@pytest.fixture(scope="module")
def exported(places, tmp_path_factory) -> dict[str, Path]:
    """A file of all places in each format."""
    folder = tmp_path_factory.mktemp("exported")
    files = {suffix: folder / f"lieux{suffix}" for suffix in WRITERS}
    for path in files.values():
        assert export_file(path) == f"{places} lieux écrits dans {path}"
    return files


@every_format
def test_same_instance_imports_its_file_without_changes(suffix, places, exported):
    with CaptureQueriesContext(connection) as queries:
        assert import_file(exported[suffix], "--publish") == counts(unchanged=places)
    assert not any('INSERT INTO "wagtailcore_revision"' in query["sql"] for query in queries)


@every_format
def test_another_instance_gets_the_same_places(suffix, places, exported, tmp_path):
    again = tmp_path / f"encore{suffix}"
    for place in SiteProfilePage.objects.all():
        place.delete()
    assert import_file(exported[suffix], "--publish") == counts(created=places)
    export_file(again)
    assert rows_of(again) == rows_of(exported[suffix])
    if suffix != ".xlsx":  # which holds the hour of its making
        assert TIMESTAMP.sub(b"", again.read_bytes()) == TIMESTAMP.sub(b"", exported[suffix].read_bytes())
    place = SiteProfilePage.objects.get(slug="la-cime")
    assert (place.completeness > 80, place.department, place.opened_label) == (True, "38", "vers 2014")
    assert place.get_latest_revision_as_object().prices.get().price == Decimal("15.50")
    assert Page.find_problems() == ([], [], [], [], [])


def test_file_contains_every_field_of_a_place(exported):
    derived = {"point", "department", "completeness", "flaws", "longitude", "latitude", "page_ptr", "translation_key"}
    dates = ("opened", "closed", "lease_end")
    derived |= {f"{name}_{part}" for name in dates for part in ("earliest", "latest", "label")}
    own = {field.name for field in SiteProfilePage._meta.local_fields} - derived
    assert own <= set(columns())
    full = next(row for row in rows_of(exported[".csv"]) if row["slug"] == "la-cime")
    assert {name for name, cell in full.items() if not cell} == {"logo", "photos", "social_image"}


def test_invalid_stored_values_are_unchanged_too(places, tmp_path):
    link = PlaceLink(network="perdu", url="pas une adresse", sort_order=0)
    body = [{"type": "perdu", "id": "a", "value": 1}]
    place = SiteProfilePageFactory(links=[link], body=body)
    wrong = {"email": "a@", "siret": "12", "state": "perdu", "families": ["perdu"]}
    SiteProfilePage.objects.filter(pk=place.pk).update(**wrong)
    for suffix in WRITERS:
        export_file(tmp_path / f"lieux{suffix}")
        assert import_file(tmp_path / f"lieux{suffix}", "--publish") == counts(unchanged=places + 1), suffix


def test_text_longer_than_a_cell_is_not_lost(places, tmp_path):
    long = "é=\r" * LONGEST_CELL
    body = [{"type": "text", "id": "a", "value": f"<p>{'x' * 140_000}</p>"}]
    SiteProfilePageFactory(title="Long", governance=long, body=body)
    for suffix in WRITERS:
        export_file(tmp_path / f"lieux{suffix}")
        rows = {row["title"]: row for row in rows_of(tmp_path / f"lieux{suffix}")}
        assert rows["Long"]["governance"] == long, suffix
        assert import_file(tmp_path / f"lieux{suffix}") == counts(unchanged=places + 1), suffix


def test_dates_that_a_spreadsheet_made_cells_of_are_unchanged(places, tmp_path):
    dates = {"opened": "2014-09-01", "closed": "2030-06", "lease_end": "2031-01-31", "verified_on": "2026-03-03"}
    SiteProfilePageFactory(title="Daté", **dates)
    path = tmp_path / "lieux.xlsx"
    export_file(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns_by_title = {cell.value: cell.column for cell in sheet[1]}
    (row,) = (row[0].row for row in sheet.iter_rows(min_row=2) if "Daté" in [cell.value for cell in row])
    for name, text in dates.items():
        cell = sheet.cell(row, columns_by_title[name])
        assert cell.value == text
        cell.value = datetime.fromisoformat(text if len(text) > 7 else f"{text}-01")
        cell.number_format = "dd/mm/yyyy" if len(text) > 7 else "mmm\\-yy"
    book.save(path)
    assert import_file(path, "--publish") == counts(unchanged=places + 1)
    assert import_remarks(path) == []


def test_rows_of_an_exported_file_that_cannot_be_read_change_nothing(places, exported, tmp_path):
    lines = exported[".csv"].read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    rien = next(number for number, line in enumerate(lines) if ";Rien;" in line)
    for damaged, outcome in (
        (lines[rien].replace(";Rien;", ';"Rien;'), counts(unchanged=places - 1, rejected=1)),
        (lines[rien].replace(";Rien;", ";Rien;;"), counts(unchanged=places - 1, rejected=1)),
        (";".join(lines[rien].split(";")[:3]) + "\r\n", counts(unchanged=places - 1, rejected=1)),
    ):
        path = tmp_path / "lieux.csv"
        path.write_text("".join([*lines[:rien], damaged, *lines[rien + 1 :]]), encoding="utf-8-sig", newline="")
        assert import_file(path, "--publish") == outcome
