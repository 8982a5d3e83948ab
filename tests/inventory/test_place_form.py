"""The admin's form of a place: what its commune tells, and messages at the fields with nothing lost."""

import pytest
from wagtail.test.utils.form_data import inline_formset

from inventory.models import Commune, FormerCommune, PlacePrice, PlaceSource, SiteProfilePage
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


def test_rows_sent_again_without_their_numbers_are_the_same_rows(send, as_editor):
    """What a form that saves itself may send when its author publishes before the answer has come."""
    rows = {
        "sources": inline_formset([{"source": "CGET 2019", "identifier": "99"}]),
        "prices": inline_formset([{"offer": "Poste", "price": "15", "unit": "day"}]),
    }
    assert send(**rows).status_code == 302
    place = SiteProfilePage.objects.get(slug="cime")
    url = f"/admin/pages/{place.pk}/edit/"
    for action in ({}, {"action-publish": "1"}, {}, {"action-publish": "1"}):
        response = as_editor.post(url, place_form(**rows, **action))
        assert response.status_code == 302, response.context["form"].formsets["sources"].errors
        latest = SiteProfilePage.objects.get(pk=place.pk).get_latest_revision_as_object()
        assert [row.offer for row in latest.prices.all()] == ["Poste"]
        assert [row.identifier for row in latest.sources.all()] == ["99"]
    assert PlaceSource.objects.count() == PlacePrice.objects.count() == 1


def test_a_source_names_another_place_already(send):
    rows = {"sources": inline_formset([{"source": "CGET 2019", "identifier": "99"}])}
    assert send(**rows).status_code == 302
    response = send(slug="autre", **rows)
    assert response.status_code == 200
    errors = response.context["form"].formsets["sources"].errors
    assert "Un autre lieu porte déjà cet identifiant" in str(errors)
    twice = {"sources": inline_formset([{"source": "INSEE", "identifier": "1"}] * 2)}
    assert send(slug="autre", **twice).status_code == 200


def test_a_source_is_not_added_beside_itself(send, as_editor):
    row = {"source": "CGET 2019", "identifier": "99"}
    assert send(sources=inline_formset([row])).status_code == 302
    place = SiteProfilePage.objects.get(slug="cime")
    again = inline_formset([{**row, "id": place.sources.get().pk}, row], initial=1)
    response = as_editor.post(f"/admin/pages/{place.pk}/edit/", place_form(sources=again))
    assert response.status_code == 200
    assert "déjà dans la fiche" in str(response.context["form"].formsets["sources"].errors)
