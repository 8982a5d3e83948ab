"""What the OpenAPI document says of Wagtail's own endpoints, which do not describe their errors."""

from __future__ import annotations

from typing import Any

from ninja.operation import Operation

from core.api.errors import PROBLEM

DESCRIPTIONS = {
    400: "La demande ne peut pas être lue.",
    401: "Ni jeton, ni jeton valable.",
    403: "Ce jeton n’est pas celui d’un membre de l’équipe, ou son compte n’a pas ce droit.",
    404: "Rien n’a ce numéro ou ce nom.",
    409: "La page est dans la corbeille.",
    413: "Ce qui est envoyé est trop gros.",
    422: "Quelque chose manque ou ne va pas ; `errors` le nomme.",
}
WRITING = {"POST", "PUT", "PATCH", "DELETE"}
LOOKUP_REDIRECT = {
    "description": "L’adresse de ce qui est trouvé.",
    "headers": {"Location": {"description": "L’adresse.", "required": True, "schema": {"type": "string"}}},
}


def wagtail_errors(path: str, operation: Operation) -> dict[int, dict[str, Any]]:
    """Return the error responses of one of Wagtail's operations, and the redirection if it looks something up."""
    writes = bool(WRITING.intersection(operation.methods))
    with_body = any(model.__ninja_param_source__ in ("body", "form", "file") for model in operation.models)
    looks_up = path.rstrip("/").endswith("find")
    applies = {
        400: with_body,
        401: True,
        403: True,
        404: "{" in path or looks_up,
        409: writes and "{page_id}" in path,
        413: writes,
        422: writes or bool(operation.models),
    }
    errors = {
        status: {"description": DESCRIPTIONS[status], "content": PROBLEM}
        for status, is_possible in applies.items()
        if is_possible
    }
    return {302: LOOKUP_REDIRECT, **errors} if looks_up else errors
