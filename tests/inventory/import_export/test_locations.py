"""Commune, codes and point of a foreign row, compared with one another and with the communes of France."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError

from inventory.communes.table import CommuneRow, CommuneTable
from inventory.import_export.mapping import Mapping
from inventory.import_export.records import PlaceRecord
from inventory.import_export.values.coordinates import better_options
from inventory.import_export.values.points import CoordinateSystem
from inventory.models import SiteProfilePage
from tests.inventory.import_export.files import counts, import_file, import_remarks

FIELDS = (
    "identifier", "title", "address", "postcode", "commune", "insee_code", "longitude", "latitude", "point",
    "precision",
)  # fmt: skip
GRENOBLE = CommuneRow("38185", "Grenoble", "38", ["38000", "38100"], Decimal("5.72153"), Decimal("45.18216"))
AJACCIO = CommuneRow("2A004", "Ajaccio", "2A", ["20000", "20090"], Decimal("8.70"), Decimal("41.93"))
AUTRANS = CommuneRow("38225", "Autrans-Méaudre en Vercors", "38", ["38112", "38880"], Decimal("5.54"), Decimal("45.16"))
PARIS = CommuneRow("75056", "Paris", "75", ["75001", "75011"], Decimal("2.3428"), Decimal("48.85661"))
CESSON = CommuneRow("77067", "Cesson", "77", ["77240"])
CESSON_SEVIGNE = CommuneRow("35051", "Cesson-Sévigné", "35", ["35510"])
VIF = [CommuneRow(f"{department}545", "Vif", department, [f"{department}450"]) for department in ("38", "39")]
OF_12400 = [
    CommuneRow(f"1200{rank}", name, "12", ["12400"])
    for rank, name in enumerate(("Calmels-et-le-Viala", "Montlaur", "Rebourguil", "Saint-Affrique", "Vabres-l’Abbaye"))
]
COMMUNES = CommuneTable(
    {row.code: row for row in (*OF_12400, GRENOBLE, AJACCIO, AUTRANS, PARIS, CESSON, CESSON_SEVIGNE, *VIF)},
    {"38226": ("38225", "Méaudre"), "75111": ("75056", "Paris 11e Arrondissement")},
)
MAPPING = Mapping("Essai", {name: name for name in FIELDS}, communes=COMMUNES)
#: In Grenoble, in the order of GeoJSON.
HERE = "SRID=4326;POINT(5.720000 45.190000)"


def read(mapping: Mapping = MAPPING, **cells: str) -> PlaceRecord:
    return mapping.record(2, {"identifier": "A", "title": "Lieu", **cells})


# --- Communes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "values", "remarks"),
    [
        ({"postcode": "38185", "insee_code": "38000"}, {"postcode": "38000", "insee_code": "38185"}, ["échangés"]),
        ({"postcode": "2A004", "insee_code": "20000"}, {"postcode": "20000", "insee_code": "2A004"}, ["échangés"]),
        ({"postcode": "38000", "insee_code": "38000"}, {"postcode": "38000"}, ["c’est un code postal"]),
        ({"insee_code": "38999"}, {}, ["aucune commune n’a ce code"]),
        ({"insee_code": "75111", "commune": "Paris 11e"}, {"insee_code": "75056", "commune": "Paris 11e"}, []),
        ({"insee_code": "38226", "commune": "MÉAUDRE"}, {"insee_code": "38225", "commune": "Méaudre"},
         ["écrit Méaudre"]),
        ({"insee_code": "38225", "commune": "Autrans-Méaudre"}, {"insee_code": "38225", "commune": "Autrans-Méaudre"},
         []),
        ({"insee_code": "38185", "commune": "GRENOBLE"}, {"insee_code": "38185", "commune": "Grenoble"},
         ["écrit Gren"]),
        ({"postcode": "38000", "commune": "grenoble"}, {"postcode": "38000", "commune": "Grenoble"}, ["écrit Gren"]),
        ({"commune": "38000 Grenoble"}, {"postcode": "38000", "commune": "Grenoble"}, ["lu comme Grenoble"]),
        ({"commune": "Grenoble (38)"}, {"commune": "Grenoble"}, ["lu comme Grenoble"]),
        ({"commune": "Grenoble Cedex 9", "postcode": "38021"}, {"commune": "Grenoble", "postcode": "38021"},
         ["lu comme"]),
        ({"insee_code": "38185", "postcode": "38 021"}, {"insee_code": "38185", "postcode": "38021"}, []),
        ({"insee_code": "38185", "postcode": "75011"}, {"insee_code": "38185", "postcode": "75011"},
         ["ce n’est pas un code postal de Grenoble (38000, 38100)"]),
        ({"insee_code": "38185", "commune": "Vif"}, {"insee_code": "38185", "commune": "Vif"},
         ["le code INSEE 38185 est celui de Grenoble"]),
        ({"insee_code": "38185", "commune": "Paris", "postcode": "75011"}, {"commune": "Paris", "postcode": "75011"},
         ["c’est le code de Grenoble, et non de « 75011 Paris »"]),
        ({"commune": "Genève", "postcode": "1204"}, {"commune": "Genève"},
         ["zéro", "aucune commune n’a le code", "aucune commune de France ne s’appelle ainsi"]),
        ({"commune": "38000"}, {}, ["ce n’est pas le nom d’une commune"]),
        ({"commune": "Ailleurs", "postcode": "99"}, {"commune": "Ailleurs"},
         ["cinq chiffres", "commune « Ailleurs » : aucune commune de France ne s’appelle ainsi"]),
        ({"commune": "LA BOURGADE", "postcode": "38112"}, {"commune": "LA BOURGADE", "postcode": "38112"},
         ["aucune commune de France ne s’appelle ainsi (38112 : Autrans-Méaudre en Vercors)"]),
        ({"commune": "Vabre l'Abbaye", "postcode": "12400"}, {"commune": "Vabre l'Abbaye", "postcode": "12400"},
         ["ne s’appelle ainsi (12400 : Vabres-l’Abbaye, "]),
        ({"commune": "Ajaccio", "postcode": "38000"}, {"commune": "Ajaccio", "postcode": "38000"},
         ["ce n’est pas un code postal d’Ajaccio"]),
        ({"commune": "Cesson", "postcode": "35510"}, {"commune": "Cesson", "postcode": "35510"}, []),
        ({"commune": "Cesson", "postcode": "38000"}, {"commune": "Cesson", "postcode": "38000"},
         ["ce n’est pas un code postal de Cesson (77240)"]),
        ({"commune": "Vif", "postcode": "38000"}, {"commune": "Vif", "postcode": "38000"},
         ["postcode « 38000 » : aucune commune « Vif » n’a ce code postal"]),
        ({"commune": "Vif", "postcode": "38459"}, {"commune": "Vif", "postcode": "38459"}, []),
        ({"commune": "Vif"}, {"commune": "Vif"}, []),
        ({"commune": "AUTRANS-Méaudre en vercors"}, {"commune": "Autrans-Méaudre en Vercors"}, ["écrit Autrans"]),
    ],
)  # fmt: skip
def test_codes_and_name_of_a_commune_are_compared(cells, values, remarks):
    record = read(**cells)
    assert record.values == values
    assert len(record.remarks) == len(remarks)
    assert all(part in remark for remark, part in zip(record.remarks, remarks, strict=True)), record.remarks


@pytest.mark.parametrize(
    ("cells", "values", "remarks"),
    [
        ({"address": "41 rue Réaumur, 75 011 Paris"},
         {"address": "41 rue Réaumur", "postcode": "75011", "commune": "Paris"}, ["75011 Paris est mis à sa place"]),
        ({"address": "47 avenue de Wagram, 75011, PARIS"},
         {"address": "47 avenue de Wagram", "postcode": "75011", "commune": "Paris"}, ["75011 Paris est mis"]),
        ({"address": "30-34 rue du Chemin Vert 75011, Paris", "postcode": "75011"},
         {"address": "30-34 rue du Chemin Vert", "postcode": "75011", "commune": "Paris"}, ["75011 Paris est mis"]),
        ({"address": "1 place Grenette (38000 Grenoble), France"},
         {"address": "1 place Grenette", "postcode": "38000", "commune": "Grenoble"}, ["38000 Grenoble est mis"]),
        ({"address": "1 place Grenette, Grenoble 38000"},
         {"address": "1 place Grenette", "postcode": "38000", "commune": "Grenoble"}, ["38000 Grenoble est mis"]),
        ({"address": "BP 12, 38021 Grenoble Cedex 1"},
         {"address": "BP 12", "postcode": "38021", "commune": "Grenoble"}, ["38021 Grenoble est mis"]),
        ({"address": "38000 Grenoble"}, {"postcode": "38000", "commune": "Grenoble"}, ["38000 Grenoble est mis"]),
        ({"address": "1 place Grenette, 38000 Grenoble", "postcode": "38 000", "commune": "Grenoble"},
         {"address": "1 place Grenette", "postcode": "38000", "commune": "Grenoble"},
         ["address « 1 place Grenette, 38000 Grenoble » : le code postal et la commune n’y sont pas répétés"]),
        ({"address": "1 rue A, 38000 Grenoble", "postcode": "38112", "commune": "Autrans"},
         {"address": "1 rue A, 38000 Grenoble", "postcode": "38112", "commune": "Autrans"}, []),
        ({"address": "Place Jean David, BP 10 181"}, {"address": "Place Jean David, BP 10 181"}, []),
        ({"address": "1 rue A, 38000 Ailleurs"}, {"address": "1 rue A, 38000 Ailleurs"}, []),
        ({"address": "1 rue A, 75011 Paris 3e étage gauche"}, {"address": "1 rue A, 75011 Paris 3e étage gauche"}, []),
        ({"address": "Bâtiment 38000"}, {"address": "Bâtiment 38000"}, []),
    ],
)  # fmt: skip
def test_postcode_and_commune_at_the_end_of_an_address_are_put_into_their_places(cells, values, remarks):
    record = read(**cells)
    assert record.values == values
    assert len(record.remarks) == len(remarks)
    assert all(part in remark for remark, part in zip(record.remarks, remarks, strict=True)), record.remarks


def test_nothing_is_compared_without_the_table_of_communes():
    cells = {"postcode": "38185", "insee_code": "38000", "commune": "GRENOBLE"}
    record = read(replace(MAPPING, communes=CommuneTable()), **cells)
    assert (record.values, record.remarks) == (cells, [])


# --- Points -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("45.19", "5.72"), ("45,19", " 5,72 "), ("45.190000", "5.720000"), ("4.519E+01", "5.72")],
)
def test_decimal_degrees_are_a_point(latitude, longitude):
    record = read(latitude=latitude, longitude=longitude, insee_code="38185")
    assert (record.values["point"], record.remarks) == (HERE, [])


@pytest.mark.parametrize(
    "cells",
    [
        {"latitude": "45°11'24\"N", "longitude": "5°43'12\"E"}, {"latitude": "45° 11,4’ N", "longitude": "5° 43,2’ E"},
        {"latitude": "45.19 N", "longitude": "5.72 Est"}, {"latitude": "45.19°", "longitude": "5.72°"},
        {"latitude": "45,19, 5,72"}, {"longitude": "45.19 5.72"}, {"latitude": "45.19,5.72", "longitude": "45.19,5.72"},
        {"point": "POINT(5.72 45.19)"}, {"point": "{'lon': 5.72, 'lat': 45.19}"},
        {"point": '{"type": "Point", "coordinates": [5.72, 45.19]}'}, {"point": "45°11'24\"N, 5°43'12\"E"},
    ],
)  # fmt: skip
def test_other_notations_are_a_point_and_remarked(cells):
    record = read(**cells)
    assert record.values["point"] == HERE
    assert [remark.partition(" : ")[2] for remark in record.remarks] == ["lu comme 45.19, 5.72"]


@pytest.mark.parametrize("text", ["45.19, 5.72", "45,19 ; 5,72", "45,19, 5,72", "45.19 5.72"])
def test_column_of_points_has_the_latitude_first(text):
    record = read(point=text)
    assert (record.values["point"], record.remarks) == (HERE, [])


def test_west_and_south_are_negative():
    assert read(latitude="47.2 N", longitude="1,5 O").values["point"] == "SRID=4326;POINT(-1.500000 47.200000)"
    assert read(latitude="21° 6' S", longitude="55° 30' E").values["point"] == "SRID=4326;POINT(55.500000 -21.100000)"


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"latitude": "5.72", "longitude": "45.19"},
         "latitude, longitude « 5.72, 45.19 » : latitude et longitude semblent "
         "inversées"),
        ({"latitude": "55.5", "longitude": "-21.1"}, "semblent inversées"),
        ({"point": "5.72, 45.19"}, "semblent inversées"),
        ({"latitude": "0", "longitude": "0.0"}, "0, 0 est une case vide"),
        ({"latitude": "-45.19", "longitude": "5.72"}, "loin de la France"),
        ({"latitude": "48.86", "longitude": "2.35", "insee_code": "38185"}, "à 482 km de Grenoble"),
        ({"latitude": "48.86", "longitude": "2.35", "commune": "Grenoble", "postcode": "38000"},
         "à 482 km de Grenoble"),
        ({"latitude": "45.19"}, "latitude « 45.19 » : pas de longitude"), ({"longitude": "5,72"}, "pas de latitude"),
        ({"latitude": "100", "longitude": "200"}, "coordonnées « 100, 200 » incomprises"),
        ({"latitude": "45188529", "longitude": "5724524"}, "incomprises"),
        ({"latitude": "ici", "longitude": "là"}, "incomprises"),
        ({"latitude": "1e400", "longitude": "5"}, "incomprises"),
        ({"latitude": "45°72'", "longitude": "5°"}, "incomprises"),
    ],
)  # fmt: skip
def test_point_that_cannot_be_meant_is_left_out_with_its_precision(cells, remark):
    record = read(**cells, precision="street")
    assert not {"point", "precision"} & set(record.values)
    assert remark in record.remarks[-1]


def test_nothing_in_both_cells_is_no_point_and_no_remark():
    assert read(latitude="N/A", longitude="-", precision="street").remarks == []


def test_code_is_the_mistake_if_neither_name_nor_point_are_those_of_its_commune():
    record = read(latitude="45.19", longitude="5.72", insee_code="75056", commune="Meylan")
    assert record.values == {"commune": "Meylan", "point": HERE}
    assert "ni le nom de la commune ni le point ne sont ceux de Paris" in record.remarks[-1]


# --- Whole files ------------------------------------------------------------------------------------------------------


def options(rows: list[dict[str, str]], used: CoordinateSystem = MAPPING.coordinates) -> str:
    """Return the end of the sentence for a file of these rows, read with some options."""
    mapping = replace(MAPPING, coordinates=used)
    sentence = better_options([read(mapping, **row) for row in rows], used)
    return sentence.partition("Relancez ")[2]


def test_file_with_exchanged_axes_is_recognised_by_most_of_its_points():
    swapped = [{"latitude": f"5.7{n}", "longitude": "45.19"} for n in range(4)]
    right = [{"latitude": "45.19", "longitude": f"5.7{n}"} for n in range(4)]
    assert options(swapped) == "avec --swap-axes."
    assert options(swapped + right[:3]) == "avec --swap-axes."
    assert options(swapped + right) == options(right) == options(swapped[:1]) == options([]) == ""
    assert options(swapped, CoordinateSystem(swapped=True)) == ""
    assert options(right, CoordinateSystem(swapped=True)) == "sans --swap-axes ni --projection."


def test_file_of_wrong_points_that_no_option_mends_is_imported():
    assert (
        options(
            [{"latitude": "0", "longitude": "0"}, {"latitude": "48.86", "longitude": "2.35", "insee_code": "38185"}]
        )
        == ""
    )


@pytest.mark.parametrize(
    ("x", "y", "projection"),
    [("914{}00", "64580{}0", "lambert-93"), ("637{}00", "56510{}0", "web-mercator"),
     ("866{}00", "20260{}0", "lambert-2-etendu"),
     ("1914{}00", "42250{}0", "cc45")],
)  # fmt: skip
def test_projected_file_is_recognised_and_read(x, y, projection):
    rows = [{"longitude": x.format(n), "latitude": y.format(n), "insee_code": "38185"} for n in range(3)]
    assert options(rows) == f"avec --projection {projection}."
    system = CoordinateSystem(projection=projection)
    assert options(rows, system) == ""
    assert read(replace(MAPPING, coordinates=system), **rows[0]).values["point"].startswith("SRID=4326;POINT(5.7")
    exchanged = [row | {"longitude": row["latitude"], "latitude": row["longitude"]} for row in rows]
    assert options(exchanged) == f"avec --swap-axes --projection {projection}."


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", [".csv", ".geojson"])
def test_command_stops_before_it_writes_and_names_the_option(home, tmp_path, suffix):
    path = tmp_path / f"lieux{suffix}"
    rows = [
        {"identifier": str(n), "title": f"Lieu {n}", "longitude": f"45.1{n}", "latitude": f"5.7{n}"} for n in range(4)
    ]
    if suffix == ".csv":
        path.write_text(
            "\n".join(";".join(row) for row in [list(rows[0]), *(row.values() for row in rows)]), encoding="utf-8"
        )
    else:
        features = [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [float(row["longitude"]),
            float(row["latitude"])]},
             "properties": {"identifier": row["identifier"], "title": row["title"]}}
            for row in rows
        ]  # fmt: skip
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with pytest.raises(CommandError, match=r"4 points sur 4 sont refusés.*--swap-axes") as caught:
        import_file(path)
    assert caught.value.returncode == 2
    assert not SiteProfilePage.objects.exists()
    assert import_file(path, "--swap-axes", "--publish") == counts(created=4)
    assert float(SiteProfilePage.objects.get(title="Lieu 0").latitude) == 45.1


@pytest.mark.django_db
def test_rows_with_exchanged_axes_among_others_have_no_point(home, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text(
        "identifier;title;latitude;longitude\nA;Un;45,19;5,72\nB;Deux;45,2;5,8\nC;Trois;5,72;45,19\n", encoding="utf-8"
    )
    assert import_file(path, "--publish") == counts(created=3)
    assert SiteProfilePage.objects.get(title="Trois").point == ""
    assert "semblent inversées" in import_remarks(path, "--dry-run")[0]
