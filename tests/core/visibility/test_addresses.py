"""With a front end, what it shows has its address there; all else stays with Sillon."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from archive.models import EventIndexPage
from core.blocks.resolver import Resolver
from core.mail.render import link_to_page
from core.visibility import version
from core.visibility.gate import Gate
from home.models import StandardPage
from tests.factories.archive import EventReportPageFactory
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
FRONT = "https://front.example"


@pytest.fixture
def front_end(settings) -> None:
    settings.FRONTEND_URL = FRONT


@pytest.fixture
def page(home) -> StandardPage:
    return StandardPageFactory(parent=home, slug="la-demarche", title="La démarche")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/la-demarche/", "/la-demarche/?x=1#y", "/inventaire/", "/inventaire/?famille=coworking",
        "/themes/", "/themes/mobilite/", "/partenaires/", "/partenaires/ville/", "/ressources/chronologie/",
        "/ressources/chronologie/2026/",
    ],
)  # fmt: skip
def test_what_a_front_end_shows_has_its_address_there(home, front_end, path):
    assert Gate.public().absolute(path) == f"{FRONT}{path}"


@pytest.mark.parametrize(
    "path",
    [
        "/contribuer/", "/contribuer/proposer/", "/compte/login/", "/recherche/?q=la-demarche", "/admin/",
        "/api/v3/places/", "/documents/1/x.pdf", "/media/images/x.webp", "/media/images/", "/static/css/",
        "/sitemap.xml", "/ressources/evenements/agenda.ics", "/ressources/evenements/flux.atom",
        "/ressources/evenements/atelier/inscription/", "/ressources/evenements/etre-prevenu/",
        "/inventaire/integrer/sillon.js", "/personnes/ada/", "/sans-barre",
    ],
)  # fmt: skip
def test_all_else_keeps_the_address_of_sillon(home, front_end, settings, path):
    assert Gate.public().absolute(path) == f"{settings.SITE_URL}{path}"


def test_without_a_front_end_everything_is_on_sillon(home, settings):
    assert Gate.public().absolute("/la-demarche/") == f"{settings.SITE_URL}/la-demarche/"


@pytest.mark.parametrize("url", ["https://ailleurs.example/x", "//ailleurs.example/x", "mailto:a@exemple.fr"])
def test_other_urls_are_returned_as_they_are(home, front_end, url):
    assert Gate.public().absolute(url) == url


def test_a_second_site_keeps_its_own_addresses(home, page, front_end):
    Site.objects.create(hostname="autre.example", port=80, root_page=page)
    other = next(site for site in version.current().sites if not site.is_default)
    assert Gate.public(other).full_url(page.url_path) == "http://autre.example/"


def test_wagtail_links_a_page_to_the_front_end(page, front_end):
    assert (page.url, page.full_url) == (f"{FRONT}/la-demarche/", f"{FRONT}/la-demarche/")


def test_a_page_outside_of_the_site_has_no_address(page, front_end):
    orphan = page.get_root().add_child(instance=StandardPage(title="Seule", slug="seule"))
    assert (orphan.url, orphan.full_url) == (None, None)


def test_the_editor_sees_the_page_online_at_the_front_end(as_editor, page, front_end):
    assert f'href="{FRONT}/la-demarche/"' in as_editor.get(f"/admin/pages/{page.pk}/edit/").text


def test_the_canonical_address_is_that_of_the_front_end(client, page, front_end):
    text = client.get("/la-demarche/").text
    assert f'<link rel="canonical" href="{FRONT}/la-demarche/">' in text
    assert f'<meta property="og:url" content="{FRONT}/la-demarche/">' in text


def test_the_sitemap_lists_the_front_end(client, page, front_end, settings):
    text = client.get("/sitemap.xml").text
    assert f"<loc>{FRONT}/la-demarche/</loc>" in text
    assert settings.SITE_URL not in text


def test_the_entries_of_a_feed_lead_to_the_front_end_and_the_feed_stays(client, home, front_end, settings):
    EventReportPageFactory(parent=EventIndexPage.objects.get(), slug="atelier", title="Atelier")
    text = client.get("/ressources/evenements/flux.atom").text
    assert f'href="{FRONT}/ressources/evenements/atelier/"' in text
    assert f'href="{settings.SITE_URL}/ressources/evenements/flux.atom" rel="self"' in text


def test_the_events_of_a_calendar_lead_to_the_front_end(client, home, front_end):
    EventReportPageFactory(parent=EventIndexPage.objects.get(), slug="atelier", title="Atelier", date="2026-05-06")
    lines = client.get("/ressources/evenements/agenda.ics").content.replace(b"\r\n ", b"").decode()
    assert f"{FRONT}/ressources/evenements/atelier/" in lines


def test_a_mail_links_to_the_front_end(page, front_end):
    assert link_to_page(page.pk)["url"] == f"{FRONT}/la-demarche/"


def test_links_in_rich_text_of_the_api_lead_to_the_front_end(page, front_end, settings):
    source = (
        f'<p><a linktype="page" id="{page.pk}">a</a> <a href="/inventaire/?a=1&amp;b=2">b</a> '
        '<a href="/contribuer/">c</a> <a href="//x.example/">d</a></p>'
    )
    resolver = Resolver(Gate.public(), absolute=True)
    resolver.add_rich_text(source)
    resolver.load()
    assert resolver.rich_text(source) == (
        f'<p><a href="{FRONT}/la-demarche/">a</a> <a href="{FRONT}/inventaire/?a=1&amp;b=2">b</a> '
        f'<a href="{settings.SITE_URL}/contribuer/">c</a> <a href="//x.example/">d</a></p>'
    )


def test_a_page_kept_by_a_cache_is_not_current_once_there_is_a_front_end(client, page, settings):
    tag = client.get("/la-demarche/")["ETag"]
    settings.FRONTEND_URL = FRONT
    assert client.get("/la-demarche/", headers={"If-None-Match": tag}).status_code == 200
