"""Declare routes of the contributions API: authentication, one transaction per request, service errors as problems."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.errors import ValidationError as InvalidRequest
from ninja.utils import check_csrf
from wagtail.api.v3.errors import problem_response

from core.api.errors import PROBLEM, truncate_errors
from core.api.parameters import check_parameters
from core.api.routing import json_response, without_body
from core.text.typography import french
from members.accounts.bearer import BearerToken
from members.api import serializers, values
from members.contributions import drafts, form_data, limits
from members.permissions import may_contribute

TOO_OFTEN = "Beaucoup de demandes sont parties de ce compte en peu de temps. Réessayez à partir de {time}."
FILE = {"type": "string", "format": "binary"}
DESCRIPTIONS = {
    200: "La réponse.",
    201: "C’est fait ; la réponse dit ce qui est gardé.",
    204: "C’est effacé.",
    400: "La demande ne peut pas être lue.",
    401: "Ni jeton valable, ni session.",
    403: "Ce compte ne peut pas contribuer, ou pas ainsi.",
    404: "Vous n’avez rien sous cet identifiant.",
    409: "La contribution attend un modérateur ou a eu sa réponse : elle ne peut pas changer. "
    "Ou la page dont elle parle n’est plus en ligne.",
    413: "Ce qui est envoyé est trop gros.",
    422: "Quelque chose manque ou ne va pas ; `errors` nomme chaque champ.",
    429: "Trop de demandes en peu de temps.",
    503: "Le site est occupé : réessayez dans un instant.",
}
#: The errors of routes that read, of routes that act on a contribution, and of those that also take a body.
READING = (401, 403, 422)
ACTING = (*READING, 404, 409, 429)
WRITING = (*ACTING, 400, 413)


class Contributor(BearerToken):
    """Authenticates a user who may contribute, by token, or by session with a CSRF token."""

    openapi_description = "Un jeton de membre, fait à `/compte/jetons/`."

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" in request.headers:
            credential = super().__call__(request)
        else:
            credential = request.user if request.user.is_authenticated else None
            if credential and check_csrf(request):
                raise HttpError(HTTPStatus.FORBIDDEN, "Le jeton CSRF de la session manque ou ne va pas.")
        if credential and not may_contribute(request.user):
            raise PermissionDenied("Votre compte ne peut pas encore contribuer : un modérateur doit l’accepter.")
        return credential


ACCOUNT = Contributor()


def route(
    router: Router,
    method: str,
    path: str,
    response: Any,
    errors: tuple[int, ...],
    media_types: tuple[str, ...] = (),
    atomic: bool = True,
    **options: Any,
) -> Callable[[Any], Any]:
    """Declare a route that runs in one transaction, refuses unknown parameters and documents its errors.

    `media_types` are the content types of a route that returns a file. A route with `atomic=False` opens its own
    transactions; its view is listed in `OWN_TRANSACTIONS`.
    """
    responses: dict[int, Any] = {code: {"description": DESCRIPTIONS[code], "content": PROBLEM} for code in errors}
    for code in response if isinstance(response, dict) else (200,):
        responses[code] = {"description": DESCRIPTIONS[code]}
        if media_types:
            responses[code]["content"] = {name: {"schema": FILE} for name in media_types}
    documented = {"responses": responses}

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def answer(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponseBase:
            check_parameters(request, arguments.get("params"))
            if method == "GET":
                result = function(request, *args, **arguments)
            else:
                count(request, "change")  # outside the transaction: failures count too
                with transaction.atomic() if atomic else nullcontext():
                    result = function(request, *args, **arguments)
            return result if isinstance(result, HttpResponseBase) else json_response(result)

        answer.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
        decorated = decorate_view(without_body)(answer)
        declared = {"response": response, "by_alias": True, "openapi_extra": documented, **options}
        router.api_operation([method], path, auth=ACCOUNT, **declared)(decorated)
        if method == "GET":
            router.api_operation(["HEAD"], path, auth=ACCOUNT, include_in_schema=False)(decorated)
        return function

    return declare


def count(request: HttpRequest, action: str) -> None:
    """Count an action against its rate limit (see `limits.exceeded`). Raises HttpError 429."""
    user: Any = request.user
    if usage := limits.exceeded(action, user, request):
        raise HttpError(HTTPStatus.TOO_MANY_REQUESTS, TOO_OFTEN.format(time=usage.reopens))


def refusal(location: list[str], message: str) -> InvalidRequest:
    """Build the 422 error of a value at this location of the request."""
    return InvalidRequest([{"type": "value_error", "loc": location, "msg": french(message)}])


# --- Errors of the services -------------------------------------------------------------------------------------


def incomplete(request: HttpRequest, error: drafts.Incomplete) -> HttpResponse:
    return problem_response(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="La contribution ne peut pas encore être envoyée : `errors` nomme ce qui manque ou ne va pas.",
        errors=truncate_errors(serializers.errors(error.form)),
    )


def invalid_values(request: HttpRequest, error: values.InvalidValues) -> HttpResponse:
    return problem_response(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="Les valeurs envoyées ne vont pas : `errors` nomme ce qui n’est pas compris.",
        errors=truncate_errors(
            [{"type": "value_error", "loc": ["values", name], "msg": text} for name, text in error.errors.items()],
            error.total,
        ),
    )


def too_long(request: HttpRequest, error: form_data.TooLong) -> HttpResponse:
    return problem_response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail=french(str(error)))


def conflict(request: HttpRequest, error: drafts.NotOpen | drafts.PageOffline) -> HttpResponse:
    return problem_response(status=HTTPStatus.CONFLICT, detail=french(str(error)))


#: Exceptions of the services and their handlers, which `config.api` registers.
HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    drafts.Incomplete: incomplete,
    drafts.NotOpen: conflict,
    drafts.PageOffline: conflict,
    form_data.TooLong: too_long,
    values.InvalidValues: invalid_values,
}
