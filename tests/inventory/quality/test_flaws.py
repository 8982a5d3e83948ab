"""The flaws of a place: what its values tell together, what saving derives, and what its form refuses."""

from __future__ import annotations

import pytest

from inventory.import_export.bulk_create import create_places
from inventory.import_export.records import PlaceRecord
from inventory.models import Commune, FormerCommune, PlaceLabel, PlaceLink, SiteProfilePage
from inventory.quality.flaws import flaws_of
from inventory.quality.kinds import FlawKind
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.inventory.admin.test_place_form import WRONG
from tests.place_form import bound_place_form

pytestmark = pytest.mark.django_db
GRENOBLE = "SRID=4326;POINT(5.720000 45.180000)"
PARIS = "SRID=4326;POINT(2.340000 48.860000)"
DAKAR = "SRID=4326;POINT(-17.450000 14.690000)"
GUYANE = "SRID=4326;POINT(-53.300000 3.500000)"


def commune(code, name, department, postcodes, longitude, latitude):
    return Commune(
        insee_code=code, name=name, folded=name.lower().replace("-", " "), department=department, postcodes=postcodes,
        population=1_000, longitude=longitude, latitude=latitude,
    )  # fmt: skip


@pytest.fixture(scope="module")
def communes(module_db):
    Commune.objects.bulk_create(
        [
            commune("38185", "Grenoble", "38", ["38000", "38100"], "5.72", "45.18"),
            commune("93066", "Saint-Denis", "93", ["93200"], "2.36", "48.93"),
            commune("97411", "Saint-Denis", "974", ["97400"], "55.44", "-20.93"),
            commune("97314", "Camopi", "973", ["97330"], "-52.3", "3.2"),
            commune("73330", "Yenne", "73", ["73170", "01300"], "5.76", "45.7"),
        ]
    )
    FormerCommune.objects.create(code="38999", name="Ancienne", kind="deleguee", commune_id="38185")


def faults(**values):
    """The messages by field for a new place with these values alone."""
    return {flaw.name: flaw.message for flaw in flaws_of(SiteProfilePage(title="Cime", **values))}


@pytest.mark.parametrize(
    ("values", "name", "message"),
    [
        ({"point": "SRID=4326;POINT(0 0)"}, "point", "latitude 0"),
        ({"point": "SRID=4326;POINT(0.000002 0.000414)"}, "point", "latitude 0"),
        ({"point": PARIS, "insee_code": "38185"}, "point", "km de Grenoble"),
        ({"point": PARIS, "insee_code": "38999"}, "point", "km de Grenoble"),
        ({"point": PARIS, "commune": "GRENOBLE", "postcode": "38000"}, "point", "km de Grenoble"),
        ({"point": GRENOBLE, "commune": "Saint-Denis"}, "point", "km de Saint-Denis"),
        ({"point": PARIS, "commune": "St-Denis", "postcode": "97400"}, "point", "km de Saint-Denis"),
        ({"point": GUYANE, "insee_code": "38185"}, "point", "km de Grenoble"),
        ({"point": DAKAR, "commune": "Nulle-Part", "postcode": "38000"}, "point", "loin de la France"),
        ({"insee_code": "38998"}, "insee_code", "Aucune commune"),
        ({"postcode": "99123"}, "postcode", "Aucun département"),
        ({"postcode": "00100"}, "postcode", "Aucun département"),
        ({"postcode": "73000", "insee_code": "38185"}, "postcode", "pas un code postal de Grenoble (38000, 38100)"),
        ({"opened": "2019", "closed": "2012"}, "closed", "précède"),
    ],
)
def test_contradiction_is_a_flaw_of_its_field(communes, values, name, message):
    found = faults(**values)
    assert list(found) == [name]
    assert message in found[name]


@pytest.mark.parametrize(
    "values",
    [
        {"point": GRENOBLE, "insee_code": "38185", "postcode": "38100"},
        {"point": GRENOBLE, "insee_code": "38999"},
        {"insee_code": "38185", "postcode": "38025"},  # Cedex
        {"insee_code": "73330", "postcode": "01300"},
        {"postcode": "20000", "commune": "Ajaccio"},
        {"postcode": "98000", "commune": "Monaco"},
        {"point": PARIS, "commune": "Saint-Denis"},  # one of two
        {"point": GUYANE, "insee_code": "97314"},  # as large as a region
        {"point": "SRID=4326;POINT(6.140000 46.200000)", "commune": "Genève"},
        {"point": GRENOBLE},
        {"opened": "2012", "closed": "2012"},
    ],
    ids=str,
)
def test_what_may_be_right_is_no_flaw(communes, values):
    assert faults(**values) == {}


def test_no_code_is_unknown_without_the_table_of_communes(home):
    Commune.objects.all().delete()
    assert faults(insee_code="38998", point=PARIS) == {}


def test_flaws_of_rows_name_the_list_the_row_and_the_field():
    place = SiteProfilePage(title="Cime")
    place.links = [PlaceLink(url="https://lieu.example"), PlaceLink(url="lieu.example")]
    place.labels = [PlaceLabel(label="evs", year=2020, expires=2019)]
    assert [(flaw.name, flaw.label.replace("\u00a0", " "), flaw.shown_value) for flaw in flaws_of(place)] == [
        ("links", "réseaux sociaux, 2 : adresse", "lieu.example"),
        ("labels", "labels : échéance", "2019"),
    ]


@pytest.mark.parametrize(
    ("text", "flawed"), [("<p>Une for\u00c3\u00aat</p>", True), ("<p>Une forêt &amp; un café&nbsp;!</p>", False)]
)
def test_damaged_description_is_a_flaw(text, flawed):
    place = SiteProfilePage(title="Cime", body=[("text", text)])
    assert [flaw.name for flaw in flaws_of(place)] == (["body"] if flawed else [])


@pytest.mark.parametrize(("name", "value", "message"), [case for case in WRONG if case[0] not in ("staff", "desks")])
def test_what_the_form_refuses_is_listed_with_its_message(communes, name, value, message):
    assert message in faults(**{name: value})[name]


def test_what_is_listed_is_refused_by_the_form_or_damaged(communes, home):
    """A number is the exception: the form leaves one that is stored already."""
    values = {
        "website": "https://en cours", "email": "moi", "postcode": "3800", "siret": "123", "insee_code": "38998",
        "point": "SRID=4326;POINT(45.19 5.72)", "opened": "2019", "closed": "2012",
    }  # fmt: skip
    assert set(faults(**values)) == set(bound_place_form(**values).errors)


def test_saving_a_place_derives_the_kinds_of_its_flaws(home):
    place = SiteProfilePageFactory()
    place.phone, place.website = "le soir", "lieu.example"
    place.save(clean=False)
    assert SiteProfilePage.objects.get().flaws == ["phone", "web"]
    place.phone, place.website = "04 76 00 00 01", ""
    place.save()
    assert SiteProfilePage.objects.get().flaws == []


def test_bookkeeping_does_not_derive_flaws_from_values_that_it_does_not_save(home):
    place = SiteProfilePageFactory()
    place.phone = "le soir"
    place.save(clean=False, update_fields=["latest_revision_created_at"])
    assert place.flaws == []


def test_places_created_in_bulk_have_their_flaws(home):
    records = [
        PlaceRecord(2, "essai", "1", "Cime", {"phone": "le soir", "postcode": "38000"}),
        PlaceRecord(3, "essai", "2", "Creux", {"phone": "04 76 00 00 01"}),
    ]
    create_places(records, inventory_index(), publish=True)
    assert dict(SiteProfilePage.objects.values_list("title", "flaws")) == {"Cime": [FlawKind.PHONE], "Creux": []}
