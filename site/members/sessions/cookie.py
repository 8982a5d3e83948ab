"""Django's session middleware, which leaves the cookie of a session that this request did not end.

Django deletes the cookie of a request whose session no longer exists. Such a request may have been sent just before a
log-in in another tab and be answered after it: the browser would then throw the new session away. The admin sends some
by itself every few seconds.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse


class SessionMiddleware(middleware.SessionMiddleware):
    """Deletes the session cookie only for a request that ended the session, such as a log-out."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        if not request.session.modified and not settings.SESSION_SAVE_EVERY_REQUEST:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response
