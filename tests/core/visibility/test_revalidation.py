"""After a change of any kind, made in another process: new ETags where it shows, the old ones elsewhere, none stale."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from archive.models import EventIndexPage, EventPartner
from core.bin import moves
from core.models import PageTheme, SillonDocument
from core.visibility import version
from core.visibility.gate import Audience
from home.models import HomePage, Identity, MenuItem, Navigation
from memento.testimonials import consent
from tests.factories.archive import EventReportPageFactory, PartnerFactory, ThemeFactory
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import add_testimonial, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
PLACE, TEXT, EVENT = "/inventaire/cime/", "/texte/", "/ressources/evenements/atelier/"
PLACES, PLACE_DATA = "/api/v3/places/", "/api/v3/places/cime/"
EVENT_DATA, THEME, PARTNER = "/api/v3/events/atelier/", "/themes/mobilite/", "/partenaires/ecole/"
TESTIMONIALS, SITE, SITEMAP = "/api/v3/testimonials/", "/api/v3/site/", "/sitemap.xml"
POINTS, SUGGESTIONS = "/inventaire/points.json", "/recherche/suggestions.json?q=ci"
#: No change shows here.
ROBOTS = "/robots.txt"
ADDRESSES = (
    PLACE, TEXT, EVENT, PLACES, PLACE_DATA, EVENT_DATA, THEME, PARTNER, TESTIMONIALS, SITE, SITEMAP, POINTS,
    SUGGESTIONS, ROBOTS,
)  # fmt: skip


class Process:
    """Stands for a web process: what its requests remember under a content version is its own."""

    def __init__(self) -> None:
        self._memory: version.Snapshot | None = None

    def get(self, path: str, tag: str = "") -> HttpResponseBase:
        version._latest, outside = self._memory, version._latest
        try:
            return Client().get(path, headers={"If-None-Match": tag} if tag else {})
        finally:
            self._memory, version._latest = version._latest, outside


@pytest.fixture(scope="module")
def scene(module_db) -> SimpleNamespace:
    """A place, a text, a testimonial, and an event with a theme and a partner."""
    theme, partner = ThemeFactory(title="Mobilité", slug="mobilite"), PartnerFactory(name="Une école", slug="ecole")
    event = EventReportPageFactory(
        parent=EventIndexPage.objects.get(), slug="atelier", title="Atelier", page_themes=[PageTheme(theme=theme)],
        partners=[EventPartner(partner=partner)],
    )  # fmt: skip
    return SimpleNamespace(
        theme=theme, partner=partner, event=event,
        place=SiteProfilePageFactory(title="Cime", slug="cime", address="1 rue du Col"),
        text=StandardPageFactory(parent=HomePage.objects.get(), slug="texte", title="Texte"),
        testimonial=add_testimonial("maria"),
    )  # fmt: skip


def publish(scene):
    place = fresh(scene.place)
    place.title = "Crête"
    place.save_revision().publish()


def change_the_slug(scene):
    place = fresh(scene.place)
    place.slug = "crete"
    place.save_revision().publish()


def hide_a_fact(scene):
    place = fresh(scene.place)
    place.visibility_address = Audience.TEAM
    place.save_revision().publish()


def add_a_place(scene):
    SiteProfilePageFactory(title="Autre", slug="autre")


def unpublish(scene):
    fresh(scene.place).unpublish()


def delete(scene):
    moves.put(fresh(scene.place), None)


def restrict(scene):
    PageViewRestriction.objects.create(page=fresh(scene.place), restriction_type="login")


def move(scene):
    fresh(scene.text).move(scene.testimonial.get_parent(), "first-child")


def expire(scene):
    Page.objects.filter(pk=scene.text.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)


def rename_a_theme(scene):
    theme = fresh(scene.theme)
    theme.title = "Transports"
    theme.save()


def change_a_partner(scene):
    partner = fresh(scene.partner)
    partner.name = "Un lycée"
    partner.save()


def withdraw_a_consent(scene):
    consent.withdraw(fresh(scene.testimonial), date(2026, 5, 5), "Par téléphone.", None)


def change_a_setting(scene):
    Identity.objects.update_or_create(site=Site.objects.get(), defaults={"name": "Nouveau nom"})


def change_the_menu(scene):
    navigation = Navigation.objects.get()
    navigation.main_items.add(MenuItem(page=scene.text))
    navigation.save()


def add_a_document(scene):
    SillonDocument(title="Note", file=ContentFile(b"x", "n.txt")).save()


def add_a_redirect(scene):
    Redirect.objects.create(old_path="/ancien", redirect_page=scene.text)


PAGES = {PLACE, TEXT, EVENT, THEME, PARTNER}
#: Kinds of changes, and the addresses that show them.
CHANGES: list[tuple[Callable[[SimpleNamespace], None], set[str]]] = [
    (publish, {PLACE, PLACES, PLACE_DATA, SUGGESTIONS}),
    (change_the_slug, {PLACE, PLACES, PLACE_DATA, SITEMAP}),
    (hide_a_fact, {PLACE, PLACE_DATA, POINTS}),
    (add_a_place, {PLACES, POINTS, SITEMAP}),
    (unpublish, {PLACE, PLACES, PLACE_DATA, POINTS, SITEMAP}),
    (delete, {PLACE, PLACES, PLACE_DATA, POINTS, SITEMAP}),
    (restrict, {PLACE, PLACES, PLACE_DATA, POINTS, SITEMAP, SUGGESTIONS}),
    (move, {TEXT, SITEMAP}),
    (expire, {TEXT, SITEMAP}),
    (rename_a_theme, {EVENT, EVENT_DATA, THEME}),
    (change_a_partner, {EVENT, EVENT_DATA, PARTNER}),
    (withdraw_a_consent, {TESTIMONIALS, SITEMAP}),
    (change_a_setting, {*PAGES, SITE}),
    (change_the_menu, {*PAGES, SITE}),
    (add_a_document, set()),
    (add_a_redirect, set()),
]


@pytest.mark.parametrize(("change", "shown_on"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_an_answer_is_new_where_a_change_shows_and_a_304_elsewhere(scene, change, shown_on):
    one, other = Process(), Process()
    before = {path: one.get(path) for path in ADDRESSES}
    assert {path: answer.status_code for path, answer in before.items()} == dict.fromkeys(ADDRESSES, 200)
    assert all(other.get(path)["ETag"] == answer["ETag"] for path, answer in before.items())
    version_before = version.current().key
    change(scene)
    assert version.current().key != version_before
    unvisited, changed = Process(), set()
    for path, old in before.items():
        answer, made = other.get(path, old["ETag"]), unvisited.get(path)
        if made.status_code == 200 and made.content == old.content:
            assert (answer.status_code, answer["ETag"]) == (304, old["ETag"]), path
            continue
        changed.add(path)
        assert (answer.status_code, answer.content) == (made.status_code, made.content), path
        assert answer.get("ETag") == made.get("ETag") != old["ETag"], path
    assert shown_on <= changed
    assert ROBOTS not in changed
