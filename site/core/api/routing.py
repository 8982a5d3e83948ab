"""Declaring the public GET routes of the API: authentication, strict parameters, ETag, fast JSON, pagination."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import wraps
from http import HTTPStatus
from typing import Any

import orjson
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from wagtail.api.v3.auth import BearerTokenAuth

from core import contracts
from core.api.errors import PROBLEM
from core.api.lists import completed
from core.api.parameters import ListParams, check_parameters
from core.http.caching import View, public_read

#: The header of a conditional request, for the OpenAPI document.
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "L’`ETag` d’une réponse précédente : la réponse est 304, sans contenu, si rien n’a changé.",
}
ETAG = {"description": "Change quand la réponse peut changer.", "schema": {"type": "string"}}


class OptionalToken(BearerTokenAuth):
    """Authentication that lets anonymous readers pass; with a bearer token they see what its user may see.

    An invalid token is a 401. A 403 is a token whose owner does not meet the requirements of the site, or one of a
    preview, which serves `preview/` alone.
    """

    # Swagger UI shows a lock beside operations whose token is optional, too; this is what it opens.
    openapi_description = "Facultatif : la lecture est publique. Un jeton montre en plus ce que son compte peut voir."

    def __call__(self, request: HttpRequest) -> Any:
        if request.headers.get("Authorization", "").lower().startswith("preview "):
            raise HttpError(HTTPStatus.FORBIDDEN, "Un jeton d’aperçu ne sert qu’à preview/.")
        return contracts.bearer_token(request) if "Authorization" in request.headers else True


optional_token = OptionalToken()


def read(
    router: Router,
    path: str,
    response: Any,
    may_miss: bool = False,
    may_be_gone: bool = False,
    media_type: str = "application/json",
    own_parameters: list[dict[str, Any]] | None = None,
    **kwargs: Any,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a function as a public GET route: with ETag and 304, strict parameters and fast JSON.

    The function takes the request and, if it has query parameters, a schema named `params`. It returns an HttpResponse
    or plain data, which is not validated; `response` only documents its type. `may_miss` documents a 404; paths with
    parameters have one in any case. `may_be_gone` documents a 410. With `own_parameters`, in the form of OpenAPI,
    the function reads and checks the query string itself, since the names in it depend on the page.
    """
    documented = {
        "parameters": [IF_NONE_MATCH, *(own_parameters or [])],
        "security": [{}],  # an alternative to the token of `optional_token`: none
        "responses": _documented(may_miss or "{" in path, "{slug}" in path, may_be_gone),
    }

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def answer(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponseBase:
            if own_parameters is None:
                check_parameters(request, arguments.get("params"))
            result = function(request, *args, **arguments)
            params = arguments.get("params")
            if isinstance(params, ListParams) and isinstance(result, dict):
                result = completed(request, params, result, response)
            return result if isinstance(result, HttpResponseBase) else json_response(result, media_type)

        # Ninja would evaluate the annotations of `answer` in this module, not in that of `function`.
        answer.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
        answer.media_type = media_type  # type: ignore[attr-defined]  # for the OpenAPI document
        decorated = decorate_view(public_read, without_body, _without_session)(answer)  # the innermost first
        router.get(path, auth=optional_token, response=response, by_alias=True, openapi_extra=documented, **kwargs)(
            decorated
        )
        router.api_operation(["HEAD"], path, auth=optional_token, include_in_schema=False)(decorated)
        return function

    return declare


def _without_session(view: View) -> View:
    """Serve the view without the session: a token alone makes a read personal, so that caches may ignore cookies."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.COOKIES, request.user = {}, AnonymousUser()
        return view(request, *args, **kwargs)

    return answer


def without_body(view: View) -> View:
    """Answer HEAD with the headers of GET, the length included unless it is a stream, and no body.

    Not every server does this by itself.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "HEAD" and isinstance(response, HttpResponse) and response.content:
            length = len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        elif request.method == "HEAD" and isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()  # nothing is read from the database
        return response

    return answer


def _documented(may_miss: bool, may_move: bool, may_be_gone: bool) -> dict[int, dict[str, Any]]:
    """Return the responses of a route for the OpenAPI document, without the schema of the data."""
    answers: dict[int, dict[str, Any]] = {
        200: {"description": "La réponse. Sans jeton, elle a un `ETag`.", "headers": {"ETag": ETAG}},
        304: {
            "description": "Rien n’a changé depuis l’`ETag` envoyé dans `If-None-Match`.",
            "headers": {"ETag": {**ETAG, "required": True}},
        },
        401: {"description": "Le jeton envoyé n’est pas valable.", "content": PROBLEM},
        403: {"description": "Le compte du jeton envoyé ne remplit pas ce que le site demande.", "content": PROBLEM},
        422: {"description": "Un paramètre est inconnu ou mal écrit ; `errors` le nomme.", "content": PROBLEM},
    }
    if may_move:
        answers[301] = {
            "description": "L’adresse courte a changé.",
            "headers": {"Location": {"description": "La nouvelle.", "required": True, "schema": {"type": "string"}}},
        }
    if may_miss:
        answers[404] = {"description": "Rien de public n’a ce nom.", "content": PROBLEM}
    if may_be_gone:
        answers[410] = {"description": "La page qui se trouvait là a été supprimée.", "content": PROBLEM}
    return answers


def json_response(data: Any, content_type: str = "application/json", status: int = 200) -> HttpResponse:
    """Return plain data as JSON, with dates in ISO 8601 and decimals as numbers."""
    return HttpResponse(dumps(data), content_type=content_type, status=status)


def dumps(data: Any) -> bytes:
    """Return plain data as JSON, with dates in ISO 8601 and decimals as numbers."""
    return orjson.dumps(data, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def listing(queryset: QuerySet, params: ListParams, rows: Callable[[QuerySet], Iterable[Any]]) -> dict[str, Any]:
    """Return one page of a list as `{"count", "items"}`; `rows` turns the sliced queryset into plain items."""
    return {"count": queryset.count(), "items": list(rows(queryset[params.offset : params.offset + params.limit]))}
