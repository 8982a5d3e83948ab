"""Factories of the inventory."""

from __future__ import annotations

import factory
import wagtail_factories
from wagtail.models import Page

from core.geo.points import write_point
from inventory.choices import Family, Milieu, State
from inventory.models import InventoryIndexPage, SiteProfilePage
from tests.factories.images import ImageFactory


def inventory_index() -> InventoryIndexPage:
    """The inventory of the default site."""
    return InventoryIndexPage.objects.get()


class InventoryIndexPageFactory(wagtail_factories.PageFactory):
    title = "Inventaire"

    class Meta:
        model = InventoryIndexPage


class SiteProfilePageFactory(wagtail_factories.PageFactory):
    """A live place in Grenoble; traits for what it may lack."""

    title = factory.Sequence(lambda n: f"Tiers-lieu numéro {n}")
    parent = factory.LazyFunction(inventory_index)
    summary = "Un espace de travail partagé, ouvert à tous."
    families = factory.LazyFunction(lambda: [Family.COWORKING.value])
    state = State.ACTIVE
    milieu = Milieu.URBAN
    address = "1 rue des Alpes"
    postcode = "38000"
    commune = "Grenoble"
    insee_code = "38185"
    point = factory.LazyFunction(lambda: write_point("5.72", "45.19"))

    class Meta:
        model = SiteProfilePage

    class Params:
        draft = factory.Trait(live=False)
        pictured = factory.Trait(social_image=factory.SubFactory(ImageFactory))
        bare = factory.Trait(
            summary="", families=factory.LazyFunction(list), state="", milieu="", address="", postcode="",
            commune="", insee_code="", point="",
        )  # fmt: skip


def draft_section(parent: Page) -> InventoryIndexPage:
    """An inventory that is not published, for pages below it."""
    return InventoryIndexPageFactory(parent=parent, slug="brouillon", title="Inventaire en brouillon", live=False)
