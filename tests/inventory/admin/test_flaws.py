"""How editors find and mend what an import has spoiled: the filter of the listing, and the panel of the form."""

from __future__ import annotations

import html

import pytest

from inventory.choices import Visibility
from inventory.models import SiteProfilePage
from inventory.quality.check import update_flaws
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.admin.texts import RESULTS, main_text
from tests.place_form import place_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoiled(home):
    """A live place whose row has values that passed no form."""
    place = SiteProfilePageFactory(title="La Filature", visibility_contact=Visibility.TEAM)
    SiteProfilePage.objects.filter(pk=place.pk).update(phone="le soir", point="SRID=4326;POINT(45.19 5.72)")
    return place


def listed(client) -> list[str]:
    """The titles of the places to review."""
    return [place.title for place in client.get(RESULTS, {"flaws": "any"}).context["object_list"]]


def test_place_is_listed_until_its_form_is_published_with_right_values(as_editor, spoiled):
    SiteProfilePageFactory()
    update_flaws()
    assert listed(as_editor) == ["La Filature"]
    url = f"/admin/pages/{spoiled.pk}/edit/"
    right = place_form(title="La Filature", phone="04 76 00 00 01", point="45.19, 5.72")
    as_editor.post(url, right)
    assert listed(as_editor) == ["La Filature"]  # the draft is right, what readers see is not
    assert as_editor.post(url, right | {"action-publish": "1"}).status_code == 302
    assert listed(as_editor) == []


def test_form_names_each_flaw_in_its_order_with_its_tab(as_editor, spoiled):
    text = html.unescape(main_text(as_editor.get(f"/admin/pages/{spoiled.pk}/edit/"))).replace("\u00a0", " ")
    _, panel = text.split("À revoir dans cette fiche")
    phone = panel.index("Téléphone (onglet « Identité »), « le soir ». Ce n’est pas un numéro de téléphone.")
    assert phone < panel.index("Point sur la carte (onglet « Localisation »), « 5.72, 45.19 ». Latitude et longitude")


def test_form_of_a_sound_place_has_no_such_panel(as_editor, home):
    place = SiteProfilePageFactory()
    assert "À revoir dans cette fiche" not in as_editor.get(f"/admin/pages/{place.pk}/edit/").text
