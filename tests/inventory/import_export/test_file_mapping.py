"""Mapping files: columns by title or by position, with and without a header, and mappings that cannot be used."""

from __future__ import annotations

import pytest

from inventory.import_export.file_mapping import MappingError, MappingFile, mapping_of
from tests.inventory.import_export.readers.sources import records

BY_POSITION = "[columns]\nidentifier = 1\ntitle = 2\n"


@pytest.fixture
def read(tmp_path):
    def of(text, mapping, name="lieux.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / "colonnes.toml").write_text(mapping, encoding="utf-8")
        return records(tmp_path / name, tmp_path / "colonnes.toml")

    return of


def names(found):
    return [(record.line, record.identifier, record.title) for record in found]


def test_file_without_header_is_read_by_position(read):
    file, found = read("A;Un;Laon\nB;Deux;Lyon\n", f"{BY_POSITION}commune = 3\n")
    assert names(found) == [(1, "A", "Un"), (2, "B", "Deux")]
    assert [record.values for record in found] == [{"commune": "Laon"}, {"commune": "Lyon"}]
    assert file.notices == ["Colonnes données par position : la ligne 1, « A ; Un ; Laon », est lue comme un lieu."]


@pytest.mark.parametrize("header", ["Clé;Nom du lieu;CP", "n°;Lieux;Code", "identifier;x;y"])
def test_header_is_recognised_by_its_words_or_by_the_numbers_below(read, header):
    file, found = read(f"{header}\nA;Un;38000\nB;Deux;01310\n", BY_POSITION)
    assert names(found) == [(2, "A", "Un"), (3, "B", "Deux")]
    assert "est lue comme les titres des colonnes" in file.notices[0]


@pytest.mark.parametrize(("header", "first"), [("true", "Un"), ("false", "Nom")])
def test_mapping_file_may_say_whether_there_is_a_header(read, header, first):
    file, found = read("Id;Nom\nA;Un\n", f"header = {header}\n{BY_POSITION}")
    assert found[0].title == first
    assert file.notices == []


def test_positions_count_columns_of_one_title_apart(read):
    _, found = read("Id;Nom;Nom\nA;;Un\n", "[columns]\nidentifier = 1\ntitle = 3\n")
    assert names(found) == [(2, "A", "Un")]
    _, found = read("Id;Nom\nA;Un\n", '[columns]\nidentifier = "Id"\ntitle = 2\n')
    assert names(found) == [(2, "A", "Un")]


def test_titles_of_several_lines_and_spaces_are_found(read):
    _, found = read(
        '"Clé\nunique";Nom  du lieu\nA;Un\n', '[columns]\nidentifier = "Clé unique"\ntitle = "Nom du lieu"\n'
    )
    assert names(found) == [(3, "A", "Un")]


def test_header_below_titles_is_found_by_the_mapping(read):
    text = "Réseau;Exemple;2019\nClé;Nom;CP\nA;Un;\n"
    _, found = read(text, '[columns]\nidentifier = "Clé"\ntitle = "Nom"\n')
    assert names(found) == [(3, "A", "Un")]


def test_refused_row_has_its_name_and_no_values(read):
    _, found = read('A;"Un;Laon\nB;Deux;Lyon\n', f"{BY_POSITION}commune = 3\n")
    assert names(found) == [(1, "A", "Un"), (2, "B", "Deux")]
    assert [record.values for record in found] == [{}, {"commune": "Lyon"}]
    assert found[0].problem.startswith("un guillemet")


def test_remarks_are_those_on_columns_of_the_mapping(read):
    _, found = read("Id;Nom;Autre\nA;ForÃªt;#N/A\n", '[columns]\nidentifier = "Id"\ntitle = "Nom"\n')
    assert found[0].remarks == ["Nom « ForÃªt » : lu « Forêt », ses accents étant encodés deux fois"]


def test_words_of_the_file_mean_values_of_the_fields(read):
    mapping = f"""{BY_POSITION}families = 3
state = 4
operator = 2
[words.families]
"Fab lab MIT" = "fablab, coworking"
cantine = "Coworking"
usages = ""
[words.state]
"en service" = "active"
[words.operator]
Deux = "Mairie"
"""
    _, found = read("A;Un;fablabMIT;En service\nB;Deux;Cantines;\nC;Trois;usages;\nD;Quatre;foodlab;\n", mapping)
    assert [record.values for record in found] == [
        {"families": ["coworking", "fablab"], "state": "active", "operator": "Un"},
        {"families": ["coworking"], "operator": "Mairie"},
        {"operator": "Trois"},
        {"families": ["shared_kitchen"], "operator": "Quatre"},
    ]
    assert not any(record.remarks for record in found)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (f"words = 7\n{BY_POSITION}", r"\[words\]"), (f"{BY_POSITION}[words]\nfamilies = 7", r"\[words\]"),
        (f"{BY_POSITION}[words.families]\nx = 7", r"\[words\]"),
        (f'{BY_POSITION}[words.families]\nx = "fablab"', "« families » n’a pas de colonne"),
        (f'{BY_POSITION}[words.title]\nx = "y"', "« title » n’a pas de mots"),
        (f'{BY_POSITION}families = 3\n[words.families]\nx = "patinoire"', "« x » : cette valeur n’existe pas"),
        (f'{BY_POSITION}families = 3\n[words.families]\nx = "fablab, patinoire"', "« x » .* « patinoire »"),
        ("", "il manque la table"), ("columns = 7", "il manque la table"), ("[columns]", "il manque la table"),
        ("[columns", "illisible"), ("[columns]\ntitle = true", "« title »"), ("[columns]\ntitle = 0", "« title »"),
        ("[columns]\ntitle = 1.5", "« title »"), ('[columns]\ntitle = " "', "« title »"),
        ("[columns]\ntitle = [1]", "« title »"), ("[columns]\ncouleur = 1", "couleur"),
        (f"source = 7\n{BY_POSITION}", "« source »"), (f'header = "oui"\n{BY_POSITION}', "« header »"),
        ("[columns]\nidentifier = 1\ntitle = 9", "n’a pas de colonne 9, mais 2"),
        ("[columns]\ntitle = 1", "identifier"),
        ('[columns]\nidentifier = "x"\ntitle = 2', "Colonnes du fichier : Id, Nom"), ("x = " + "[" * 5000, "illisible"),
    ],
)  # fmt: skip
def test_mapping_that_cannot_be_used_says_why(read, mapping, message):
    with pytest.raises(MappingError, match=message):
        read("Id;Nom\nA;Un\n", mapping)


def test_mapping_file_in_another_encoding_or_absent(tmp_path):
    for content in ('[columns]\ntitle = "Numéro"\n'.encode("cp1252"), None):
        if content:
            (tmp_path / "x.toml").write_bytes(content)
        with pytest.raises(MappingError, match="illisible"):
            MappingFile.read(tmp_path / ("x.toml" if content else "absent.toml"))
    (tmp_path / "x.toml").write_text(BY_POSITION, encoding="utf-8-sig")
    assert MappingFile.read(tmp_path / "x.toml").columns == {"identifier": 1, "title": 2}


def test_columns_of_json_have_no_position(read):
    with pytest.raises(MappingError, match="dans un fichier JSON les colonnes"):
        read('[{"a": 1}]', BY_POSITION, "lieux.json")


def test_file_without_known_titles_says_how_to_read_it():
    with pytest.raises(
        MappingError, match=r"ou par sa position \(« title = 2 »\) si le fichier n’a pas de ligne de titres"
    ):
        mapping_of(["A", "Un"])
    with pytest.raises(MappingError) as caught:
        mapping_of([f"colonne {'x' * 200} {number}" for number in range(5000)])
    assert len(str(caught.value)) < 3000
