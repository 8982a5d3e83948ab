"""Looking up pages of the API by slug or public id, with redirects from former slugs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path
from wagtail.contrib.redirects.models import Redirect

from core.visibility.gate import Gate

M = TypeVar("M", bound=Model)


def find(gate: Gate, model: type[M], ref: str) -> QuerySet[M]:
    """Return a queryset of the page with this slug or public id (UUID). Raise Http404, or Moved for a former slug."""
    if "\0" in ref:
        raise Http404("Aucun élément public de ce nom.")
    pages = gate.pages(model)
    uid = parse_uuid(ref)
    matches = pages.filter(translation_key=uid) if uid else pages.filter(slug=ref).order_by("path")
    pk = matches.values_list("pk", flat=True).first()
    if pk is None:
        moved = Redirect.objects.filter(old_path__endswith=f"/{ref}", redirect_page__in=pages.values("pk"))
        slug = moved.values_list("redirect_page__slug", flat=True).first()
        if slug and slug != ref:
            raise Moved(slug)
        raise Http404(f"Aucun élément public « {ref} ».")
    return pages.filter(pk=pk)


class Moved(Exception):
    """The page of a former slug now has another one, which is in `slug`."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def following_moves(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a route with a slug: a former slug is redirected (301) to the same route with the current slug."""

    @wraps(function)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(request, slug, *args, **kwargs)
        except Moved as move:
            return HttpResponsePermanentRedirect(_with_slug(request, move.slug))
        except ObjectDoesNotExist as error:  # unpublished since it was found
            raise Http404(f"Aucun élément public « {slug} ».") from error

    return answer


def _with_slug(request: HttpRequest, slug: str) -> str:
    """Return the path and query of a request with another slug, at the place that its route has for it."""
    assert request.resolver_match is not None
    place = next(n for n, part in enumerate(request.resolver_match.route.split("/")) if part.endswith("slug>"))
    parts = request.path.lstrip("/").split("/")
    parts[place] = slug
    query = request.META.get("QUERY_STRING", "")
    return f"{escape_uri_path('/' + '/'.join(parts))}{'?' if query else ''}{query}"


def parse_uuid(text: str) -> uuid.UUID | None:
    """Return the UUID that a text spells with its hyphens; None for any other text."""
    try:
        return uuid.UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
