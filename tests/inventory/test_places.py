from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from inventory.completeness import missing
from inventory.models import PlaceSource, SiteProfilePage
from inventory.vocabulary import Visibility
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("commune", "said"), [("Villard-Bonnot", "le code INSEE de la commune"), ("", "la commune")])
def test_a_commune_that_is_named_is_not_said_to_be_missing(client, home, commune, said):
    place = SiteProfilePageFactory(bare=True, commune=commune, postcode="38190")
    assert [label for label in missing(place) if "commune" in label] == [said]
    text = client.get(place.url).text
    assert f"l’adresse, {said}, " in text


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


def test_one_source_names_a_place_once(home):
    first, second = SiteProfilePageFactory.create_batch(2)
    PlaceSource.objects.create(place=first, source="CGET 2019", identifier="12")
    with pytest.raises(ValidationError):
        PlaceSource(place=second, source="CGET 2019", identifier="12").full_clean()
    PlaceSource(place=second, source="CGET 2019", identifier="").full_clean()


@pytest.mark.parametrize("audience", ["anonymous", "member", "editor"])
def test_a_restricted_group_of_fields_shows_to_its_audience_only(client, home, member, editor, audience):
    place = SiteProfilePageFactory(
        email="contact@lieu.example", operator="Une association", closing_causes="Le loyer", state="closed",
        visibility_contact=Visibility.MEMBERS, visibility_structure=Visibility.TEAM,
        visibility_closing=Visibility.PUBLIC,
    )  # fmt: skip
    if audience != "anonymous":
        client.force_login(member if audience == "member" else editor)
    html = client.get(place.url).text
    data = client.get(f"/api/v3/places/{place.slug}/").json()
    for seen in (html, str(data)):
        assert ("contact@lieu.example" in seen) == (audience != "anonymous")
        assert ("Une association" in seen) == (audience == "editor")
        assert "Le loyer" in seen


def test_search_index_holds_no_restricted_words(client, home):
    SiteProfilePageFactory(
        email="secret@lieu.example", operator="Operateursecret", visibility_structure=Visibility.TEAM
    )
    assert "Aucun résultat" in client.get("/recherche/", {"q": "Operateursecret"}).text


def test_families_are_kept_in_the_vocabulary_s_order(home):
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


@pytest.mark.parametrize("text", ["coworking", "38000", "isère"])
def test_a_place_is_found_by_its_families_postcode_and_department(client, home, text):
    SiteProfilePageFactory(title="La Cime")
    assert "La Cime" in client.get("/recherche/", {"q": text}).text
    assert "La Cime" in client.get("/inventaire/", {"q": text}).text


def test_a_place_with_nothing_filled_still_has_a_description(client, home):
    place = SiteProfilePageFactory(bare=True, commune="Autrans", insee_code="38225", title="La Cime")
    assert '<meta name="description" content="La Cime : Autrans (Isère).">' in client.get(place.url).text
