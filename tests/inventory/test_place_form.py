"""The admin's form of a place: what its commune tells, and messages at the fields with nothing lost."""

import pytest

from inventory.models import Commune, FormerCommune, SiteProfilePage
from tests.factories.inventory import inventory_index
from tests.place_form import place_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def villard(home) -> Commune:
    commune = Commune.objects.create(
        insee_code="38548", name="Villard-de-Lans", folded="villard de lans", department="38", postcodes=["38250"],
        population=4_300, epci_code="243801024", epci_name="CC du Massif du Vercors",
        longitude="5.55", latitude="45.07",
    )  # fmt: skip
    FormerCommune.objects.create(code="38999", name="Ancienne", kind="commune-deleguee", commune=commune)
    return commune


@pytest.fixture
def send(home, as_editor):
    def post(**fields):
        url = f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/"
        return as_editor.post(url, place_form(**fields))

    return post


@pytest.mark.parametrize("typed", [{"insee_code": "38548"}, {"commune": "villard de lans"}, {"insee_code": "38999"}])
def test_a_commune_fills_what_follows_from_it(villard, send, typed):
    assert send(**typed).status_code == 302
    place = SiteProfilePage.objects.get(slug="cime")
    assert (place.postcode, place.insee_code, place.department) == ("38250", "38548", "38")
    assert (place.epci_name, place.epci_code) == ("CC du Massif du Vercors", "243801024")
    assert (float(place.longitude), float(place.latitude), place.precision) == (5.55, 45.07, "commune")


def test_what_was_typed_stays(villard, send):
    send(insee_code="38548", postcode="38251", point="SRID=4326;POINT(5.6 45.1)", precision="number")
    place = SiteProfilePage.objects.get(slug="cime")
    assert (place.postcode, float(place.longitude), place.precision) == ("38251", 5.6, "number")


def test_without_the_table_everything_can_be_typed(send):
    assert send(insee_code="01999", commune="Nulle-Part", postcode="01000").status_code == 302
    assert SiteProfilePage.objects.get(slug="cime").commune == "Nulle-Part"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"siret": "73282932000075"}, "clé de contrôle"), ({"siret": "123"}, "14 chiffres"),
        ({"rna": "X12"}, "lettre W"), ({"insee_code": "3854"}, "cinq caractères"),
        ({"insee_code": "38998"}, "Aucune commune n’a ce code INSEE"), ({"point": "POINT(un deux)"}, "pas compris"),
        ({"point": "SRID=4326;POINT(5.5 95.0)"}, "inversées"), ({"opened": "jadis"}, "date"),
        ({"opening_hours_text": "Lu-Ve 9h"}, "horaires"), ({"email": "moi"}, "adresse"),
        ({"postcode": "3800"}, "cinq chiffres"),
        ({"staff": "-1"}, "0"), ({"desks": "beaucoup"}, "nombre"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_a_message_at_its_field_and_nothing_is_lost(villard, send, typed, message):
    kept = {"summary": "Un résumé gardé", "governance": "Un conseil gardé", "publics": ["students"]}
    response = send(**kept, **typed)
    assert response.status_code == 200
    form = response.context["form"]
    name = "opening_hours" if "opening_hours_text" in typed else next(iter(typed))
    assert message in " ".join(form.errors[name]), form.errors
    assert list(form.errors) == [name]
    for value in ("Un résumé gardé", "Un conseil gardé", next(iter(typed.values()))):
        assert value in response.text
    assert not SiteProfilePage.objects.filter(slug="cime").exists()


def test_a_draft_may_lack_everything_and_publishing_says_what_is_missing(send):
    bare = {"summary": "", "families": [], "state": "", "milieu": ""}
    assert send(**bare).status_code == 302
    response = send(**bare, slug="autre", **{"action-publish": "1"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"summary", "families", "state", "milieu"}


def test_a_point_far_from_its_commune_is_refused(villard, send):
    response = send(insee_code="38548", point="SRID=4326;POINT(5.55 46.07)")
    assert response.context["form"].errors == {
        "point": ["Ce point est à 111 km de Villard-de-Lans. Corrigez le point ou la commune."]
    }
    assert send(insee_code="38548", point="SRID=4326;POINT(5.55 45.20)").status_code == 302


def test_a_second_place_of_one_name_gets_an_address_of_its_own(send):
    assert send().status_code == 302
    assert send().status_code == 302
    assert sorted(SiteProfilePage.objects.values_list("slug", flat=True)) == ["cime", "cime-1"]
