"""The admin form of a place: what its commune fills in, and errors at the fields with nothing lost."""

from __future__ import annotations

import html

import pytest
from wagtail.test.utils.form_data import inline_formset

from inventory.models import Commune, FormerCommune, PlacePrice, PlaceSource, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.place_form import bound_place_form, place_form

pytestmark = pytest.mark.django_db
SOURCE = {"source": "CGET 2019", "identifier": "99"}


@pytest.fixture(scope="module")
def villard(module_db) -> Commune:
    commune = Commune.objects.create(
        insee_code="38548", name="Villard-de-Lans", folded="villard de lans", department="38", postcodes=["38250"],
        population=4_300, epci_code="243801024", epci_name="CC du Massif du Vercors",
        longitude="5.55", latitude="45.07",
    )  # fmt: skip
    FormerCommune.objects.create(code="38999", name="Ancienne", kind="commune-deleguee", commune=commune)
    return commune


@pytest.fixture
def send(home, as_editor):
    """Post the form of a new place."""

    def post(**fields):
        url = f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/"
        return as_editor.post(url, place_form(**fields))

    return post


@pytest.mark.parametrize("typed", [{"insee_code": "38548"}, {"commune": "villard de lans"}, {"insee_code": "38999"}])
def test_commune_fills_what_follows_from_it(villard, send, typed):
    assert send(**typed).status_code == 302
    place = SiteProfilePage.objects.get(slug="cime")
    assert (place.postcode, place.insee_code, place.department) == ("38250", "38548", "38")
    assert (place.epci_name, place.epci_code) == ("CC du Massif du Vercors", "243801024")
    assert (float(place.longitude), float(place.latitude), place.precision) == (5.55, 45.07, "commune")


def test_commune_does_not_overwrite_typed_values(villard, send):
    send(insee_code="38548", postcode="38251", point="SRID=4326;POINT(5.6 45.1)", precision="number")
    place = SiteProfilePage.objects.get(slug="cime")
    assert (place.postcode, float(place.longitude), place.precision) == ("38251", 5.6, "number")


def test_any_commune_can_be_typed_without_the_table_of_communes(send):
    Commune.objects.all().delete()
    assert send(insee_code="01999", commune="Nulle-Part", postcode="01000").status_code == 302
    assert SiteProfilePage.objects.get(slug="cime").commune == "Nulle-Part"


WRONG = [
    ("siret", "73282932000075", "clé de contrôle"), ("siret", "123", "14 chiffres"), ("rna", "X12", "lettre W"),
    ("insee_code", "3854", "cinq caractères"), ("insee_code", "38998", "Aucune commune n’a ce code INSEE"),
    ("point", "POINT(un deux)", "pas compris"), ("point", "SRID=4326;POINT(5.5 95.0)", "inversées"),
    ("opened", "jadis", "date"), ("opening_hours", "Lu-Ve 9h", "horaires"), ("email", "moi", "adresse"),
    ("postcode", "3800", "cinq chiffres"), ("staff", "-1", "0"), ("desks", "beaucoup", "nombre"),
]  # fmt: skip


def field_name(name: str) -> str:
    """The name under which a browser sends a field."""
    return "opening_hours_text" if name == "opening_hours" else name


@pytest.mark.parametrize(("name", "value", "message"), WRONG)
def test_wrong_value_is_an_error_of_its_field_alone(villard, home, name, value, message):
    form = bound_place_form(**{field_name(name): value})
    assert list(form.errors) == [name]
    assert message in " ".join(form.errors[name]), form.errors


def test_page_with_errors_shows_the_messages_and_everything_that_was_typed(villard, send):
    wrong = {name: (value, message) for name, value, message in WRONG}
    typed = {field_name(name): value for name, (value, _) in wrong.items()}
    kept = {"summary": "Un résumé gardé", "governance": "Un conseil gardé", "publics": ["students"]}
    response = send(**kept, **typed)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(wrong)
    text = html.unescape(response.text)
    for value, message in wrong.values():
        assert value in text
        assert message in text
    assert "Un résumé gardé" in text
    assert "Un conseil gardé" in text
    assert response.context["form"]["publics"].value() == ["students"]
    assert not SiteProfilePage.objects.filter(slug="cime").exists()


def test_draft_may_lack_every_field_and_publishing_names_the_required_ones(send):
    bare = {"summary": "", "families": [], "state": "", "milieu": ""}
    assert send(**bare).status_code == 302
    response = send(**bare, slug="autre", **{"action-publish": "1"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"summary", "families", "state", "milieu"}


def test_point_far_from_its_commune_is_an_error(villard, home):
    form = bound_place_form(insee_code="38548", point="SRID=4326;POINT(5.55 46.07)")
    assert form.errors == {"point": ["Ce point est à 111 km de Villard-de-Lans. Corrigez le point ou la commune."]}
    assert bound_place_form(insee_code="38548", point="SRID=4326;POINT(5.55 45.20)").is_valid()


def test_point_is_compared_with_a_commune_that_is_only_named(villard, home):
    form = bound_place_form(commune="Villard-de-Lans", insee_code="", point="46.07, 5.55")
    assert form.errors == {"point": ["Ce point est à 111 km de Villard-de-Lans. Corrigez le point ou la commune."]}


@pytest.mark.parametrize("point", ["0, 0", "-45.19, 5.72", "45.5, -73.6"])
def test_point_far_from_france_is_an_error(home, point):
    form = bound_place_form(commune="", insee_code="", point=point)
    assert form.errors == {"point": ["Ce point est loin de la France. Vérifiez sa latitude et sa longitude."]}


def test_second_place_of_the_same_name_gets_its_own_slug(send):
    assert send().status_code == 302
    assert send().status_code == 302
    assert sorted(SiteProfilePage.objects.values_list("slug", flat=True)) == ["cime", "cime-1"]


def test_rows_sent_again_without_their_ids_are_not_added_twice(send, as_editor):
    """What a form that saves itself may send when its author publishes before the answer has come."""
    rows = {
        "sources": inline_formset([SOURCE]),
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


def source_errors(*rows: dict, place: SiteProfilePage | None = None, initial: int = 0) -> str:
    """The errors of these rows of sources; none where the form is valid."""
    form = bound_place_form(place, sources=inline_formset(list(rows), initial=initial))
    assert form.is_valid() is not any(form.formsets["sources"].errors)
    return str(form.formsets["sources"].errors) if not form.is_valid() else ""


def test_source_with_the_identifier_of_another_place_is_an_error(home):
    PlaceSource.objects.create(place=SiteProfilePageFactory(), **SOURCE)
    assert "Un autre lieu porte déjà cet identifiant" in source_errors(SOURCE)
    assert source_errors(SOURCE | {"identifier": "100"}) == ""


def test_source_that_stands_twice_in_a_place_is_an_error(home):
    assert "déjà dans la fiche" in source_errors(SOURCE, SOURCE)
    place = SiteProfilePageFactory()
    row = PlaceSource.objects.create(place=place, **SOURCE)
    place = SiteProfilePage.objects.get(pk=place.pk)
    assert source_errors({**SOURCE, "id": row.pk}, place=place, initial=1) == ""
    assert "déjà dans la fiche" in source_errors({**SOURCE, "id": row.pk}, SOURCE, place=place, initial=1)
