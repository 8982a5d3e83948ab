"""The table of communes: loading it, looking communes up, and what they fill in on a place."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely import union_all
from shapely.geometry import Point, shape

from core.demo import read_toml
from inventory.communes import lookup
from inventory.communes.lookup import CommuneSize
from inventory.communes.table import CommuneTable
from inventory.demo.load import FOLDER
from inventory.import_export.file_mapping import detect
from inventory.import_export.readers.files import read_file
from inventory.models import Commune, FormerCommune, SiteProfilePage
from tests.inventory.import_export.communes import FORMER, HEADER, ROWS, write_communes
from tests.place_form import bound_place_form
from tests.reference import reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_communes(tmp_path)


@pytest.fixture
def table(folder) -> Path:
    load(folder)
    return folder


def load(*paths) -> str:
    out = StringIO()
    call_command("load_communes", *map(str, paths), stdout=out)
    return out.getvalue().strip()


def outcome(created=0, updated=0, unchanged=0, removed=0) -> str:
    """The output of `load` for one table."""
    return f"créées {created}, modifiées {updated}, inchangées {unchanged}, retirées {removed}"


# --- The table ------------------------------------------------------------------------------------------------------


def test_files_fill_the_tables_once(folder):
    assert load(folder) == f"communes : {outcome(created=9)} ; anciennes communes : {outcome(created=3)}"
    assert load(folder) == f"communes : {outcome(unchanged=9)} ; anciennes communes : {outcome(unchanged=3)}"
    isle = Commune.objects.get(pk="38193")
    assert (isle.name, isle.postcodes, isle.epci_name) == ("L’Isle-d’Abeau", ["38080"], "CA Porte de l’Isère (C.A.P.I)")
    assert FormerCommune.objects.get(pk="75111").commune_id == "75056"


def test_new_edition_changes_only_the_changed_rows(table):
    path = table / "communes.csv"
    rows = ROWS.replace("156389", "160000").replace("38338,Roche,", "38999,Roche,")
    path.write_text(HEADER + rows, encoding="utf-8")
    assert load(table).startswith(f"communes : {outcome(created=1, updated=1, unchanged=7, removed=1)} ;")
    assert Commune.objects.get(pk="38185").population == 160000


def test_one_file_leaves_the_other_table_alone(table):
    assert load(table / "communes.csv").endswith(f"anciennes communes : {outcome(unchanged=3)}")
    assert lookup.resolve_insee("38226") == "38225"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("communes.csv", "nom,code\nGrenoble,38185\n", "il manque code_insee, departement"),
        ("communes.csv", HEADER, "aucune ligne"),
        ("communes.csv", HEADER + ROWS.replace("38338", "3833X"), r"ligne 6 : code_insee « 3833X »"),
        ("communes.csv", HEADER + ROWS.replace("2103778", "beaucoup"), r"ligne 9 : population « beaucoup »"),
        ("anciennes.csv", FORMER.replace(",38225,5.52", ",01001,5.52"), "introuvables pour : 38226"),
        ("communes.csv", HEADER + ROWS.replace(",Roche,", ',"Roche,'), "ligne 6 : un guillemet s’ouvre"),
        ("communes.csv", HEADER + ROWS.replace(",Roche,", ",,Roche,"), "ligne 6 : 13 cellules pour 12 colonnes"),
        ("communes.ods", "x", "Format inconnu"),
    ],
)
def test_unreadable_file_is_an_error_and_changes_nothing(table, name, content, message):
    (table / name).write_text(content, encoding="utf-8")
    paths = [table / name] if name.endswith(".ods") else [table]
    with pytest.raises(CommandError, match=message) as caught:
        load(*paths)
    assert caught.value.returncode == 2
    assert (Commune.objects.count(), FormerCommune.objects.count()) == (9, 3)


def test_missing_folder_is_an_error(settings, tmp_path):
    for data, paths in (("", []), ("", [tmp_path / "rien.csv"]), ("", [tmp_path])):
        settings.SILLON_DATA = data
        with pytest.raises(CommandError) as caught:
            load(*paths)
        assert caught.value.returncode == 2


def test_setting_up_a_site_brings_in_the_communes_of_its_reference_data(settings, folder, tmp_path_factory):
    settings.LOAD_REFERENCE_DATA = True
    settings.SILLON_DATA = str(tmp_path_factory.mktemp("vide"))
    call_command("setup_site", stdout=StringIO())
    assert not Commune.objects.exists()
    settings.SILLON_DATA = str(folder.rename(folder.parent / "communes").parent)
    out = StringIO()
    call_command("setup_site", stdout=out)
    assert "communes : créées 9" in out.getvalue()


# --- Looking communes up ----------------------------------------------------------------------------------------------


def test_former_codes_resolve_to_current_communes(table):
    assert lookup.resolve_insee("38226") == "38225"
    assert lookup.resolve_insee("75111") == "75056"
    assert lookup.resolve_insee("38999") == "38999"
    assert lookup.find_commune("38226").name == "Autrans-Méaudre en Vercors"
    assert lookup.find_commune("38999") is None
    lookup.validate_known_insee("38185")
    lookup.validate_known_insee("38226")
    lookup.validate_known_insee("")
    with pytest.raises(ValidationError, match="Aucune commune n’a ce code INSEE"):
        lookup.validate_known_insee("38999")


def test_without_the_table_every_code_is_valid_and_none_is_found():
    lookup.validate_known_insee("38999")
    assert lookup.resolve_insee("38226") == "38226"
    assert lookup.search("gre") == lookup.communes_named("Grenoble") == []
    place = SiteProfilePage(title="Lieu", commune="Grenoble")
    assert lookup.complete(place) == []
    assert place.insee_code == ""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("gre", ["38185"]), ("SAINT", ["97411", "93066", "38382"]), ("st egr", ["38382"]), ("isle", ["38193"]),
        ("l’isle d", ["38193"]), ("38", ["38185", "38193", "38382", "38225", "38338"]), ("3811", ["38225"]),
        ("38382", ["38382"]), ("meau", ["38225"]), ("38000 gre", ["38185"]), ("gre 69", []), ("Paris 11", ["75056"]),
        ("iles st", ["98411"]), ("%", []), ("", []), ("\0", []), ("x" * 500, []),
    ],
)  # fmt: skip
def test_search_finds_communes_by_the_beginning_of_their_name(table, text, codes):
    with CaptureQueriesContext(connection) as queries:
        assert [commune.insee_code for commune in lookup.search(text)] == codes
    assert len(queries) <= 2


def test_the_exact_name_comes_before_longer_ones_of_more_people(table):
    Commune.objects.filter(pk="38338").update(name="Mens", folded="mens", population=1_400)
    Commune.objects.filter(pk="38193").update(name="Mensignac", folded="mensignac", population=9_000)
    assert [commune.name for commune in lookup.search("mens")] == ["Mens", "Mensignac"]
    assert [commune.name for commune in lookup.search("mens", limit=1)] == ["Mens"]
    assert [commune.name for commune in lookup.search("men")] == ["Mensignac", "Mens"]


def test_beginning_is_searched_among_given_communes(table):
    assert [commune.name for commune in lookup.communes_starting_with("st", ["38382", "38185"])] == ["Saint-Égrève"]
    assert [commune.name for commune in lookup.communes_starting_with("Saint (38)", ["93066", "38382"])] == [
        "Saint-Égrève"
    ]
    assert lookup.communes_starting_with("", ["38382"]) == lookup.communes_starting_with("38", ["38382"]) == []


def test_search_returns_the_former_name_that_matched(table):
    assert [commune.via for commune in lookup.search("méaudre")] == ["Méaudre"]
    assert [commune.via for commune in lookup.search("autrans")] == [""]
    assert len(lookup.search("38", limit=2)) == 2


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Grenoble", ["38185"]), ("38100", ["38185"]), ("38185", ["38185"]), ("Saint-Égrève", ["38382"]),
        ("st egreve", ["38382"]), ("Grenoble (38)", ["38185"]), ("38000 Grenoble", ["38185"]),
        ("Saint-Denis", ["97411", "93066"]), ("Saint-Denis (93)", ["93066"]), ("97400 St Denis", ["97411"]),
        ("Isle d'Abeau", ["38193"]), ("L'Isle d'Abeau", ["38193"]), ("La Roche", []), ("Méaudre", ["38225"]),
        ("Paris 11e", ["75056"]), ("paris 11", ["75056"]), ("Greno", []), ("38", []), ("Grenoble (69)", []),
    ],
)  # fmt: skip
def test_communes_are_found_by_every_usual_way_to_name_them(table, text, codes):
    assert [commune.insee_code for commune in lookup.communes_named(text)] == codes


@pytest.mark.parametrize(
    ("people", "size"),
    [(0, "UNDER_500"), (499, "UNDER_500"), (500, "UNDER_2000"), (9_999, "UNDER_10000"), (10_000, "UNDER_50000"),
     (50_000, "UNDER_200000"), (199_999, "UNDER_200000"), (200_000, "OVER_200000")],
)  # fmt: skip
def test_communes_are_sorted_by_their_inhabitants(people, size):
    assert lookup.size_band(people) is CommuneSize[size]


def test_sizes_of_many_communes_take_one_query(table, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = lookup.commune_sizes(["38185", "75056", "38225", "98411", "38999", "", "38185"])
    assert found == {
        "38185": CommuneSize.UNDER_200000,
        "75056": CommuneSize.OVER_200000,
        "38225": CommuneSize.UNDER_10000,
    }
    with django_assert_num_queries(0):
        assert lookup.commune_sizes([]) == {}


# --- A place ----------------------------------------------------------------------------------------------------------


def completed(**fields) -> SiteProfilePage:
    place = SiteProfilePage(title="Lieu", **fields)
    lookup.complete(place)
    return place


def test_code_fills_the_blank_fields(table):
    place = completed(insee_code="38382")
    assert (place.commune, place.postcode, place.epci_code) == ("Saint-Égrève", "38120", "200040715")
    assert place.epci_name == "Grenoble-Alpes-Métropole"
    assert (place.point, place.precision) == ("SRID=4326;POINT(5.682240 45.236900)", "commune")
    assert lookup.complete(place) == []


def test_typed_values_are_not_overwritten(table):
    typed = {
        "insee_code": "38382", "commune": "St-Égrève", "postcode": "38521", "epci_code": "1", "epci_name": "La Métro",
        "point": "SRID=4326;POINT(5.7 45.2)", "precision": "number",
    }  # fmt: skip
    place = SiteProfilePage(title="Lieu", **typed)
    assert lookup.complete(place) == []
    assert {name: getattr(place, name) for name in typed} == typed
    assert completed(insee_code="38382", epci_code="243800604").epci_name == ""


def test_commune_with_several_postcodes_fills_none(table):
    assert completed(insee_code="38185").postcode == ""


def test_unambiguous_name_fills_the_code(table):
    assert completed(commune="grenoble").insee_code == "38185"
    assert completed(commune="grenoble").commune == "grenoble"
    assert completed(commune="Saint-Denis").insee_code == ""
    assert completed(commune="Saint-Denis", postcode="97400").insee_code == "97411"
    assert completed(commune="Saint-Denis", postcode="93999").insee_code == "93066"
    assert completed(commune="Saint-Denis", postcode="38000").insee_code == ""
    assert completed(commune="Grenoble", postcode="69001").insee_code == ""
    assert completed(commune="Ailleurs").insee_code == ""
    assert completed(commune="—", postcode="38120").insee_code == ""


def test_former_code_is_replaced_and_its_name_stays(table):
    place = completed(insee_code="38226", commune="Méaudre")
    assert (place.insee_code, place.commune, place.epci_code) == ("38225", "Méaudre", "243801024")
    assert completed(commune="Méaudre").insee_code == "38225"


def test_commune_without_a_centre_gives_no_point(table):
    place = completed(insee_code="98411")
    assert (place.point, place.precision) == ("", "")


def test_place_form_fills_the_fields_of_its_commune(table, home):
    form = bound_place_form(commune="saint egreve", point="")
    assert (form.instance.commune, form.instance.insee_code) == ("saint egreve", "38382")
    assert (form.instance.postcode, form.instance.epci_code) == ("38120", "200040715")
    assert (form.instance.point, form.instance.precision) == ("SRID=4326;POINT(5.682240 45.236900)", "commune")
    assert bound_place_form(insee_code="38226", point="45,17 ; 5,54").instance.insee_code == "38225"


def test_place_form_refuses_an_unknown_code(table, home):
    form = bound_place_form(insee_code="38999", commune="Grenoble")
    assert "Aucune commune n’a ce code INSEE" in str(form.errors["insee_code"])
    Commune.objects.all().delete()
    assert "insee_code" not in bound_place_form(insee_code="38999").errors


def test_suggestions_of_communes_for_the_place_form(table, as_editor):
    def answered(text: str) -> list[dict]:
        return as_editor.get("/admin/lieux/communes/", {"q": text}).json()["items"]

    assert answered("méaud") == [
        {
            "insee_code": "38225", "name": "Autrans-Méaudre en Vercors", "label": "Autrans-Méaudre en Vercors (38)",
            "via": "Méaudre", "postcodes": ["38112", "38880"], "epci_code": "243801024",
            "epci_name": "CC du Massif du Vercors", "longitude": 5.54, "latitude": 45.16,
        }
    ]  # fmt: skip
    assert answered("iles saint paul")[0]["latitude"] is None
    assert answered("") == answered("\0") == []


def test_import_replaces_former_codes_and_refuses_unknown_ones(table, django_assert_num_queries):
    row = {"identifier": "1", "title": "Lieu", "insee_code": "38226"}
    mapping = detect(row)
    with django_assert_num_queries(0):
        assert mapping.record(2, row).values["insee_code"] == "38225"
        odd = mapping.record(3, row | {"insee_code": "38999"})
    assert "insee_code" not in odd.values
    assert odd.remarks == ["insee_code « 38999 » : aucune commune n’a ce code"]


# --- The real files ---------------------------------------------------------------------------------------------------


@pytest.fixture
def real() -> Path:
    path = reference("communes")
    load(path)
    return path


def _current(table: CommuneTable, code: str) -> str:
    commune = table.find(code)
    return commune.code if commune else code


@pytest.mark.slow("reads the 35,000 communes of France and the outlines of three départements")
def test_reference_file_is_loaded_and_places_lie_in_their_communes(real):
    """By the outlines of 2018, joined where communes have merged since: not one place is off, even by a metre."""
    assert Commune.objects.count() == 34_969
    assert FormerCommune.objects.filter(kind="arrondissement").count() == 45
    outlines: dict[str, list] = {}
    table = CommuneTable.read()
    for path in sorted((real / "contours").glob("communes-*.geojson")):
        for feature in json.loads(path.read_bytes())["features"]:
            code = feature["properties"]["code"]
            outlines.setdefault(_current(table, code), []).append(shape(feature["geometry"]).buffer(0))
    places = [
        (row["insee_code"], row["longitude"], row["latitude"]) for row in read_toml(FOLDER / "places.toml")["places"]
    ]
    census = [row.cells for row in read_file(reference("places", "cget-2019-v3.csv")).rows]
    places += [
        (row["INSEECOM"], row["LONG"], row["LAT"]) for row in census if row["INSEECOM"][:2] in ("38", "73", "74")
    ]
    assert len(places) == 72
    for code, longitude, latitude in places:
        outline = union_all(outlines[_current(table, code)])
        assert outline.contains(Point(Decimal(longitude), Decimal(latitude))), (code, longitude, latitude)
    assert [str(found) for found in lookup.communes_named("st egreve")] == ["Saint-Égrève (38)"]
