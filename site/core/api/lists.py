"""What all lists of the API have in common: the address of the next part, and `fields`, the only fields of items."""

from __future__ import annotations

from typing import Any, get_args

from django.http import HttpRequest
from ninja.errors import ValidationError
from pydantic import BaseModel

from core.api.parameters import ListParams
from core.visibility.gate import Gate


def completed(request: HttpRequest, params: ListParams, part: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Return a part of a list with `next`, and with only those fields of its items that `fields` names, and `id`.

    `model` is that of the part. Raises ValidationError for unknown fields.
    """
    following = params.offset + params.limit
    query = request.GET.copy()
    query["offset"] = str(following)
    address = f"{Gate.for_request(request).absolute(request.path)}?{query.urlencode()}"
    part = {**part, "next": address if following < part["count"] else None}
    if names := _requested(params.fields, model):
        part["items"] = [{name: value for name, value in item.items() if name in names} for item in part["items"]]
    return part


def _requested(names: str, model: type[BaseModel]) -> set[str]:
    """Return the fields of items that a query names, and `id`; none if it names none."""
    requested = set(filter(None, names.split(",")))
    (item,) = get_args(model.model_fields["items"].annotation)
    known = [field.serialization_alias or field.alias or name for name, field in item.model_fields.items()]
    for name in sorted(requested.difference(known)):
        message = f"Champ inconnu : « {name} ». Les champs sont {', '.join(known)}."
        raise ValidationError([{"type": "value_error", "loc": ["query", "fields"], "msg": message}])
    return requested | {"id"} if requested else set()
