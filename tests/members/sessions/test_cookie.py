"""Which responses delete the session cookie."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse

from members.sessions.cookie import SessionMiddleware
from tests.conftest import make_user

COOKIE = settings.SESSION_COOKIE_NAME

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/admin/session/", "/admin/", "/compte/login/", "/compte/reconnexion/"])
def test_a_late_answer_does_not_delete_the_session_of_a_new_log_in(client, home, path):
    """The request was sent before a log-in in another tab, with the cookie of a session that ended there."""
    client.force_login(make_user("une-editrice", "Éditeurs"))
    Session.objects.all().delete()
    assert COOKIE not in client.get(path).cookies


def test_a_request_that_ends_the_session_deletes_it(client, rf):
    client.force_login(make_user("une-editrice"))
    request = rf.get("/")
    request.COOKIES[COOKIE] = client.cookies[COOKIE].value

    def end(request):
        request.session.flush()
        return HttpResponse()

    assert SessionMiddleware(end)(request).cookies[COOKIE]["max-age"] == 0
