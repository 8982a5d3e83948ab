"""The block that shows a shared block, which is written once and placed in many sheets."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from core.api.schemas import ResponseModel
from core.blocks import GeneralBlock, Group
from core.blocks.choosers import DeletedChoice, SnippetChooserBlock
from core.blocks.json_schema import JSONSchema, SchemaBuilder
from core.blocks.resolver import ResolvedBlock, StoredStream
from core.visibility.gate import Gate


class SharedContent(ResponseModel):
    """Un bloc partagé, tel qu’il est publié."""

    id: int = Field(description="Numéro du bloc partagé.")
    body: list[Any] = Field(description="Les blocs qu’il réunit.")


class SharedBlockChooserBlock(SnippetChooserBlock):
    """A chooser of shared blocks."""

    searched_keys = ("body",)
    deleted_text = "Bloc partagé supprimé : choisissez-en un autre"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("memento.SharedBlock", **kwargs)

    def loader(self, gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
        """Return published shared blocks by id, each with its `id` and a `body` to resolve. One query.

        Their names are left out: they are for editors only.
        """
        rows = self.target_model.objects.filter(pk__in=ids, live=True)
        return {
            row.pk: {"id": row.pk, "body": StoredStream(row.body.stream_block, row.body.get_prep_value())}
            for row in rows
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the words of a published block, so that the search finds the sheets that show it."""
        if not value or isinstance(value, DeletedChoice) or not value.live:
            return []
        return value.body.stream_block.get_searchable_content(value.body)

    def json_schema(self, schemas: SchemaBuilder) -> JSONSchema:
        body = self.target_model._meta.get_field("body")
        return schemas.model(SharedContent, body=schemas.stream(body.stream_block))


class SharedBlockBlock(GeneralBlock):
    """A shared block, shown in its published state."""

    block = SharedBlockChooserBlock(
        label="Bloc partagé",
        help_text="Il paraît ici tel qu’il est publié ; qui le modifie le modifie dans toutes les fiches.",
    )

    class Meta:
        icon = "sillon-shared"
        label = "Bloc partagé"
        description = "Reprend un contenu écrit une fois pour plusieurs fiches : des contacts, un avertissement…"
        group = Group.GUIDE
        template = "blocks/shared.html"
        preview_value = {"block": None}

    def preview_examples(self) -> dict[str, Any]:
        text = "<p>Demandez conseil <b>avant</b> de signer un bail : les permanences sont gratuites.</p>"
        body = [ResolvedBlock(type="text", id="", value=text)]
        return {"block": {"id": 0, "body": body}}
