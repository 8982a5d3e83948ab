"""The block that names partners, each with a link to its page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from pydantic import Field
from wagtail.blocks import ListBlock

from core.api.schemas import ResponseModel
from core.blocks.base import GeneralBlock, Group
from core.blocks.choosers import SnippetChooserBlock
from core.blocks.json_schema import JSONSchema, SchemaBuilder
from core.visibility.gate import Gate


class BlockPartner(ResponseModel):
    """Un partenaire."""

    slug: str = Field(description="Adresse courte du partenaire.")
    name: str = Field(description="Nom.")
    kind: str = Field(description="Nature de l’organisation, en français.")
    url: str = Field(description="Sa page sur ce site.")


class PartnerChooserBlock(SnippetChooserBlock):
    """A chooser of partners."""

    searched_keys = ("name",)
    deleted_text = "Partenaire supprimé : choisissez-en un autre"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("core.Partner", **kwargs)

    def loader(self, gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
        """Return the values of partners by id. One query."""
        rows = {}
        for partner in self.target_model.objects.filter(pk__in=ids):
            url = reverse("partner", args=[partner.slug])
            rows[partner.pk] = {
                "slug": partner.slug,
                "name": partner.name,
                "kind": partner.get_kind_display(),
                "url": gate.absolute(url) if absolute else url,
            }
        return rows

    def json_schema(self, schemas: SchemaBuilder) -> JSONSchema:
        return schemas.model(BlockPartner)


class PartnersBlock(GeneralBlock):
    """Partners by name."""

    partners = ListBlock(
        PartnerChooserBlock(label="Partenaire", help_text="S’il manque, l’onglet « Nouveau » l’ajoute."),
        label="Partenaires",
        min_num=1,
    )

    class Meta:
        icon = "group"
        label = "Partenaires"
        description = "Nomme des organisations ; chaque nom mène à sa page, qui mène à celle-ci."
        group = Group.LINKS
        template = "blocks/partners.html"
        preview_value = {"partners": []}

    def preview_examples(self) -> dict[str, Any]:
        names = ("Communauté de communes", "Association du village")
        return {"partners": [{"slug": "", "name": name, "kind": "Autre", "url": "#"} for name in names]}
