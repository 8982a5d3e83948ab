"""What people may contribute to the inventory: a new place, and what changes in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from wagtail.models import Page

from core.contributions import ContributionForm, Files, Purpose, Step, declare_page_form, paragraphs
from core.models import SillonDocument, SillonImage
from inventory.models import InventoryIndexPage, SiteProfilePage
from inventory.models.rows import PlacePhoto


class ProposePlaceForm(ContributionForm):
    """A new place."""

    description = forms.CharField(label="Description", required=False, widget=forms.Textarea)

    steps: ClassVar = (
        Step("lieu", "Le lieu", ("title", "summary", "families", "state", "description")),
        Step("adresse", "Où il est", ("address", "postcode", "commune", "insee_code", "point", "milieu")),
        Step("photos", "Photos", (), ("photos",)),
    )
    files: ClassVar = (Files("photos", "Photos", "image", 6),)

    class Meta:
        model = SiteProfilePage
        fields = (
            "title",
            "summary",
            "families",
            "state",
            "address",
            "postcode",
            "commune",
            "insee_code",
            "point",
            "milieu",
        )

    def write(self, page: Any) -> None:
        if text := self.cleaned_data.get("description"):
            page.body = [("text", paragraphs(text))]

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        rows = list(page.photos.all())
        page.photos = [*rows, *(PlacePhoto(image=image, sort_order=len(rows) + n) for n, image in enumerate(accepted))]


def inventory() -> Page | None:
    return InventoryIndexPage.objects.live().order_by("path").first()


def declare() -> None:
    declare_page_form(
        ProposePlaceForm,
        code="lieu",
        purpose=Purpose.NEW,
        label="Proposer un lieu",
        introduction="Un tiers-lieu, ouvert, en projet ou fermé, qui n’est pas encore dans l’inventaire.",
        parent=inventory,
        icon="place",
        order=10,
    )
