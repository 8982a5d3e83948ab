"""The Atom feeds of events and publications."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories.archive import EventReportPageFactory, PublicationPageFactory

pytestmark = pytest.mark.django_db
EVENTS = "/ressources/evenements/flux.atom"
PUBLICATIONS = "/ressources/publications/flux.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(response) -> ElementTree.Element:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


@pytest.mark.parametrize(
    ("url", "factory", "summary"),
    [
        (EVENTS, EventReportPageFactory, "<p>3 février 2016 · Table ronde</p><p>Ce dont on &lt;y&gt; parle.</p>"),
        (PUBLICATIONS, PublicationPageFactory, "<p>2014 · Étude</p><p>Ce dont on &lt;y&gt; parle.</p>"),
    ],
)
def test_a_feed_is_valid_atom_with_whole_addresses(client, event_index, publication_index, url, factory, summary):
    parent = event_index if factory is EventReportPageFactory else publication_index
    when = timezone.now()
    page = factory(
        parent=parent, slug="une-page", title="Une page\x0b & ses suites", search_description="Ce dont on <y> parle.",
        first_published_at=when, last_published_at=when,
    )  # fmt: skip
    feed = parsed(client.get(url))
    assert feed.find(f"{ATOM}title").text.startswith(parent.title)
    assert feed.find(f"{ATOM}id").text.startswith("urn:uuid:")
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"{settings.SITE_URL}{parent.url}", "self": f"{settings.SITE_URL}{url}"}
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{page.translation_key}"
    assert entry.find(f"{ATOM}title").text == "Une page & ses suites"
    assert entry.find(f"{ATOM}link").get("href") == f"{settings.SITE_URL}{page.url}"
    assert entry.find(f"{ATOM}updated").text == when.isoformat()
    assert entry.find(f"{ATOM}summary").text == summary


def test_an_entry_keeps_its_id_when_its_address_changes(client, event_index):
    page = EventReportPageFactory(parent=event_index, slug="avant")
    before = parsed(client.get(EVENTS)).find(f"{ATOM}entry/{ATOM}id").text
    page.slug = "apres"
    page.save()
    entry = parsed(client.get(EVENTS)).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == before
    assert entry.find(f"{ATOM}link").get("href").endswith("/apres/")
    assert entry.find(f"{ATOM}updated") is not None


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS])
def test_a_feed_is_304_until_something_changes(client, event_index, publication_index, url):
    first = client.get(url)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    EventReportPageFactory(parent=event_index)
    PublicationPageFactory(parent=publication_index)
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert len(parsed(changed).findall(f"{ATOM}entry")) == 1


def test_last_changed_page_comes_first(client, event_index):
    now = timezone.now()
    for days, title in ((3, "avant"), (1, "après"), (2, "entre")):
        when = now - timezone.timedelta(days=days)
        EventReportPageFactory(parent=event_index, title=title, last_published_at=when)
    titles = [node.text for node in parsed(client.get(EVENTS)).findall(f"{ATOM}entry/{ATOM}title")]
    assert titles == ["après", "entre", "avant"]


def test_feed_is_the_same_for_editors(as_editor, client, event_index, close):
    page = EventReportPageFactory(parent=event_index, title="Réservé")
    close(page)
    assert "Réservé" not in as_editor.get(EVENTS).text
    assert "Réservé" not in client.get(EVENTS).text


def test_feed_takes_as_many_queries_for_four_as_for_one(client, event_index, queries):
    EventReportPageFactory(parent=event_index)
    few = queries(client, EVENTS)
    EventReportPageFactory.create_batch(3, parent=event_index)
    assert queries(client, EVENTS) == few
