"""Choosers: what they show, and what they create."""

import pytest
from django.urls import reverse

from core.models import Partner, Person
from tests.factories.archive import PartnerFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def chooser_url(model, name: str) -> str:
    return reverse(model.snippet_viewset.chooser_viewset.get_url_name(name))


def test_a_partner_created_in_its_chooser_gets_a_free_slug(as_editor):
    PartnerFactory(name="Coeur des Alpes", slug="coeur-des-alpes")
    values = {"name": "Cœur des Alpes", "kind": "association", "url": ""}
    answer = as_editor.post(chooser_url(Partner, "create"), values)
    assert answer.json()["step"] == "chosen", answer.text
    assert Partner.objects.get(name="Cœur des Alpes").slug == "coeur-des-alpes-2"


def test_a_partner_without_a_name_is_not_created(as_editor):
    answer = as_editor.post(chooser_url(Partner, "create"), {"name": " ", "kind": "association", "url": "sans"})
    assert "Champ requis" in answer.json()["htmlFragment"]
    assert not Partner.objects.filter(kind="association").exists()


def test_a_person_is_created_in_its_chooser_with_the_organisation(as_editor):
    partner = PartnerFactory(name="Cité des métiers")
    values = {"name": "Alix Roche", "role": "chargée de mission", "organisation": partner.pk}
    answer = as_editor.post(chooser_url(Person, "create"), values)
    assert answer.json()["step"] == "chosen", answer.text
    assert Person.objects.get().organisation == partner


@pytest.mark.parametrize("model", [Partner, Person])
def test_both_choosers_offer_to_create(as_editor, model):
    html = as_editor.get(chooser_url(model, "choose")).json()["html"]
    assert "Nouveau" in html
    assert "permet de créer le premier" in html


def test_the_chooser_of_places_shows_their_commune(as_editor, home):
    for commune in ("Mens", "Die"):
        SiteProfilePageFactory(title="La Forge", slug=f"la-forge-{commune.lower()}", commune=commune)
    SiteProfilePageFactory(title="Fablab de Gap", slug="fablab-de-gap", commune="Gap")
    url = reverse("wagtailadmin_choose_page")
    html = as_editor.get(url, {"page_type": "inventory.siteprofilepage"}).json()["html"]
    for name in ("La Forge (Mens)", "La Forge (Die)", "Fablab de Gap<"):
        assert name in html
