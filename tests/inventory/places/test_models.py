"""What saving a place derives, which values are refused, and which readers see a restricted group of fields."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from inventory.choices import Visibility
from inventory.completeness import missing
from inventory.models import PlaceSource, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("commune", "expected"), [("Villard-Bonnot", "le code INSEE de la commune"), ("", "la commune")]
)
def test_commune_is_listed_as_missing_only_without_a_name(client, home, commune, expected):
    place = SiteProfilePageFactory(bare=True, commune=commune, postcode="38190")
    assert [label for label in missing(place) if "commune" in label] == [expected]
    text = client.get(place.url).text
    assert f"l’adresse, {expected}, " in text


def test_saving_derives_coordinates_department_and_completeness(home):
    place = SiteProfilePageFactory(insee_code="2A004")
    place.refresh_from_db()
    assert (place.longitude, place.latitude) == (Decimal("5.72"), Decimal("45.19"))
    assert place.department == "2A"
    assert 0 < place.completeness < 100
    assert place.completeness > SiteProfilePageFactory(bare=True).completeness


def test_malformed_point_is_an_error_of_its_field(home):
    place = SiteProfilePageFactory()
    place.point = "POINT(un deux)"
    with pytest.raises(ValidationError) as caught:
        place.full_clean()
    assert "point" in caught.value.message_dict


def test_closing_before_opening_is_an_error_of_its_field(home):
    place = SiteProfilePageFactory()
    place.opened, place.closed = "2016", "2012"
    with pytest.raises(ValidationError) as caught:
        place.full_clean()
    assert list(caught.value.message_dict) == ["closed"]


def test_identifier_of_a_source_belongs_to_one_place(home):
    first, second = SiteProfilePageFactory.create_batch(2)
    PlaceSource.objects.create(place=first, source="CGET 2019", identifier="12")
    with pytest.raises(ValidationError):
        PlaceSource(place=second, source="CGET 2019", identifier="12").full_clean()
    PlaceSource(place=second, source="CGET 2019", identifier="").full_clean()


@pytest.mark.parametrize("audience", ["anonymous", "member", "editor"])
def test_restricted_group_of_fields_is_shown_to_its_audience_only(client, home, member, editor, audience, token_of):
    place = SiteProfilePageFactory(
        email="contact@lieu.example", operator="Une association", closing_causes="Le loyer", state="closed",
        visibility_contact=Visibility.MEMBERS, visibility_structure=Visibility.TEAM,
        visibility_closing=Visibility.PUBLIC,
    )  # fmt: skip
    headers = {}
    if audience != "anonymous":
        user = member if audience == "member" else editor
        client.force_login(user)
        headers = token_of(user)
    html = client.get(place.url).text
    data = client.get(f"/api/v3/places/{place.slug}/", headers=headers).json()
    for text in (html, str(data)):
        assert ("contact@lieu.example" in text) == (audience != "anonymous")
        assert ("Une association" in text) == (audience == "editor")
        assert "Le loyer" in text


@pytest.mark.indexed
def test_search_index_holds_no_restricted_words(client, home):
    SiteProfilePageFactory(
        title="La Cime", email="secret@lieu.example", operator="Operateursecret", visibility_structure=Visibility.TEAM
    )
    assert "La Cime" in client.get("/recherche/", {"q": "cime"}).text
    assert "Aucun résultat" in client.get("/recherche/", {"q": "Operateursecret"}).text


def test_families_are_stored_in_the_order_of_the_vocabulary(home):
    place = SiteProfilePageFactory(families=["fablab", "coworking"])
    assert SiteProfilePage.objects.get(pk=place.pk).families == ["coworking", "fablab"]


def test_figures_count_what_everyone_may_see(client, home):
    SiteProfilePageFactory(milieu="rural")
    SiteProfilePageFactory(draft=True)
    assert "1</dd>" in client.get("/").text


def test_a_siret_may_be_typed_with_spaces(home):
    form_class = SiteProfilePage.get_edit_handler().get_form_class()
    field = form_class(instance=SiteProfilePage(), parent_page=home).fields["siret"]
    assert "maxlength" not in field.widget.attrs
    place = SiteProfilePageFactory()
    place.siret = field.clean("732 829 320 00074")
    place.full_clean()
    assert place.siret == "73282932000074"


@pytest.mark.indexed
def test_search_finds_a_place_by_its_families_postcode_and_department(client, home):
    SiteProfilePageFactory(title="La Cime")
    for text in ("coworking", "38000", "isère"):
        assert "La Cime" in client.get("/recherche/", {"q": text}).text, text
        assert "La Cime" in client.get("/inventaire/", {"q": text}).text, text


def test_empty_place_still_has_a_description(client, home):
    place = SiteProfilePageFactory(bare=True, commune="Autrans", insee_code="38225", title="La Cime")
    assert '<meta name="description" content="La Cime : Autrans (Isère).">' in client.get(place.url).text
