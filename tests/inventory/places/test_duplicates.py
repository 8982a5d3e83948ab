"""Places that may be the one being written: by name and distance, or by name and commune."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from core.text.fold import fold
from inventory.models import SiteProfilePage
from inventory.places.duplicates import have_similar_names, lookalikes
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.place_form import place_form

pytestmark = pytest.mark.django_db
HERE = "SRID=4326;POINT(5.54 45.17)"
NEAR = "SRID=4326;POINT(5.5412 45.17)"
URL = "/admin/lieux/ressemblants/"


def similar_titles(*args, **kwargs) -> list[str]:
    return [one.title for one in lookalikes(*args, **kwargs)]


@pytest.fixture
def forge(home) -> SiteProfilePage:
    return SiteProfilePageFactory(title="La Forge", commune="Autrans", insee_code="38225", point=HERE, draft=True)


def test_names_are_compared_without_their_common_words():
    assert have_similar_names(fold("Coworking La Forge"), fold("Forge"))
    assert not have_similar_names(fold("La Forge"), fold("Le Moulin"))


def test_similar_name_near_the_point_is_found(forge):
    (found,) = lookalikes("la forgé", NEAR, "")
    assert (found.pk, found.metres) == (forge.pk, 94)
    assert found.details == " (Autrans, en activité, brouillon), à 94\u00a0m"
    assert similar_titles("Le Moulin", NEAR, "38225") == []


@pytest.mark.parametrize(
    ("name", "latitude", "is_similar"),
    [
        ("La Forges", 45.1725, True), ("La Forgette", 45.1725, False), ("La Forge", 45.176, True),
        ("La Forges", 45.176, False), ("La Forge", 45.185, False),
    ],
)  # fmt: skip
def test_distant_places_need_a_more_similar_name(forge, name, latitude, is_similar):
    assert bool(similar_titles(name, f"SRID=4326;POINT(5.54 {latitude})", "38225")) is is_similar


def test_without_a_point_places_of_the_commune_are_compared(forge):
    assert similar_titles("La Forge", "", "38225") == ["La Forge"]
    assert similar_titles("La Forge", "", "38185") == []
    assert similar_titles("La Forge", "", "") == []
    assert similar_titles("", "", "38225") == []


def test_centre_of_a_commune_is_not_used_for_distances(home):
    SiteProfilePageFactory(title="La Forge", insee_code="38225", point=HERE, precision="commune", state="closed")
    (found,) = lookalikes("La Forge", "SRID=4326;POINT(5.6 45.2)", "38225")
    assert (found.metres, found.state, found.live) == (None, "Fermé", True)


def test_nearest_come_first_up_to_the_limit(home):
    for step in (3, 1, 2):
        SiteProfilePageFactory(
            title="La Forge", slug=f"forge-{step}", commune=str(step), point=f"SRID=4326;POINT(5.54 45.170{step})"
        )
    nearest = [one.commune for one in lookalikes("La Forge", HERE, "", limit=2)]
    assert nearest == ["1", "2"]


def test_one_query_finds_the_similar_places(forge, django_assert_num_queries):
    for number in range(6):
        SiteProfilePageFactory(title="La Forge", slug=f"forge-{number}", point=HERE)
    with django_assert_num_queries(1):
        assert len(lookalikes("La Forge", HERE, "38225", exclude_pk=forge.pk)) == 5


def test_similar_places_are_answered_to_editors_only(forge, as_editor, member):
    query = {"title": "La Forge", "point": HERE, "precision": "", "insee_code": "", "exclude": ""}
    edit = reverse("wagtailadmin_pages:edit", args=[forge.pk])
    (item,) = as_editor.get(URL, query).json()["items"]
    assert item == {"url": edit, "title": "La Forge", "about": " (Autrans, en activité, brouillon), à 0\u00a0m"}
    assert as_editor.get(URL, query | {"exclude": forge.pk}).json()["items"] == []
    assert as_editor.get(URL, query | {"point": "n’importe"}).status_code == 422
    published = SiteProfilePageFactory(title="La Forge publiée")
    assert as_editor.get(URL, query | {"exclude": published.pk}).json()["items"] == []
    other = Client()
    for path in (URL, "/admin/lieux/communes/"):
        assert other.get(path, query).status_code == 302
    other.force_login(member)
    for path in (URL, "/admin/lieux/communes/"):
        assert other.get(path, query).status_code in (302, 403)


def test_duplicate_notice_is_a_message_once_a_place_is_saved(forge, as_editor):
    def messages_after_saving(**fields) -> str:
        url = f"/admin/pages/add/inventory/siteprofilepage/{inventory_index().pk}/"
        response = as_editor.post(url, place_form(**fields))
        assert response.status_code == 302
        return " ".join(map(str, get_messages(response.wsgi_request)))

    assert "peut-être déjà" not in messages_after_saving(title="Le Moulin", slug="moulin", point=HERE)
    notice = messages_after_saving(title="La Forge", slug="autre-forge", point=HERE)
    assert "Ce lieu est peut-être déjà dans l’inventaire" in notice
    assert reverse("wagtailadmin_pages:edit", args=[forge.pk]) in notice
