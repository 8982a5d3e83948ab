"""« Copier » for each type of page: plain, published, as alias and with what is below, in the admin and in the API."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page, get_page_models

from archive.models import EventReportPage, EvidencePage
from core.admin.copying import alias_obstacle
from core.models.page import BasePage
from inventory.models import InventoryIndexPage, PlaceSource, SiteProfilePage
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
HOWS = {
    "plain": {},
    "published": {"publish_copies": "on"},
    "alias": {"alias": "on"},
    "tree": {"copy_subpages": "on"},
    "alias of a tree": {"copy_subpages": "on", "alias": "on"},
}


#: The types of pages that have a reason not to have aliases.
WITHOUT_ALIASES = (EventReportPage, EvidencePage, SiteProfilePage)


@pytest.fixture
def imported(home) -> SiteProfilePage:
    """A place that an import finds again, with its history."""
    place = SiteProfilePageFactory(title="La Cime", slug="cime")
    place.sources = [
        PlaceSource(
            source="CGET 2019", identifier="38-1", licence="Licence Ouverte 2.0", imported={"title": "La Cime"}
        ),
        PlaceSource(source="Visite"),
    ]
    place.opening_hours = "Mo-Fr 09:00-18:00"
    place.save_revision().publish()
    return fresh(place)


@pytest.fixture
def as_admin(admin) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


def copy(client: Client, page: Page, **options: str):
    """The answer of the admin's form, and the copy or None."""
    slug = f"copie-{page.pk}"
    parent = page.get_parent()
    form = {"new_title": "Copie", "new_slug": slug, "new_parent_page": parent.pk} | options
    response = client.post(f"/admin/pages/{page.pk}/copy/", form)
    made = Page.objects.child_of(parent).filter(slug=slug).first()
    return response, made.specific if made else None


@pytest.mark.parametrize("how", ["plain", "published", "tree"])
def test_an_imported_place_can_be_copied(as_admin, imported, how):
    response, made = copy(as_admin, imported, **HOWS[how])
    assert response.status_code == 302
    assert "Les sources n’ont pas été copiées" in as_admin.get(response.url).text
    assert type(made) is SiteProfilePage
    assert made.translation_key != imported.translation_key


@pytest.mark.slow("copies a page of each type")
@pytest.mark.parametrize("how", ["published", "alias of a tree"])
def test_every_type_of_page_can_be_copied(as_admin, everything, imported, home, how):
    StandardPageFactory(parent=home, written=True)
    pages = list(Page.objects.filter(depth__gt=1).specific().order_by("path"))
    pages = list({type(page): page for page in pages}.values())
    assert {type(page) for page in pages} >= {model for model in get_page_models() if issubclass(model, BasePage)}
    for page in pages:
        response, made = copy(as_admin, fresh(page), **HOWS[how])
        if made is None and how == "alias of a tree" and "alias" in response.context["form"].errors:
            assert page.get_descendants(inclusive=True).type(*WITHOUT_ALIASES).exists(), page
            continue
        if made is None:  # the only one of its type
            assert "new_parent_page" in response.context["form"].errors, page
            assert page.max_count == 1 or page.max_count_per_parent == 1, page
            continue
        assert response.status_code == 302
        assert type(made) is type(page)
        assert made.translation_key != page.translation_key
        assert made.get_children().count() == (page.get_children().count() if "copy_subpages" in HOWS[how] else 0)


def test_the_copy_of_an_imported_place_has_no_sources(as_admin, imported):
    _, made = copy(as_admin, imported)
    assert not made.sources.exists()
    assert not any(revision.content["sources"] for revision in made.revisions.all())
    assert (made.commune, made.opening_hours) == (imported.commune, imported.opening_hours)
    made.get_latest_revision().publish()
    assert {row.identifier for row in fresh(imported).sources.all()} == {"38-1", ""}


@pytest.mark.parametrize("of_the_index", [False, True])
def test_an_alias_of_a_place_is_refused_with_a_sentence(as_admin, imported, of_the_index):
    page = InventoryIndexPage.objects.get() if of_the_index else imported
    if not of_the_index:
        assert 'name="alias"' not in as_admin.get(f"/admin/pages/{page.pk}/copy/").text
    response, made = copy(as_admin, page, alias="on", copy_subpages="on")
    assert made is None
    assert "ne peut pas avoir d’alias" in response.text


def test_the_copy_form_of_a_place_says_what_it_leaves_out(as_admin, imported, home):
    assert "n’aura pas les sources" in as_admin.get(f"/admin/pages/{imported.pk}/copy/").text
    assert "n’aura pas les sources" not in as_admin.get(f"/admin/pages/{home.pk}/copy/").text


def test_an_alias_from_an_earlier_release_names_its_sources_without_identifier(imported):
    made = imported.create_alias(update_slug="alias")
    for _ in range(2):
        assert [(row.source, row.identifier, row.licence, row.imported) for row in made.sources.all()] == [
            ("CGET 2019", "", "Licence Ouverte 2.0", {}),
            ("Visite", "", "", {}),
        ]
        place = fresh(imported)
        place.summary = "Un autre résumé."
        place.save_revision().publish()
        made = fresh(made)
        assert made.summary == "Un autre résumé."
    assert [(row.identifier, bool(row.imported)) for row in fresh(imported).sources.all()] == [
        ("38-1", True),
        ("", False),
    ]


def test_an_inventory_is_copied_with_its_imported_places(imported):
    index = InventoryIndexPage.objects.get()
    made = index.copy(recursive=True, update_attrs={"slug": "copie"})
    assert made.get_children().count() == index.get_children().count()
    assert not PlaceSource.objects.filter(place__in=made.get_children()).exists()


def test_programs_copy_imported_places_too(client, imported, editor, token_of):
    headers = token_of(editor)
    response = client.post(f"/api/v3/pages/{imported.pk}/actions/copy/", {}, "application/json", headers=headers)
    assert response.status_code == 201, response.text
    made = fresh(Page.objects.get(pk=response.json()["id"]))
    assert not made.sources.exists()
    assert client.post(f"/api/v3/pages/{made.pk}/actions/publish/", headers=headers).status_code == 200


def test_programs_are_refused_an_alias_of_a_place_with_the_same_sentence(client, imported, editor, token_of):
    url = f"/api/v3/pages/{imported.pk}/actions/create_alias/"
    response = client.post(url, {}, "application/json", headers=token_of(editor))
    assert response.status_code == 422
    assert "ne peut pas avoir d’alias" in response.text


def test_a_tree_with_places_is_refused_an_alias(imported, home):
    assert "ne peut pas avoir d’alias" in alias_obstacle(home, recursive=True)
    assert not alias_obstacle(home, recursive=False)


def test_a_copy_is_offered_a_free_address(as_editor, home):
    SiteProfilePageFactory(title="La Cime", slug="la-cime")
    page = SiteProfilePageFactory(title="La Cime", slug="la-cime-2")
    shown = as_editor.get(f"/admin/pages/{page.pk}/copy/").text
    assert 'name="new_slug" value="la-cime-2-1"' in shown
