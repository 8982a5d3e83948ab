"""How the routes of contributions answer: who may ask, one transaction each, and errors of the services as problems."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.errors import ValidationError as Refused
from ninja.utils import check_csrf
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import problem_response

from core.api import check_parameters, json_response, without_body
from core.typography import french
from members import contributing, limits, telling, values
from members.approval import may_contribute

TOO_OFTEN = "Beaucoup de demandes sont parties de ce compte en peu de temps. Réessayez dans une heure."
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
ANSWERS = {
    200: "La réponse.",
    201: "C’est fait ; la réponse dit ce qui est gardé.",
    204: "C’est effacé.",
    400: "La demande ne peut pas être lue.",
    401: "Ni jeton valable, ni session.",
    403: "Ce compte ne peut pas contribuer, ou pas ainsi.",
    404: "Vous n’avez rien sous cet identifiant.",
    409: "La contribution attend un modérateur ou a eu sa réponse : elle ne peut pas changer.",
    413: "Ce qui est envoyé est trop gros.",
    422: "Quelque chose manque ou ne va pas ; `errors` nomme chaque champ.",
    429: "Trop de demandes en peu de temps.",
}
READING, WRITING = (401, 403, 422), (400, 401, 403, 404, 409, 413, 422, 429)


class Contributor(BearerTokenAuth):
    """Who may contribute, by a token or by the session of the site, whose forms carry a sign against forgery."""

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" in request.headers:
            found = super().__call__(request)
        else:
            found = request.user if request.user.is_authenticated else None
            if found and check_csrf(request):
                raise HttpError(HTTPStatus.FORBIDDEN, "Le jeton CSRF de la session manque ou ne va pas.")
        if found and not may_contribute(request.user):
            raise PermissionDenied("Votre compte ne peut pas encore contribuer : un modérateur doit l’accepter.")
        return found


ACCOUNT = Contributor()


def route(
    router: Router, method: str, path: str, response: Any, errors: tuple[int, ...], **told: Any
) -> Callable[[Any], Any]:
    """Declare a route: all of what it writes or nothing, unknown parameters refused, its errors documented."""
    told_of: dict[int, Any] = {code: {"description": ANSWERS[code], "content": PROBLEM} for code in errors}
    for code in response if isinstance(response, dict) else (200,):
        told_of[code] = {"description": ANSWERS[code]}
    documented = {"responses": told_of}

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def answer(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponseBase:
            check_parameters(request, arguments.get("params"))
            if method == "GET":
                result = function(request, *args, **arguments)
            else:
                count(request, "change")  # outside: what fails counts too
                with transaction.atomic():
                    result = function(request, *args, **arguments)
            return result if isinstance(result, HttpResponseBase) else json_response(result)

        answer.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
        decorated = decorate_view(without_body)(answer)
        router.api_operation([method], path, auth=ACCOUNT, response=response, openapi_extra=documented, **told)(
            decorated
        )
        if method == "GET":
            router.api_operation(["HEAD"], path, auth=ACCOUNT, include_in_schema=False)(decorated)
        return function

    return declare


def count(request: HttpRequest, what: str) -> None:
    """Count one more of what has a limit in number. Raises HttpError 429."""
    user: Any = request.user
    if not limits.allows(what, user, limits.address_of(request)):
        raise HttpError(HTTPStatus.TOO_MANY_REQUESTS, TOO_OFTEN)


def refusal(location: list[str], message: str) -> Refused:
    return Refused([{"type": "value_error", "loc": location, "msg": french(message)}])


# --- Errors of the services -------------------------------------------------------------------------------------


def incomplete(request: HttpRequest, error: contributing.Incomplete) -> HttpResponse:
    return problem_response(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="La contribution ne peut pas encore être envoyée : `errors` nomme ce qui manque ou ne va pas.",
        errors=telling.errors(error.form),
    )


def wrong(request: HttpRequest, error: values.Wrong) -> HttpResponse:
    return problem_response(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="Les valeurs envoyées ne vont pas : `errors` nomme ce qui n’est pas compris.",
        errors=[{"type": "value_error", "loc": ["values", name], "msg": text} for name, text in error.errors.items()],
    )


def not_open(request: HttpRequest, error: contributing.NotOpen) -> HttpResponse:
    return problem_response(status=HTTPStatus.CONFLICT, detail=french(str(error)))


#: What `config.api` answers to errors that the services raise.
HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    contributing.Incomplete: incomplete,
    contributing.NotOpen: not_open,
    values.Wrong: wrong,
}
