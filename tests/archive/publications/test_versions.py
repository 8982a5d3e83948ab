"""Chains of versions: straight, forked, in a circle, through hidden pages; the latest one and its address."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect

from archive.models import PublicationPage
from archive.publications import versions
from archive.publications.versions import chain_of, chains, replaced_ids
from core.visibility import version
from core.visibility.gate import Gate
from tests.factories.archive import PublicationPageFactory
from tests.factories.memento import fresh

pytestmark = pytest.mark.django_db
LIST = "/ressources/publications/"


@pytest.fixture
def make(publication_index):
    """Make a publication by its slug, which replaces others by theirs."""

    def publication(slug: str, replaces: str = "", **fields) -> PublicationPage:
        before = PublicationPage.objects.get(slug=replaces) if replaces else None
        return PublicationPageFactory(parent=publication_index, slug=slug, title=slug, replaces=before, **fields)

    return publication


def link(slug: str, replaces: str) -> None:
    """Store what publication would refuse."""
    before = PublicationPage.objects.get(slug=replaces)
    PublicationPage.objects.filter(slug=slug).update(replaces=before)
    version.bump()


def slugs(chain) -> list[str]:
    return [each.slug for each in chain.versions] if chain else []


def summary() -> dict[str, tuple[list[str], str, bool]]:
    """The versions, the latest one, and whether it is replaced, by slug, as an anonymous reader sees them."""
    gate = Gate.public()
    by_slug = {page.slug: chains(gate).get(page.pk) for page in PublicationPage.objects.all()}
    replaced = set(PublicationPage.objects.filter(pk__in=replaced_ids(gate)).values_list("slug", flat=True))
    return {slug: (slugs(chain), chain.latest.slug, slug in replaced) for slug, chain in by_slug.items() if chain}


def test_a_publication_alone_has_no_versions(make):
    page = make("seule")
    assert summary() == {}
    assert chain_of(Gate.public(), page) is None


def test_versions_are_listed_from_the_oldest_and_lead_to_the_latest(make):
    make("un", date="2007")
    make("deux", "un", date="2013")
    make("trois", "deux", date="2013")
    make("autre")
    order = ["un", "deux", "trois"]
    assert summary() == {
        "un": (order, "trois", True), "deux": (order, "trois", True), "trois": (order, "trois", False),
    }  # fmt: skip


def test_a_withdrawn_latest_version_leaves_its_place_to_the_one_before(make):
    make("un")
    make("deux", "un", withdrawn_on="2020-03-03")
    assert summary() == {"un": (["un", "deux"], "un", False), "deux": (["un", "deux"], "un", False)}
    PublicationPage.objects.filter(slug="un").update(withdrawn_on="2020-03-03")
    version.bump()
    assert summary()["un"] == (["un", "deux"], "deux", False)


def test_a_fork_has_two_current_versions_of_which_the_newest_is_the_latest(make):
    make("un", date="2007")
    make("tome-1", "un", date="2014")
    make("tome-2", "un", date="2013")
    order = ["un", "tome-2", "tome-1"]
    assert summary() == {
        "un": (order, "tome-1", True), "tome-1": (order, "tome-1", False), "tome-2": (order, "tome-1", False),
    }  # fmt: skip


def test_a_circle_begins_with_its_oldest_page(make):
    make("un", date="2007")
    make("deux", "un", date="2013")
    make("trois", "deux", date="2014")
    link("un", "trois")
    order = ["un", "deux", "trois"]
    assert {slug: row[:2] for slug, row in summary().items()} == dict.fromkeys(order, (order, "trois"))
    link("un", "un")
    assert summary()["un"] == (order, "trois", True)


@pytest.mark.parametrize("way", ["draft", "private"])
def test_a_hidden_version_links_those_around_it_and_is_not_named(make, close, client, way):
    make("un", date="2007")
    hidden = make("deux", "un", date="2013")
    make("trois", "deux", date="2014")
    if way == "private":
        close(hidden)
    else:
        hidden.unpublish()
    version.bump()
    assert summary() == {"un": (["un", "trois"], "trois", True), "trois": (["un", "trois"], "trois", False)}
    assert client.get(f"{LIST}un/derniere-version/")["Location"] == f"{LIST}trois/"
    assert client.get(f"{LIST}deux/derniere-version/").status_code == 404


def test_a_deleted_version_leaves_the_others(make):
    make("un", date="2007")
    middle = make("deux", "un", date="2013")
    make("trois", "deux", date="2014")
    middle.delete()
    assert summary() == {}
    assert fresh(PublicationPage.objects.get(slug="trois")).replaces is None


def test_drafts_that_replace_a_publication_change_nothing_for_readers(make):
    make("un")
    make("deux", "un", live=False)
    assert summary() == {}


def test_a_preview_shows_the_versions_that_publication_would_make(make):
    make("un", date="2007")
    make("deux", "un", date="2013")
    draft = make("trois", "deux", live=False, date="2014")
    assert slugs(chain_of(Gate.public(), draft)) == ["un", "deux", "trois"]
    unsaved = PublicationPage(title="x", slug="x", replaces=PublicationPage.objects.get(slug="deux"))
    assert slugs(chain_of(Gate.public(), unsaved)) == ["un", "deux", "x"]
    alone = make("seule")
    changed = make("ensuite", date="2020")
    changed.replaces = alone
    assert slugs(chain_of(Gate.public(), changed)) == ["seule", "ensuite"]
    assert chain_of(Gate.public(), fresh(changed)) is None


def test_versions_are_read_once_per_content_version(make):
    make("un")
    make("deux", "un")
    gate = Gate.public()
    replaced_ids(gate)
    with CaptureQueriesContext(connection) as caught:
        chains(gate)
        replaced_ids(gate)
        chain_of(gate, PublicationPage(pk=1))
    assert len(caught) == 0


def test_a_list_without_old_versions_does_not_offer_them(make, client):
    make("un")
    assert 'name="versions"' not in client.get(LIST).text
    assert "n’est pas compris" not in client.get(f"{LIST}?versions=all").text
    make("deux", "un")
    assert 'name="versions"' in client.get(LIST).text


# --- The address of the latest one ------------------------------------------------------------------------------------


def test_the_latest_version_has_an_address_of_its_own(make, client):
    first = make("un", date="2007")
    make("deux", "un", date="2013")
    for ref in ("un", "deux", first.translation_key):
        response = client.get(f"{LIST}{ref}/derniere-version/")
        assert (response.status_code, response["Location"]) == (302, f"{LIST}deux/")
    make("seule")
    assert client.get(f"{LIST}seule/derniere-version/")["Location"] == f"{LIST}seule/"
    assert client.head(f"{LIST}un/derniere-version/").status_code == 302
    assert client.post(f"{LIST}un/derniere-version/").status_code == 405


@pytest.mark.parametrize("ref", ["rien", "%00", "deux%20mots", "é"])
def test_an_unknown_publication_has_no_latest_version(home, client, ref):
    assert client.get(f"{LIST}{ref}/derniere-version/").status_code == 404


def test_a_former_address_leads_to_the_latest_version_too(make, client):
    Redirect.objects.create(old_path=f"{LIST}avant", redirect_page=make("un"))
    make("deux", "un", date="2020")
    response = client.get(f"{LIST}avant/derniere-version/", follow=True)
    assert response.redirect_chain == [(f"{LIST}un/derniere-version/", 301), (f"{LIST}deux/", 302)]


# --- Any graph --------------------------------------------------------------------------------------------------------

GRAPHS = st.lists(
    st.tuples(st.none() | st.integers(1, 12), st.none() | st.dates(), st.booleans(), st.booleans()), max_size=12
)


class EveryPage:
    """A gate that shows some pages, by id."""

    def __init__(self, shown: set[int]) -> None:
        self.shown = shown

    def pages(self, model):
        return self

    def filter(self, pk__in):
        self.among = self.shown.intersection(pk__in)
        return self

    def values_list(self, *_, **__):
        return self.among


@settings(max_examples=300)
@given(graph=GRAPHS)
def test_any_links_make_chains_in_which_every_version_has_one_latest(graph):
    blank = dict.fromkeys(versions.FIELDS, "")
    rows = [
        blank | {"pk": pk, "replaces_id": replaces, "date_earliest": day, "withdrawn_on": day if withdrawn else None}
        for pk, (replaces, day, withdrawn, _) in enumerate(graph, 1)
    ]
    shown = {pk for pk, row in enumerate(graph, 1) if row[3]}
    built = versions._build(rows, EveryPage(shown))
    for pk, chain in built.items():
        ids = [each.pk for each in chain.versions]
        assert pk in ids
        assert len(ids) == len(set(ids)) > 1
        assert set(ids) <= shown
        assert chain.latest in chain.versions
        assert chain.latest.pk not in chain.replaced
        assert chain.replaced < set(ids)
        assert all(built[each] is chain for each in ids)
        assert not chain.latest.withdrawn or all(
            each.withdrawn for each in chain.versions if each.pk not in chain.replaced
        )
