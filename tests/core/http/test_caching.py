"""What every answer has in common: nothing half written, nothing personal in a cache, errors for whoever asks."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction

from core import views
from core.models import SillonDocument, Theme
from home.models import StandardPage
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


def write_then_fail(request):
    Theme.objects.create(title="À moitié", slug="a-moitie")
    raise RuntimeError("half way")


def write(request):
    Theme.objects.create(title="Entier", slug="entier")
    return HttpResponse("écrit")


def refuse(request):
    raise {"400": BadRequest, "403": PermissionDenied}[request.GET["status"]]("secret detail")


PROBES = [path("echec/", write_then_fail), path("ecriture/", write), path("refus/", refuse)]
urlpatterns = [*PROBES, path("api/v3/", include((PROBES, "probes"))), path("", include("config.urls"))]
handler400, handler403 = "core.views.bad_request", "core.views.permission_denied"
handler404, handler500 = "core.views.page_not_found", "core.views.server_error"
with_probes = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


# --- Writing -----------------------------------------------------------------------------------------------------


@with_probes
@pytest.mark.django_db(transaction=True)
def test_a_post_that_fails_leaves_nothing(home, browser):
    assert browser.post("/echec/").status_code == 500
    assert not Theme.objects.filter(slug="a-moitie").exists()


@with_probes
@pytest.mark.django_db(transaction=True)
def test_a_post_that_succeeds_is_kept(home, browser):
    assert browser.post("/ecriture/").status_code == 200
    assert Theme.objects.filter(slug="entier").exists()


# --- Caches ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/inventaire/", "/api/v3/places/", "/sitemap.xml"])
def test_an_anonymous_read_may_be_kept_and_must_be_asked_again(home, client, address):
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Vary"] == ("Authorization, origin" if address.startswith("/api/") else "Cookie")


@pytest.mark.parametrize("address", ["/", "/inventaire/", "/inventaire/points.json", "/compte/login/"])
def test_the_answer_to_an_account_is_kept_by_nobody(home, client, member, address):
    client.force_login(member)
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


@pytest.mark.parametrize("address", ["/compte/login/", "/admin/", "/n-existe-pas/", "/api/v3/n-existe-pas/"])
def test_forms_redirects_and_errors_are_kept_by_nobody(home, client, address):
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_an_answer_with_a_token_is_kept_by_nobody(home, client, member, token_of):
    response = client.get("/api/v3/places/", headers=token_of(member))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_a_shared_cache_never_keeps_a_document(home, client, member):
    document = SillonDocument.objects.create(title="x", file=ContentFile(b"a;b", name="x.csv"), file_hash="c0ffee")
    CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    assert client.get(document.url).status_code == 302
    client.force_login(member)
    response = client.get(document.url)
    assert b"".join(response.streaming_content) == b"a;b"
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-cache")
    assert client.get(document.url, headers={"if-none-match": response["ETag"]}).status_code == 304


# --- Errors ------------------------------------------------------------------------------------------------------

STATUSES = {400: "/refus/?status=400", 403: "/refus/?status=403", 404: "/n-existe-pas/", 500: "/echec/"}


@with_probes
@pytest.mark.parametrize("status", STATUSES)
def test_people_get_a_page_in_french(home, browser, status):
    response = browser.get(STATUSES[status])
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert '<html lang="fr">' in response.text
    assert views.MESSAGES[status][0] in response.text
    assert "secret detail" not in response.text


@with_probes
@pytest.mark.parametrize("status", STATUSES)
def test_programs_get_a_problem(home, browser, status):
    response = browser.get(f"/api/v3{STATUSES[status]}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    assert problem["title"]
    assert "secret detail" not in response.text


@with_probes
def test_the_page_of_an_error_500_asks_nothing_of_the_database(home, browser, rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert views.server_error(rf.get("/")).status_code == 500


def test_a_form_that_expired_says_what_to_do(home):
    response = Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "x", "password": "y"})
    assert response.status_code == 403
    assert "Le formulaire a expiré" in response.text


@pytest.mark.parametrize(
    "address",
    [
        "/%00/",
        "/a%00b/",
        "/%FF/",
        "/api/v3/places/a%00b/",
        "/%C3%A9t%C3%A9/",
        "/'/",
        "/api/v3/places/%00/",
        "/" + "a" * 3000 + "/",
    ],
)
def test_an_odd_address_is_not_found(home, browser, address):
    assert browser.get(address).status_code == 404


def test_an_unknown_host_is_refused_with_a_page(home, browser):
    assert browser.get("/", headers={"host": "ailleurs.test"}).status_code == 400
    assert browser.get("/", headers={"host": "localhost:²"}).status_code == 400


# --- Addresses ---------------------------------------------------------------------------------------------------


def test_a_page_that_changed_its_address_is_found_again(home, client, django_capture_on_commit_callbacks):
    page = StandardPageFactory(parent=home, slug="avant", title="Page")
    page.slug = "apres"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    response = client.get("/avant/")
    assert (response.status_code, response["Location"]) == (301, "/apres/")


def test_a_redirect_of_an_editor_holds(home, client):
    Redirect.objects.create(old_path="/ancien", redirect_link="/inventaire/")
    assert client.get("/ancien/")["Location"] == "/inventaire/"


def test_an_address_without_its_last_slash_is_completed(home, client):
    assert client.get("/inventaire")["Location"] == "/inventaire/"


def test_a_page_of_the_tree_is_served_with_few_queries(home, client, django_assert_max_num_queries):
    StandardPageFactory(parent=home, slug="page", title="Page")
    client.get("/page/")
    with django_assert_max_num_queries(8):
        assert client.get("/page/").status_code == 200


# --- For machines ------------------------------------------------------------------------------------------------


def test_robots_are_sent_to_the_sitemap_and_away_from_accounts(home, client, settings):
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines
    assert {"Disallow: /admin/", "Disallow: /compte/", "Disallow: /contribuer/*/"} <= set(lines)


@pytest.fixture
def pages(home) -> list[StandardPage]:
    fresh = type(home).objects.get
    return [StandardPageFactory(parent=fresh(pk=home.pk), slug=f"page-{n}") for n in range(3)]


def test_the_sitemap_names_every_public_page_and_no_other(pages, home, client, settings):
    pages[1].unpublish()
    xml = client.get("/sitemap.xml").text
    assert f"<loc>{settings.SITE_URL}/page-0/</loc>" in xml
    assert f"<loc>{settings.SITE_URL}/</loc>" in xml
    assert "page-1/" not in xml


def test_a_large_sitemap_comes_in_parts_that_hold_everything_once(pages, client, monkeypatch):
    monkeypatch.setattr(views, "SITEMAP_PAGE", 4)
    whole = client.get("/sitemap.xml").text
    assert "<sitemapindex" in whole
    parts = whole.count("<sitemap>")
    found = [loc for n in range(1, parts + 1) for loc in client.get(f"/sitemap.xml?p={n}").text.split("<loc>")[1:]]
    assert parts > 1
    assert len(found) == len(set(found))
    assert sum("/page-" in loc for loc in found) == 3


@pytest.mark.parametrize("part", ["²", "0", "-1", "x", "99999", "%00"])
def test_an_odd_part_of_the_sitemap_is_no_error(pages, browser, part):
    assert browser.get(f"/sitemap.xml?p={part}").status_code == 200
