"""`GET preview/`: one object that readers may not see yet, for the front end's preview of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.security.http import HttpAuthBase

from core.api.errors import PROBLEM
from core.api.parameters import check_parameters
from core.api.routing import json_response, without_body
from core.contents.common import page_contents
from core.contents.registry import KINDS, content_types, page_kinds
from core.contents.schemas import any_content
from core.preview import tokens
from core.preview.loading import Unavailable, load
from core.preview.tokens import Grant
from core.visibility.gate import Gate

REFUSED = "Ce jeton d’aperçu n’est pas valable ou ne l’est plus : ouvrez l’aperçu à nouveau depuis l’administration."
OTHER = "Ce jeton est celui de l’aperçu d’une autre page."
WITHDRAWN = "La page a été dépubliée pendant que l’aperçu se préparait : ouvrez-le à nouveau."
UNAVAILABLE = "L’aperçu ne peut pas être affiché : enregistrez la page pour savoir ce qui ne va pas."

ANSWERS = {
    200: {"description": "Le contenu, en entier."},
    401: {"description": "Sans jeton d’aperçu.", "content": PROBLEM},
    403: {"description": "Le jeton est expiré, altéré, révoqué, ou celui d’une autre page.", "content": PROBLEM},
    409: {
        "description": "Ce qui est écrit contredit ce que d’autres ont enregistré, ou la page est dépubliée depuis.",
        "content": PROBLEM,
    },
    422: {"description": "Un paramètre est inconnu ou mal écrit ; `errors` le nomme.", "content": PROBLEM},
}


class PreviewToken(HttpAuthBase):
    """`Authorization: Preview <token>`. An invalid token is answered with 403, a missing one with 401."""

    openapi_scheme = "preview"
    openapi_description = "Le jeton qui est dans l’adresse d’un aperçu."

    def __call__(self, request: HttpRequest) -> Grant | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme:
            return None
        grant = tokens.read(token.strip())
        if grant is None:
            raise HttpError(HTTPStatus.FORBIDDEN, REFUSED)
        return grant


class PreviewParams(Schema):
    """Parameters of a preview."""

    id: UUID | None = Field(None, description="La page attendue : 403 si le jeton est celui d’une autre.")


def preview_router() -> Router:
    """Return the route of previews. Call it when all sections have declared their types."""
    router = Router(tags=["contents"])
    token = PreviewToken()

    @router.get(
        "/",
        auth=token,
        response=any_content(KINDS.values()),
        by_alias=True,
        summary="Ce que l’éditeur voit dans « Aperçu »",
        openapi_extra={"responses": ANSWERS},
    )
    @decorate_view(without_body)
    def preview(request: HttpRequest, params: Query[PreviewParams]) -> HttpResponse:
        """Une modification, une révision ou une page qui n’est pas publiée, comme `content/` la donnera.

        Les caches ne gardent pas la réponse. Ce qui entoure la page est ce que tout le monde voit.
        """
        check_parameters(request, params)
        return json_response(_content(request.auth, params.id))  # type: ignore[attr-defined]

    router.api_operation(["HEAD"], "/", auth=token, include_in_schema=False)(preview)
    return router


def _content(grant: Grant, uid: UUID | None) -> dict[str, Any]:
    """Return the content that a token grants, as anonymous readers would see it. Raise HttpError."""
    try:
        page = load(grant)
    except Unavailable as error:
        raise HttpError(HTTPStatus.CONFLICT, UNAVAILABLE) from error
    if page is None:
        raise HttpError(HTTPStatus.FORBIDDEN, REFUSED)
    if uid and page.translation_key != uid:
        raise HttpError(HTTPStatus.FORBIDDEN, OTHER)
    kind = content_types(page_kinds())[page.content_type_id]
    content = next(page_contents(Gate.public_of(page), kind, [page]), None)
    if content is None:
        raise HttpError(HTTPStatus.CONFLICT, WITHDRAWN)
    return content
