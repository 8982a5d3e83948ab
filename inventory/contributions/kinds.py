"""The kinds of contributions to the inventory: a new place, and the correction of a place."""

from __future__ import annotations

from core.contributions.kinds import Purpose, declare_page_form
from inventory.contributions.correct import CorrectPlaceForm
from inventory.contributions.propose import ProposePlaceForm
from inventory.models import InventoryIndexPage


def declare() -> None:
    """Register these kinds. Called when all apps are loaded."""
    declare_page_form(
        ProposePlaceForm,
        code="lieu",
        purpose=Purpose.NEW,
        label="Proposer un lieu",
        introduction="Un tiers-lieu qui n’est pas encore dans l’inventaire : ouvert, en projet ou fermé. L’équipe "
        "relit votre fiche avant de la publier.",
        parent=InventoryIndexPage.first_live,
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
