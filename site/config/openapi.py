"""The OpenAPI document: Ninja's own, with what generators of clients and linters need."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from inspect import cleandoc
from typing import Any

from django.db import models
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from core.api.schemas import Block, Problem
from core.blocks.openapi import block_components
from core.contents.api import NDJSON
from memento.models import SheetPage

#: The tags of operations with their descriptions, Sillon's before Wagtail's.
TAGS = {
    "contents": "Toutes les pages, par leur adresse ou leur identifiant : de quoi faire un autre site.",
    "places": "Les lieux de l’inventaire.",
    "memento": "Le mémento : fiches, questionnaires, arbres de décision, glossaire.",
    "testimonials": "Les témoignages.",
    "archive": "Les ressources : évènements, publications, projets, engagements, tours.",
    "relations": "Les thèmes, les partenaires et la chronologie.",
    "search": "La recherche.",
    "site": "Ce qui entoure toutes les pages.",
    "contributions": "Ce que proposent les membres.",
    "pages": "Wagtail : les pages, pour l’équipe.",
    "images": "Wagtail : les images, pour l’équipe.",
    "documents": "Wagtail : les documents, pour l’équipe.",
    "redirects": "Wagtail : les redirections, pour l’équipe.",
    "snippets": "Wagtail : les contenus sans page, pour l’équipe.",
    "sites": "Wagtail : les sites, pour l’équipe.",
    "schema": "Wagtail : les types de contenus et leurs champs, pour l’équipe.",
    "auth": "Wagtail : à qui appartient un jeton.",
}


class Document(OpenAPISchema):
    """The OpenAPI document of an API, with the schema `Problem`, to which `core.api.routing.read` refers.

    `Block` is the union of the blocks of a sheet: all other texts of the site are made of some of them.
    """

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        self._remove_impossible_paths()
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
        self.add_schema_definitions(problem.pop("$defs"))
        self.add_schema_definitions({"Problem": problem})
        self.schemas.pop(Block.__name__, None)
        blocks = SheetPage._meta.get_field("body").stream_block
        self.add_schema_definitions(block_components(blocks, Block.__name__))
        self._remove_unused_schemas()
        docstrings = {cleandoc(kind.__doc__) for kind in models.TextChoices.__subclasses__() if kind.__doc__}
        for schema in _objects(dict(self)):
            _fix_schema(schema, docstrings)

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Add component schemas. Raise ValueError for different schemas of the same name, which Ninja silently merges.

        Schemas are copied, because Ninja later modifies the definitions of a route's parameters in place.
        """
        for name, schema in definitions.items():
            if self.schemas.setdefault(name, deepcopy(schema)) != schema:
                raise ValueError(f"Two different schemas of the API are called {name}: rename one of the classes.")

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        """Return the responses of an operation, with the attribute `media_type` of its view, if there is one."""
        answers = super().responses(operation)
        media_type = getattr(operation.view_func, "media_type", None)
        if media_type:
            for answer in answers.values():
                for schema in answer.pop("content", {}).values():
                    answer["content"] = {media_type: _lines(schema) if media_type == NDJSON else schema}
        return answers

    def _remove_impossible_paths(self) -> None:
        """Remove Wagtail's routes of snippets if no snippet model is registered: no value of `type` is valid then."""
        for path, methods in list(self["paths"].items()):
            parameters = [one for operation in methods.values() for one in operation["parameters"]]
            if any(one["in"] == "path" and one["schema"].get("const") == "" for one in parameters):
                del self["paths"][path]

    def _remove_unused_schemas(self) -> None:
        """Remove schemas that no operation refers to: Ninja lists parameters singly, but defines their classes too."""
        used: set[str] = set()
        parts: list[Any] = [self["paths"]]
        while parts:
            for part in _objects(parts.pop()):
                names = [part.get("$ref"), *_mapping(part).values()]
                for name in {str(name).rpartition("/")[2] for name in names if name} - used:
                    used.add(name)
                    parts.append(self.schemas[name])
        for name in self.schemas.keys() - used:
            del self.schemas[name]


def _lines(content: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a text of JSON lines, each of which has the schema of this content."""
    return {
        "schema": {
            "type": "string",
            "description": "Un objet JSON par ligne.",
            "contentMediaType": NDJSON,
            "contentSchema": content["schema"],
        }
    }


def _objects(part: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects in a part of the document, itself included."""
    if isinstance(part, list):
        for child in part:
            yield from _objects(child)
    elif isinstance(part, dict):
        yield part
        for child in part.values():
            yield from _objects(child)


def _mapping(part: dict[str, Any]) -> dict[str, str]:
    discriminator = part.get("discriminator")
    return discriminator.get("mapping", {}) if isinstance(discriminator, dict) else {}


def _fix_schema(schema: dict[str, Any], docstrings: set[str]) -> None:
    """Mend a schema in place.

    - Descriptions that are docstrings of vocabularies go: they are English texts for developers.
    - Constants and choices get their type, and a tuple its `items`, which linters and generators look for.
    - A single schema in `allOf` with an object as default becomes that schema. Ninja writes so the bodies that may be
      absent, and generators of clients refuse them.
    """
    if isinstance(schema.get("enum"), list) and schema.get("description") in docstrings:
        del schema["description"]
    values = schema["enum"] if isinstance(schema.get("enum"), list) else [schema.get("const")]
    if all(isinstance(value, str) for value in values):
        schema.setdefault("type", "string")
    if isinstance(kinds := schema.get("prefixItems"), list) and "items" not in schema:
        different = [kind for rank, kind in enumerate(kinds) if kind not in kinds[:rank]]
        schema["items"] = deepcopy(different[0] if len(different) == 1 else {"anyOf": different})
    if isinstance(schema.get("allOf"), list) and len(schema["allOf"]) == 1 and isinstance(schema.get("default"), dict):
        (only,) = schema.pop("allOf")
        del schema["default"]
        schema.update(only)
