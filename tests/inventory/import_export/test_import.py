"""Importing files of other sources: rows become drafts or pages, and later imports keep what editors corrected."""

from __future__ import annotations

import csv
import json
import time
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry

from core.bin import moves
from inventory.demo.load import INVENTED
from inventory.demo.load import load as load_demo_places
from inventory.models import Commune, PlaceSource, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.import_export.files import counts, import_file, import_remarks
from tests.reference import reference

pytestmark = pytest.mark.django_db
HEADER = "identifier;title;commune;insee_code;postcode;families;longitude;latitude;website\n"
HERE = "SRID=4326;POINT(5.540000 45.170000)"
ROW = "1;La Forge;Autrans;38225;38880;fablab,coworking;5,54;45,17;www.laforge.example\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="lieux.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_row_becomes_a_draft_like_any_other(home, file, client):
    assert import_file(file(HEADER + ROW), "--source", "Essai") == counts(created=1)
    place = SiteProfilePage.objects.get()
    assert (place.live, place.title, place.department) == (False, "La Forge", "38")
    assert place.families == ["coworking", "fablab"]
    assert (str(place.longitude), str(place.latitude)) == ("5.540000", "45.170000")
    assert place.website == "https://www.laforge.example"
    assert place.get_parent().specific.numchild == 1
    assert place.sources.get().identifier == "1"
    assert PageLogEntry.objects.filter(page=place.pk, action="wagtail.create").exists()
    place.get_latest_revision().publish()
    assert client.get("/inventaire/la-forge/").status_code == 200
    assert PlaceSource.objects.count() == 1


def test_columns_that_are_not_read_are_named(home, file):
    text = "identifier;title;Téléphone;Vide;Mél\n1;La Forge;04 76 00 00 01;;\n2;Le Moulin;;;a@b.fr\n"
    assert import_remarks(file(text)) == ["Colonnes non lues : Mél, Téléphone."]
    properties = {"identifier": "1", "title": "La Forge"}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [5.5, 45.1]}}
    collection = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert import_remarks(file(collection, "lieux.geojson")) == []
    columns = '[columns]\nidentifier = "identifier"\ntitle = "title"\n'
    assert import_remarks(file(collection, "lieux.geojson"), "--mapping", str(file(columns, "colonnes.toml"))) == []


@pytest.mark.indexed
def test_published_places_are_in_list_search_and_api_at_once(home, file, client):
    tag = client.get("/inventaire/")["ETag"]
    import_file(file(HEADER + ROW), "--publish")
    assert client.get("/inventaire/", headers={"If-None-Match": tag}).status_code == 200
    assert "La Forge" in client.get("/inventaire/").text
    assert "La Forge" in client.get("/recherche/?q=autrans").text
    assert client.get("/api/v3/places/la-forge/").json()["families"][1]["code"] == "fablab"


def test_a_second_import_changes_nothing(home, file):
    path = file(HEADER + ROW)
    import_file(path)
    assert import_file(path) == counts(unchanged=1)
    assert SiteProfilePage.objects.count() == 1


def test_corrections_by_editors_stay_and_other_fields_follow_the_source(home, file):
    import_file(file(HEADER + ROW), "--publish")
    place = SiteProfilePage.objects.get()
    place.commune = "Autrans-Méaudre en Vercors"
    place.save_revision().publish()
    assert import_file(file(HEADER + ROW), "--publish") == counts(unchanged=1)
    changed = ROW.replace("38880", "38881").replace(";Autrans;", ";Ailleurs;")
    assert import_file(file(HEADER + changed), "--publish") == counts(updated=1)
    place.refresh_from_db()
    assert (place.commune, place.postcode, place.live) == ("Autrans-Méaudre en Vercors", "38881", True)


def test_new_values_that_contradict_those_of_the_team_are_left_out(home, file):
    for code, name, longitude, latitude in (("75056", "Paris", 2.34, 48.86), ("38225", "Autrans", 5.54, 45.17)):
        Commune.objects.create(insee_code=code, name=name, longitude=longitude, latitude=latitude)
    header, row = HEADER.replace("website", "opened"), ROW.replace("www.laforge.example", "2014")
    import_file(file(header + row), "--publish")
    place = SiteProfilePage.objects.get()
    place.insee_code, place.point, place.closed = "75056", "", "2015"
    place.save_revision().publish()
    changed = row.replace("5,54", "5,55").replace("2014", "2018").replace("38880", "38881")
    remark = import_remarks(file(header + changed), "--publish")[0]
    assert "point sur la carte : Ce point est à 477 km de Paris" in remark
    assert "date d’ouverture : la fermeture précède l’ouverture" in remark
    place.refresh_from_db()
    assert (place.point, place.opened, place.postcode) == ("", "2014", "38881")


def test_waiting_draft_gets_the_changes_that_are_published(home, file):
    import_file(file(HEADER + ROW), "--publish")
    place = SiteProfilePage.objects.get()
    place.summary = "En cours d’écriture"
    place.save_revision()
    import_file(file(HEADER + ROW.replace("38880", "38881")), "--publish")
    place.refresh_from_db()
    draft = place.get_latest_revision_as_object()
    assert (place.postcode, place.summary) == ("38881", "")
    assert (draft.postcode, draft.summary) == ("38881", "En cours d’écriture")


def test_place_known_from_another_source_is_a_duplicate(home, file):
    SiteProfilePageFactory(title="La Forgé", point="SRID=4326;POINT(5.5401 45.1701)")
    assert import_file(file(HEADER + ROW)) == counts(duplicates=1)
    assert SiteProfilePage.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "stored", "is_duplicate"),
    [
        ("2;La Forgé;AUTRANS;;38880;;;;\n", {"commune": "Autrans", "postcode": "38880"}, True),
        ("2;La Forgé;Autrans;;38880;;;;\n", {"commune": "Autrans", "postcode": "38880", "point": HERE}, True),
        ("2;La Forgé;Autrans;;38880;;5,54;45,17;\n", {"commune": "Autrans", "postcode": "38112"}, True),
        ("2;La Forgé;Autrans;;38880;;5,54;45,17;\n",
         {"commune": "Autrans", "postcode": "38880", "point": HERE, "precision": "commune"}, True),
        ("2;La Forgé;Autrans;;38880;;5,6;45,19;\n", {"commune": "Autrans", "postcode": "38880", "point": HERE}, False),
        ("2;La Forgé;Autrans;;38880;;;;\n", {"commune": "Autrans", "postcode": "73000"}, False),
        ("2;La Forgé;Autrans;;;;;;\n", {"commune": "Autrans", "postcode": "38880"}, False),
        ("2;La Forgé;Lans;;38880;;;;\n", {"commune": "Autrans", "postcode": "38880"}, False),
        ("2;La Forerie;Autrans;;38880;;;;\n", {"commune": "Autrans", "postcode": "38880"}, False),
    ],
)  # fmt: skip
def test_place_without_a_point_is_compared_with_those_of_its_commune(home, file, row, stored, is_duplicate):
    place = SiteProfilePageFactory(title="La Forge", **({"insee_code": "", "point": ""} | stored))
    place.save_revision().publish()
    expected = counts(duplicates=1) if is_duplicate else counts(created=1)
    assert import_file(file(HEADER + row)) == expected


def test_invalid_row_does_not_stop_the_others(home, file, tmp_path):
    report = tmp_path / "rapport.csv"
    bad = "2;;Sans nom;;;;;;\n;Sans identifiant;;;;;;;\n1;En double;;;;;;;\n"
    bad += "3;Coordonnées fausses;;99;x;inconnue;200;100;pas une adresse\n"
    assert import_file(file(HEADER + ROW + bad), "--report", str(report)) == counts(created=2, rejected=3)
    text = report.read_text(encoding="utf-8-sig")
    assert "pas d’identifiant" in text
    assert "coordonnées « 100, 200 » incomprises" in text
    assert len(text.splitlines()) == 6
    odd = SiteProfilePage.objects.get(title="Coordonnées fausses")
    assert (odd.latitude, odd.insee_code, odd.website, odd.families) == (None, "", "", [])


def test_remarks_are_shown_for_fifty_rows_and_counted_for_all(home, file):
    rows = "".join(f"{number};Lieu {number};;99999;;patinoire;;;\n" for number in range(60))
    remark, *others = import_remarks(file(HEADER + rows), "--dry-run")
    assert remark.startswith("ligne 2 : créé – Lieu 0 – ")
    assert "insee_code « 99999 » : Ce n’est pas un code INSEE de commune" in remark
    assert "families « patinoire » : cette valeur n’existe pas. Valeurs possibles : coworking (Coworking), " in remark
    assert len(others) == 51
    assert others[49:] == ["… et 10 autres : --report les écrit toutes", "60 lignes avec des remarques"]
    assert import_remarks(file(HEADER + ROW), "--dry-run") == []


def test_a_dry_run_writes_nothing(home, file, client):
    tag = client.get("/inventaire/")["ETag"]
    assert import_file(file(HEADER + ROW), "--dry-run", "--publish") == counts(created=1)
    assert not SiteProfilePage.objects.exists()
    assert client.get("/inventaire/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vide.csv", b""), ("titres.csv", b"a;b\n"), ("colonnes.csv", b"a;b\n1;2\n"), ("image.xlsx", b"\x89PNG"),
        ("faux.json", b"{"), ("liste.json", b"[1, 2]"), ("faux.geojson", b'{"type": "FeatureCollection"}'),
        ("autre.pdf", b"%PDF"),
    ],
)  # fmt: skip
def test_an_unreadable_file_ends_with_exit_code_2(home, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError) as caught:
        import_file(tmp_path / name)
    assert caught.value.returncode == 2
    assert not SiteProfilePage.objects.exists()


def test_row_that_cannot_be_read_is_rejected_alone(home, file):
    path = file('identifier;title\n1;"La Forge\n2;La Cime\n1;Le Moulin\n')
    assert import_file(path, "--dry-run") == counts(created=2, rejected=1)
    remark, *_ = import_remarks(path)
    assert remark == "ligne 2 : rejeté – La Forge – un guillemet s’ouvre dans cette ligne et ne se ferme pas"
    assert sorted(SiteProfilePage.objects.values_list("title", flat=True)) == ["La Cime", "Le Moulin"]


def test_what_was_understood_of_a_file_is_said_before_the_rows(home, file):
    path = file("identifier;title\nA;Forêt\n", encoding="mac_roman")
    assert import_remarks(path) == ["Texte lu en Mac Roman, par exemple la ligne 2 : « A;Forêt »."]
    assert SiteProfilePage.objects.get().title == "Forêt"


def test_file_without_header_is_imported_by_position(home, file):
    path = file("A;Un\nB;Deux\n")
    with pytest.raises(CommandError, match="title = 2"):
        import_file(path)
    mapping = file("[columns]\nidentifier = 1\ntitle = 2\n", "positions.toml")
    assert import_file(path, "--mapping", str(mapping)) == counts(created=2)


def test_no_cell_of_the_report_is_a_formula(home, file, tmp_path):
    report = tmp_path / "rapport.csv"
    row = "=HYPERLINK(1);@SUM(A1);Autrans;x;;;;;\n"
    assert import_file(file(HEADER + row), "--report", str(report)) == counts(created=1)
    (found,) = csv.DictReader(StringIO(report.read_text(encoding="utf-8-sig")), delimiter=";")
    assert (found["ligne"], found["identifiant"], found["nom"]) == ("2", "'=HYPERLINK(1)", "'@SUM(A1)")


def test_report_that_cannot_be_written_is_an_error_before_anything_is_imported(home, file, tmp_path):
    with pytest.raises(CommandError, match="Impossible d’écrire"):
        import_file(file(HEADER + ROW), "--report", str(tmp_path / "absent" / "rapport.csv"))
    assert not SiteProfilePage.objects.exists()


def test_other_formats_and_encodings_give_the_same_places(home, tmp_path, file):
    book = openpyxl.Workbook()
    for row in (HEADER.strip().split(";"), [1, "La Forge", "Autrans", 38225, 38880, "fablab", 5.54, 45.17, ""]):
        book.active.append(row)
    book.save(tmp_path / "lieux.xlsx")
    assert import_file(tmp_path / "lieux.xlsx") == counts(created=1)
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [5.54, 45.17]},
        "properties": {
            "identifier": "1",
            "title": "La Forge",
            "commune": "Autrans",
            "insee_code": "38225",
            "postcode": "38880",
            "families": ["fablab"],
        },
    }
    geojson = file(json.dumps({"type": "FeatureCollection", "features": [feature]}), "lieux.geojson")
    assert import_file(geojson) == counts(unchanged=1)
    latin = file(
        HEADER + ROW.replace("La Forge", "Café").replace("1;", "2;", 1).replace("5,54", "6,54"), encoding="cp1252"
    )
    assert import_file(latin) == counts(created=1)
    assert SiteProfilePage.objects.filter(title="Café").exists()


def test_a_mapping_file_names_the_columns(home, file):
    path = file("cle,nom du lieu\n7,Atelier\n")
    mapping = file('source = "Ville"\n[columns]\nidentifier = "cle"\ntitle = "nom du lieu"\n', "colonnes.toml")
    assert import_file(path, "--mapping", str(mapping)) == counts(created=1)
    assert PlaceSource.objects.get().source == "Ville"
    wrong = file('[columns]\nidentifier = "cle"\ncouleur = "x"\n', "faux.toml")
    with pytest.raises(CommandError, match="couleur"):
        import_file(path, "--mapping", str(wrong))


def test_source_that_is_too_long_ends_with_exit_code_2(home, file):
    path = file("identifier;title\n7;Atelier\n")
    mapping = file(f'source = "{"x" * 101}"\n[columns]\nidentifier = "identifier"\ntitle = "title"\n', "colonnes.toml")
    for options in (["--source", "x" * 101], ["--mapping", str(mapping)]):
        with pytest.raises(CommandError, match="100 caractères au plus") as caught:
            import_file(path, *options)
        assert caught.value.returncode == 2


def test_column_of_points_of_open_data_portals_is_read(home, file):
    assert import_file(file('identifier;title;geo_point_2d\n1;La Forge;"45,17, 5,54"\n')) == counts(created=1)
    assert str(SiteProfilePage.objects.get().latitude) == "45.170000"


def test_object_without_all_columns_may_come_first(home, file):
    path = file(
        json.dumps([{"identifier": "1", "title": "Un"}, {"identifier": "2", "title": "Deux", "commune": "Vif"}]),
        "a.json",
    )
    assert import_file(path) == counts(created=2)
    assert SiteProfilePage.objects.get(title="Deux").commune == "Vif"


def test_two_places_of_one_name_get_two_addresses(home, file):
    import_file(file(HEADER + ROW + ROW.replace("1;", "2;", 1).replace("5,54", "6,54")))
    assert sorted(SiteProfilePage.objects.values_list("slug", flat=True)) == ["la-forge", "la-forge-2"]


@pytest.mark.slow("imports the 1,500 places of the national file, twice")
def test_national_file_is_imported_whole_and_matches_the_demo(home, client, national_file):
    load_demo_places(home)
    assert PlaceSource.objects.filter(source="CGET 2019").count() == 36
    invented = PlaceSource.objects.filter(source=INVENTED).count()
    start = time.process_time()
    assert import_file(national_file, "--publish") == counts(created=1476, unchanged=36)
    assert time.process_time() - start < 30
    assert SiteProfilePage.objects.live().count() == 1512 + invented
    assert client.get("/api/v3/places/?limit=1").json()["count"] == 1512 + invented
    for path in ("/inventaire/", "/api/v3/places/?limit=100", "/"):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 10, path
    assert import_file(national_file, "--publish") == counts(unchanged=1512)


@pytest.fixture
def national_file() -> Path:
    return reference("places", "cget-2019-v3.csv")


def test_a_place_in_the_bin_keeps_its_identifier_and_the_import_says_where_it_is(home, file):
    path = file(HEADER + ROW)
    import_file(path, "--publish")
    entry = moves.put(SiteProfilePage.objects.get())
    assert import_file(path, "--publish") == counts(rejected=1)
    assert "ce lieu est dans la corbeille" in "".join(import_remarks(path))
    moves.restore(entry, None)
    assert import_file(path, "--publish") == counts(unchanged=1)
    moves.delete(moves.put(SiteProfilePage.objects.get()))
    assert import_file(path, "--publish") == counts(created=1)
