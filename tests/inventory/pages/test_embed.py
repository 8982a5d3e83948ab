"""The inventory on other sites: the code for partners, and a frame for any site, the same for every reader."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from inventory.catalogue import rows
from inventory.models import InventoryIndexPage
from tests.factories.inventory import SiteProfilePageFactory, inventory_index

pytestmark = pytest.mark.django_db
EMBED, FRAME, SCRIPT = "/inventaire/integrer/", "/inventaire/integrer/cadre/", "/inventaire/integrer/sillon.js"


def test_page_gives_a_frame_and_a_script_with_its_filters(client, home):
    SiteProfilePageFactory(title="D'ici")
    SiteProfilePageFactory(title="De là", families=["fablab"])
    shown = client.get(f"{EMBED}?famille=fablab&vue=liste&order=title").text
    codes = [html.unescape(text) for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", shown, re.DOTALL)]
    address = urlsplit(re.search(r'src="([^"]+)"', codes[0])[1])
    assert (address.scheme, address.path) == ("http", FRAME)
    frame = client.get(f"{address.path}?{address.query}")
    assert [place["title"] for place in frame.context["places"]] == ["De là"]
    assert frame.context["view"] == "liste"
    assert 'data-filtres="famille=fablab&order=title" data-vue="liste"' in codes[1]
    assert f'{SCRIPT}"' in codes[1]


def test_script_has_a_lasting_address_that_redirects_to_the_static_file(client):
    response = client.get(SCRIPT)
    assert (response.status_code, response.url) == (302, "/static/js/embed.js")


def test_only_the_frame_may_be_framed_by_other_sites(client, home):
    frame = client.get(FRAME)
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    for path in (EMBED, "/inventaire/"):
        response = client.get(path)
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in client.get(EMBED)["Content-Security-Policy"]
    assert "frame-src" not in client.get("/inventaire/")["Content-Security-Policy"]


def test_frame_is_cached_and_revalidated(client, home):
    SiteProfilePageFactory()
    first = client.get(f"{FRAME}?departement=38")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get(f"{FRAME}?departement=38", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    # What the browser kept came with its policy, which an answer without one leaves as it is.
    assert "Content-Security-Policy" not in again
    assert "X-Frame-Options" not in again
    SiteProfilePageFactory()
    assert client.get(f"{FRAME}?departement=38", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", [EMBED, f"{FRAME}?ouvert=now", "/inventaire/"])
def test_etag_changes_when_a_place_closes(client, home, monkeypatch, path):
    SiteProfilePageFactory(opening_hours="24/7")
    SiteProfilePageFactory(opening_hours="Mo-Fr 09:00-18:00")
    tags = []
    for hour in (10, 11, 19):
        monkeypatch.setattr(timezone, "now", lambda hour=hour: datetime(2026, 11, 18, hour, tzinfo=UTC))
        tags.append(client.get(path)["ETag"])
    assert tags[0] == tags[1] != tags[2]


def test_frame_is_public_for_every_reader_and_sets_no_cookie(home, admin, token_of):
    private = SiteProfilePageFactory(title="Réservé")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    SiteProfilePageFactory(title="Pour tous", visibility_address=1)
    logged_in = Client()
    logged_in.force_login(admin)
    anonymous = Client().get(FRAME)
    for response in (logged_in.get(FRAME), Client().get(FRAME, headers=token_of(admin))):
        assert response.content == anonymous.content
        assert response["ETag"] == anonymous["ETag"]
        assert not response.cookies
    assert "Réservé" not in anonymous.text


def test_frame_shows_a_map_a_list_or_both(client, home):
    SiteProfilePageFactory(title="Un lieu")
    for view, lists, maps in (("", 1, 1), ("les-deux", 1, 1), ("carte", 0, 1), ("liste", 1, 0), ("x", 1, 1)):
        text = client.get(f"{FRAME}?vue={view}").text
        assert (text.count("data-place="), text.count("data-map")) == (lists, maps), view
        assert "Voir sur" in text


def test_frame_turns_its_pages_in_place_and_opens_links_in_a_new_tab(client, home, monkeypatch):
    monkeypatch.setattr(rows, "PER_PAGE", 2)
    SiteProfilePageFactory.create_batch(3)
    text = client.get(f"{FRAME}?departement=38&vue=liste").text
    assert '<base target="_blank">' in text
    assert 'target="_self" rel="next" href="?departement=38&amp;vue=liste&amp;page=2"' in text
    assert len(client.get(f"{FRAME}?departement=38&page=2").context["places"]) == 1
    assert 'href="?page=2"' in client.get(FRAME).text


def test_frame_shows_a_notice_of_an_invalid_filter(client, home):
    SiteProfilePageFactory()
    response = client.get(f"{FRAME}?famille=patinoire")
    assert "n’a pas été compris" in response.text
    assert response.context["count"] == 1


def test_page_and_frame_are_not_found_without_a_public_inventory(client, home):
    PageViewRestriction.objects.create(page=inventory_index(), restriction_type="login")
    assert [client.get(path).status_code for path in (EMBED, FRAME)] == [404, 404]
    PageViewRestriction.objects.all().delete()
    InventoryIndexPage.objects.update(live=False)
    assert [client.get(path).status_code for path in (EMBED, FRAME)] == [404, 404]


@pytest.mark.parametrize("path", [EMBED, FRAME])
def test_post_is_not_allowed(client, home, path):
    assert client.post(path).status_code == 405
