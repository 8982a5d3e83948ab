"""Passwords of private pages and document collections: Wagtail's views, with a limit on guessing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.forms.utils import ErrorList
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from core.guards import throttling
from core.guards.throttling import DAY, Bounds, Limit, client_network

#: Wrong passwords for one restriction from one network, which many people may share.
BOUNDS = (Limit(10, 300), Limit(100, DAY))
TOO_MANY = "Trop d’essais depuis votre réseau. Réessayez à partir de {time}."

View = Callable[..., HttpResponseBase]


def limited(view: View, restriction: str) -> View:
    """Add a limit to one of Wagtail's password views. `restriction` names its argument with the id of the restriction.

    Wagtail's form checks the password. Beyond the limit it gets an empty password, and its error is replaced by ours.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        bounds: Bounds = {f"{kwargs[restriction]} network {client_network(request)}": BOUNDS}
        usage = throttling.exceeded(view.__module__, bounds)
        if usage is None:
            response = view(request, *args, **kwargs)
            if response.status_code == HTTPStatus.FOUND:  # the password was right
                throttling.undo_count(view.__module__, bounds)
            return response
        request.POST = request.POST.copy()  # type: ignore[assignment]
        request.POST["password"] = ""  # type: ignore[index]
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data:
            response.context_data["form"].errors["password"] = ErrorList([TOO_MANY.format(time=usage.reopens)])
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return response

    return answer
