"""What a row of another network's file may store: whatever is refused, cut, guessed or changed is remarked."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.import_export.mapping import CGET, Mapping
from inventory.import_export.records import PlaceRecord
from inventory.models import SiteProfilePage

FIELDS = (
    "identifier", "title", "other_names", "summary", "operator", "siret", "rna", "families", "state", "opened",
    "closed",
    "website", "email", "phone", "address", "postcode", "commune", "insee_code", "epci_code",
)  # fmt: skip
MAPPING = Mapping("Essai", {name: name for name in FIELDS})


def read(**cells: str) -> PlaceRecord:
    return MAPPING.record(2, {"identifier": "A", "title": "Lieu", **cells})


def check(name: str, text: str, value: object, *remarks: str) -> None:
    """Read a cell, and check its value ("" for none) and what the remarks on it contain, in order."""
    record = read(**{name: text})
    assert record.values.get(name, "") == value
    assert len(record.remarks) == len(remarks), record.remarks
    for remark, part in zip(record.remarks, remarks, strict=True):
        assert remark.startswith(f"{name} « ")
        assert part in remark.partition(" » : ")[2]


# --- Nothing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["-", " – ", "?", "...", "/", "N/A", "n.a.", "null", "None", "NaN"])
@pytest.mark.parametrize("name", ["phone", "email", "website", "summary", "postcode", "opened", "families", "commune"])
def test_signs_for_nothing_are_an_empty_cell(name, text):
    check(name, text, "")


@pytest.mark.parametrize("text", ["Non renseigné", "NON COMMUNIQUÉE", "néant", "à compléter", "Pas de téléphone", "nc"])
def test_words_for_nothing_are_an_empty_cell_and_named(text):
    check("phone", text, "", "lu comme vide")


@pytest.mark.parametrize("name", ["title", "operator", "commune", "other_names"])
def test_word_that_may_be_a_name_is_one(name):
    record = read(**{name: "Aucun"})
    assert (record.title if name == "title" else record.values[name]) == "Aucun"


@pytest.mark.parametrize("text", ["-", "N/A", "null", "Non renseigné", "\u200b"])
def test_row_without_a_name_or_an_identifier_is_refused(text):
    assert read(title=text).problem == "pas de nom"
    assert read(identifier=text).problem.startswith("pas d’identifiant")


# --- Contacts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "remarks"),
    [
        ("04 76 00 00 01 ou 06 00 00 00 02", "04 76 00 00 01", ["seul 04 76 00 00 01 est gardé"]),
        ("0476000001 / 0600000002", "04 76 00 00 01", ["seul"]),
        ("04 76 00 00 01 06 00 00 00 02", "04 76 00 00 01", ["seul"]),
        ("04 76 00 00 01/02", "04 76 00 00 01", ["seul"]),
        ("Fax 04 76 00 00 09 Tél. 04 76 00 00 01", "04 76 00 00 01", ["seul"]),
        ("Julie : 06.12.34.56.78", "06 12 34 56 78", ["seul"]),
        ("476000003", "04 76 00 00 03", ["zéro initial rétabli"]),
        ("476000003.0", "04 76 00 00 03", ["zéro initial rétabli"]),
        ("33476000003", "04 76 00 00 03", ["indicatif +33 rétabli"]),
        ("Tél : 04.76.00.00.01", "04 76 00 00 01", []),
        ("04/76/00/00/01", "04 76 00 00 01", []),
        ("+33 (0)4 76 00 00 01", "04 76 00 00 01", []),
        ("04 76 00 00 01 (poste 12)", "04 76 00 00 01 poste 12", []),
        ("+41 22 730 00 00", "+41 22 730 00 00", []),
        ("3919", "3919", []),
        ('="0476000001"', "04 76 00 00 01", []),
        ("'0476000001", "04 76 00 00 01", []),
        ("4,76E+08", "", ["Ce n’est pas un numéro"]),
        ("06 XX XX XX XX", "", ["Ce n’est pas un numéro"]),
        ("Fax : 04 76 00 00 09", "", ["Ce n’est pas un numéro"]),
        ("sur rendez-vous", "", ["Ce n’est pas un numéro"]),
        ("1" * 600, "", ["trop longue"]),
    ],
)
def test_telephone_is_one_whole_number(text, value, remarks):
    check("phone", text, value, *remarks)


@pytest.mark.parametrize(
    ("text", "value", "remarks"),
    [
        ("a@b.fr ; c@d.fr", "a@b.fr", ["seule a@b.fr est gardée"]),
        ("a@b.fr a@b.fr", "a@b.fr", ["lu comme a@b.fr"]),
        ("mailto:a@b.fr", "a@b.fr", ["lu comme"]),
        ("Julie <a@b.fr>", "a@b.fr", ["lu comme"]),
        ("Courriel : a@b.fr", "a@b.fr", ["lu comme"]),
        ("contact [at] b [point] fr", "contact@b.fr", ["lu comme"]),
        ("a @ b.fr", "a@b.fr", ["lu comme"]),
        ("« a@b.fr »", "a@b.fr", ["lu comme"]),
        ("a@b.fr.", "a@b.fr", ["lu comme"]),
        ("a\u200b@b\u00ad.fr", "a@b.fr", ["caractères invisibles retirés"]),
        ("\ufeffa@b.fr\u00a0", "a@b.fr", ["caractères invisibles retirés"]),
        ("a&#64;b.fr", "a@b.fr", ["codes HTML remplacés"]),
        ('<a href="mailto:a@b.fr?subject=x">Écrire</a>', "a@b.fr", ["balises HTML", "lu comme"]),
        ("con tact@b.fr", "", ["une espace coupe"]),
        ("a@b,fr", "", ["Ce n’est pas une adresse"]),
        ("a@b", "", ["Ce n’est pas une adresse"]),
        ("été@b.fr", "", ["Ce n’est pas une adresse"]),
    ],
)
def test_mail_address_is_one_whole_address(text, value, remarks):
    check("email", text, value, *remarks)


@pytest.mark.parametrize(
    ("text", "value", "remarks"),
    [
        ("www.a.fr", "https://www.a.fr", []),
        ("HTTP://A.FR", "http://A.FR", []),
        ("www.a.fr www.b.fr", "https://www.a.fr", ["seule https://www.a.fr est gardée"]),
        ("a.fr, b.fr", "https://a.fr", ["seule"]),
        ("http://a.fr/x;http://b.fr/y", "http://a.fr/x", ["seule"]),
        ("a.fr/www.b.fr", "https://a.fr", ["lu comme"]),
        ("http://http://a.fr", "http://a.fr", ["lu comme"]),
        ("https:/a.fr", "https://a.fr", ["lu comme"]),
        ("http//a.fr", "http://a.fr", ["lu comme"]),
        ("http:\\\\a.fr", "http://a.fr", ["lu comme"]),
        ("http:// www.a.fr", "http://www.a.fr", ["lu comme"]),
        ("www. a.fr", "https://www.a.fr", ["lu comme"]),
        ("Facebook : https://facebook.com/x", "https://facebook.com/x", ["lu comme"]),
        ("www.a.fr (en travaux)", "https://www.a.fr", ["lu comme"]),
        ("https://a.fr/?a=1&amp;b=2", "https://a.fr/?a=1&b=2", ["codes HTML remplacés"]),
        ('<a href="https://a.fr">Site</a>', "https://a.fr", ["balises HTML retirées"]),
        ("https://web.archive.org/web/2019/http://a.fr", "https://web.archive.org/web/2019/http://a.fr", []),
        ("http://", "", []),
        ("www.", "", []),
        ("http://a.fr/ma page", "", ["une espace coupe"]),
        ("https://nom:mot@a.fr", "", ["ce n’est pas l’adresse d’un site"]),
        ("javascript:alert(1)", "", ["ce n’est pas l’adresse d’un site"]),
        ("bientôt", "", ["ce n’est pas l’adresse d’un site"]),
        (f"https://a.fr/{'x' * 500}", "", ["trop longue"]),
    ],
)
def test_website_is_one_whole_address(text, value, remarks):
    check("website", text, value, *remarks)


def test_contact_in_the_wrong_column_is_moved_if_the_right_one_is_empty():
    assert read(website="a@b.fr", email="www.a.fr").values == {"website": "https://www.a.fr", "email": "a@b.fr"}
    record = read(website="a@b.fr", email="-", phone="https://a.fr")
    assert (record.values["email"], record.values["website"]) == ("a@b.fr", "https://a.fr")
    assert "website « a@b.fr » : a@b.fr est mis dans le courriel" in record.remarks
    record = read(email="04 76 00 00 01", phone="04 76 00 00 02")
    assert record.values == {"phone": "04 76 00 00 02"}
    assert record.remarks == ["email « 04 76 00 00 01 » : c’est le téléphone, qui a déjà une valeur : laissé de côté"]
    assert read(email="a.fr").values == {}, "a mail address without its @ is no website"


# --- Texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "other_names", "summary", "operator", "address"])
def test_text_that_is_too_long_is_cut_at_a_word(name):
    limit = SiteProfilePage._meta.get_field(name).max_length
    record = read(**{name: "mot " * 100 + "FIN"})
    value = record.title if name == "title" else record.values[name]
    assert limit - 5 < len(value) <= limit
    assert value.endswith("mot…")
    assert f"coupé à {limit} caractères : ce texte en a 403" in record.remarks[0]
    assert read(**{name: "x" * 400}).remarks


def test_name_of_a_commune_is_not_cut():
    check("commune", "x" * 101, "", "100 caractères au plus")


@pytest.mark.parametrize(
    ("text", "value", "remarks"),
    [
        ("Caf&eacute; &amp; lieu", "Café & lieu", ["codes HTML remplacés"]),
        ("R&amp;amp;D", "R&D", ["codes HTML remplacés"]),
        ("R&D, a&b;c", "R&D, a&b;c", []),
        ("<p>Un<br>deux</p><script>x()</script>", "Un deux", ["balises HTML retirées"]),
        ("I <3 les <nom>", "I <3 les <nom>", []),
        ("l\x92atelier", "l’atelier", ["signes de Windows rétablis"]),
        ("e\u0301te\u0301", "été", []),
        ("un\u00a0deux\n trois", "un deux trois", []),
        ("a\u00adb\u200bc", "abc", ["caractères invisibles retirés"]),
        ("👩\u200d🔧 atelier", "👩\u200d🔧 atelier", []),
        ("a\0b", "ab", ["caractères illisibles retirés"]),
        ("{'rue': '1 place du Marché'}", "", ["un texte est attendu"]),
    ],
)
def test_text_is_what_a_reader_sees(text, value, remarks):
    check("summary", text, value, *remarks)


@pytest.mark.parametrize(
    ("text", "value", "remarks"),
    [
        ("Hangar 30<br />Quai des Antilles", "Hangar 30, Quai des Antilles", ["balises HTML retirées"]),
        ("<p>Hangar 30,</p><p>Quai&nbsp;des Antilles</p>", "Hangar 30, Quai des Antilles", ["codes", "balises"]),
        ("Hangar 30\r\n\r\nQuai des Antilles\n", "Hangar 30, Quai des Antilles", []),
        ("Hangar 30,\nQuai des Antilles", "Hangar 30, Quai des Antilles", []),
        ("Le <b>Hangar</b>", "Le Hangar", ["balises HTML retirées"]),
    ],
)
def test_lines_of_an_address_are_separated(text, value, remarks):
    check("address", text, value, *remarks)


@pytest.mark.parametrize("text", ["12.0", "a&amp;b", "  12  ", "\ufeff12"])
def test_identifier_stays_as_it_is_written(text):
    record = read(identifier=text)
    assert record.identifier == text.strip("\ufeff ")
    assert bool(record.remarks) is (text == "12.0")


# --- Codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "value", "remarks"),
    [
        ("postcode", "38 000", "38000", []), ("postcode", "F-38000", "38000", []), ("postcode", "0", "", []),
        ("postcode", "38000.0", "38000", ["lu comme 38000"]), ("postcode", "1500", "01500", ["zéro initial rétabli"]),
        ("postcode", "1500.0", "01500", ["lu comme", "zéro initial rétabli"]),
        ("postcode", "38000 Grenoble", "38000", ["lu comme 38000"]),
        ("postcode", "38000;38100", "38000", ["lu comme 38000"]), ("postcode", "99", "", ["cinq chiffres"]),
        ("postcode", "99999", "", ["Aucun département"]), ("postcode", "2A004", "", ["cinq chiffres"]),
        ("postcode", "３８０００", "", ["cinq chiffres"]),
        ("insee_code", "2a004", "2A004", []), ("insee_code", "1004", "01004", ["zéro initial rétabli"]),
        ("insee_code", "38185.0", "38185", ["lu comme"]), ("insee_code", "99", "", ["code INSEE"]),
        ("siret", "732 829 320 00074", "73282932000074", []),
        ("siret", "73282932000074.0", "73282932000074", ["lu comme"]),
        ("siret", "482016900011", "00482016900011", ["zéros initiaux"]),
        ("siret", "7282932000016", "", ["contient une erreur"]), ("siret", "732829320", "", ["C’est un SIREN"]),
        ("siret", "5520322200033", "05520322200033", ["zéros initiaux rétablis"]),
        ("siret", "7.32829E+13", "", ["14 chiffres"]),
        ("rna", "w381234567", "W381234567", []), ("rna", "RNA : W381234567", "W381234567", []),
        ("rna", "381234567", "", ["lettre W"]),
        ("epci_code", "200040715.0", "200040715", ["lu comme"]), ("epci_code", "Métropole", "", ["neuf chiffres"]),
    ],
)  # fmt: skip
def test_code_is_whole(name, text, value, remarks):
    check(name, text, value, *remarks)


@pytest.mark.parametrize(
    ("text", "value", "remarks"),
    [
        ("fablab,coworking", ["coworking", "fablab"], []), ("Fablabs ; Coworking", ["coworking", "fablab"], []),
        ("COWORKING|LIVING LAB", ["coworking", "living_lab"], []), ("coworking / fab-lab", ["coworking", "fablab"], []),
        ("Fablab, makerspace, hackerspace", ["fablab"], []), ("Cuisine partagée, foodlab", ["shared_kitchen"], []),
        ("fablab, patinoire", ["fablab"], ["« patinoire » : cette valeur n’existe pas. Valeurs possibles : coworking"]),
        ("patinoire", "", ["cette valeur n’existe pas. Valeurs possibles : coworking (Coworking)"]),
        (",".join(map(str, range(999))), "", ["trop longue"]), ("rose ; bleu", "", ["cette valeur n’existe pas"]),
        ("Non renseigné", "", []),
    ],
)  # fmt: skip
def test_families_are_read_with_any_separator(text, value, remarks):
    check("families", text, value, *remarks)


@pytest.mark.parametrize(("text", "value"), [("Inconnu", "unknown"), ("EN ACTIVITÉ", "active"), ("active", "active")])
def test_state_is_a_code_or_a_label(text, value):
    check("state", text, value)


def test_words_of_the_census_are_families():
    row = {"ID": "1", "NOM_TL": "Lieu", "TYPO": "Tiers lieux hybrides"}
    record = CGET.record(2, row)
    assert "families" not in record.values
    assert "TYPO « Tiers lieux hybrides » : cette valeur n’existe pas. Valeurs possibles" in record.remarks[0]
    assert CGET.record(2, row | {"TYPO": "tiers-lieux à dominante FABLAB"}).values["families"] == ["fablab"]


# --- Dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "remarks"),
    [
        ("2016-03-01 00:00:00", "2016-03-01", []), ("2016-03-01T00:00:00Z", "2016-03-01", []),
        ("20160301", "2016-03-01", []), ("01/03/2016 00:00", "2016-03-01", []), ("2014.0", "2014", []),
        ("vers 2014", "2014~", []),
        ("42917", "2017-07-01", ["jour de tableur"]), ("0024", "", ["L’année a quatre chiffres"]),
        ("01/03/0016", "", ["L’année a quatre chiffres"]), ("1900-01-01", "", ["case vide"]),
        ("01/01/1970", "", ["case vide"]), ("1700", "", ["trop ancienne"]), ("2204", "", ["trop loin dans l’avenir"]),
        ("jadis", "", ["n’est pas comprise"]),
    ],
)  # fmt: skip
def test_date_has_a_sense(text, value, remarks):
    check("opened", text, value, *remarks)


def test_date_to_come_is_remarked():
    next_year = str(date.today().year + 1)
    check("opened", next_year, next_year, "encore à venir")


def test_place_that_closed_before_it_opened_has_neither_date():
    record = read(opened="2015", closed="mars 2010")
    assert record.values == {}
    assert record.remarks == [
        "closed « mars 2010 » : la fermeture précède l’ouverture, opened « 2015 » : aucune des deux dates n’est gardée"
    ]
    assert read(opened="2015", closed="2015").values == {"opened": "2015", "closed": "2015"}
