"""304 for every public read until what it shows changes, then 200 at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from core.models import Partner, SillonDocument, SillonImage, Theme
from core.setup import ensure_page
from core.visibility import version
from home.models import FooterItem, Identity, MenuItem, Navigation, StandardPage
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>'
PUBLIC_READS = [
    "/inventaire/", "/inventaire/cime/", "/inventaire/vignettes.json?id={pk}", "/api/v3/places/",
    "/api/v3/places/cime/", "/api/v3/places/cards/?id={pk}", "/api/v3/content/?path=/inventaire/cime/",
    *(
        pytest.param(path, marks=pytest.mark.indexed)
        for path in (
            "/recherche/?q=cime", "/recherche/suggestions.json?q=ci", "/api/v3/search/?q=cime",
            "/api/v3/search/suggest/?q=ci",
        )
    ),
]  # fmt: skip
#: Public reads that do not show the name of a place.
OTHER_READS = [
    "/texte/", "/memento/", "/ressources/", "/ressources/evenements/", "/ressources/publications/", "/robots.txt",
    "/ressources/evenements/flux.atom", "/ressources/publications/flux.atom", "/ressources/evenements/agenda.ics",
    "/inventaire/points.json", "/api/v3/places/map/", "/api/v3/memento/", "/api/v3/events/", "/api/v3/publications/",
    "/api/v3/testimonials/", "/api/v3/site/", "/api/v3/content/?path=/texte/",
]  # fmt: skip


@pytest.fixture
def place(home):
    return SiteProfilePageFactory(title="Cime", slug="cime")


@pytest.fixture
def text(home):
    return ensure_page(home, StandardPage, "texte", "Texte")


def is_fresh(tag: str, path: str = "/inventaire/") -> bool:
    return Client().get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", PUBLIC_READS)
def test_every_public_read_answers_304_until_what_it_shows_changes(client, place, path):
    path = path.format(pk=place.pk)
    response = client.get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Vary"] == ("Authorization, origin" if path.startswith("/api/") else "Cookie")
    assert is_fresh(response["ETag"], path)
    place.title = "Autre nom"
    place.save_revision().publish()
    assert not is_fresh(response["ETag"], path)


@pytest.mark.parametrize("path", OTHER_READS)
def test_a_read_that_does_not_show_a_change_answers_304_after_it(client, place, text, path, django_assert_num_queries):
    response = client.get(path)
    place.title = "Autre nom"
    place.save_revision().publish()
    assert is_fresh(response["ETag"], path)
    with django_assert_num_queries(1):
        assert is_fresh(response["ETag"], path)


def test_a_304_costs_one_small_query(client, place, django_assert_num_queries):
    tag = client.get("/inventaire/")["ETag"]
    with django_assert_num_queries(1):
        assert is_fresh(tag)


def test_a_page_that_is_gone_is_no_304(client, place):
    tag = client.get("/inventaire/cime/")["ETag"]
    place.unpublish()
    assert Client().get("/inventaire/cime/", headers={"If-None-Match": tag}).status_code == 404


def publish(place, text):
    place.summary = "Un autre résumé"
    place.save_revision().publish()


def unpublish(place, text):
    place.unpublish()


def move(place, text):
    text.move(
        Page.objects.get(pk=ensure_page(Site.objects.get().root_page, StandardPage, "autre", "Autre").pk), "first-child"
    )


def slug(place, text):
    place.slug = "nouvelle-adresse"
    place.save()


def slug_of_a_draft_above_a_live_page(place, text):
    parent = place.get_parent().specific
    parent.slug = "lieux"
    parent.save()


def delete(place, text):
    Page.objects.get(pk=place.pk).delete()


def restrict(place, text):
    PageViewRestriction.objects.create(page=place, restriction_type=PageViewRestriction.LOGIN)


def restrict_to_groups(place, text):
    PageViewRestriction.objects.get(page=text).groups.add(Group.objects.get(name="Membres"))


def lift_restriction(place, text):
    PageViewRestriction.objects.get(page=text).delete()


def delete_a_group_of_a_restriction(place, text):
    Group.objects.create(name="Passager").delete()


def change_site(place, text):
    site = Site.objects.get()
    site.site_name = "Autre"
    site.save()


def change_identity(place, text):
    Identity.objects.update_or_create(site=Site.objects.get(), defaults={"name": "Nouveau nom"})


def change_menu(place, text):
    navigation = Navigation.objects.get()
    navigation.main_items.add(MenuItem(page=text))
    navigation.save()


def change_footer(place, text):
    FooterItem.objects.create(navigation=Navigation.objects.get(), url="/x/", label="X")


def add_redirect(place, text):
    Redirect.objects.create(old_path="/ancien", redirect_page=place)


def change_image(place, text):
    SillonImage(title="Dessin", file=ContentFile(SVG, "d.svg"), width=10, height=10).save()


def change_document(place, text):
    SillonDocument(title="Note", file=ContentFile(b"x", "n.txt")).save()


def change_theme(place, text):
    Theme.objects.create(title="Neige", slug="neige")


def change_partner(place, text):
    Partner.objects.create(name="Mairie", slug="mairie")


def scheduled_hour_comes(place, text):
    text.go_live_at = timezone.now() + timedelta(hours=1)
    text.save_revision().publish()
    text.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = text.revisions.first()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)


def expiry_comes(place, text):
    Page.objects.filter(pk=text.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)


CAUSES = [
    publish, unpublish, move, slug, slug_of_a_draft_above_a_live_page, delete, restrict, restrict_to_groups,
    lift_restriction, delete_a_group_of_a_restriction, change_site, change_identity, change_menu, change_footer,
    add_redirect, change_image, change_document, change_theme, change_partner, scheduled_hour_comes, expiry_comes,
]  # fmt: skip


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.__name__)
def test_each_cause_changes_the_version(client, place, text, cause):
    if "restriction" in cause.__name__ or cause is restrict_to_groups:
        PageViewRestriction.objects.create(page=text, restriction_type=PageViewRestriction.GROUPS)
    if cause is slug_of_a_draft_above_a_live_page:
        parent = place.get_parent().specific
        parent.live = False
        parent.save()
    before = version.current().key
    assert version.current().key == before
    cause(place, text)
    assert version.current().key != before


def test_typing_a_draft_changes_nothing(place):
    before = version.current().key
    revision = None
    for letter in "abc":
        place.title = letter
        revision = place.save_revision(overwrite_revision=revision, clean=False)
    assert version.current().key == before


def test_typing_a_page_that_was_never_published_changes_nothing(home):
    draft = SiteProfilePageFactory(draft=True)
    before = version.current().key
    draft.summary = "Encore un mot"
    draft.save()
    draft.save_revision()
    assert version.current().key == before


def test_scheduling_changes_nothing(place, home):
    place.save_revision().publish()
    place.refresh_from_db()
    draft = SiteProfilePageFactory(draft=True)
    before = version.current().key
    for page in (draft, place):
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision().publish()
    assert version.current().key == before
    assert not Page.objects.get(pk=draft.pk).live


def test_locking_changes_nothing(client, place, admin):
    before = version.current().key
    client.force_login(admin)
    assert client.post(f"/admin/pages/{place.pk}/lock/").status_code == 302
    assert version.current().key == before


def test_a_version_undone_with_its_transaction_is_never_taken_for_another(place):
    from django.db import transaction

    seen = version.current().key

    class Undo(Exception):
        pass

    def bump_and_undo():
        with transaction.atomic():
            version.bump()
            keys.append(version.current().key)
            raise Undo

    keys: list[str] = []
    with pytest.raises(Undo):
        bump_and_undo()
    assert version.current().key == seen
    version.bump()
    assert version.current().key not in (seen, *keys)


def test_a_body_is_made_again_each_day(client, place, monkeypatch):
    tag = client.get("/inventaire/")["ETag"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("core.http.caching.timezone.localdate", lambda: tomorrow)
    with CaptureQueriesContext(connection) as queries:
        assert is_fresh(tag)
    assert len(queries) > 1


@pytest.mark.parametrize("path", ["/", "/inventaire/", "/inventaire/points.json", "/api/v3/places/"])
def test_personal_answers_are_never_cached(client, member, place, path, token_of):
    if path.startswith("/api/"):
        response = client.get(path, headers=token_of(member))
    else:
        client.force_login(member)
        response = client.get(path)
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


@pytest.mark.parametrize("path", ["/compte/login/", "/admin/login/", "/sante/", "/n-existe-pas/"])
def test_forms_errors_and_health_are_never_cached(client, home, path):
    response = client.get(path)
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


def test_a_member_s_session_does_not_get_304_from_a_public_etag(client, member, place):
    tag = client.get("/inventaire/")["ETag"]
    client.force_login(member)
    assert client.get("/inventaire/", headers={"If-None-Match": tag}).status_code == 200


def test_what_a_process_keeps_is_dropped_with_the_version(client, home):
    assert "Nouveau nom" not in client.get("/").text
    Identity.objects.update_or_create(site=Site.objects.get(), defaults={"name": "Nouveau nom"})
    assert "Nouveau nom" in client.get("/").text


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_made_again_by_the_first_question(monkeypatch):
    asked = []

    def rows(**parameters):
        asked.append(parameters)
        if len(asked) == 1:
            raise OperationalError("the server has gone")
        return [{"number": 7, "stamp": "x"}]

    monkeypatch.setattr(version._row, "rows", rows)
    connection.ensure_connection()
    connection.health_check_done = False
    assert version.current().key == "7.x"
    connection.health_check_done = True
    asked.clear()
    with pytest.raises(OperationalError):
        version.current()


def test_a_snapshot_has_each_restriction_once_with_all_its_groups(home):
    groups = [Group.objects.create(name=name) for name in ("Bureau", "Comité")]
    for_groups = PageViewRestriction.objects.create(page=home, restriction_type=PageViewRestriction.GROUPS)
    for_groups.groups.set(groups)
    for_all = PageViewRestriction.objects.create(
        page=home.get_children()[0], restriction_type=PageViewRestriction.LOGIN
    )
    assert [(row.id, row.path, row.kind, row.group_ids) for row in version.current().restrictions] == [
        (for_groups.pk, home.path, "groups", {group.pk for group in groups}),
        (for_all.pk, for_all.page.path, "login", frozenset()),
    ]
