"""The counts that a page sends: of readers alone, from this site alone, and without a write."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.log import views
from search.log.buffer import Buffer
from search.log.store import Count
from search.models import AskedQuestion

pytestmark = pytest.mark.django_db
URL = "/recherche/choix/"
HEADERS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def counted(home, monkeypatch) -> list[Count]:
    """What has been counted once the buffer is flushed."""
    saved: list[Count] = []
    monkeypatch.setattr(views, "buffer", Buffer(saved.extend))
    monkeypatch.setattr(views, "pace", views.Pace())
    return saved


def send(client: Client, headers: dict[str, str] = HEADERS, **fields: object) -> int:
    status = client.post(URL, {"question": "Visio", "answers": 3} | fields, headers=headers).status_code
    views.buffer.flush()
    return status


def test_a_shown_page_and_a_choice_are_counted(client, counted):
    assert send(client) == 204
    assert send(client, chosen=1) == 204
    assert [(count.text, count.asked, count.answers, count.chosen) for count in counted] == [
        ("visio", 1, 3, 0), ("visio", 0, 0, 1),
    ]  # fmt: skip


def test_it_is_what_a_browser_sends(counted):
    client = Client(enforce_csrf_checks=True)
    body = "question=%C3%A9tudes&answers=3"
    response = client.post(URL, body, content_type="application/x-www-form-urlencoded;charset=UTF-8", headers=HEADERS)
    views.buffer.flush()
    assert (response.status_code, response.content) == (204, b"")
    assert response["Cache-Control"] == "private, no-store"
    assert [count.text for count in counted] == ["etudes"]


def test_a_request_writes_nothing(client):
    with CaptureQueriesContext(connection) as captured:
        send(client)
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    assert not AskedQuestion.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://autre.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ],
)
def test_other_sites_are_refused(client, counted, headers):
    assert send(client, headers) == 403
    assert counted == []


@pytest.mark.parametrize(
    "fields",
    [
        {"question": ""},
        {"question": "a" * 201},
        {"question": "a\0b"},
        {"answers": "x"},
        {"answers": "-1"},
    ],
)
def test_what_no_page_sends_is_refused(client, counted, fields):
    assert send(client, **fields) == 422
    assert counted == []


def test_a_long_body_is_refused(client, counted):
    assert send(client, other="a" * 5000) == 413


def test_reading_is_no_way_to_count(client):
    assert client.get(URL, {"question": "visio"}, headers=HEADERS).status_code == 405


@pytest.mark.parametrize("answers", ["1000000000", "9" * 3000])
def test_the_number_of_results_is_bounded(client, counted, answers):
    assert send(client, answers=answers) == 204
    assert counted[0].answers == views.MOST_ANSWERS


def test_personal_questions_are_not_counted(client, counted):
    assert send(client, question="jeanne@example.org") == 204
    assert counted == []


def test_members_are_counted_and_the_team_is_not(as_member, as_editor, counted):
    assert send(as_editor) == 204
    assert counted == []
    assert send(as_member) == 204
    assert len(counted) == 1


def test_a_network_that_sends_too_many_is_not_counted(client, counted, monkeypatch):
    monkeypatch.setattr(views, "MOST_OF_A_NETWORK", 2)
    for _ in range(3):
        assert send(client) == 204
    assert len(counted) == 2
    monkeypatch.setattr(views, "MOST_NETWORKS", 1)
    assert views.pace.allows("192.0.2.9") is False


def test_the_window_ends(monkeypatch):
    monkeypatch.setattr(views, "MOST_OF_A_NETWORK", 1)
    pace, now = views.Pace(), 1000.0
    monkeypatch.setattr(views.time, "monotonic", lambda: now)
    assert [pace.allows("192.0.2.1"), pace.allows("192.0.2.1")] == [True, False]
    now += views.WINDOW
    assert pace.allows("192.0.2.1")
