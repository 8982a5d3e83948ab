"""What an exported file contains: its formats, its filters, and what each audience may read."""

from __future__ import annotations

import csv
import json
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.import_export.columns import INFO_COLUMNS, columns
from inventory.models import PlaceLink
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.api.test_routes import full_place
from tests.inventory.import_export.files import counts, export_file, import_file, rows_of

pytestmark = pytest.mark.django_db


def test_formula_is_exported_as_text_and_number_as_number(home, tmp_path):
    SiteProfilePageFactory(title="=HYPERLINK(1)", point="SRID=4326;POINT(-4.480000 48.390000)", desks=12)
    export_file(tmp_path / "lieux.csv")
    text = (tmp_path / "lieux.csv").read_text(encoding="utf-8-sig")
    row = next(csv.DictReader(StringIO(text), delimiter=";"))
    assert (row["title"], row["longitude"], row["desks"]) == ("'=HYPERLINK(1)", "-4,480000", "12")
    export_file(tmp_path / "lieux.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "lieux.xlsx").worksheets[0]
    cells = {name.value: cell for name, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["title"].data_type, cells["title"].value) == ("s", "'=HYPERLINK(1)")
    assert (cells["desks"].data_type, cells["longitude"].value) == ("n", -4.48)


def test_geojson_follows_its_standard(home, tmp_path):
    place = full_place()
    SiteProfilePageFactory(title="Sans point", point="")
    assert export_file(tmp_path / "lieux.geojson").startswith("2 lieux écrits")
    data = json.loads((tmp_path / "lieux.geojson").read_text(encoding="utf-8"))
    first, second = data["features"]
    assert first["id"] == first["properties"]["uid"] == str(place.translation_key)
    assert first["geometry"] == {"type": "Point", "coordinates": [5.55, 45.07]}
    assert first["properties"]["families"] == ["coworking", "fablab"]
    assert first["properties"]["prices"] == [{"offer": "Poste", "unit": "day", "price": 15.5}]
    assert (second["geometry"], second["properties"]["desks"]) == (None, None)
    assert set(first["properties"]) == {*columns(), *INFO_COLUMNS} - {"longitude", "latitude"}


@pytest.mark.indexed
def test_filters_are_those_of_the_api(home, tmp_path):
    SiteProfilePageFactory(title="Ferme", insee_code="38225", postcode="38880", milieu="rural")
    SiteProfilePageFactory(title="Ville", milieu="urban")
    SiteProfilePageFactory(title="Ailleurs", insee_code="73065", postcode="73000", milieu="rural", state="closed")
    SiteProfilePageFactory(title="Brouillon", draft=True)
    path = tmp_path / "lieux.csv"
    assert export_file(path, "--filter", "departement=38", "--filter", "milieu=rural") == f"1 lieu écrit dans {path}"
    assert [row["title"] for row in rows_of(path)] == ["Ferme"]
    assert export_file(
        path, "--filter", "departement=38", "--filter", "departement=73", "--filter", "fermes=non"
    ).startswith("2 ")
    assert export_file(path, "--filter", "milieu=mountain").startswith("0 lieu écrit")
    assert export_file(path, "--filter", "q=ville").startswith("1 ")
    assert [row["title"] for row in rows_of(path)] == ["Ville"]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("lieux.pdf", (), "« .pdf »"), ("absent/lieux.csv", (), "n’existe pas"),
        ("lieux.csv", ("--filter", "couleur=bleu"), "« couleur »"),
        ("lieux.csv", ("--filter", "etat=rose"), "« rose » n’existe pas. Valeurs possibles : idea .En réflexion., "),
        ("lieux.csv", ("--filter", "fermes=peut-être"), "Valeurs possibles : oui, non"),
        ("lieux.csv", ("--filter", "etat"), "clé=valeur"), ("lieux.csv", ("--filter", "departement=999"), "999"),
        ("lieux.csv", ("--filter", "radius_km=3"), "centre"),
    ],
)  # fmt: skip
def test_invalid_option_is_an_error_and_touches_no_file(name, options, message, home, tmp_path):
    (tmp_path / "lieux.csv").write_text("avant")
    with pytest.raises(CommandError, match=message) as error:
        export_file(tmp_path / name, *options)
    assert error.value.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["lieux.csv"]
    assert (tmp_path / "lieux.csv").read_text() == "avant"


def test_file_for_an_audience_holds_what_it_may_read_and_empties_nothing_when_imported(home, tmp_path):
    place = full_place()
    place.visibility_contact, place.visibility_address = 1, 2
    place.save_revision().publish()
    path = tmp_path / "lieux.csv"
    for audience, email, address in (
        ("public", "", ""),
        ("membres", place.email, ""),
        ("équipe", place.email, place.address),
    ):
        export_file(path, "--audience", audience)
        row = rows_of(path)[0]
        assert (row["email"], row["address"], "visibility_contact" in row) == (email, address, audience == "équipe")
        assert import_file(path, "--publish") == counts(unchanged=1)
    # A partner may have removed a column that said nothing to them.
    export_file(path, "--audience", "public")
    path.write_text(path.read_text(encoding="utf-8").replace("audience;", "public;").replace(";public;", ";;"))
    assert import_file(path, "--publish") == counts(unchanged=1)


def test_number_of_queries_is_the_same_for_one_place_and_for_several(home, tmp_path):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            export_file(tmp_path / "lieux.csv")
        return len(captured)

    full_place()
    one = queries()
    for _ in range(3):
        links = [PlaceLink(network="other", url="https://x.example/", sort_order=0)]
        SiteProfilePageFactory(links=links, pictured=True)
    assert queries() == one
