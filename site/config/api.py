"""The JSON API: Sillon's routers and Wagtail's own v3 endpoints, in one OpenAPI document.

Wagtail's endpoints require a token of the team: they are a preview, silently ignore unknown filters, and do not apply
Sillon's gate.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache, wraps
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
    RawPostDataException,
)
from django.http.multipartparser import MultiPartParserError
from django.urls import ResolverMatch, URLPattern, is_valid_path, re_path
from django.urls.resolvers import RoutePattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from wagtail.api.v3.api import api
from wagtail.api.v3.errors import problem_response
from wagtail.models import Page

from archive.api.commitments import router as commitments_router
from archive.api.events import router as events_router
from archive.api.projects import router as projects_router
from archive.api.publications import router as publications_router
from archive.api.tours import router as tours_router
from config.openapi import TAGS, Document
from config.wagtail_api import wagtail_errors
from core import views
from core.api.errors import invalid
from core.bin import tree
from core.contents.api import contents_router, routes_router
from core.preview.api import preview_router
from core.relations.api import partners_router, themes_router, timeline_router
from core.text.lengths import UNSTORABLE
from home.api import router as site_router
from inventory.api.routes import geojson_router
from inventory.api.routes import router as places_router
from members.accounts.bearer import BearerToken
from members.api import routing
from members.api.routes import router as contributions_router
from members.permissions import works_in_admin
from memento.api.block_schema import router as blocks_router
from memento.api.diagnostics import router as diagnostics_router
from memento.api.routes import router as memento_router
from memento.api.routes import testimonials_router
from memento.api.trees import router as trees_router
from search.api import router as search_router

CONTRACT = "1.0.0"
ID_IN_ROUTE = re.compile(r"<(\w+_id)>")


class StaffToken(BearerToken):
    """A bearer token whose owner has access to the admin.

    Members have the permission to add pages in some sections, so without this they could bypass the forms and checks of
    contributions.
    """

    openapi_description = "Un jeton de l’équipe du site, fait à `/compte/jetons/`."

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        result = super().authenticate(request, token)
        if result and not works_in_admin(request.user):
            raise PermissionDenied("Ces routes sont pour l’équipe du site. Les vôtres commencent par contributions/.")
        if result and request.method in ("POST", "PUT", "PATCH", "DELETE"):
            check_write(request)
        return result


#: Routes that load the parent of the page, which the root does not have.
COPIES, MOVE = ("pages_actions_copy", "pages_actions_create_alias"), "pages_actions_move"
#: Routes that take a form with a file, whose body may be too large to be read into memory.
FORMS = ("api/v3/documents/", "api/v3/images/")


def check_write(request: HttpRequest) -> None:
    """Raise HttpError 422 for requests on which Wagtail's views would fail with a 500.

    They assume that the content is a JSON object, and that a page has a parent, unlike the root page.
    """
    match = cast(ResolverMatch, request.resolver_match)
    if match.route in FORMS:
        return
    if _is_in_bin(match.kwargs.get("page_id")):
        raise HttpError(HTTPStatus.CONFLICT, "Cette page est dans la corbeille : restaurez-la d’abord.")
    if match.url_name in COPIES and _is_root(match.kwargs["page_id"]):
        raise HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, "La racine des pages ne se copie pas.")
    try:
        content = json.loads(request.body or "{}")
    except (ValueError, RecursionError):
        return  # Ninja reports it
    if not isinstance(content, dict):
        raise HttpError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "Ce que vous envoyez n’est pas compris : un objet JSON est attendu."
        )
    if any(UNSTORABLE.search(text) for text in _texts(content)):
        raise HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, "Un texte contient un caractère qui ne peut pas être gardé.")
    inside = ("first-child", "last-child")
    if match.url_name == MOVE and content.get("position") not in inside and _is_root(content.get("destination_id")):
        raise HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, "Rien ne se place à côté de la racine des pages.")


def _is_root(pk: Any) -> bool:
    """Whether a value that pydantic may read as an id is that of the root page."""
    try:
        return Page.objects.filter(pk=int(pk), depth=1).exists()
    except (TypeError, ValueError, OverflowError):
        return False


def _is_in_bin(pk: Any) -> bool:
    return pk is not None and Page.objects.filter(pk=pk, path__startswith=tree.BIN).exists()


def _texts(content: Any) -> Iterator[str]:
    """Yield all strings in a JSON value, keys included, at any depth."""
    values = [content]
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            values += [*value, *value.values()]
        elif isinstance(value, list):
            values += value


def require_token(wagtail_api: NinjaAPI) -> None:
    """Require a token of the team for every route that has been added so far, and document its errors."""
    for _, top_router in wagtail_api._routers:
        for router in _with_children(top_router):
            for path, view in router.path_operations.items():
                for operation in view.operations:
                    operation.auth_param = StaffToken()
                    operation._set_auth(operation.auth_param)
                    operation.description = operation.description or "Route de Wagtail, pour l’équipe du site."
                    extra = {"responses": wagtail_errors(path, operation)}
                    operation.openapi_extra = {**(operation.openapi_extra or {}), **extra}


def _with_children(router: Router) -> Iterator[Router]:
    yield router
    for _, child, _tags in router._routers:
        yield from _with_children(child)


require_token(api)

api.title = "API de Sillon"
api.description = (
    "Lecture publique des lieux, du mémento et des ressources ; les autres routes demandent un jeton. "
    "Chaque lecture répond aussi à `HEAD`, sans contenu."
)
api.version = CONTRACT
# The first serves the documentation's own requests, at whatever address it is read.
api.servers = [{"url": "/"}, {"url": settings.SITE_URL}]
api.get_openapi_operation_id = lambda operation: operation.view_func.__name__  # type: ignore[method-assign]
api.openapi_extra = {
    "info": {
        "license": {"name": "MIT", "identifier": "MIT"},
        "contact": {"name": "L’équipe du site", "url": settings.SITE_URL},
    },
    "tags": [{"name": name, "description": description} for name, description in TAGS.items()],
}
#: Sillon's routers, each with its prefix.
ROUTERS = (
    ("/places", places_router),
    ("", geojson_router),
    ("/memento", memento_router),
    ("/memento/blocks", blocks_router),
    ("/memento/diagnostics", diagnostics_router),
    ("/memento/trees", trees_router),
    ("/testimonials", testimonials_router),
    ("/events", events_router),
    ("/publications", publications_router),
    ("/commitments", commitments_router),
    ("/projects", projects_router),
    ("/tours", tours_router),
    ("/themes", themes_router),
    ("/partners", partners_router),
    ("/timeline", timeline_router),
    ("/search", search_router),
    ("/site", site_router),
    ("/routes", routes_router),
    ("/content", contents_router()),
    ("/preview", preview_router()),
    ("/contributions", contributions_router),
)
for _prefix, _router in ROUTERS:
    api.add_router(_prefix, _router)


def document(*, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Document:
    """Return the OpenAPI document; replaces `NinjaAPI.get_openapi_schema`. It is cached: do not change it."""
    return _document_below(api.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


@cache
def _document_below(path_prefix: str) -> Document:
    """Build the document, in over a second. It depends on the code alone."""
    return Document(api, path_prefix)


api.get_openapi_schema = document  # type: ignore[method-assign]


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem_response(status=HTTPStatus.UNAUTHORIZED, detail="Un jeton valable est nécessaire.")


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000
    detail = f"Ce que vous envoyez est trop gros : {limit:.1f} Mo au plus, fichiers à part.".replace(".", ",", 1)
    return problem_response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail=detail)


@api.exception_handler(RawPostDataException)
@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(status=HTTPStatus.BAD_REQUEST, detail="Ce que vous envoyez ne peut pas être lu.")


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    detail = str(error)
    if error.__cause__ is not None and error.status_code == HTTPStatus.BAD_REQUEST:  # Ninja's own text is English
        detail = "Ce que vous envoyez ne peut pas être lu : du JSON est attendu."
    return problem_response(status=error.status_code, detail=detail)


for _kind, _handler in {ValidationError: invalid, **routing.HANDLERS}.items():
    api.add_exception_handler(_kind, _handler)


# --- URL patterns -----------------------------------------------------------------------------------------------


def _with_method_problem(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view: a 405 becomes problem+json, like all other errors, and names the allowed methods."""

    @csrf_exempt  # like Ninja's own views, except its API root
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        allowed = ", ".join(sorted(name.strip() for name in response["Allow"].split(",")))
        problem = problem_response(
            status=HTTPStatus.METHOD_NOT_ALLOWED, detail=f"Cette adresse répond seulement à : {allowed}."
        )
        problem["Allow"] = allowed
        return problem

    return answer


@csrf_exempt
def unknown(request: HttpRequest, path: str) -> HttpResponse:
    """Handle paths without a route: a 404 for any method, or a redirect to the path with a trailing slash."""
    with_slash = f"/api/{path}/"
    if request.method in ("GET", "HEAD") and path.startswith("v3/") and _is_route(with_slash):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return views.error(request, 404)


def _is_route(path: str) -> bool:
    match = is_valid_path(path)
    return match is not False and match.func is not unknown


def _patterns() -> tuple[list[URLPattern], str, str]:
    """Return the URL patterns of the API, those of Sillon's public routes first, because they are used most."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = _with_method_problem(pattern.callback)
        # `<int:…>`, because some of Wagtail's views query by the id before Ninja checks that it is a number.
        route = ID_IN_ROUTE.sub(r"<int:\1>", str(pattern.pattern))
        pattern.pattern = RoutePattern(route, name=pattern.name, is_endpoint=True)
    first = tuple(prefix.strip("/") or path.strip("/") for prefix, router in ROUTERS for path in router.path_operations)
    return sorted(patterns, key=lambda pattern: not str(pattern.pattern).startswith(first)), app_name, namespace


urls = _patterns()
catch_all = re_path(r"^api/(?P<path>.*)$", unknown)
