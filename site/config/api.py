"""The JSON API: our public routers and Wagtail's own v3 endpoints in one document.

Wagtail's endpoints are a preview, take unknown filters silently and show what our gate hides, so they answer
only with a token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from http import HTTPStatus
from inspect import cleandoc
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import models
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, is_valid_path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from wagtail.api.v3.api import api
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import problem_response

from archive.api import router as archive_router
from core import views
from core.api import in_french
from core.schemas import Problem
from home.api import router as site_router
from inventory.api import geojson_router
from inventory.api import router as places_router
from members import programs
from members.api import router as contributions_router
from memento.api import router as memento_router
from memento.api import testimonials_router
from memento.blocks.api import router as blocks_router
from search.api import router as search_router

CONTRACT = "1.0.0"


class StaffToken(BearerTokenAuth):
    """The token of somebody who works in the admin: Wagtail's endpoints are its counterpart for programs.

    Members may add pages below some sections, and would reach past the forms and checks of contributions.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = super().authenticate(request, token)
        if found and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied("Ces routes sont pour l’équipe du site. Les vôtres commencent par contributions/.")
        return found


def require_token(wagtail_api: NinjaAPI) -> None:
    """Let every endpoint that is attached so far answer only to a bearer token of the team."""
    for _, router in wagtail_api._routers:
        for found in _with_children(router):
            for view in found.path_operations.values():
                for operation in view.operations:
                    operation.auth_param = StaffToken()
                    operation._set_auth(operation.auth_param)


def _with_children(router: Router) -> Iterator[Router]:
    yield router
    for _, child, _tags in router._routers:
        yield from _with_children(child)


require_token(api)

api.title = "API de Sillon"
api.description = "Lecture publique des lieux, du mémento et des ressources ; les autres routes demandent un jeton."
api.version = CONTRACT
#: Our routers, each with what its addresses begin with.
OURS = (
    ("/places", places_router),
    ("", geojson_router),
    ("/memento", memento_router),
    ("/memento/blocks", blocks_router),
    ("/testimonials", testimonials_router),
    ("", archive_router),
    ("/search", search_router),
    ("/site", site_router),
    ("/contributions", contributions_router),
)
for _prefix, _router in OURS:
    api.add_router(_prefix, _router)


def document(**kwargs: Any) -> OpenAPISchema:
    """The OpenAPI document, with the shape of errors that `core.api.read` refers to."""
    found = NinjaAPI.get_openapi_schema(api, **kwargs)
    shape = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    found["components"]["schemas"] |= {**shape.pop("$defs"), "Problem": shape}
    _silence(found, {cleandoc(kind.__doc__) for kind in models.TextChoices.__subclasses__() if kind.__doc__})
    return found


def _silence(part: Any, docstrings: set[str]) -> None:
    """Take out the docstrings of vocabularies, which are for programmers, in English."""
    if isinstance(part, list):
        for child in part:
            _silence(child, docstrings)
    elif isinstance(part, dict):
        if "enum" in part and part.get("description") in docstrings:
            del part["description"]
        for child in part.values():
            _silence(child, docstrings)


api.get_openapi_schema = document  # type: ignore[method-assign]


@api.exception_handler(ValidationError)
def refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="La demande n’est pas comprise : `errors` nomme ce qui ne va pas.",
        errors=[in_french(found | {"input": _sent(request, found["loc"])}) for found in error.errors],
    )


def _sent(request: HttpRequest, location: Sequence[str | int]) -> str:
    """The value of a repeated parameter that an error tells of; Ninja leaves it out."""
    *_, name, rank = ("", *location)
    values = request.GET.getlist(str(name))
    return values[rank] if isinstance(rank, int) and rank < len(values) else ""


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem_response(status=HTTPStatus.UNAUTHORIZED, detail="Un jeton valable est nécessaire.")


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem_response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail="Ce que vous envoyez est trop gros.")


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(status=HTTPStatus.BAD_REQUEST, detail="Ce que vous envoyez ne peut pas être lu.")


@api.exception_handler(HttpError)
def told(request: HttpRequest, error: HttpError) -> HttpResponse:
    detail = str(error)
    if error.__cause__ is not None and error.status_code == HTTPStatus.BAD_REQUEST:  # Ninja's own, in English
        detail = "Ce que vous envoyez ne peut pas être lu : du JSON est attendu."
    return problem_response(status=error.status_code, detail=detail)


for _kind, _handler in programs.HANDLERS.items():
    api.add_exception_handler(_kind, _handler)


# --- Addresses --------------------------------------------------------------------------------------------------


def _telling_methods(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A method that a route does not know is problem+json, as every error is."""

    @csrf_exempt  # as Ninja's own views are, its root apart
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        allowed = ", ".join(sorted(name.strip() for name in response["Allow"].split(",")))
        told = problem_response(
            status=HTTPStatus.METHOD_NOT_ALLOWED, detail=f"Cette adresse répond seulement à : {allowed}."
        )
        told["Allow"] = allowed
        return told

    return answer


@csrf_exempt
def unknown(request: HttpRequest, path: str) -> HttpResponse:
    """What no route answers: 404 whatever the method, or the way to the address with its final slash."""
    with_slash = f"/api/{path}/"
    if request.method in ("GET", "HEAD") and path.startswith("v3/") and _is_route(with_slash):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return views.error(request, 404)


def _is_route(path: str) -> bool:
    match = is_valid_path(path)
    return match is not False and match.func is not unknown


def _patterns() -> tuple[list[URLPattern], str, str]:
    """The routes of both, ours first: what everyone reads is not looked for behind what editors' tools ask."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = _telling_methods(pattern.callback)
    ours = tuple(prefix.strip("/") or path.strip("/") for prefix, router in OURS for path in router.path_operations)
    return sorted(patterns, key=lambda pattern: not str(pattern.pattern).startswith(ours)), app_name, namespace


urls = _patterns()
catch_all = re_path(r"^api/(?P<path>.*)$", unknown)
