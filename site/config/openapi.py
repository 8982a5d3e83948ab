"""The OpenAPI document: Ninja's own, with corrected media types and a check for name clashes of schemas."""

from __future__ import annotations

from copy import deepcopy
from inspect import cleandoc
from typing import Any

from django.db import models
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from core.api.schemas import Problem


class Document(OpenAPISchema):
    """The OpenAPI document of an API, with the schema `Problem`, to which `core.api.routing.read` refers."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
        self.add_schema_definitions(problem.pop("$defs"))
        self.add_schema_definitions({"Problem": problem})
        docstrings = {cleandoc(kind.__doc__) for kind in models.TextChoices.__subclasses__() if kind.__doc__}
        _remove_docstrings(self, docstrings)

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
                    answer["content"] = {media_type: schema}
        return answers


def _remove_docstrings(part: Any, docstrings: set[str]) -> None:
    """Remove descriptions that are docstrings of vocabularies: they are English texts for developers."""
    if isinstance(part, list):
        for child in part:
            _remove_docstrings(child, docstrings)
    elif isinstance(part, dict):
        if "enum" in part and part.get("description") in docstrings:
            del part["description"]
        for child in part.values():
            _remove_docstrings(child, docstrings)
