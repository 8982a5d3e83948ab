"""What people may contribute to the inventory: a new place, and what changes in one."""

from __future__ import annotations

from wagtail.models import Page

from core.contributions import Purpose, declare_page_form


def inventory() -> Page | None:
    """Below which page new places go."""
    from inventory.models import InventoryIndexPage

    return InventoryIndexPage.objects.live().order_by("path").first()


def declare() -> None:
    from inventory.contributions.correct import CorrectPlaceForm
    from inventory.contributions.propose import ProposePlaceForm

    declare_page_form(
        ProposePlaceForm,
        code="lieu",
        purpose=Purpose.NEW,
        label="Proposer un lieu",
        introduction="Un tiers-lieu qui n’est pas encore dans l’inventaire : ouvert, en projet ou fermé. L’équipe "
        "relit votre fiche avant de la publier.",
        parent=inventory,
        icon="place",
        order=10,
    )
    declare_page_form(
        CorrectPlaceForm,
        code="corriger-un-lieu",
        purpose=Purpose.CORRECTION,
        label="Corriger la fiche d’un lieu",
        introduction="Changez ce qui n’est plus vrai, complétez ce qui manque, dans les seules parties concernées. La "
        "fiche en ligne ne change que lorsque l’équipe a accepté votre correction.",
        icon="place",
        order=50,
    )
