"""The first start of an instance, and every start after it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page, Site, Workflow, WorkflowPage

from config.setup import setup_site
from core.models import ContentVersion
from core.setup import ensure_page
from home.models import HomePage, MenuItem, StandardPage
from inventory.models import InventoryIndexPage

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model is not ContentVersion and model._meta.managed
    }


def test_a_second_time_changes_nothing(home):
    before = rows()
    call_command("setup_site", verbosity=0)
    assert rows() == before


def test_it_makes_the_sections_and_their_menu(home):
    slugs = {page.slug for page in home.get_children().live()}
    assert {"inventaire", "memento", "ressources"} <= slugs
    assert set(MenuItem.objects.values_list("page__slug", flat=True)) == slugs
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk


def test_it_leaves_what_people_have_changed(home):
    section = home.get_children().get(slug="inventaire")
    section.title, section.live = "Nos lieux", False
    section.save()
    MenuItem.objects.all().delete()
    own = Workflow.objects.create(name="Deux relectures")
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": own})
    setup_site()
    section.refresh_from_db()
    assert (section.title, section.live) == ("Nos lieux", False)
    assert not MenuItem.objects.exists()
    assert WorkflowPage.objects.get(page=home).workflow == own


def test_it_starts_from_an_empty_database():
    Site.objects.all().delete()
    Page.objects.all().delete()
    front = setup_site()
    assert front == HomePage.objects.get()
    assert front.get_children().count() == MenuItem.objects.count() == 3
    assert Site.objects.get().root_page.specific == HomePage.objects.get()


def test_a_page_is_made_once(home):
    first = ensure_page(home, StandardPage, "demarche", "La démarche", {"introduction": "Un"})
    second = ensure_page(home, StandardPage, "demarche", "Autre titre", {"introduction": "Deux"})
    assert first == second
    assert StandardPage.objects.get().introduction == "Un"


def test_a_slug_that_a_page_of_another_type_has_gets_a_number_once(home):
    other = ensure_page(home, StandardPage, "projets", "Projets")
    first = ensure_page(home, InventoryIndexPage, "projets", "Projets")
    assert (first.slug, first.pk == other.pk) == ("projets-1", False)
    assert ensure_page(home, InventoryIndexPage, "projets", "Projets") == first


def test_a_page_that_is_not_published_stays_a_draft(home):
    page = ensure_page(home, StandardPage, "demarche", "La démarche", publish=False)
    assert not page.live
    assert page.latest_revision
