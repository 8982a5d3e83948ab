"""Middleware for originals of images that are missing or damaged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from wagtail.images.models import SourceImageIOError


class MissingOriginalMiddleware(MiddlewareMixin):
    """Turns the error of a view that needs a missing or damaged original into a 404 with a message."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SourceImageIOError):
            return None
        # Django imports middleware before the app registry is ready; these modules need it.
        from core.files.views import MISSING
        from core.views import error

        return error(request, 404, MISSING)
