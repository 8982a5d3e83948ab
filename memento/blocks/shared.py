"""The block that shows a shared block: written once, placed in many sheets."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks import GeneralBlock, Group
from core.blocks.shapes import Shape, Shapes
from core.gate import Gate
from core.schemas import Answer
from core.streams import ResolvedBlock, Stored


class SharedContent(Answer):
    """Un bloc partagé, tel qu’il est publié."""

    id: int = Field(description="Numéro du bloc partagé.")
    body: list[Any] = Field(description="Les blocs qu’il réunit.")


def shared_blocks(gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
    """The published shared blocks by id, each with `id` and a `body` still to be resolved. One query.

    Their names are for editors only.
    """
    from memento.models import SharedBlock  # whose body is made of the guide's other blocks

    return {
        row.pk: {
            "id": row.pk,
            "body": Stored(row.body.stream_block, row.body.get_prep_value()),
        }
        for row in SharedBlock.objects.filter(pk__in=ids, live=True)
    }


class SharedBlockChooserBlock(SnippetChooserBlock):
    """The choice of a shared block."""

    loader = staticmethod(shared_blocks)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("memento.SharedBlock", **kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        """The words of a published block: the search finds by them the sheets that show it."""
        return value.body.stream_block.get_searchable_content(value.body) if value and value.live else []

    def shape(self, shapes: Shapes) -> Shape:
        from memento.models import SharedBlock  # whose body is made of the guide's other blocks

        return shapes.model(SharedContent, body=shapes.stream(SharedBlock._meta.get_field("body").stream_block))


class SharedBlockBlock(GeneralBlock):
    """A shared block, as it is published now."""

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
