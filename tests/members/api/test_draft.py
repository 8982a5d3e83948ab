"""A draft in the API: its JSON, its values and its files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from core.api.schemas import Page as Slice
from core.api.schemas import Problem
from core.contributions import kinds
from core.visibility.gate import Gate
from members.api.schemas import ContributionDetail, ContributionItem, KindItem
from members.contributions import drafts, form_data
from members.models import Contribution, Entry, Upload
from tests.factories.inventory import SiteProfilePageFactory
from tests.golden import assert_golden
from tests.members.api.program import API, PROBLEM, messages
from tests.members.contributions.test_files import PDF, picture

pytestmark = pytest.mark.django_db


GOLDEN = Path(__file__).parents[1] / "golden"


def test_contribution_is_withdrawn_and_sent_again(call, draft):
    call("post", f"{draft['id']}/submit/")
    assert call("post", f"{draft['id']}/withdraw/").json()["state"] == "withdrawn"
    assert call("post", f"{draft['id']}/submit/").json()["state"] == "waiting"


# --- JSON -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def steady(monkeypatch, draft, call) -> str:
    """A contribution whose dates are always the same."""
    pk = draft["id"]
    upload = call.upload(pk, "cour.jpg", picture(), "La cour").json()
    monkeypatch.setattr(Gate, "absolute", lambda gate, url: url.replace(pk, "<id>").replace(upload["id"], "<file>"))
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    Entry.objects.update(at=at)
    Contribution.objects.update(created_at=at, updated_at=at)
    return pk


def test_the_json_of_a_contribution(call, steady):
    assert_golden(GOLDEN / "contribution.json", call("get", f"{steady}/").json())


def test_the_json_of_a_list(call, steady):
    assert_golden(GOLDEN / "contributions.json", call("get").json())


def test_values_of_an_answer_can_be_sent_again(call, draft):
    assert draft["values"]["point"] == "45.19, 5.72"
    assert draft["values"]["opening_hours"] == "Mo-Fr 09:00-18:00"
    assert draft["values"]["families"] == ["coworking"]
    typed = Contribution.objects.get().typed
    call("patch", f"{draft['id']}/", {"values": draft["values"]})
    assert Contribution.objects.get().typed == typed


def test_hours_typed_in_the_grid_are_one_text(call, draft, member):
    kind, found = kinds.kind("lieu"), Contribution.objects.get()
    typed = {"opening_hours_mo0_from": ["9h"], "opening_hours_mo0_to": ["12h"]}
    drafts.save(found, form_data.extract(typed, ["opening_hours"], kind.form))
    assert call("get", f"{draft['id']}/").json()["values"]["opening_hours"] == "Mo 09:00-12:00"
    drafts.save(found, form_data.extract({"opening_hours_mo0_from": ["9h"]}, ["opening_hours"], kind.form))
    answer = call("get", f"{draft['id']}/").json()
    assert answer["values"]["opening_hours"] == {"mo0_from": "9h"}
    assert "opening_hours" in {problem["field"] for problem in answer["problems"]}
    again = call("patch", f"{draft['id']}/", {"values": answer["values"]}).json()
    assert again["values"] == answer["values"]


def test_null_empties_a_field(call, draft):
    answer = call("patch", f"{draft['id']}/", {"values": {"summary": None, "families": None, "point": None}}).json()
    assert (answer["values"]["summary"], answer["values"]["families"], answer["values"]["point"]) == (None, [], None)
    assert {"summary", "families"} <= {problem["field"] for problem in answer["problems"]}


def test_list_has_filters_and_pages(call, draft, member):
    for _ in range(2):
        call("post", data={"kind": "lieu"})
    call("post", f"{draft['id']}/submit/")
    assert call("get").json()["count"] == 3
    assert call("get", "?limit=1&offset=1").json()["count"] == 3
    assert len(call("get", "?limit=1&offset=1").json()["items"]) == 1
    (waiting,) = call("get", "?state=waiting&state=changes").json()["items"]
    assert waiting["id"] == draft["id"]
    assert call("get", "?kind=signaler").json()["count"] == 0
    assert "Genre inconnu" in messages(call("get", "?kind=rien"))["kind"]
    assert "Valeurs permises" in next(iter(messages(call("get", "?state=rien")).values()))
    assert "Paramètre inconnu" in messages(call("get", "?etat=draft"))["etat"]
    assert "Paramètre inconnu" in messages(call("get", f"{draft['id']}/?x=1"))["x"]


def test_answers_are_private(call, draft):
    for path in ("", "kinds/", f"{draft['id']}/"):
        response = call("get", path)
        assert response["Cache-Control"] == "private, no-store"
        assert "ETag" not in response
        head = call("head", path)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Length"] == str(len(response.content))


def test_answers_are_as_documented(call, draft):
    call.upload(draft["id"], "a.jpg", picture())
    SiteProfilePageFactory(title="La Scierie", slug="la-scierie")
    other = call("post", data={"kind": "corriger-un-lieu", "page": "la-scierie"}).json()
    for shape, path in (
        (Slice[ContributionItem], ""),
        (list[KindItem], "kinds/"),
        (ContributionDetail, f"{draft['id']}/"),
        (ContributionDetail, f"{other['id']}/"),
    ):
        TypeAdapter(shape).validate_json(call("get", path).content, strict=True, extra="forbid")
    for response in (call("post", data={"kind": "rien"}), call("patch", f"{draft['id']}/", {"values": {"x": 1}})):
        TypeAdapter(Problem).validate_json(response.content, strict=True, extra="forbid")


# --- Files ------------------------------------------------------------------------------------------------------------


def test_files_are_added_described_shown_and_deleted(call, draft, django_capture_on_commit_callbacks):
    response = call.upload(draft["id"], "cour.jpg", picture())
    assert response.status_code == 201
    file = response.json()
    assert (file["name"], file["type"], file["words"]) == ("photos", "image", "")
    way = f"{draft['id']}/files/{file['id']}/"
    assert file["url"].endswith(f"{API}{way}")
    assert call("patch", way, {"words": "La cour"}).json()["words"] == "La cour"
    shown = call("get", way)
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    head = call("head", way)
    assert (head.status_code, head["Content-Type"], head.content) == (200, "image/jpeg", b"")
    path = Path(Upload.objects.get().file.path)
    with django_capture_on_commit_callbacks(execute=True):
        assert call("delete", way).status_code == 204
    assert not path.exists()
    assert call("delete", way).status_code == 404
    assert call("get", f"{draft['id']}/").json()["files"] == []


def test_refused_file_has_a_message_and_changes_nothing(call, draft):
    answer = messages(call.upload(draft["id"], "photo.jpg", b"MZ" * 99))
    assert answer["file"].startswith("« photo.jpg » n’est pas une image entière")
    assert "Noms connus : photos" in messages(call.upload(draft["id"], "a.pdf", PDF, field="rien"))["name"]
    long = messages(call.upload(draft["id"], "a.jpg", picture(), words="a" * 256))
    assert "255 caractères au plus" in long["words"]
    large = call.upload(draft["id"], "a.jpg", b"\0" * (15 * 1024 * 1024 + 1))
    assert (large.status_code, large["Content-Type"]) == (413, PROBLEM)
    assert "15 Mo au plus" in large.json()["detail"].replace("\u00a0", " ")
    assert "file" in messages(call("post", f"{draft['id']}/files/", data={"name": "photos"}))
    way = f"{draft['id']}/files/{call.upload(draft['id'], 'a.jpg', picture()).json()['id']}/"
    assert "255 caractères au plus" in messages(call("patch", way, {"words": "a" * 256}))["words"]
    assert call("get", f"{draft['id']}/").json()["values"] == draft["values"]


def test_a_store_that_fails_leaves_the_contribution_as_it_was(call, draft, monkeypatch):
    def full(self, name, content):
        raise OSError("No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    call.client.raise_request_exception = False
    response = call.upload(draft["id"], "a.jpg", picture())
    assert (response.status_code, response["Content-Type"]) == (500, PROBLEM)
    assert "space" not in response.text
    assert call("get", f"{draft['id']}/").json()["values"] == draft["values"]
