from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from inventory.likeness import alike, fold, lookalikes
from inventory.models import SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.place_form import place_form

pytestmark = pytest.mark.django_db
HERE = "SRID=4326;POINT(5.54 45.17)"
URL = "/admin/lieux/ressemblants/"


def titles(*args, **kwargs) -> list[str]:
    return [one.title for one in lookalikes(*args, **kwargs)]


@pytest.fixture
def forge(home) -> SiteProfilePage:
    return SiteProfilePageFactory(title="La Forge", commune="Autrans", insee_code="38225", point=HERE, draft=True)


def test_names_are_compared_without_what_many_bear():
    assert fold("L’Œuvre d’Élise") == "l oeuvre d elise"
    assert alike(fold("Coworking La Forge"), fold("Forge"))
    assert not alike(fold("La Forge"), fold("Le Moulin"))


def test_a_similar_name_near_the_point_is_told(forge):
    (found,) = lookalikes("la forgé", 5.5412, 45.17, "")
    assert (found.pk, found.metres) == (forge.pk, 94)
    assert found.about == " (Autrans, en activité, brouillon), à 94\u00a0m"
    assert titles("Le Moulin", 5.5412, 45.17, "38225") == []


@pytest.mark.parametrize(
    ("name", "latitude", "found"),
    [
        ("La Forges", 45.1725, True), ("La Forgette", 45.1725, False), ("La Forge", 45.176, True),
        ("La Forges", 45.176, False), ("La Forge", 45.185, False),
    ],
)  # fmt: skip
def test_the_further_the_more_alike_the_name_must_be(forge, name, latitude, found):
    assert bool(titles(name, 5.54, latitude, "38225")) is found


def test_without_a_point_the_commune_counts(forge):
    assert titles("La Forge", None, None, "38225") == ["La Forge"]
    assert titles("La Forge", None, None, "38185") == []
    assert titles("La Forge", None, None, "") == []
    assert titles("", None, None, "38225") == []


def test_the_middle_of_a_commune_is_no_point_to_measure_from(home):
    SiteProfilePageFactory(title="La Forge", insee_code="38225", point=HERE, precision="commune", state="closed")
    (found,) = lookalikes("La Forge", 5.6, 45.2, "38225")
    assert (found.metres, found.state, found.live) == (None, "Fermé", True)


def test_the_nearest_come_first_and_few(home):
    for step in (3, 1, 2):
        SiteProfilePageFactory(
            title="La Forge", slug=f"forge-{step}", commune=str(step), point=f"SRID=4326;POINT(5.54 45.170{step})"
        )
    nearest = [one.commune for one in lookalikes("La Forge", 5.54, 45.17, "", limit=2)]
    assert nearest == ["1", "2"]


def test_one_and_twenty_places_take_one_query(forge, django_assert_num_queries):
    for number in range(20):
        SiteProfilePageFactory(title="La Forge", slug=f"forge-{number}", point=HERE)
    with django_assert_num_queries(1):
        assert len(lookalikes("La Forge", 5.54, 45.17, "38225", exclude_pk=forge.pk)) == 5


def test_writers_are_told_and_nobody_else(forge, as_editor, member):
    asked = {"title": "La Forge", "point": HERE, "precision": "", "insee_code": "", "exclude": ""}
    edit = reverse("wagtailadmin_pages:edit", args=[forge.pk])
    (item,) = as_editor.get(URL, asked).json()["items"]
    assert item == {"url": edit, "title": "La Forge", "about": " (Autrans, en activité, brouillon), à 0\u00a0m"}
    assert as_editor.get(URL, asked | {"exclude": forge.pk}).json()["items"] == []
    assert as_editor.get(URL, asked | {"point": "n’importe"}).status_code == 422
    published = SiteProfilePageFactory(title="La Forge publiée")
    assert as_editor.get(URL, asked | {"exclude": published.pk}).json()["items"] == []
    other = Client()
    for path in (URL, "/admin/lieux/communes/"):
        assert other.get(path, asked).status_code == 302
    other.force_login(member)
    for path in (URL, "/admin/lieux/communes/"):
        assert other.get(path, asked).status_code in (302, 403)


def test_who_writes_without_a_script_is_told_once_it_is_saved(forge, as_editor):
    url = f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/"
    response = as_editor.post(url, place_form(title="La Forge", slug="autre-forge", point=HERE), follow=True)
    assert "Ce lieu est peut-être déjà dans l’inventaire" in response.text
    assert reverse("wagtailadmin_pages:edit", args=[forge.pk]) in response.text
    response = as_editor.post(url, place_form(title="Le Moulin", slug="moulin", point=HERE), follow=True)
    assert "peut-être déjà" not in response.text
