"""Live answers of every operation in the OpenAPI document, judged by the document itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken, Page

from config.api import document
from core.bin import moves
from core.contents.registry import KINDS
from core.files import inspection
from core.preview import tokens
from core.preview.tokens import Subject
from core.visibility import version
from home.models import StandardPage
from members.contributions import limits
from members.models import Contribution
from memento.models import Edition, MementoPage
from tests import remembered
from tests.api.document import Document, formats
from tests.conftest import make_user
from tests.core.preview.conftest import typed
from tests.inventory.api.test_routes import full_place
from tests.members.contributions.test_files import picture

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
API = "/api/v3"
DOCUMENT = Document(json.loads(json.dumps(document(), default=str)))
CONTRIBUTIONS = f"{API}/contributions/"
PREVIEW = f"{API}/preview/"
READS = [path for _, path in DOCUMENT.ours() if not path.startswith(CONTRIBUTIONS) and path != PREVIEW]
ACTS = [(method, path) for method, path in DOCUMENT.ours() if path.startswith(CONTRIBUTIONS)]
#: Queries beside the plain address of a read, where they change the shape of the answer or are needed.
QUERIES: dict[str, list[str]] = {
    "places/": ["", "?near=5.72,45.19&radius_km=30&limit=100", "?q=coworking&limit=100", "?milieu=rural"],
    "places/map/": ["", "?etat=active"],
    "places/facets/": ["", "?famille=coworking&ouvert=now&departement=38"],
    "places.geojson": ["", "?near=5.72,45.19&radius_km=30"],
    "search/": ["", "?q=lieu&limit=100", "?q=zzzz"],
    "search/suggest/": ["?q=la", "?q=zzzz"],
    "events/": ["?limit=100", "?upcoming=true", "?upcoming=false&type=round_table"],
    "publications/": ["?limit=100"],
    "testimonials/": ["?limit=100"],
    "memento/glossary/": ["?limit=100"],
    "routes/": ["", "?path=/", "?limit=3&type=event&type=theme&updated_since=2020-01-01"],
    "content/": ["?path=/"],
    "content/export.ndjson": [],  # one for each type, see `addresses`
}


#: What no object has for a variable part of a path.
UNKNOWN = {"{slug}": "rien", "{number}": "99", "{id}": "00000000-0000-4000-8000-000000000000"}


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    """The demonstration and a place with everything."""
    remembered.load_demo()
    full_place()
    memento = MementoPage.objects.get()
    memento.editions = [Edition(number="2", title="Deuxième")]
    memento.save_revision().publish()


def get(path: str, **headers: str) -> Any:
    return Client().get(f"{API}/{path}", headers=headers)


def addresses(path: str) -> list[str]:
    """What to ask for a documented path, below `/api/v3/`: for one with a name in it, everything that lists name."""
    name = path.removeprefix(f"{API}/")
    if name == "places/cards/":
        ids = [row[0] for row in get("places/map/").json()["rows"]]
        return [f"{name}?{'&'.join(f'id={pk}' for pk in ids[:250])}"]
    if name == "content/export.ndjson":
        return [f"{name}?type={code}" for code in KINDS]
    if name == "content/{id}/":
        return [f"content/{item['id']}/" for code in KINDS for item in get(f"routes/?type={code}").json()["items"][:2]]
    if "{" not in name:
        return [name + query for query in QUERIES.get(name, [""])]
    if name == "memento/sheets/{slug}/":
        guide = get("memento/").json()
        sheets = [sheet for chapter in guide["chapters"] for sheet in chapter["sheets"]] + guide["sheets"]
        return [f"memento/sheets/{sheet['slug']}/" for sheet in sheets]
    if name == "memento/editions/{number}/":
        editions = get("memento/").json()["editions"]
        return [f"memento/editions/{edition['number']}/" for edition in editions if edition["recorded_on"]]
    items = get(f"{name.partition('{slug}/')[0]}?limit=100").json()["items"]
    return [name.replace("{slug}", item["slug"]) for item in items]


@pytest.mark.parametrize("path", READS)
def test_a_read_answers_as_documented(demo, path):
    asked = addresses(path)
    assert asked, "The demonstration has nothing to show here."
    seen, faults = set(), []

    def judge(response: Any) -> Any:
        seen.add(response.status_code)
        request = response.wsgi_request
        faults.extend(f"{request.get_full_path()}: {fault}" for fault in DOCUMENT.faults("get", path, response))
        return response

    for address in asked:
        response = judge(get(address))
        assert response.status_code == 200, address
    address = asked[0]
    judge(get(address, **{"If-None-Match": response["ETag"] if len(asked) == 1 else get(address)["ETag"]}))
    judge(get(address, Authorization="Bearer rien"))
    for group, status in (("Membres", 200), ("Éditeurs", 200), (None, 403)):
        _, key = APIToken.create_token(user=make_user(f"lecteur-{group}", group), name="essai")
        assert judge(get(address, Authorization=f"Bearer {key}")).status_code == status, group
    judge(get(f"{address}{'&' if '?' in address else '?'}inconnu=1"))
    if "{" in path:
        judge(get(re.sub(r"\{\w+\}", lambda part: UNKNOWN[part[0]], path.removeprefix(f"{API}/"))))
    if "{slug}" in path:
        slug = address.split("/")[path.removeprefix(f"{API}/").split("/").index("{slug}")]
        page = Page.objects.filter(slug=slug).first()
        Redirect.objects.create(old_path="/autrefois", redirect_page=page)
        for folder in ("themes", "partenaires"):
            Redirect.objects.create(old_path=f"/{folder}/autrefois", redirect_link=f"/{folder}/{slug}/")
        judge(get(path.removeprefix(f"{API}/").replace("{slug}", "autrefois")))
    if 410 in DOCUMENT.statuses("get", path):
        judge_deleted(judge, path.removeprefix(f"{API}/"))
    if path == f"{API}/memento/":
        MementoPage.objects.update(live=False)
        version.bump()
        judge(get(address))
    assert faults == []
    assert seen == DOCUMENT.statuses("get", path)


def judge_deleted(judge: Callable[[Any], Any], name: str) -> None:
    """Judge the answers of a route to addresses of a page that has moved, that was deleted, and that never was."""
    page = StandardPage.objects.live().first()
    Redirect.objects.create(old_path="/autrefois", redirect_page=page)
    names = [name.replace("{id}", str(page.translation_key))]
    if "{" not in name:
        judge(get(f"{name}?path=/autrefois/"))
        judge(get(f"{name}?path=/jamais/"))
        names = [f"{name}?path={page.get_url()}"]
    moves.put(page)
    for address in names:
        assert judge(get(address)).status_code == 410


def test_a_preview_answers_as_documented(demo):
    page, other = StandardPage.objects.live().order_by("path")[:2]
    user = make_user("redactrice", "Éditeurs")
    token = tokens.issue(user.pk, Subject(page.pk))
    state = {"user": user, "content_type": page.content_type, "object_id": page.pk, "last_updated_at": timezone.now()}
    contradictory = FormState.objects.create(data=urlencode(typed(slug=other.slug)), **state)
    asked = [
        ("preview/", token), ("preview/", ""), ("preview/", f"{token}x"), ("preview/?inconnu=1", token),
        ("preview/", tokens.issue(user.pk, Subject(page.pk, form_id=contradictory.pk))),
    ]  # fmt: skip
    responses = [get(path, **({"Authorization": f"Preview {value}"} if value else {})) for path, value in asked]
    assert [fault for response in responses for fault in DOCUMENT.faults("get", PREVIEW, response)] == []
    assert [response.status_code for response in responses] == [200, 401, 403, 422, 409]
    assert {response.status_code for response in responses} == DOCUMENT.statuses("get", PREVIEW)


@pytest.mark.parametrize("path", READS)
def test_a_head_answers_as_its_get_without_content(demo, path):
    address = f"{API}/{addresses(path)[0]}"
    get_, head = Client().get(address), Client().head(address)
    assert (head.status_code, b"".join(head)) == (200, b"")
    if not get_.streaming:
        assert head["Content-Length"] == str(len(get_.content))
    assert {name: head[name] for name in ("Content-Type", "ETag")} == {
        name: get_[name] for name in ("Content-Type", "ETag")
    }


@pytest.mark.parametrize("path", ["places", "events", "publications", "testimonials"])
def test_a_list_and_a_detail_have_the_same_values_under_the_same_names(demo, path):
    items = {item["slug"]: item for item in get(f"{path}/?limit=100").json()["items"]}
    for slug in list(items)[:3]:
        item, detail = items[slug], get(f"{path}/{slug}/").json()
        both = item.keys() & detail.keys()
        assert len(both) >= 8
        assert {name: item[name] for name in both} == {name: detail[name] for name in both}


# --- Contributions ----------------------------------------------------------------------------------------------

Body = tuple[bytes, str]
JSON = "application/json"
VALUES = {"title": "La Scierie", "summary": "Un atelier.", "families": ["coworking"], "state": "active",
          "description": "Deux salles.", "postcode": "38000", "commune": "Grenoble", "milieu": "urban",
          "point": {"longitude": 5.72, "latitude": 45.19}}  # fmt: skip


def sent(**data: Any) -> Body:
    return json.dumps(data).encode(), JSON


def upload(words: str = "") -> Body:
    file = SimpleUploadedFile("cour.jpg", picture())
    return encode_multipart(BOUNDARY, {"name": "photos", "file": file, "words": words}), MULTIPART_CONTENT


HUGE = "a" * 3_000_000
#: What each route with a body takes, and a body that is too large for it.
BODIES: dict[tuple[str, str], tuple[Body, Body]] = {
    ("post", ""): (sent(kind="lieu", values=VALUES), sent(kind="lieu", values={"title": HUGE})),
    ("patch", "{id}/"): (sent(values=VALUES), sent(values={"title": HUGE})),
    ("post", "{id}/files/"): (upload("La cour"), upload(HUGE)),
    ("patch", "{id}/files/{file}/"): (sent(words="La cour"), sent(words=HUGE)),
}
UNREADABLE = {JSON: (b"{", JSON), MULTIPART_CONTENT: (b"rien", "multipart/form-data; boundary=\xe9")}
DONE = {("post", ""): {200, 201}, ("post", "{id}/files/"): {201}, ("delete", "{id}/files/{file}/"): {204}}


class Program:
    """A member's program, with a draft and its file."""

    def __init__(self) -> None:
        cache.clear()
        self.member, self.waiting = make_user("un-membre", "Membres"), make_user("qui-attend")
        self.editor = make_user("une-editrice", "Éditeurs")
        self.pk = uuid4()
        self("post", "", (json.dumps({"kind": "lieu", "id": str(self.pk), "values": VALUES}).encode(), JSON))
        self.file = UUID(self("post", "{id}/files/", upload()).json()["id"])

    def __call__(
        self,
        method: str,
        path: str,
        body: Body | None = None,
        user: Any = None,
        pk: UUID | None = None,
        query: str = "",
    ) -> Any:
        """The answer to a request by the member, or by `user`."""
        address = path.replace("{id}", str(pk or self.pk)).replace("{file}", str(getattr(self, "file", "")))
        _, key = APIToken.create_token(user=user or self.member, name="essai")
        headers = {"Authorization": f"Bearer {key}"}
        return Client().generic(method.upper(), f"{CONTRIBUTIONS}{address}{query}", *(body or ()), headers=headers)


@pytest.mark.parametrize(("method", "path"), ACTS)
def test_a_route_of_contributions_answers_as_documented(demo, monkeypatch, method, path):
    route = path.removeprefix(CONTRIBUTIONS)
    program, seen, faults = Program(), set(), []
    body, too_large = BODIES.get((method, route), (None, None))

    def judge(response: Any) -> None:
        seen.add(response.status_code)
        faults.extend(f"{response.status_code}: {fault}" for fault in DOCUMENT.faults(method, path, response))

    documented = DOCUMENT.statuses(method, path)
    judge(Client().generic(method.upper(), f"{CONTRIBUTIONS}{route.format(id=program.pk, file=program.file)}"))
    judge(program(method, route, body, user=program.waiting))
    judge(program(method, route, body, query="?inconnu=1"))
    if "{id}" in route:
        judge(program(method, route, body, pk=uuid4()))
        judge(program(method, route, body, user=program.editor))
    if body:
        judge(program(method, route, UNREADABLE[body[1]]))
        judge(program(method, route, too_large))
    if 429 in documented:
        with monkeypatch.context() as patched:
            patched.setitem(limits.BY_ACCOUNT, "change", (limits.Limit(0, 3600),))
            judge(program(method, route, body))
    if 503 in documented:
        with monkeypatch.context() as patched, inspection.decoding:
            patched.setattr(inspection, "PATIENCE", 0.01)
            judge(program(method, route, body))
    if 409 in documented:
        Contribution.objects.filter(pk=program.pk).update(state="refused")
        judge(program(method, route, body))
        Contribution.objects.filter(pk=program.pk).update(state="draft")
    assert not {200, 201, 204} & seen
    if route.endswith("withdraw/"):
        program("post", "{id}/submit/")
    if (method, route) == ("post", ""):
        judge(program(method, route, (json.dumps({"kind": "lieu", "id": str(program.pk)}).encode(), JSON)))
    judge(program(method, route, body))
    if "{id}" not in route:
        judge(program(method, route, body, user=program.editor))
    assert faults == []
    assert seen == documented
    assert {200, 201, 204} & seen == DONE.get((method, route), {200})


def test_a_contribution_in_every_state_is_as_documented(demo):
    program = Program()
    path = f"{CONTRIBUTIONS}{{id}}/"
    for state in Contribution.State.values:
        Contribution.objects.filter(pk=program.pk).update(state=state, submitted_at=timezone.now())
        for documented, route in ((path, "{id}/"), (CONTRIBUTIONS, "")):
            assert DOCUMENT.faults("get", documented, program("get", route)) == [], state


# --- The judge --------------------------------------------------------------------------------------------------


def test_the_document_has_no_format_that_is_not_checked():
    used: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            used.update([part["format"]] if isinstance(part.get("format"), str) else [])
        for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            walk(child)

    for method, path in DOCUMENT.ours():
        walk(DOCUMENT.paths[path][method]["responses"])
    walk({name: schema for name, schema in DOCUMENT.schemas.items() if name.startswith(("Place", "Event", "Contrib"))})
    assert {"uuid", "date", "date-time"} <= used <= {*formats.checkers, "binary"}


@pytest.mark.parametrize(
    ("path", "before", "after", "fault"),
    [
        ("places/", b'"slug":', b'"slog":', "'slog' was unexpected"),
        ("places/", b'"count":', b'"count":"a","x":', "'a' is not of type 'integer'"),
        ("places.geojson", b'"id":"', b'"id":"x', "is not a 'uuid'"),
        ("memento/blocks/", b'"$defs":', b'"definitions":', "'$defs' is a required property"),
    ],
)
def test_an_answer_that_drifts_is_seen(demo, path, before, after, fault):
    response = get(path)
    assert DOCUMENT.faults("get", f"{API}/{path}", response) == []
    response.content = response.content.replace(before, after, 1)
    assert any(fault in line for line in DOCUMENT.faults("get", f"{API}/{path}", response))
    response["Content-Type"] = "text/plain"
    assert "media type text/plain" in DOCUMENT.faults("get", f"{API}/{path}", response)[0]
    response.status_code = 418
    assert DOCUMENT.faults("get", f"{API}/{path}", response) == ["status 418 is not documented"]


def test_the_demonstration_has_one_event_to_come_that_takes_registrations(demo):
    items = get("events/?upcoming=true").json()["items"]
    assert [item["registration"]["state"] for item in items] == ["open"]
