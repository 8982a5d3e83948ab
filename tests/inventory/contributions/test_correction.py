"""Correcting a place: only changed fields are proposed, and hidden ones are neither shown nor read."""

from __future__ import annotations

import pytest
from wagtail.images.tests.utils import get_test_image_file

from core.contributions import kinds
from core.models import SillonImage
from core.visibility.gate import Audience
from inventory.choices import Visibility
from inventory.models import SiteProfilePage
from inventory.visibility import FIELD_GROUPS
from members.contributions import drafts
from members.models import Contribution, Correction
from tests.factories.contributions import errors, send
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def forge_pk(communes) -> int:
    return SiteProfilePageFactory(
        title="La Forge", slug="la-forge", email="forge@example.org", phone="04 76 00 00 00", siret="",
        opened="2014", opening_hours="Mo-Fr 09:00-18:00", precision="number", epci_code="200040715",
        transport="Gare à 200 m\nArrêt du bus 3", rituals="Café du lundi\r\nRepas partagé",
    ).pk  # fmt: skip


@pytest.fixture
def place(forge_pk) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=forge_pk)


def proposed(contribution) -> dict:
    return Correction.objects.get(contribution=contribution).proposed


def unchanged(place) -> dict[str, list[str]]:
    """What a browser sends of the whole form without a change."""
    kind = kinds.kind("corriger-un-lieu")
    form = kind.form(instance=place)
    typed: dict[str, list[str]] = {}
    for name in form.fields:
        value = form[name].value()
        if name == "opening_hours":
            typed["opening_hours_text"] = [value or ""]
        elif isinstance(value, list):
            typed[name] = value
        else:
            shown = value if hasattr(form.fields[name], "choices") else form.fields[name].widget.format_value(value)
            typed[name] = ["\r\n".join(str(shown or "").splitlines())]
    return typed


def test_unchanged_form_is_no_correction(place, member):
    found = errors("corriger-un-lieu", member, page=place, **unchanged(place))
    assert found == {"__all__": "Rien n’a changé par rapport à la fiche en ligne."}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"families": ["fablab", "coworking"]}, {"families": ",coworking,fablab,"}),
        ({"opened": "mi-janvier 2017"}, {"opened": "2017-01-11/2017-01-20~"}),
        ({"opening_hours_text": "Mo-Sa 10:00-19:00"}, {"opening_hours": "Mo-Sa 10:00-19:00"}),
        ({"point": "45.1801, 5.7201"}, {"point": "SRID=4326;POINT(5.720100 45.180100)"}),
        ({"phone": ""}, {"phone": ""}),
        ({"desks": "12"}, {"desks": 12}),
        ({"siret": "732 829 320 00074"}, {"siret": "73282932000074"}),
        ({"transport": "Gare à 300 m"}, {"transport": "Gare à 300 m"}),
    ],
)
def test_correction_proposes_only_the_changed_fields(place, member, typed, expected):
    sent = send("corriger-un-lieu", member, page=place, **unchanged(place) | typed)
    assert proposed(sent) == expected
    assert SiteProfilePage.objects.get(pk=place.pk).serializable_data() == place.serializable_data()


def test_published_phone_number_is_not_validated_again(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(phone="3631")
    sent = send("corriger-un-lieu", member, page=place, phone="3631", summary="Un atelier.")
    assert list(Correction.objects.get(contribution=sent).proposed) == ["summary"]
    assert list(errors("corriger-un-lieu", member, page=place, phone="123")) == ["phone"]


def test_number_with_a_comma_is_valid(place, member):
    sent = send("corriger-un-lieu", member, page=place, staff="2,5", facilitation_hours="10")
    assert {name: float(value) for name, value in proposed(sent).items()} == {"staff": 2.5, "facilitation_hours": 10.0}


def test_new_commune_changes_the_fields_that_follow_from_it(place, member):
    sent = send("corriger-un-lieu", member, page=place, commune="Voreppe", postcode="38340", point="45.29, 5.63")
    found = proposed(sent)
    assert (found["insee_code"], found["epci_code"], found["epci_name"]) == ("38565", "243800604", "EPCI de Voreppe")
    assert errors("corriger-un-lieu", member, page=place, commune="Voreppe", postcode="38340", point="45.29, 2.63")


def test_centre_of_the_commune_moves_with_the_commune(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(precision="commune")
    sent = send("corriger-un-lieu", member, page=place, commune="Voreppe", postcode="38340")
    assert proposed(sent)["point"] == "SRID=4326;POINT(5.630000 45.290000)"


def test_invalid_published_values_do_not_prevent_another_correction(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(commune="Ailleurs", postcode="99999", summary="", point="")
    sent = send(
        "corriger-un-lieu", member, page=place, summary="", state="closed", commune="Ailleurs", postcode="99999"
    )
    assert proposed(sent) == {"state": "closed"}


@pytest.mark.parametrize("group", FIELD_GROUPS)
def test_group_hidden_from_members_is_not_in_the_form(place, member, group):
    SiteProfilePage.objects.filter(pk=place.pk).update(
        **{group: Visibility.TEAM, "address": "1 rue Cachée", "siret": "73282932000074"}
    )
    hidden = set(FIELD_GROUPS[group]) | ({"point"} if group == "visibility_address" else set())
    kind = kinds.kind("corriger-un-lieu")
    contribution = drafts.start(kind, member, Contribution().pk, page=place)
    names = [name for step in kind.steps for name in step.fields]
    form = drafts.form_of_fields(contribution, drafts.kind_of(contribution), names)
    assert not hidden & (form.fields.keys() | form.initial.keys())
    known = {str(getattr(place, name)) for name in hidden if hasattr(place, name) and getattr(place, name)}
    page = "".join(str(bound) for bound in form)
    assert not [value for value in known if len(value) > 6 and value in page]


def test_value_typed_into_a_hidden_field_is_ignored(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(visibility_address=Visibility.TEAM)
    found = errors("corriger-un-lieu", member, page=place, address="9 rue Devinée", point="43.3, 5.4")
    assert found == {"__all__": "Rien n’a changé par rapport à la fiche en ligne."}


def test_group_for_members_can_be_corrected(place, member):
    SiteProfilePage.objects.filter(pk=place.pk).update(visibility_contact=Audience.MEMBERS)
    assert proposed(send("corriger-un-lieu", member, page=place, email="autre@example.org")) == {
        "email": "autre@example.org"
    }


def test_note_alone_is_a_correction(place, member):
    assert proposed(send("corriger-un-lieu", member, page=place, note="La photo montre un autre lieu.")) == {}


@pytest.mark.parametrize("code", ["lieu", "corriger-un-lieu"])
def test_photos_are_added_once(place, code):
    form = kinds.kind(code).form
    shown = SillonImage.objects.create(title="Façade", description="La façade de bois", file=get_test_image_file())
    mute = SillonImage.objects.create(title="Fond", file=get_test_image_file())
    form.attach(place, "photos", [shown])
    form.attach(place, "photos", [shown, mute, mute])
    place.save()
    rows = list(SiteProfilePage.objects.get(pk=place.pk).photos.all())
    assert [(row.image_id, row.decorative, row.sort_order) for row in rows] == [
        (shown.pk, False, 0),
        (mute.pk, True, 1),
    ]
    for row in rows:
        row.full_clean()
