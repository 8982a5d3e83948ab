"""ETags of public reads: made from the body that is sent, remembered as long as the content version is the same."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.http.caching import ETags, public_read
from core.visibility import version

pytestmark = pytest.mark.django_db


class View:
    """A public view with a body that the test sets, which counts how often it is made."""

    def __init__(self) -> None:
        self.body, self.made, self.headers, self.streams = b"one", 0, {}, False
        self._view = public_read(self._answer)

    def _answer(self, request):
        self.made += 1
        if self.streams:
            return StreamingHttpResponse([self.body], headers=self.headers)
        return HttpResponse(self.body, headers=self.headers)

    def get(self, tag: str = "", path: str = "/texte/", method: str = "get"):
        headers = {"If-None-Match": tag} if tag else {}
        return self._view(getattr(RequestFactory(), method)(path, headers=headers))


@pytest.fixture
def view(home) -> View:
    return View()


def test_a_remembered_tag_is_a_304_without_the_body(view):
    tag = view.get()["ETag"]
    response = view.get(tag)
    assert (response.status_code, response.content, response["ETag"], view.made) == (304, b"", tag, 1)
    assert view.get(tag, method="head").status_code == 304
    assert view.made == 1


def test_after_a_change_the_body_is_made_once_and_is_a_304_again(view):
    tag = view.get()["ETag"]
    version.bump()
    assert [view.get(tag).status_code for _ in range(3)] == [304, 304, 304]
    assert view.made == 2
    version.bump()
    view.body = b"two"
    assert view.get(tag)["ETag"] == view.get()["ETag"] != tag


def test_the_tag_is_that_of_the_body_that_is_sent_even_if_another_one_is_remembered(view):
    """As when a page is withdrawn after the version was read, and its former state comes back later."""
    tag = view.get()["ETag"]
    view.body = b"secret"
    newer = view.get()
    assert (newer.content, newer["ETag"] != tag) == (b"secret", True)
    version.bump()
    view.body = b"one"
    assert view.get(newer["ETag"]).content == b"one"
    assert view.get(tag).status_code == 304


@pytest.mark.parametrize("written", ["{}", '"x", {}', "{strong}", "*", 'W/"x",{},"y"'])
def test_if_none_match_may_be_a_list_strong_or_any(view, written):
    tag = view.get()["ETag"]
    assert view.get(written.format(tag, strong=tag.removeprefix("W/"))).status_code == 304
    assert view.get(f'"x", {tag[:-2]}"').status_code == 200


def test_any_tag_is_a_304_without_a_remembered_etag(view):
    assert view.get("*").status_code == 304


def test_the_same_body_has_the_same_tag_at_every_address(view):
    assert view.get()["ETag"] == view.get(path="/autre/?x=1")["ETag"]


def test_a_stream_has_a_tag_without_being_read_until_the_version_changes(view):
    view.streams = True
    tag = view.get()["ETag"]
    assert view.get(tag).status_code == 304
    version.bump()
    response = view.get(tag)
    assert (response.status_code, response["ETag"] != tag, response.getvalue()) == (200, True, b"one")


@pytest.mark.parametrize("headers", [{"Cache-Control": "no-store"}, {"Set-Cookie": "a=b"}])
def test_an_answer_for_one_reader_has_no_tag(view, headers):
    view.headers = headers
    assert "ETag" not in view.get()
    assert "ETag" not in view.get("*")
    assert view.made == 2


def test_the_tags_used_last_are_remembered():
    tags = ETags(size=2)
    for state in "ab":
        tags.set(state, f"tag of {state}")
    tags.get("a")
    tags.set("c", "tag of c")
    assert [tags.get(state) for state in "abc"] == ["tag of a", None, "tag of c"]


@pytest.mark.parametrize(
    ("shared", "stale", "header"),
    [
        (0, 0, "public, max-age=0, must-revalidate"),
        (60, 0, "public, max-age=0, s-maxage=60, must-revalidate"),
        (60, 30, "public, max-age=0, s-maxage=60, stale-while-revalidate=30"),
        (0, 30, "public, max-age=0, stale-while-revalidate=30"),
    ],
)
def test_caches_wait_as_long_as_the_settings_say(view, settings, shared, stale, header):
    settings.CACHE_SHARED_SECONDS, settings.CACHE_STALE_SECONDS = shared, stale
    assert view.get()["Cache-Control"] == view.get("*")["Cache-Control"] == header
