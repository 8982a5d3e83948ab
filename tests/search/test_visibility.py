"""Nothing of what a reader may not see shows in any output of the search; whoever may see it finds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import APIToken, PageViewRestriction

from core.visibility.gate import Audience
from home.models import HomePage
from inventory.models import PlaceDifficulty, PlaceFunder, PlacePractice, SiteProfilePage
from inventory.visibility import FIELD_GROUPS
from members.models import User
from tests.conftest import make_user
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

#: A word for each group of fields and audience. Addresses of mail are in no document, whoever reads.
WORDS = {
    ("visibility_structure", Audience.MEMBERS): "vendémiaire",
    ("visibility_structure", Audience.TEAM): "anémomètre",
    ("visibility_address", Audience.MEMBERS): "fructidor",
    ("visibility_address", Audience.TEAM): "girouette",
    ("visibility_closing", Audience.MEMBERS): "messidor",
    ("visibility_closing", Audience.TEAM): "hygromètre",
    ("visibility_profiles", Audience.MEMBERS): "étudiants",
    ("visibility_profiles", Audience.TEAM): "associations",
    ("visibility_economy", Audience.MEMBERS): "thermidor",
    ("visibility_economy", Audience.TEAM): "pluviomètre",
    ("visibility_offer", Audience.MEMBERS): "germinal",
    ("visibility_offer", Audience.TEAM): "barographe",
    ("visibility_animation", Audience.MEMBERS): "prairial",
    ("visibility_animation", Audience.TEAM): "sextant",
    ("visibility_difficulties", Audience.MEMBERS): "brumaire",
    ("visibility_difficulties", Audience.TEAM): "octant",
    ("visibility_practices", Audience.MEMBERS): "floréal",
    ("visibility_practices", Audience.TEAM): "astrolabe",
    ("visibility_contact", Audience.MEMBERS): "ventôse",
    ("visibility_contact", Audience.TEAM): "lunette",
}
#: Titles of the places, by group and audience.
TITLES = {row: f"Refuge {chr(65 + number)}xyl" for number, row in enumerate(WORDS)}
PROFILES = {"étudiants": "students", "associations": "associations"}


def make_place(column: str, audience: Audience) -> SiteProfilePage:
    """Make a place whose only word of its own is hidden from wider audiences."""
    word, rows = WORDS[column, audience], {}
    fields = {
        "visibility_structure": {"operator": word},
        "visibility_address": {"transport": word},
        "visibility_closing": {"closing_causes": word, "state": "closed"},
        "visibility_profiles": {"publics": [PROFILES.get(word, "")]},
        "visibility_offer": {"hours_note": word},
        "visibility_animation": {"rituals": word},
        "visibility_contact": {"email": f"{word}@lieu.example".replace("ô", "o")},
    }.get(column, {})
    rows = {
        "visibility_economy": ("funders", lambda: PlaceFunder(level="region", name=word)),
        "visibility_difficulties": ("difficulties", lambda: PlaceDifficulty(difficulty="funding", text=word)),
        "visibility_practices": ("practices", lambda: PlacePractice(action=word)),
    }
    place = SiteProfilePageFactory(title=TITLES[column, audience], **{column: audience}, **fields)
    if column in rows:
        relation, make = rows[column]
        setattr(place, relation, [make()])
        place.save()
    return place


@dataclass(frozen=True)
class Someone:
    """A reader: a client with the session, and the headers of programs."""

    client: Client
    headers: dict[str, str]
    audience: Audience


def someone(user: User | None, audience: Audience) -> Someone:
    client = Client()
    if user is None:
        return Someone(client, {}, audience)
    client.force_login(user)
    _, key = APIToken.create_token(user=user, name="test")
    return Someone(client, {"Authorization": f"Bearer {key}"}, audience)


@pytest.fixture(scope="module")
def places(module_db) -> None:
    for column, audience in WORDS:
        make_place(column, audience)


@pytest.fixture(scope="module")
def readers(module_db) -> dict[Audience, Someone]:
    return {
        Audience.PUBLIC: someone(None, Audience.PUBLIC),
        Audience.MEMBERS: someone(make_user("lectrice", "Membres"), Audience.MEMBERS),
        Audience.TEAM: someone(make_user("equipiere", "Éditeurs"), Audience.TEAM),
    }


def searches(reader: Someone, text: str) -> str:
    """Return what a reader is answered to a question, in HTML and JSON, without the question itself."""
    html = reader.client.get("/recherche/", {"q": text}).text.replace(text, "")
    found = Client().get("/api/v3/search/", {"q": text}, headers=reader.headers).json()
    if found["corrected"]:
        found["corrected"].pop("typed")
    return "\n".join([html, json.dumps(found, ensure_ascii=False)])


def completions(reader: Someone, text: str) -> str:
    answer = Client().get("/api/v3/search/suggest/", {"q": text}, headers=reader.headers).json()
    return json.dumps(answer, ensure_ascii=False)


def lists(reader: Someone, text: str) -> list[int]:
    """Return how many places a reader gets, on the page and from the API."""
    places = Client().get("/api/v3/places/", {"q": text}, headers=reader.headers).json()
    return [reader.client.get("/inventaire/", {"q": text}).context["count"], places["count"]]


def with_mistake(word: str) -> str:
    """Return a word with two letters exchanged, which is corrected if there is such a word."""
    return f"{word[:-3]}{word[-2]}{word[-3]}{word[-1]}"


ROWS = [row for row in WORDS if row[0] != "visibility_contact"]


def test_all_groups_are_tried():
    assert {column for column, _ in WORDS} == set(FIELD_GROUPS)


@pytest.mark.parametrize("row", WORDS, ids=lambda row: f"{row[0]}-{row[1].name}")
def test_a_hidden_word_finds_corrects_and_completes_nothing(places, readers, row):
    word, title = WORDS[row], TITLES[row]
    for reader in readers.values():
        if reader.audience >= row[1] and row in ROWS:
            continue
        shown = [searches(reader, word), searches(reader, with_mistake(word)), completions(reader, word[:-2])]
        for answer in shown:
            assert title not in answer, reader.audience
            if row[0] != "visibility_profiles":  # the names of publics are words of the site
                assert word not in answer.lower(), reader.audience
        assert lists(reader, word) == [0, 0]
        assert word not in searches(reader, title).lower()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1].name}")
def test_whoever_may_see_a_word_finds_it(places, readers, row):
    word, title = WORDS[row], TITLES[row]
    for reader in readers.values():
        if reader.audience < row[1]:
            continue
        page = reader.client.get("/recherche/", {"q": word})
        assert title in [result["title"] for result in page.context["results"]]
        assert f"<mark>{word}</mark>" in page.text.lower()
        found = Client().get("/api/v3/search/", {"q": word}, headers=reader.headers).json()
        assert title in [item["title"] for item in found["items"]]
        corrected = reader.client.get("/recherche/", {"q": with_mistake(word)})
        assert title in [result["title"] for result in corrected.context["results"]]
        assert lists(reader, word) == [1, 1]


# --- Private sections and drafts --------------------------------------------------------------------------------------

TITLE, TEXT = "Belvédère", "clepsydre"


def make_page(title: str = TITLE, **fields):
    body = [("text", f"<h2>Les cadrans</h2><p>Une {TEXT} et des gnomons.</p>")]
    return StandardPageFactory(
        parent=fresh(HomePage.objects.get()), title=title, slug="belvedere", body=body, introduction="Vue.", **fields
    )


def restrict(page, kind: str, **fields) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)


def by_login() -> None:
    restrict(make_page(), PageViewRestriction.LOGIN)


def by_group() -> None:
    restrict(make_page(), PageViewRestriction.GROUPS).groups.add(Group.objects.get(name="Éditeurs"))


def by_password() -> None:
    restrict(make_page(), PageViewRestriction.PASSWORD, password="sésame")


def by_section() -> None:
    section = make_page("Section")
    restrict(section, PageViewRestriction.GROUPS).groups.add(Group.objects.get(name="Modérateurs"))
    page = StandardPageFactory(
        parent=fresh(section), title=TITLE, slug="page", introduction="Vue.",
        body=[("text", f"<h2>Les cadrans</h2><p>Une {TEXT} et des gnomons.</p>")],
    )  # fmt: skip
    assert page.live


def as_draft() -> None:
    make_page(live=False)


def with_a_draft() -> None:
    page = make_page("Terrasse")
    page.body = []
    page.save_revision().publish()
    page = fresh(page)
    page.title = TITLE
    page.body = [("text", f"<p>Une {TEXT} et des gnomons.</p>")]
    page.save_revision()


QUESTIONS = (
    *((searches, text) for text in ("belvédère", "clepsydre", "belvédèer", "clepsyder", "gnomons cadrans")),
    *((completions, text) for text in ("belv", "clepsyder")),
)


@pytest.mark.parametrize(
    ("hide", "least"),
    [
        (by_login, Audience.MEMBERS),
        (by_group, Audience.TEAM),
        (by_password, None),
        (by_section, None),
        (as_draft, None),
        (with_a_draft, None),
    ],
)
def test_a_page_that_a_reader_may_not_enter_is_in_no_output(readers, hide: Callable[[], None], least):
    hide()
    for reader in readers.values():
        shown = "\n".join(ask(reader, text) for ask, text in QUESTIONS).lower()
        if least is not None and reader.audience >= least:
            assert "<mark>clepsydre</mark>" in shown
            continue
        for word in (TITLE.lower(), "belvedere", TEXT, "gnomons", "cadrans"):
            assert word not in shown, (reader.audience, word)


def test_a_password_that_was_entered_opens_the_search_too(readers):
    page = make_page()
    restriction = restrict(page, PageViewRestriction.PASSWORD, password="sésame")
    client = Client()
    assert client.get("/recherche/", {"q": TEXT}).context["count"] == 0
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", {"password": "sésame", "return_url": "/"}
    )
    session = client.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    assert f"<mark>{TEXT}</mark>" in client.get("/recherche/", {"q": TEXT}).text
