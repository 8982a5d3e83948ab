"""Validation errors of the API: translated into French, and limited in length whatever the client sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError
from wagtail.api.v3.errors import problem_response

#: Limits of an error response: number of errors, then characters of a name, of a message and of all errors together.
MOST_ERRORS, LONGEST_NAME, LONGEST_MESSAGE, LONGEST_ERRORS = 20, 100, 1_000, 6_000
#: A quoted value in a message of pydantic.
QUOTED = re.compile(r"'([^']*)'")
#: An empty value that may stand for a parameter, at the head of pydantic's list.
EMPTY = re.compile(r"^''(, | or )")
#: The content of an error response, for the OpenAPI document.
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Return the 422 response that names the wrong parameters or values of a request."""
    return problem_response(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="La demande n’est pas comprise : `errors` nomme ce qui ne va pas.",
        errors=truncate_errors(
            [translate_error(item | {"input": _input(request, item["loc"])}) for item in error.errors[:MOST_ERRORS]],
            len(error.errors),
        ),
    )


def _input(request: HttpRequest, location: Sequence[str | int]) -> str:
    """Return the value of a repeated query parameter at an error's location, which Ninja leaves out of the error."""
    *_, name, rank = ("", *location)
    values = request.GET.getlist(str(name))
    return values[rank] if isinstance(rank, int) and rank < len(values) else ""


def translate_error(error: Mapping[str, Any]) -> dict[str, Any]:
    """Translate an error of pydantic into French; return its `type`, `loc` and `msg`."""
    kind, context = str(error["type"]), error.get("ctx", {})
    match kind:
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            message = "Un nombre entier est attendu."
        case "greater_than_equal":
            message = f"{context['ge']} au moins."
        case "greater_than":
            message = f"Plus de {context['gt']:g} est attendu."
        case "less_than_equal":
            message = f"{context['le']} au plus."
        case "bool_parsing" | "bool_type":
            message = "« true » ou « false » est attendu."
        case "literal_error" | "enum":
            message = f"Valeurs permises : {_quoted_values(context['expected'])}."
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
    location = [_encodable(part) for part in error.get("loc", ()) if part not in ("params", "sent")]
    if len(location) > 1 and isinstance(location[-1], int) and "," in str(error.get("input", "")):
        repeated = "&".join(f"{location[-2]}={value.strip()}" for value in str(error["input"])[:100].split(","))
        message += f" Pour plusieurs valeurs, répétez le paramètre : {repeated}."
    return {"type": kind, "loc": location, "msg": _encodable(message)}


def truncate_errors(errors: Sequence[Mapping[str, Any]], total: int | None = None) -> list[dict[str, Any]]:
    """Return the first errors, with long names and messages shortened, so that a large request gets a small response.

    A last entry of type `more_errors` counts those left out, of `total` (by default the number of `errors`).
    """
    result: list[dict[str, Any]] = []
    length = 0
    for error in errors[:MOST_ERRORS]:
        location = [part[:LONGEST_NAME] if isinstance(part, str) else part for part in error["loc"]]
        message = str(error["msg"])
        message = message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}…"
        length += len(message) + sum(len(str(part)) for part in location)
        if result and length > LONGEST_ERRORS:
            break
        result.append({**error, "loc": location, "msg": message})
    if rest := (len(errors) if total is None else total) - len(result):
        result.append({"type": "more_errors", "loc": [], "msg": f"Erreurs qui ne sont pas montrées ici : {rest}."})
    return result


def _encodable(part: Any) -> Any:
    """Replace lone surrogates, which JSON escapes can contain but UTF-8 cannot encode."""
    return part.encode("utf-8", "replace").decode() if isinstance(part, str) else part


def _quoted_values(expected: str) -> str:
    """Turn pydantic's `'a', 'b' or 'c'` into French: « a », « b » ou « c ». An empty one is named « rien »."""
    filled = EMPTY.sub("", expected)
    text = QUOTED.sub(r"« \1 »", filled).replace(" or ", " ou ")
    return text if filled == expected else f"{text}, ou rien"
