"""Contributions through the API: the same services, checks and words as on the site."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pydantic import TypeAdapter
from wagtail.models import APIToken

from archive.models import EventIndexPage, PublicationIndexPage
from core import contributions
from core.schemas import Page as Slice
from core.schemas import Problem
from inventory.models import SiteProfilePage
from members import contributing, limits, telling
from members.models import Contribution, Entry, Upload
from members.schemas import ContributionDetail, ContributionItem, KindItem, StateCode
from tests.conftest import make_user
from tests.factories.archive import EventReportPageFactory, PublicationPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.golden import assert_golden
from tests.members.test_files import PDF, picture

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
API = "/api/v3/contributions/"
PROBLEM = "application/problem+json"
PLACE: dict[str, Any] = {
    "title": "La Scierie",
    "summary": "Un atelier partagé au bord du Guiers.",
    "families": ["coworking"],
    "state": "active",
    "description": "Un étage.\n\nDeux salles claires.",
    "postcode": "38000",
    "commune": "Grenoble",
    "point": {"longitude": 5.72, "latitude": 45.19},
    "milieu": "urban",
    "opening_hours": "Mo-Fr 09:00-18:00",
}


#: A page of each type that a contribution may be about.
PAGES = {
    "inventory.SiteProfilePage": SiteProfilePageFactory,
    "wagtailcore.Page": SiteProfilePageFactory,
    "archive.EventReportPage": lambda: EventReportPageFactory(parent=EventIndexPage.objects.get()),
    "archive.PublicationPage": lambda: PublicationPageFactory(parent=PublicationIndexPage.objects.get()),
}


class Program:
    """A program that acts for somebody by a token."""

    def __init__(self, user: Any) -> None:
        self.client = Client(enforce_csrf_checks=True)
        _, key = APIToken.create_token(user=user, name="essai")
        self.headers = {"Authorization": f"Bearer {key}"}

    def __call__(self, method: str, path: str = "", data: Any = None, **told: Any) -> Any:
        if data is not None:
            told |= {"data": json.dumps(data) if not isinstance(data, (bytes, str)) else data}
            told.setdefault("content_type", "application/json")
        return getattr(self.client, method)(f"{API}{path}", headers=self.headers, **told)

    def upload(self, pk: str, name: str, content: bytes, words: str = "", field: str = "photos") -> Any:
        file = SimpleUploadedFile(name, content)
        data = {"name": field, "file": file, "words": words}
        return self.client.post(f"{API}{pk}/files/", data, headers=self.headers)


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def call(member) -> Program:
    return Program(member)


@pytest.fixture
def draft(call) -> dict[str, Any]:
    response = call("post", data={"kind": "lieu", "values": PLACE})
    assert response.status_code == 201, response.text
    return response.json()


def messages(response: Any) -> dict[str, str]:
    """Status 422 and its errors: the last part of where each is, and what it says."""
    assert (response.status_code, response["Content-Type"]) == (422, PROBLEM), response.text
    return {str(error["loc"][-1]): error["msg"].replace("\u00a0", " ") for error in response.json()["errors"]}


# --- The whole way ----------------------------------------------------------------------------------------------


def test_a_place_goes_from_a_program_to_readers(call, moderator, client):
    made = call("post", data={"kind": "lieu", "values": {"title": "La Scierie"}})
    pk = made.json()["id"]
    assert made["Location"] == f"{API}{pk}/"
    assert {"summary", "commune"} <= {problem["field"] for problem in made.json()["problems"]}
    assert "summary" in messages(call("post", f"{pk}/submit/"))
    assert call("patch", f"{pk}/", {"values": PLACE}).json()["problems"] == []
    assert call.upload(pk, "cour.jpg", picture(), "La cour, au sud").status_code == 201
    sent = call("post", f"{pk}/submit/").json()
    assert (sent["state"], sent["page"]) == ("waiting", None)
    assert call("patch", f"{pk}/", {"values": {"title": "Autre"}}).status_code == 409
    page = Contribution.objects.get(pk=pk).page.specific
    assert client.get(f"/api/v3/places/{page.slug}/").status_code == 404
    page.current_workflow_task_state.specific.reject(user=moderator, comment="Quelle rue ?")
    returned = call("get", f"{pk}/").json()
    assert (returned["state"], returned["journal"][-1]["words"]) == ("changes", "Quelle rue ?")
    call("patch", f"{pk}/", {"values": {"address": "4 rue du Moulin"}})
    assert call("post", f"{pk}/submit/").json()["state"] == "waiting"
    page = SiteProfilePage.objects.get(pk=page.pk)
    page.current_workflow_task_state.specific.approve(user=moderator)
    published = call("get", f"{pk}/").json()
    assert (published["state"], published["state_label"]) == ("published", "Publiée")
    place = client.get(f"/api/v3/places/{published['page']['slug']}/").json()
    assert place["id"] == published["page"]["id"]
    assert (place["title"], place["address"]) == ("La Scierie", "4 rue du Moulin")
    assert place["url"] == published["page"]["url"]
    assert [photo["alt"] for photo in place["photos"]] == ["La cour, au sud"]
    points = client.get("/api/v3/places/map/").json()["rows"]
    assert [row[:3] for row in points] == [[page.pk, 5.72, 45.19]]
    assert not Upload.objects.exists()
    assert call("post", f"{pk}/withdraw/").status_code == 409


def test_a_correction_names_its_page_and_what_changes(call):
    place = SiteProfilePageFactory(title="La Cime", slug="la-cime")
    for ref in (str(place.translation_key), "la-cime"):
        response = call("post", data={"kind": "corriger-un-lieu", "page": ref, "values": {"phone": "04 76 00 00 00"}})
        assert response.status_code == 201, response.text
        told = response.json()
        assert (told["title"], told["page"]["id"]) == ("La Cime", str(place.translation_key))
        assert told["values"] == {"phone": "04 76 00 00 00"}
    sent = call("post", f"{told['id']}/submit/")
    assert sent.json()["state"] == "waiting", sent.text
    assert Contribution.objects.get(pk=told["id"]).correction.proposed.keys() == {"phone"}
    assert SiteProfilePage.objects.get(pk=place.pk).phone == ""


def test_a_contribution_is_taken_back_and_sent_again(call, draft):
    call("post", f"{draft['id']}/submit/")
    assert call("post", f"{draft['id']}/withdraw/").json()["state"] == "withdrawn"
    assert call("post", f"{draft['id']}/submit/").json()["state"] == "waiting"


def test_the_same_demand_twice_makes_one(call):
    told = {"kind": "lieu", "id": str(uuid.uuid4()), "values": {"title": "La Scierie"}}
    first, second = call("post", data=told), call("post", data=told | {"values": {"title": "Autre"}})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Contribution.objects.count() == 1
    call("patch", f"{told['id']}/", {"values": PLACE})
    call("post", f"{told['id']}/submit/")
    again = call("post", f"{told['id']}/submit/").json()
    assert [step["what"] for step in again["journal"]] == ["started", "submitted"]


# --- What it looks like -----------------------------------------------------------------------------------------


@pytest.fixture
def steady(monkeypatch, draft, call) -> str:
    """A contribution whose dates are always the same."""
    pk = draft["id"]
    upload = call.upload(pk, "cour.jpg", picture(), "La cour").json()
    monkeypatch.setattr(telling, "whole", lambda gate, url: url.replace(pk, "<id>").replace(upload["id"], "<file>"))
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    Entry.objects.update(at=at)
    Contribution.objects.update(created_at=at, updated_at=at)
    return pk


def test_the_json_of_a_contribution(call, steady):
    assert_golden(GOLDEN / "contribution.json", call("get", f"{steady}/").json())


def test_the_json_of_a_list(call, steady):
    assert_golden(GOLDEN / "contributions.json", call("get").json())


def test_the_json_of_what_lacks(call):
    pk = call("post", data={"kind": "lieu", "values": {"title": "La Scierie", "point": "5.72, 45.19"}}).json()["id"]
    assert_golden(GOLDEN / "incomplete.json", call("post", f"{pk}/submit/").json())


def test_each_kind_tells_its_fields_and_files(call):
    told = {kind["code"]: kind for kind in call("get", "kinds/").json()}
    assert list(told) == [kind.code for kind in contributions.kinds()]
    place = told["lieu"]
    fields = {field["name"]: field for field in place["fields"]}
    assert list(fields) == list(contributions.kind("lieu").form.base_fields)
    assert fields["title"]["required"]
    assert (fields["families"]["type"], fields["point"]["type"]) == ("choices", "point")
    assert fields["opening_hours"]["type"] == "opening_hours"
    assert {"value": "active", "label": "En activité"} in fields["state"]["choices"]
    assert all(choice["value"] for choice in fields["state"]["choices"])
    assert place["files"][0]["name"] == "photos"
    assert "15\u00a0Mo" in place["files"][0]["rules"] or "15 Mo" in place["files"][0]["rules"]
    assert told["corriger-un-lieu"]["about_a_page"]
    assert all(kind["label"] and kind["introduction"] for kind in told.values())


@pytest.mark.parametrize("code", [kind.code for kind in contributions.kinds()])
def test_every_kind_is_begun_and_tells_what_lacks(call, code):
    kind = contributions.kind(code)
    about = {"page": str(PAGES[kind.model]().translation_key)} if kind.about_a_page else {}
    told = call("post", data={"kind": code, **about})
    assert told.status_code == 201, told.text
    refused = call("post", f"{told.json()['id']}/submit/")
    assert refused.status_code == 422
    assert refused.json()["errors"]
    values = dict.fromkeys(kind.form.base_fields)
    again = call("patch", f"{told.json()['id']}/", {"values": values}).json()
    assert again["values"].keys() == values.keys()
    lacks = {problem["field"] for problem in again["problems"]}
    assert {name for name, field in kind.form.base_fields.items() if field.required} <= lacks


def test_a_box_that_is_ticked_and_numbers(call):
    place = SiteProfilePageFactory(title="La Cime", slug="la-cime")
    told = call("post", data={"kind": "temoignage", "values": {"consent": True}}).json()
    assert told["values"] == {"consent": True}
    assert "consent" not in {problem["field"] for problem in told["problems"]}
    again = call("patch", f"{told['id']}/", {"values": {"consent": False}}).json()
    assert again["values"] == {"consent": False}
    assert "consent" in {problem["field"] for problem in again["problems"]}
    correction = {"kind": "corriger-un-lieu", "page": place.slug, "values": {"desks": 12, "staff": 1.5}}
    pk = call("post", data=correction).json()["id"]
    assert call("post", f"{pk}/submit/").json()["state"] == "waiting"
    assert Contribution.objects.get(pk=pk).correction.proposed == {"desks": 12, "staff": "1.5"}


def test_what_is_told_can_be_sent_again(call, draft):
    assert draft["values"]["point"] == "45.19, 5.72"
    assert draft["values"]["opening_hours"] == "Mo-Fr 09:00-18:00"
    assert draft["values"]["families"] == ["coworking"]
    typed = Contribution.objects.get().typed
    call("patch", f"{draft['id']}/", {"values": draft["values"]})
    assert Contribution.objects.get().typed == typed


def test_hours_typed_in_the_grid_of_the_site_are_told_as_text(call, draft, member):
    kind, found = contributions.kind("lieu"), Contribution.objects.get()
    typed = {"opening_hours_mo0_from": ["9h"], "opening_hours_mo0_to": ["12h"]}
    contributing.keep(found, contributing.part_of(typed, ["opening_hours"], kind.form))
    assert call("get", f"{draft['id']}/").json()["values"]["opening_hours"] == "Mo 09:00-12:00"
    contributing.keep(found, contributing.part_of({"opening_hours_mo0_from": ["9h"]}, ["opening_hours"], kind.form))
    told = call("get", f"{draft['id']}/").json()
    assert told["values"]["opening_hours"] == {"mo0_from": "9h"}
    assert "opening_hours" in {problem["field"] for problem in told["problems"]}
    again = call("patch", f"{draft['id']}/", {"values": told["values"]}).json()
    assert again["values"] == told["values"]


def test_null_empties_a_field(call, draft):
    told = call("patch", f"{draft['id']}/", {"values": {"summary": None, "families": None, "point": None}}).json()
    assert (told["values"]["summary"], told["values"]["families"], told["values"]["point"]) == (None, [], None)
    assert {"summary", "families"} <= {problem["field"] for problem in told["problems"]}


def test_a_list_is_filtered_and_cut(call, draft, member):
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


def test_one_and_twenty_take_as_many_queries(call, member):
    def make(count: int) -> None:
        for _ in range(count):
            page = SiteProfilePageFactory()
            Contribution.objects.create(kind="corriger-un-lieu", author=member, page=page, title="x")

    make(1)
    call("get")
    with CaptureQueriesContext(connection) as one:
        call("get", "?limit=50")
    make(19)
    call("get")
    with CaptureQueriesContext(connection) as twenty:
        assert call("get", "?limit=50").json()["items"][19]["page"]
    assert len(one) == len(twenty) <= 10


def test_answers_are_nobody_else_s(call, draft):
    for path in ("", "kinds/", f"{draft['id']}/"):
        response = call("get", path)
        assert response["Cache-Control"] == "private, no-store"
        assert "ETag" not in response
        head = call("head", path)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Length"] == str(len(response.content))


def test_a_page_that_is_not_public_is_not_shown(call, member):
    draft = SiteProfilePageFactory(draft=True)
    Contribution.objects.create(kind="corriger-un-lieu", author=member, page=draft, title="x")
    assert call("get").json()["items"][0]["page"] is None


def test_the_document_names_each_state(client, home):
    document = client.get("/api/v3/openapi.json").json()
    assert set(get_args(StateCode)) == set(Contribution.State.values)
    assert "active" in document["components"]["schemas"]["State"]["enum"]  # the one of places keeps its name
    for path, ways in document["paths"].items():
        if "/contributions/" in path:
            for told in ways.values():
                assert all(answer["description"] not in ("OK", "Created") for answer in told["responses"].values())
                assert {"401", "403"} <= set(told["responses"])
                assert told["security"] == [{"Contributor": []}]


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


# --- Files ------------------------------------------------------------------------------------------------------


def test_files_are_added_described_shown_and_taken_away(call, draft, django_capture_on_commit_callbacks):
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


def test_a_file_that_is_refused_is_told_and_the_rest_stays(call, draft):
    told = messages(call.upload(draft["id"], "photo.jpg", b"MZ" * 99))
    assert told["file"].startswith("« photo.jpg » n’est pas une image entière")
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


# --- What is refused --------------------------------------------------------------------------------------------


def test_values_that_are_not_understood_are_all_named(call, draft):
    told = messages(
        call("patch", f"{draft['id']}/", {
            "values": {"nom": "x", "photos": "x", "title": ["a", "b"], "summary": {"a": 1}, "commune": True,
                       "point": {"latitude": "45", "longitude": 5}},
        })
    )  # fmt: skip
    assert set(told) == {"nom", "photos", "title", "summary", "commune", "point"}
    assert told["nom"].startswith("Champ inconnu : « nom ». Champs connus : title, ")
    assert told["title"] == "Un seul texte est attendu ici."
    assert call("get", f"{draft['id']}/").json()["values"] == draft["values"]


def test_what_the_form_refuses_is_kept_and_told_in_its_words(call, draft):
    told = call("patch", f"{draft['id']}/", {"values": {"point": "5.72, 45.19", "state": "rien"}}).json()
    assert (told["values"]["point"], told["values"]["state"]) == ("5.72, 45.19", "rien")
    assert {problem["field"] for problem in told["problems"]} == {"point", "state"}
    assert set(messages(call("post", f"{draft['id']}/submit/"))) == {"point", "state"}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"kind": "rien"}, "kind"),
        ({}, "kind"),
        ({"kind": 3}, "kind"),
        ({"kind": "lieu", "id": "abc"}, "id"),
        ({"kind": "lieu", "page": "accueil"}, "page"),
        ({"kind": "corriger-un-lieu"}, "page"),
        ({"kind": "corriger-un-lieu", "page": "rien"}, "page"),
        ({"kind": "corriger-un-lieu", "page": "inventaire"}, "page"),
        ({"kind": "corriger-un-lieu", "page": "a\0b"}, "page"),
        ({"kind": "lieu", "values": []}, "values"),
        ({"kind": "lieu", "values": {"rien": 1}}, "rien"),
        ({"kind": "lieu", "state": "published"}, "state"),
        ({"kind": "lieu", "author": 1}, "author"),
        ([], "body"),
        ("\"texte\"", "body"),
        ("null", "body"),
    ],
)  # fmt: skip
def test_a_contribution_that_cannot_be_begun_is_told(call, home, data, where):
    told = messages(call("post", data=data))
    assert where in told
    assert not any(word in told[where] for word in ("Input", "should", "valid"))
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("body", ["{", "", "\xff", "[" * 100_000, '{"kind": "lieu"} {}', "<html>"])
def test_what_is_no_json_is_told(call, home, body):
    response = call("post", data=body.encode("latin-1"))
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == PROBLEM
    assert not Contribution.objects.exists()


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
def test_what_no_database_holds_is_no_error_of_the_server(call, draft, body):
    response = call("patch", f"{draft['id']}/", body)
    assert response.status_code in (200, 422), response.text
    assert call("get", f"{draft['id']}/").status_code == 200
    assert call("post", f"{draft['id']}/submit/").status_code in (200, 422)


def test_what_is_too_large_is_told(call, draft):
    response = call("patch", f"{draft['id']}/", {"values": {"description": "a" * 3_000_000}})
    assert (response.status_code, response["Content-Type"]) == (413, PROBLEM)


def test_a_form_that_cannot_be_read_is_told(call, draft):
    response = call(
        "post", f"{draft['id']}/files/", b"rien", content_type="multipart/form-data; boundary=\xe9"
    )  # fmt: skip
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)


def test_what_has_been_answered_does_not_change(call, draft):
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


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_method_that_is_not_known_is_told(call, home, method):
    response = call(method)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


# --- Who --------------------------------------------------------------------------------------------------------


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


def test_nobody_else_finds_it(call, draft, moderator):
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


def test_who_is_not_known_finds_nothing(call, draft, client):
    call.upload(draft["id"], "a.jpg", picture())
    for method, path in [*ways(draft), ("get", ""), ("get", "kinds/"), ("post", "")]:
        for headers in ({}, {"Authorization": "Bearer rien"}):
            response = getattr(client, method)(f"{API}{path}", headers=headers)
            assert (response.status_code, response["Content-Type"]) == (401, PROBLEM), path
    assert Contribution.objects.get().title == "La Scierie"


def test_who_waits_to_be_accepted_may_not_contribute(home):
    waiting = Program(make_user("nouvelle"))
    for method, path, data in (("get", "", None), ("get", "kinds/", None), ("post", "", {"kind": "lieu"})):
        response = waiting(method, path, data)
        assert (response.status_code, response["Content-Type"]) == (403, PROBLEM)
        assert "un modérateur doit l’accepter" in response.json()["detail"]
    assert not Contribution.objects.exists()


def test_a_token_that_is_revoked_or_of_a_closed_account_opens_nothing(call, member):
    assert call("get").status_code == 200
    member.is_active = False
    member.save()
    assert call("get").status_code == 401
    member.is_active = True
    member.save()
    APIToken.objects.get().revoke()
    assert call("get").status_code == 401


def test_a_session_writes_only_with_the_sign_of_our_forms(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    told = {"data": {"kind": "lieu"}, "content_type": "application/json"}
    refused = client.post(API, **told)
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    assert not Contribution.objects.exists()
    assert client.get(API).json() == {"count": 0, "items": []}
    token = client.get("/compte/jetons/").cookies["csrftoken"].value
    assert client.post(API, headers={"X-CSRFToken": token}, **told).status_code == 201
    elsewhere = {"X-CSRFToken": token, "Origin": "https://ailleurs.example"}
    assert client.post(API, headers=elsewhere, **told).status_code == 403


def test_a_wrong_token_does_not_fall_back_on_the_session(member, client):
    client.force_login(member)
    assert client.get(API, headers={"Authorization": "Bearer rien"}).status_code == 401


def test_other_sites_cannot_write(call, draft):
    asked = {"Origin": "https://ailleurs.example", "Access-Control-Request-Method": "POST"}
    allowed = call.client.options(API, headers=asked)
    assert allowed["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" not in allowed["access-control-allow-headers"]


@pytest.mark.parametrize("what", ["start", "file", "change"])
def test_too_much_in_a_short_time_is_told(call, draft, monkeypatch, what):
    monkeypatch.setitem(limits.BY_ACCOUNT, what, (limits.Limit(0, 3600),))
    response = {
        "start": lambda: call("post", data={"kind": "lieu"}),
        "file": lambda: call.upload(draft["id"], "a.jpg", picture()),
        "change": lambda: call("post", f"{draft['id']}/submit/"),
    }[what]()
    assert (response.status_code, response["Content-Type"]) == (429, PROBLEM)
    assert "Réessayez dans une heure" in response.json()["detail"]
    assert Contribution.objects.get().state == "draft"


def test_what_fails_counts_too(call, draft, monkeypatch):
    monkeypatch.setitem(limits.BY_ACCOUNT, "change", (limits.Limit(3, 3600),))  # one was the draft
    statuses = [call("patch", f"{draft['id']}/", {"values": {"rien": 1}}).status_code for _ in range(3)]
    assert statuses == [422, 422, 429]
