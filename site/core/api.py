"""What the routers of all sections share: reading rights, strict parameters, a fast encoder, lists and details."""

from __future__ import annotations

import inspect
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Annotated, Any, TypeVar

import orjson
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from pydantic import AfterValidator, BeforeValidator
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.contrib.redirects.models import Redirect

from core.gate import Gate
from core.http import View, mark_public, public_read
from core.models import Theme

M = TypeVar("M", bound=Model)
MAX_LIMIT = 100


class ListParams(Schema):
    """Parameters of every list."""

    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Nombre d’éléments, 100 au plus.")
    offset: int = Field(0, ge=0, le=10_000_000, description="Rang du premier élément.")


class NoParams(Schema):
    """For reads that take no parameter."""


def _day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("Une date est attendue, année, mois et jour : 2017-01-31.")
    return value


def _known_theme(slug: str) -> str:
    if slug and "\0" not in slug and not Theme.objects.filter(slug=slug).exists():
        raise ValueError(f"Thème inconnu : « {slug} ».")
    return slug


#: A whole day; the library alone would take a number for seconds since 1970.
Day = Annotated[date, BeforeValidator(_day)]
#: The slug of a theme that exists, or nothing.
ThemeSlug = Annotated[str, Field(max_length=100), AfterValidator(_known_theme)]


def in_french(error: Mapping[str, Any]) -> dict[str, Any]:
    """An error of a parameter as the library tells it, for French readers."""
    kind, context = str(error["type"]), error.get("ctx", {})
    match kind:
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            message = "Un nombre entier est attendu."
        case "greater_than_equal":
            message = f"{context['ge']} au moins."
        case "less_than_equal":
            message = f"{context['le']} au plus."
        case "literal_error" | "enum":
            message = f"Valeurs permises : {_listed(context['expected'])}."
        case "string_too_long":
            message = f"{context['max_length']} caractères au plus."
        case "too_long":
            message = f"{context['max_length']} valeurs au plus."
        case "string_type" | "string_unicode":
            message = "Un texte est attendu."
        case "dict_type" | "model_type" | "model_attributes_type":
            message = "Un objet JSON est attendu : des noms et leurs valeurs."
        case "uuid_parsing" | "uuid_type":
            message = "Un identifiant (UUID) est attendu."
        case "missing":
            message = "Cette valeur est nécessaire."
        case "extra_forbidden" if error["msg"].startswith("Extra"):
            message = "Cette valeur n’est pas prévue."
        case _ if kind.startswith("date_"):
            message = "Cette date n’existe pas."
        case _:
            message = str(error["msg"]).removeprefix("Value error, ")
    location = [_sendable(part) for part in error.get("loc", ()) if part not in ("params", "sent")]
    if len(location) > 1 and isinstance(location[-1], int) and "," in str(error.get("input", "")):
        repeated = "&".join(f"{location[-2]}={value.strip()}" for value in str(error["input"])[:100].split(","))
        message += f" Pour plusieurs valeurs, répétez le paramètre : {repeated}."
    return {"type": kind, "loc": location, "msg": _sendable(message)}


def _sendable(part: Any) -> Any:
    """What somebody sent, as an answer can hold it: JSON lets halves of characters in, and not out."""
    return part.encode("utf-8", "replace").decode() if isinstance(part, str) else part


def _listed(expected: str) -> str:
    """« 'a', 'b' or 'c' » as French writes it."""
    return re.sub(r"'([^']*)'", r"« \1 »", expected).replace(" or ", " ou ")


def reader(request: HttpRequest) -> object:
    """Who reads: anyone; a bearer token or a session adds what its user may see. A wrong token is a 401."""
    if "Authorization" in request.headers:
        return BearerTokenAuth()(request)
    return True


def read(
    router: Router, path: str, response: Any, may_miss: bool = False, **kwargs: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a public read of the API: ETag and 304, unknown parameters refused, the answer encoded at once.

    The function takes the request and, where it has parameters, a schema named `params`. It returns plain data, of the
    shape that `response` documents; nothing validates it. `may_miss` documents a 404 where the path names nothing.
    """
    documented = {"responses": _documented(may_miss or "{" in path, "{slug}" in path)}

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def answer(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
            check_parameters(request, arguments.get("params"))
            result = function(request, *args, **arguments)
            return result if isinstance(result, HttpResponse) else json_response(result)

        # Ninja reads the annotations of what it is given, in the module where that was written.
        answer.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
        decorated = decorate_view(public_read, _answer_to_any_tag, without_body)(answer)  # the innermost first
        router.get(path, auth=reader, response=response, openapi_extra=documented, **kwargs)(decorated)
        router.api_operation(["HEAD"], path, auth=reader, include_in_schema=False)(decorated)
        return function

    return declare


def _answer_to_any_tag(view: View) -> View:
    """`If-None-Match: *` holds for whatever exists."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        any_tag = request.headers.get("If-None-Match", "").strip() == "*"
        if any_tag and response.status_code == 200 and "ETag" in response:
            return mark_public(request, HttpResponse(status=304), response["ETag"])
        return response

    return answer


def without_body(view: View) -> View:
    """To a HEAD, what a GET would get: its length told, its body left out. Not every server does that by itself."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "HEAD" and isinstance(response, HttpResponse) and response.content:
            length = len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        return response

    return answer


def _documented(may_miss: bool, may_move: bool) -> dict[int, dict[str, Any]]:
    """What the OpenAPI document says of the answers of a read, its data apart."""
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[int, dict[str, Any]] = {
        200: {"description": "La réponse, avec un `ETag`."},
        304: {"description": "Rien n’a changé depuis l’`ETag` envoyé dans `If-None-Match`."},
        401: {"description": "Le jeton envoyé n’est pas valable.", "content": problem},
        422: {"description": "Un paramètre est inconnu ou mal écrit ; `errors` le nomme.", "content": problem},
    }
    if may_move:
        answers[301] = {"description": "L’adresse courte a changé ; `Location` donne la nouvelle."}
    if may_miss:
        answers[404] = {"description": "Rien de public n’a ce nom.", "content": problem}
    return answers


def json_response(data: Any, content_type: str = "application/json") -> HttpResponse:
    """Plain data as JSON: dates in ISO 8601, decimals as numbers."""
    return HttpResponse(orjson.dumps(data, default=_plain), content_type=content_type)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def check_parameters(request: HttpRequest, params: Schema | None) -> None:
    """Refuse parameters that a route does not know. Raises ValidationError with all of them."""
    fields = type(params).model_fields if params is not None else {}
    known = [field.alias or name for name, field in fields.items()]
    there_are = f"Paramètres connus : {', '.join(known)}." if known else "Cette adresse n’en prend aucun."
    errors = [
        {"type": "extra_forbidden", "loc": ["query", name], "msg": f"Paramètre inconnu : « {name} ». {there_are}"}
        for name in request.GET
        if name not in known
    ]
    errors += [
        {"type": "value_error", "loc": ["query", name], "msg": f"Caractère nul dans « {name} »."}
        for name, values in request.GET.lists()
        if name in known and any("\0" in value for value in values)  # PostgreSQL stores no NUL, and would fail
    ]
    if errors:
        raise ValidationError(errors)


def listing(queryset: QuerySet, params: ListParams, rows: Callable[[QuerySet], Iterable[Any]]) -> dict[str, Any]:
    """One page of a list: `rows` turns the sliced queryset into plain items."""
    return {"count": queryset.count(), "items": list(rows(queryset[params.offset : params.offset + params.limit]))}


def find(gate: Gate, model: type[M], ref: str) -> QuerySet[M]:
    """The page that a slug or a public id (UUID) names, as a queryset of one. Raises Http404, or Moved."""
    if "\0" in ref:
        raise Http404("Aucun élément public de ce nom.")
    pages = gate.pages(model)
    uid = _uuid(ref)
    found = pages.filter(translation_key=uid) if uid else pages.filter(slug=ref).order_by("path")
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        moved = Redirect.objects.filter(old_path__endswith=f"/{ref}", redirect_page__in=pages.values("pk"))
        slug = moved.values_list("redirect_page__slug", flat=True).first()
        if slug and slug != ref:
            raise Moved(slug)
        raise Http404(f"Aucun élément public « {ref} ».")
    return pages.filter(pk=pk)


class Moved(Exception):
    """A slug that no longer holds; `slug` is the one that does."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def moved(request: HttpRequest, ref: str, slug: str) -> HttpResponse:
    """The 301 to the same route under the slug that holds today."""
    return HttpResponsePermanentRedirect(request.get_full_path().replace(f"/{ref}/", f"/{slug}/", 1))


def following_moves(function: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 301 where a detail route is asked by a slug of the past."""

    @wraps(function)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(request, slug, *args, **kwargs)
        except Moved as move:
            return moved(request, slug, move.slug)

    return answer


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
