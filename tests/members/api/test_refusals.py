"""Changes of a draft that the API refuses: wrong values, states, accounts, and too many requests."""

from __future__ import annotations

from typing import Any

import pytest

from members.contributions import limits
from members.models import Contribution, Upload
from tests.conftest import make_user
from tests.members.api.program import API, PROBLEM, Program, messages
from tests.members.contributions.test_files import picture

pytestmark = pytest.mark.django_db


# --- Values -----------------------------------------------------------------------------------------------------------


def test_all_wrong_values_are_named(call, draft):
    answer = messages(
        call("patch", f"{draft['id']}/", {
            "values": {"nom": "x", "photos": "x", "title": ["a", "b"], "summary": {"a": 1}, "commune": True,
                       "point": {"latitude": "45", "longitude": 5}},
        })
    )  # fmt: skip
    assert set(answer) == {"nom", "photos", "title", "summary", "commune", "point"}
    assert answer["nom"].startswith("Champ inconnu : « nom ». Champs connus : title, ")
    assert answer["title"] == "Un seul texte est attendu ici."
    assert call("get", f"{draft['id']}/").json()["values"] == draft["values"]


def test_values_that_the_form_refuses_are_stored_with_its_messages(call, draft):
    answer = call("patch", f"{draft['id']}/", {"values": {"point": "5.72, 45.19", "state": "rien"}}).json()
    assert (answer["values"]["point"], answer["values"]["state"]) == ("5.72, 45.19", "rien")
    assert {problem["field"] for problem in answer["problems"]} == {"point", "state"}
    assert set(messages(call("post", f"{draft['id']}/submit/"))) == {"point", "state"}


@pytest.mark.parametrize(
    "body",
    [
        r'{"values": {"title": "a\u0000b"}}',
        r'{"values": {"title": "a\ud800b"}}',
        r'{"values": {"families": ["\ud800", "\u0000"]}}',
        r'{"values": {"\ud800": "a"}}',
        r'{"values": {"title": NaN, "summary": 1e999, "commune": 12345678901234567890123}}',
        r'{"values": {"opening_hours": {"text": "\ud800"}}}',
        r'{"values": {"opening_hours": {"\ud800": "x"}}}',
        r'{"\ud800": 1, "values": {}}',
        r'{"values": {}, "\u0000": 1}',
    ],
)
def test_characters_and_numbers_that_no_database_stores_are_no_server_error(call, draft, body):
    response = call("patch", f"{draft['id']}/", body)
    assert response.status_code in (200, 422), response.text
    assert call("get", f"{draft['id']}/").status_code == 200
    assert call("post", f"{draft['id']}/submit/").status_code in (200, 422)


def test_too_large_body_is_refused(call, draft):
    response = call("patch", f"{draft['id']}/", {"values": {"description": "a" * 3_000_000}})
    assert (response.status_code, response["Content-Type"]) == (413, PROBLEM)


def test_unreadable_form_is_refused(call, draft):
    response = call(
        "post", f"{draft['id']}/files/", b"rien", content_type="multipart/form-data; boundary=\xe9"
    )  # fmt: skip
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)


def test_answered_contribution_does_not_change(call, draft):
    file = call.upload(draft["id"], "a.jpg", picture()).json()
    Contribution.objects.update(state="refused")
    for method, path, data in (
        ("patch", "", {"values": {"title": "x"}}),
        ("post", "submit/", None),
        ("post", "withdraw/", None),
        ("patch", f"files/{file['id']}/", {"words": "x"}),
        ("delete", f"files/{file['id']}/", None),
    ):
        response = call(method, f"{draft['id']}/{path}", data)
        assert (response.status_code, response["Content-Type"]) == (409, PROBLEM), path
        assert "« refusée »" in response.json()["detail"].replace("\u00a0", " ")
    assert call.upload(draft["id"], "b.jpg", picture()).status_code == 409
    assert call("get", f"{draft['id']}/").json()["problems"] == []


# --- Accounts ---------------------------------------------------------------------------------------------------------


def ways(draft: dict[str, Any]) -> list[tuple[str, str]]:
    pk = draft["id"]
    file = Upload.objects.get().pk
    return [
        ("get", f"{pk}/"), ("patch", f"{pk}/"), ("post", f"{pk}/submit/"), ("post", f"{pk}/withdraw/"),
        ("post", f"{pk}/files/"), ("get", f"{pk}/files/{file}/"), ("patch", f"{pk}/files/{file}/"),
        ("delete", f"{pk}/files/{file}/"),
    ]  # fmt: skip


def body(path: str) -> dict[str, Any]:
    return {"words": "x"} if "/files/" in path else {"values": {"title": "x"}}


def test_other_accounts_get_404(call, draft, moderator):
    call.upload(draft["id"], "a.jpg", picture())
    before = Contribution.objects.values().get()
    for other in (Program(make_user("une-autre", "Membres")), Program(moderator)):
        assert other("get").json()["count"] == 0
        for method, path in ways(draft):
            if path.endswith("/files/"):
                response = other.upload(draft["id"], "b.jpg", picture())
            else:
                response = other(method, path, body(path) if method == "patch" else None)
            assert (response.status_code, response["Content-Type"]) == (404, PROBLEM), path
        taken = other("post", data={"kind": "lieu", "id": draft["id"]})
        assert taken.status_code == 403
    assert Contribution.objects.values().get() == before
    assert Upload.objects.get().title == ""


def test_request_without_account_gets_401(call, draft, client):
    call.upload(draft["id"], "a.jpg", picture())
    for method, path in [*ways(draft), ("get", ""), ("get", "kinds/"), ("post", "")]:
        for headers in ({}, {"Authorization": "Bearer rien"}):
            response = getattr(client, method)(f"{API}{path}", headers=headers)
            assert (response.status_code, response["Content-Type"]) == (401, PROBLEM), path
    assert Contribution.objects.get().title == "La Scierie"


def test_other_origins_cannot_write(call, draft):
    asked = {"Origin": "https://ailleurs.example", "Access-Control-Request-Method": "POST"}
    allowed = call.client.options(API, headers=asked)
    assert allowed["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" not in allowed["access-control-allow-headers"]


# --- Too many requests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["start", "file", "change"])
def test_too_many_requests_are_refused(call, draft, monkeypatch, what):
    monkeypatch.setitem(limits.BY_ACCOUNT, what, (limits.Limit(0, 3600),))
    response = {
        "start": lambda: call("post", data={"kind": "lieu"}),
        "file": lambda: call.upload(draft["id"], "a.jpg", picture()),
        "change": lambda: call("post", f"{draft['id']}/submit/"),
    }[what]()
    assert (response.status_code, response["Content-Type"]) == (429, PROBLEM)
    assert "Réessayez à partir de " in response.json()["detail"]
    assert Contribution.objects.get().state == "draft"


def test_failed_requests_are_counted(call, draft, monkeypatch):
    monkeypatch.setitem(limits.BY_ACCOUNT, "change", (limits.Limit(2, 3600),))
    statuses = [call("patch", f"{draft['id']}/", {"values": {"rien": 1}}).status_code for _ in range(3)]
    assert statuses == [422, 422, 429]
