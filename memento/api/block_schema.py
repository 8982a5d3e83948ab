"""The JSON schema of the blocks of a sheet, as an API route."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from core.api.routing import read
from core.api.schemas import ResponseModel
from core.blocks.json_schema import schema
from core.visibility.gate import Gate
from memento.models import SheetPage

router = Router(tags=["memento"])


class BlocksSchema(ResponseModel):
    """Un schéma JSON (2020-12) : celui d’un bloc, quel qu’en soit le type."""

    dialect: str = Field(alias="$schema", description="Version de JSON Schema.")
    address: str = Field(alias="$id", description="Adresse de ce schéma.")
    title: str = Field(description="Titre.")
    description: str = Field(description="Ce qu’il décrit.")
    kinds: list[dict[str, str]] = Field(alias="oneOf", description="Les types de blocs, par référence à `$defs`.")
    definitions: dict[str, dict[str, Any]] = Field(
        alias="$defs", description="Le schéma de chaque bloc sous le nom de son type, et de ce que les blocs citent."
    )


@read(router, "/", response=BlocksSchema, operation_id="block_schema", summary="Le schéma JSON des blocs")
def blocks(request: HttpRequest) -> dict[str, Any]:
    """Le schéma JSON de chaque bloc que le texte d’une fiche peut contenir, tel que l’API le donne.

    Les autres textes composés du site (pages, témoignages, comptes rendus, blocs partagés) sont faits des mêmes blocs.
    """
    site = Gate.for_request(request).site
    return schema(
        SheetPage._meta.get_field("body").stream_block,
        f"{site.base_url if site else ''}{request.path}",
        "Bloc du mémento",
        "Un bloc du texte d’une fiche, avec les adresses entières.",
    )
