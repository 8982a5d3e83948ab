"""Parameters shared by routes of the API, and the check that refuses unknown parameters."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, get_origin

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.errors import ValidationError
from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from core.api.errors import LONGEST_NAME
from core.cards import KINDS
from core.models import Partner, Theme
from core.relations.redirects import is_visible, visible_slug
from core.visibility.gate import Gate

MAX_LIMIT = 100
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class ListParams(Schema):
    """Which part of a list is wanted, and which fields of its items."""

    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Nombre d’éléments, 100 au plus.")
    offset: int = Field(0, ge=0, le=10_000_000, description="Rang du premier élément.")
    fields: str = Field(
        "", max_length=1000, description="Les seuls champs des éléments à donner, séparés par des virgules, avec `id`."
    )


def _day(value: Any) -> Any:
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("Une date est attendue, année, mois et jour : 2017-01-31.")
    return value


def _known_theme(slug: str, info: ValidationInfo) -> str:
    return _known(info, Theme, slug, "Thème")


def _known_partner(slug: str, info: ValidationInfo) -> str:
    return _known(info, Partner, slug, "Partenaire")


def _known(info: ValidationInfo, model: type[Theme] | type[Partner], slug: str, name: str) -> str:
    """Return the slug of an object that the reader may see, the current one for a former one. Raise ValueError."""
    gate = Gate.for_request(info.context["request"])  # type: ignore[index]
    if not slug or "\0" in slug or is_visible(gate, model, slug):
        return slug
    if current := visible_slug(gate, model, slug):
        return current
    raise ValueError(f"{name} inconnu : « {slug} ».")


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"Type inconnu : « {kind} ». Les types sont {', '.join(sorted(KINDS))}.")
    return kind


#: The code of a kind of pages.
Kind = Annotated[str, AfterValidator(_known_kind)]
#: A date as YYYY-MM-DD. (Pydantic alone would read a number as seconds since 1970.)
Day = Annotated[date, BeforeValidator(_day)]
#: The slug of an existing theme, or "".
ThemeSlug = Annotated[str, Field(max_length=100), AfterValidator(_known_theme)]
#: The slug of a partner to whom visible pages refer, or "".
PartnerSlug = Annotated[str, Field(max_length=150), AfterValidator(_known_partner)]


def check_parameters(request: HttpRequest, params: Schema | None) -> None:
    """Raise ValidationError with all parameters of a request that the schema of its route does not have."""
    fields = type(params).model_fields if params is not None else {}
    names = [field.alias or name for name, field in fields.items()]
    hint = f"Paramètres connus : {', '.join(names)}." if names else "Cette adresse n’en prend aucun."
    errors = [
        {
            "type": "extra_forbidden",
            "loc": ["query", name],
            "msg": f"Paramètre inconnu : « {name[:LONGEST_NAME]} ». {hint}",
        }
        for name in request.GET
        if name not in names
    ]
    errors += [
        {"type": "value_error", "loc": ["query", name], "msg": f"Caractère nul dans « {name} »."}
        for name, values in request.GET.lists()
        if name in names and any("\0" in value for value in values)  # PostgreSQL stores no NUL, and would fail
    ]
    errors += [
        {"type": "value_error", "loc": ["query", name], "msg": "Une seule valeur est attendue."}
        for (name, field) in zip(names, fields.values(), strict=True)
        if len(request.GET.getlist(name)) > 1 and get_origin(field.annotation) is not list
    ]
    if errors:
        raise ValidationError(errors)
