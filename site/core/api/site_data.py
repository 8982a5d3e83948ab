"""Data for the site's own scripts: what a route of the API returns, at an address of the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_origin

import pydantic
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import Schema
from ninja.errors import ValidationError

from core.api.errors import invalid
from core.api.parameters import check_parameters
from core.api.routing import json_response
from core.http.caching import View, public_read

S = TypeVar("S", bound=Schema)


def site_data(function: Callable[[HttpRequest, S], Any], schema: type[S]) -> View:
    """Return a view of the site that answers with the data of an API route, for the reader of the session.

    `schema` is that of the route's `params`. Unknown and malformed parameters are a 422, as in the API.
    """

    @require_safe
    @public_read
    def view(request: HttpRequest) -> HttpResponse:
        try:
            params = _parsed(request, schema)
        except ValidationError as error:
            return invalid(request, error)
        return json_response(function(request, params))

    return view


def _parsed(request: HttpRequest, schema: type[S]) -> S:
    """Parse a query string as Ninja does for a route. Raise ValidationError."""
    fields = schema.model_fields.items()
    lists = {field.alias or name for name, field in fields if get_origin(field.annotation) is list}
    values = {name: texts if name in lists else texts[-1] for name, texts in request.GET.lists()}
    try:
        params = schema.model_validate(values, context={"request": request})
    except pydantic.ValidationError as error:
        raise ValidationError([{**item, "loc": ("query", *item["loc"])} for item in error.errors()]) from error
    check_parameters(request, params)
    return params
