"""Who may see what: every kind of private section before every kind of reader."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from core.visibility import version
from core.visibility.gate import Audience, Gate, Reader, is_personal, site_of
from home.models import HomePage, StandardPage
from tests.conftest import make_user
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
READERS = ("anonymous", "inactive", "member", "in_group", "editor", "superuser", "passed")
MAY_ENTER = {
    PageViewRestriction.NONE: set(READERS),
    PageViewRestriction.LOGIN: {"member", "in_group", "editor", "superuser"},
    PageViewRestriction.GROUPS: {"in_group", "superuser"},
    PageViewRestriction.PASSWORD: {"passed"},
}


@pytest.fixture
def page(home) -> StandardPage:
    return StandardPageFactory(parent=home, slug="page", title="Page")


@pytest.fixture
def below(page) -> StandardPage:
    return StandardPageFactory(parent=page, slug="sous-page", title="Sous-page")


def restrict(page: Page, kind: str) -> PageViewRestriction:
    made = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="sésame")
    group, _ = Group.objects.get_or_create(name="Cercle")
    made.groups.add(group)
    return made


def reader(name: str, restriction: PageViewRestriction | None = None) -> Reader:
    match name:
        case "anonymous":
            return Reader.of(AnonymousUser())
        case "inactive":
            return Reader.of(make_user("inactif", "Membres", is_active=False))
        case "passed":
            return Reader.of(AnonymousUser(), frozenset({restriction.pk} if restriction else ()))
        case "superuser":
            return Reader.of(make_user("superadmin", is_superuser=True))
        case "in_group":
            Group.objects.get_or_create(name="Cercle")
            return Reader.of(make_user("du-cercle", "Cercle"))
        case "editor":
            return Reader.of(make_user("redactrice", "Éditeurs"))
    return Reader.of(make_user("adherent", "Membres"))


def gate(who: Reader) -> Gate:
    snapshot = version.current()
    return Gate(snapshot, snapshot.default_site, who)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", MAY_ENTER)
def test_a_private_section_opens_to_those_it_is_for(page, below, kind, name):
    restriction = restrict(page, kind)
    found = gate(reader(name, restriction))
    expected = name in MAY_ENTER[kind]
    for private in (page, below):
        assert found.pages(StandardPage).filter(pk=private.pk).exists() is expected
        assert found.admits(private) is expected


def test_a_password_opens_its_own_section_only(page, below, home):
    other = StandardPageFactory(parent=HomePage.objects.get(pk=home.pk), slug="autre")
    first, _ = restrict(page, PageViewRestriction.PASSWORD), restrict(other, PageViewRestriction.PASSWORD)
    found = gate(reader("passed", first))
    assert (found.admits(page), found.admits(below), found.admits(other)) == (True, True, False)


def test_two_private_sections_one_in_the_other_both_hold(page, below):
    restrict(page, PageViewRestriction.LOGIN)
    restrict(below, PageViewRestriction.GROUPS)
    found = gate(reader("member"))
    assert (found.admits(page), found.admits(below)) == (True, False)


def test_a_section_beside_a_private_one_stays_open(home, page):
    restrict(page, PageViewRestriction.LOGIN)
    beside = StandardPageFactory(parent=HomePage.objects.get(pk=home.pk), slug="page-2")
    assert gate(Reader()).admits(beside)


@pytest.mark.parametrize("name", READERS)
def test_a_draft_is_for_no_reader(home, name):
    draft = StandardPageFactory(parent=home, slug="brouillon", live=False)
    found = gate(reader(name))
    assert not found.admits(draft)
    assert not found.pages(StandardPage).filter(pk=draft.pk).exists()


def test_a_live_page_below_a_draft_is_seen_and_its_breadcrumb_skips_the_draft(page, below, client):
    page.unpublish()
    found = gate(Reader())
    assert found.admits(below)
    assert [step["title"] for step in below.breadcrumb(found)] == ["Accueil"]
    assert client.get("/page/sous-page/").status_code == 200


@pytest.fixture
def other_site(home) -> Site:
    root = HomePage(title="Autre", slug="autre-site", live=True)
    Page.get_first_root_node().add_child(instance=root)
    return Site.objects.create(hostname="autre.example", port=80, root_page=root, site_name="Autre")


def test_each_site_shows_its_own_pages(page, other_site, client):
    there = StandardPageFactory(parent=other_site.root_page, slug="la-bas", title="Là-bas")
    snapshot = version.current()
    here, elsewhere = gate(Reader()), Gate(snapshot, snapshot.site_for("autre.example", 80))
    assert (here.admits(page), here.admits(there)) == (True, False)
    assert (elsewhere.admits(page), elsewhere.admits(there)) == (False, True)
    assert client.get("/la-bas/").status_code == 404
    assert client.get("/la-bas/", headers={"host": "autre.example"}).status_code == 200
    assert client.get("/page/", headers={"host": "autre.example"}).status_code == 404
    assert elsewhere.full_url(there.url_path) == "http://autre.example/la-bas/"


def test_a_page_outside_every_site_is_not_shown(home):
    stray = HomePage(title="Dehors", slug="dehors", live=True)
    Page.get_first_root_node().add_child(instance=stray)
    assert not gate(Reader()).admits(stray)
    assert not gate(Reader()).pages().filter(pk=stray.pk).exists()


def test_without_a_site_nothing_is_shown(page, client):
    Site.objects.all().delete()
    assert not Gate.public().admits(page)
    assert not Gate.public().pages().exists()
    assert client.get("/page/").status_code == 404


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("autre.example", "Autre"),
        ("AUTRE.example:80", "Autre"),
        ("autre.example:8080", "Autre"),
        ("inconnu.example", "Sillon"),
        ("[::1]:8000", "Sillon"),
        ("autre.example:²", "Autre"),
    ],
)
def test_a_request_is_for_the_site_of_its_host(other_site, host, expected):
    request = RequestFactory().get("/", headers={"host": host})
    assert site_of(request).name == expected


def test_the_audience_follows_the_account(home):
    assert Reader.of(AnonymousUser()).audience is Audience.PUBLIC
    assert reader("inactive").audience is Audience.PUBLIC


def test_the_team_sees_more_than_members(home):
    assert [reader(name).audience for name in ("member", "editor", "superuser")] == [
        Audience.MEMBERS,
        Audience.TEAM,
        Audience.TEAM,
    ]


def test_an_anonymous_gate_adds_no_query(page, django_assert_num_queries):
    request = RequestFactory().get("/")
    version.for_request(request)
    with django_assert_num_queries(0):
        found = Gate.for_request(request)
        assert found.admits(page)
        assert Gate.for_request(request) is found


def test_an_answer_is_personal_with_a_session_or_a_token(settings):
    factory = RequestFactory()
    assert not is_personal(factory.get("/"))
    assert is_personal(factory.get("/", headers={"authorization": "Bearer x"}))
    factory.cookies[settings.SESSION_COOKIE_NAME] = "x"
    assert is_personal(factory.get("/"))


def test_a_condition_leads_from_other_tables(page):
    from core.models import Card

    assert gate(Reader()).filter(Card.objects.all(), "page__").filter(page=page).exists()
    restrict(page, PageViewRestriction.LOGIN)
    assert not gate(Reader()).filter(Card.objects.all(), "page__").filter(page=page).exists()
