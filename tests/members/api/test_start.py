"""Contributions that a program begins: their kinds and fields, and the whole way of a place."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import get_args

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import APIToken

from archive.models import ArchiveIndexPage, EventIndexPage, ProjectIndexPage, PublicationIndexPage
from config.api import document
from core.contributions import kinds
from inventory.models import SiteProfilePage
from members.api.schemas import StateCode
from members.models import Contribution, Upload
from tests.conftest import make_user
from tests.factories.archive import EventReportPageFactory, ProjectPageFactory, PublicationPageFactory, TourPageFactory
from tests.factories.commitments import full_commitment
from tests.factories.inventory import SiteProfilePageFactory
from tests.golden import assert_golden
from tests.members.api.program import API, PLACE, PROBLEM, Program, messages
from tests.members.contributions.test_files import picture

pytestmark = pytest.mark.django_db
#: Built while tests are collected, as it takes half a second once.
DOCUMENT = json.loads(json.dumps(document(), default=str))
GOLDEN = Path(__file__).parents[1] / "golden"


#: A page of each type that a contribution may be about.
PAGES = {
    "inventory.SiteProfilePage": SiteProfilePageFactory,
    "wagtailcore.Page": SiteProfilePageFactory,
    "archive.EventReportPage": lambda: EventReportPageFactory(parent=EventIndexPage.objects.get()),
    "archive.TourPage": lambda: TourPageFactory(parent=ArchiveIndexPage.objects.get()),
    "archive.PublicationPage": lambda: PublicationPageFactory(parent=PublicationIndexPage.objects.get()),
    "archive.ProjectPage": lambda: ProjectPageFactory(parent=ProjectIndexPage.objects.get()),
    "archive.CommitmentPage": full_commitment,
    "archive.EvidencePage": lambda: full_commitment().get_children().get(),
}


# --- The whole way ----------------------------------------------------------------------------------------------------


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
        answer = response.json()
        assert (answer["title"], answer["page"]["id"]) == ("La Cime", str(place.translation_key))
        assert answer["values"] == {"phone": "04 76 00 00 00"}
    sent = call("post", f"{answer['id']}/submit/")
    assert sent.json()["state"] == "waiting", sent.text
    assert Contribution.objects.get(pk=answer["id"]).correction.proposed.keys() == {"phone"}
    assert SiteProfilePage.objects.get(pk=place.pk).phone == ""


def test_same_request_twice_creates_one_contribution(call):
    answer = {"kind": "lieu", "id": str(uuid.uuid4()), "values": {"title": "La Scierie"}}
    first, second = call("post", data=answer), call("post", data=answer | {"values": {"title": "Autre"}})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Contribution.objects.count() == 1
    call("patch", f"{answer['id']}/", {"values": PLACE})
    call("post", f"{answer['id']}/submit/")
    again = call("post", f"{answer['id']}/submit/").json()
    assert [step["what"] for step in again["journal"]] == ["started", "submitted"]


# --- Kinds and values -------------------------------------------------------------------------------------------------


def test_json_of_missing_fields(call):
    pk = call("post", data={"kind": "lieu", "values": {"title": "La Scierie", "point": "5.72, 45.19"}}).json()["id"]
    assert_golden(GOLDEN / "incomplete.json", call("post", f"{pk}/submit/").json())


def test_kinds_have_their_fields_and_files(call):
    answer = {kind["code"]: kind for kind in call("get", "kinds/").json()}
    assert list(answer) == [kind.code for kind in kinds.kinds()]
    place = answer["lieu"]
    fields = {field["name"]: field for field in place["fields"]}
    assert list(fields) == [name for step in kinds.kind("lieu").steps for name in step.fields]
    assert fields["title"]["required"]
    assert (fields["families"]["type"], fields["point"]["type"]) == ("choices", "point")
    assert fields["opening_hours"]["type"] == "opening_hours"
    assert {"value": "active", "label": "En activité"} in fields["state"]["choices"]
    assert all(choice["value"] for choice in fields["state"]["choices"])
    assert place["files"][0]["name"] == "photos"
    assert "15\u00a0Mo" in place["files"][0]["rules"] or "15 Mo" in place["files"][0]["rules"]
    assert answer["corriger-un-lieu"]["about_a_page"]
    assert all(kind["label"] and kind["introduction"] for kind in answer.values())


@pytest.mark.parametrize("code", [kind.code for kind in kinds.kinds()])
def test_every_kind_can_be_begun_and_has_its_missing_fields(call, code):
    kind = kinds.kind(code)
    about = {"page": str(PAGES[kind.model]().translation_key)} if kind.about_a_page else {}
    answer = call("post", data={"kind": code, **about})
    assert answer.status_code == 201, answer.text
    refused = call("post", f"{answer.json()['id']}/submit/")
    assert refused.status_code == 422
    assert refused.json()["errors"]
    values = dict.fromkeys(kind.form.base_fields)
    again = call("patch", f"{answer.json()['id']}/", {"values": values}).json()
    assert again["values"].keys() == values.keys()
    lacks = {problem["field"] for problem in again["problems"]}
    assert {name for name, field in kind.form.base_fields.items() if field.required} <= lacks


def test_values_of_check_boxes_and_numbers(call):
    place = SiteProfilePageFactory(title="La Cime", slug="la-cime")
    answer = call("post", data={"kind": "temoignage", "values": {"consent": True}}).json()
    assert answer["values"] == {"consent": True}
    assert "consent" not in {problem["field"] for problem in answer["problems"]}
    again = call("patch", f"{answer['id']}/", {"values": {"consent": False}}).json()
    assert again["values"] == {"consent": False}
    assert "consent" in {problem["field"] for problem in again["problems"]}
    correction = {"kind": "corriger-un-lieu", "page": place.slug, "values": {"desks": 12, "staff": 1.5}}
    pk = call("post", data=correction).json()["id"]
    assert call("post", f"{pk}/submit/").json()["state"] == "waiting"
    assert Contribution.objects.get(pk=pk).correction.proposed == {"desks": 12, "staff": "1.5"}


def test_number_of_queries_does_not_grow_with_contributions(call, member):
    def make(count: int) -> None:
        for _ in range(count):
            page = SiteProfilePageFactory()
            Contribution.objects.create(kind="corriger-un-lieu", author=member, page=page, title="x")

    make(1)
    call("get")
    with CaptureQueriesContext(connection) as one:
        call("get", "?limit=50")
    make(3)
    call("get")
    with CaptureQueriesContext(connection) as four:
        assert call("get", "?limit=50").json()["items"][3]["page"]
    assert len(one) == len(four) <= 11


def test_page_that_is_not_public_is_null(call, member):
    draft = SiteProfilePageFactory(draft=True)
    Contribution.objects.create(kind="corriger-un-lieu", author=member, page=draft, title="x")
    assert call("get").json()["items"][0]["page"] is None


def test_openapi_document_names_each_state():
    assert set(get_args(StateCode)) == set(Contribution.State.values)
    assert "active" in DOCUMENT["components"]["schemas"]["State"]["enum"]  # the one of places keeps its name
    for path, ways in DOCUMENT["paths"].items():
        if "/contributions/" in path:
            for operation in ways.values():
                assert all(answer["description"] not in ("OK", "Created") for answer in operation["responses"].values())
                assert {"401", "403"} <= set(operation["responses"])
                assert operation["security"] == [{"Contributor": []}]


# --- Refusals ---------------------------------------------------------------------------------------------------------


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
def test_wrong_start_has_errors_at_their_fields(call, home, data, where):
    answer = messages(call("post", data=data))
    assert where in answer
    assert not any(word in answer[where] for word in ("Input", "should", "valid"))
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("body", ["{", "", "\xff", "[" * 100_000, '{"kind": "lieu"} {}', "<html>"])
def test_body_that_is_no_json_is_refused(call, home, body):
    response = call("post", data=body.encode("latin-1"))
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == PROBLEM
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_unknown_method_is_refused(call, home, method):
    response = call(method)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


# --- Access -----------------------------------------------------------------------------------------------------------


def test_account_that_waits_for_approval_may_not_contribute(home):
    waiting = Program(make_user("nouvelle"))
    for method, path, data in (("get", "", None), ("get", "kinds/", None), ("post", "", {"kind": "lieu"})):
        response = waiting(method, path, data)
        assert (response.status_code, response["Content-Type"]) == (403, PROBLEM)
        assert "attend un modérateur" in response.json()["detail"]
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


def test_session_writes_only_with_a_csrf_token(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    answer = {"data": {"kind": "lieu"}, "content_type": "application/json"}
    refused = client.post(API, **answer)
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    assert not Contribution.objects.exists()
    assert client.get(API).json() == {"count": 0, "items": [], "next": None}
    token = client.get("/compte/jetons/").cookies["csrftoken"].value
    assert client.post(API, headers={"X-CSRFToken": token}, **answer).status_code == 201
    elsewhere = {"X-CSRFToken": token, "Origin": "https://ailleurs.example"}
    assert client.post(API, headers=elsewhere, **answer).status_code == 403


def test_a_wrong_token_does_not_fall_back_on_the_session(member, client):
    client.force_login(member)
    assert client.get(API, headers={"Authorization": "Bearer rien"}).status_code == 401
