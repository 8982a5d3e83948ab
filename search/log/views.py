"""The counts that the script of the search page sends."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.guards.throttling import client_network
from core.text.lengths import LONGEST_QUERY
from core.visibility.gate import Audience, Gate
from search.log.buffer import buffer
from search.log.text import counted_form

#: Maximum length of a body, in bytes: a question of the longest kind in percent-encoding, and two short fields.
LONGEST_BODY = 4_096
#: Maximum number of results that is believed.
MOST_ANSWERS = 100_000
#: Maximum number of counts of a network within a window of seconds, and of networks in it, in this process.
MOST_OF_A_NETWORK, MOST_NETWORKS, WINDOW = 60, 5_000, 600


class CountForm(forms.Form):
    """The posted data: the question as it was typed, and the number of its results or that one was chosen."""

    question = forms.CharField(max_length=LONGEST_QUERY)
    answers = forms.IntegerField(min_value=0, required=False)
    chosen = forms.BooleanField(required=False)

    def clean_answers(self) -> int:
        return min(self.cleaned_data["answers"] or 0, MOST_ANSWERS)


class Pace:
    """How many counts each network has sent of late.

    In this process alone and without the database, unlike `core.guards.throttling`: a count must not wait for it. The
    networks are known by a number that nobody can turn back, until the window ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._salt = secrets.token_bytes(16)
        self._counts: Counter[int] = Counter()
        self._ends = 0.0

    def allows(self, network: str) -> bool:
        """Count one more of a network; return whether it is within the limit."""
        key = hash((self._salt, network))
        with self._lock:
            if time.monotonic() >= self._ends:
                self._counts.clear()
                self._ends = time.monotonic() + WINDOW
            if key not in self._counts and len(self._counts) >= MOST_NETWORKS:
                return False
            self._counts[key] += 1
            return self._counts[key] <= MOST_OF_A_NETWORK


pace = Pace()


@csrf_exempt  # `navigator.sendBeacon` sends no token; the origin is checked instead
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count a question, or a chosen result: 204. Nothing is counted of the team, and of who sends too many."""
    if not _is_from_own_page(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if not _is_small(request):
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    form = CountForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    text = counted_form(form.cleaned_data["question"])
    if text and pace.allows(client_network(request)) and Gate.for_request(request).audience < Audience.TEAM:
        if form.cleaned_data["chosen"]:
            buffer.chosen(text, timezone.localdate())
        else:
            buffer.shown(text, timezone.localdate(), form.cleaned_data["answers"])
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _is_from_own_page(request: HttpRequest) -> bool:
    """Whether a browser states that a page of this site sent the request."""
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    same = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return same and request.headers.get("Origin") in own


def _is_small(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return len(length) <= len(str(LONGEST_BODY)) and length.isdecimal() and int(length) <= LONGEST_BODY
