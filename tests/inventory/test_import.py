import json
import time
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry

from inventory.demo.load import INVENTED
from inventory.demo.load import load as load_demo_places
from inventory.models import PlaceSource, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory
from tests.reference import reference

pytestmark = pytest.mark.django_db
HEADER = "identifier;title;commune;insee_code;postcode;families;longitude;latitude;website\n"
ROW = "1;La Forge;Autrans;38225;38880;fablab,coworking;5,54;45,17;www.laforge.example\n"


def run(path, *options) -> dict[str, int]:
    out = StringIO()
    call_command("import_places", str(path), *options, stdout=out, stderr=StringIO())
    counts = {}
    for part in out.getvalue().strip().splitlines()[-1].split(", "):
        name, _, number = part.rpartition(" ")
        counts[name] = int(number)
    return counts


def errors_of(path, *options) -> list[str]:
    """The lines that an import says beside its last one."""
    said = StringIO()
    call_command("import_places", str(path), *options, stdout=StringIO(), stderr=said)
    return said.getvalue().splitlines()


def counts(created=0, updated=0, unchanged=0, rejected=0, duplicates=0):
    return {
        "créés": created,
        "modifiés": updated,
        "inchangés": unchanged,
        "rejetés": rejected,
        "doublons possibles": duplicates,
    }


@pytest.fixture
def file(tmp_path):
    def write(text, name="lieux.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_a_row_becomes_a_draft_that_is_like_any_other(home, file, client):
    assert run(file(HEADER + ROW), "--source", "Essai") == counts(created=1)
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


def test_published_places_are_in_list_search_and_api_at_once(home, file, client):
    tag = client.get("/inventaire/")["ETag"]
    run(file(HEADER + ROW), "--publish")
    assert client.get("/inventaire/", headers={"If-None-Match": tag}).status_code == 200
    assert "La Forge" in client.get("/inventaire/").text
    assert "La Forge" in client.get("/recherche/?q=autrans").text
    assert client.get("/api/v3/places/la-forge/").json()["families"][1]["code"] == "fablab"


def test_a_second_import_changes_nothing(home, file):
    path = file(HEADER + ROW)
    run(path)
    assert run(path) == counts(unchanged=1)
    assert SiteProfilePage.objects.count() == 1


def test_what_an_editor_corrected_is_kept_and_the_rest_follows_the_source(home, file):
    run(file(HEADER + ROW), "--publish")
    place = SiteProfilePage.objects.get()
    place.commune = "Autrans-Méaudre en Vercors"
    place.save_revision().publish()
    assert run(file(HEADER + ROW), "--publish") == counts(unchanged=1)
    changed = ROW.replace("38880", "38881").replace(";Autrans;", ";Ailleurs;")
    assert run(file(HEADER + changed), "--publish") == counts(updated=1)
    place.refresh_from_db()
    assert (place.commune, place.postcode, place.live) == ("Autrans-Méaudre en Vercors", "38881", True)


def test_a_draft_that_waits_is_joined_and_not_published(home, file):
    run(file(HEADER + ROW), "--publish")
    place = SiteProfilePage.objects.get()
    place.summary = "En cours d’écriture"
    place.save_revision()
    run(file(HEADER + ROW.replace("38880", "38881")), "--publish")
    place.refresh_from_db()
    draft = place.get_latest_revision_as_object()
    assert (place.postcode, place.summary) == ("38880", "")
    assert (draft.postcode, draft.summary) == ("38881", "En cours d’écriture")


def test_a_place_known_from_elsewhere_is_set_aside(home, file):
    SiteProfilePageFactory(title="La Forgé", point="SRID=4326;POINT(5.5401 45.1701)")
    assert run(file(HEADER + ROW)) == counts(duplicates=1)
    assert SiteProfilePage.objects.count() == 1


def test_one_bad_row_does_not_stop_the_others(home, file, tmp_path):
    report = tmp_path / "rapport.csv"
    bad = "2;;Sans nom;;;;;;\n;Sans identifiant;;;;;;;\n1;En double;;;;;;;\n"
    bad += "3;Coordonnées fausses;;99;x;inconnue;200;100;pas une adresse\n"
    assert run(file(HEADER + ROW + bad), "--report", str(report)) == counts(created=2, rejected=3)
    text = report.read_text(encoding="utf-8-sig")
    assert "pas d’identifiant" in text
    assert "coordonnées « 100, 200 » incomprises" in text
    assert len(text.splitlines()) == 6
    odd = SiteProfilePage.objects.get(title="Coordonnées fausses")
    assert (odd.latitude, odd.insee_code, odd.website, odd.families) == (None, "", "", [])


def test_remarks_are_told_of_fifty_rows_and_counted(home, file):
    rows = "".join(f"{number};Lieu {number};;99999;;patinoire;;;\n" for number in range(60))
    told = errors_of(file(HEADER + rows), "--dry-run")
    assert told[0].startswith("ligne 2 : créé – Lieu 0 – ")
    assert "insee_code « 99999 » : Ce n’est pas un code INSEE de commune" in told[0]
    assert "families « patinoire » : cette valeur n’existe pas. Valeurs possibles : coworking (Coworking), " in told[0]
    assert len(told) == 52
    assert told[50:] == ["… et 10 autres : --report les écrit toutes", "60 lignes avec des remarques"]
    assert errors_of(file(HEADER + ROW), "--dry-run") == []


def test_a_dry_run_writes_nothing(home, file, client):
    tag = client.get("/inventaire/")["ETag"]
    assert run(file(HEADER + ROW), "--dry-run", "--publish") == counts(created=1)
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
        run(tmp_path / name)
    assert caught.value.returncode == 2
    assert not SiteProfilePage.objects.exists()


def test_other_formats_say_the_same(home, tmp_path, file):
    book = openpyxl.Workbook()
    for row in (HEADER.strip().split(";"), [1, "La Forge", "Autrans", 38225, 38880, "fablab", 5.54, 45.17, ""]):
        book.active.append(row)
    book.save(tmp_path / "lieux.xlsx")
    assert run(tmp_path / "lieux.xlsx") == counts(created=1)
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
    assert run(geojson) == counts(unchanged=1)
    latin = file(
        HEADER + ROW.replace("La Forge", "Café").replace("1;", "2;", 1).replace("5,54", "6,54"), encoding="cp1252"
    )
    assert run(latin) == counts(created=1)
    assert SiteProfilePage.objects.filter(title="Café").exists()


def test_a_mapping_file_names_the_columns(home, file):
    path = file("cle,nom du lieu\n7,Atelier\n")
    mapping = file('source = "Ville"\n[columns]\nidentifier = "cle"\ntitle = "nom du lieu"\n', "colonnes.toml")
    assert run(path, "--mapping", str(mapping)) == counts(created=1)
    assert PlaceSource.objects.get().source == "Ville"
    wrong = file('[columns]\nidentifier = "cle"\ncouleur = "x"\n', "faux.toml")
    with pytest.raises(CommandError, match="couleur"):
        run(path, "--mapping", str(wrong))


def test_two_places_of_one_name_get_two_addresses(home, file):
    run(file(HEADER + ROW + ROW.replace("1;", "2;", 1).replace("5,54", "6,54")))
    assert sorted(SiteProfilePage.objects.values_list("slug", flat=True)) == ["la-forge", "la-forge-2"]


def test_the_national_file_is_read_whole_and_finds_the_demo_again(home, client, national_file):
    load_demo_places(home)
    assert PlaceSource.objects.filter(source="CGET 2019").count() == 36
    invented = PlaceSource.objects.filter(source=INVENTED).count()
    start = time.monotonic()
    assert run(national_file, "--publish") == counts(created=1476, unchanged=36)
    assert time.monotonic() - start < 60
    assert SiteProfilePage.objects.live().count() == 1512 + invented
    assert client.get("/api/v3/places/?limit=1").json()["count"] == 1512 + invented
    for path in ("/inventaire/", "/api/v3/places/?limit=100", "/"):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 10, path
    assert run(national_file, "--publish") == counts(unchanged=1512)


@pytest.fixture
def national_file() -> Path:
    return reference("places", "cget-2019-v3.csv")
