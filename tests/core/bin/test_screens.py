"""The screens about deletion: who cites a page, « Corbeille », and who may do what there."""

from __future__ import annotations

from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Page

from core.bin import moves, tree
from core.models import BinnedPage
from inventory.models import InventoryIndexPage, SiteProfilePage
from memento.models import MementoPage
from tests.conftest import make_user
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.factories.memento import add_chapter, add_sheet

pytestmark = pytest.mark.django_db


def login(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    return unescape(response.text).replace("\xa0", " ").replace("\u202f", " ")


@pytest.fixture
def place(home) -> SiteProfilePage:
    return SiteProfilePageFactory(title="La Cime", slug="cime", email="anne@example.org")


@pytest.fixture
def chapter(home):
    return add_chapter()


@pytest.fixture
def guide_editor(chapter):
    """Somebody with rights on the guide alone."""
    group = Group.objects.create(name="Mémento")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=MementoPage.objects.get(), permission=permission)
    return make_user("redactrice", "Mémento")


@pytest.mark.indexed
def test_the_confirmation_names_who_cites_the_page_with_links(as_editor, place, chapter):
    published = add_sheet(chapter, "publiee", title="Trouver des murs")
    published.body = [("place", {"place": place, "text": ""})]
    published.save_revision().publish()
    drafted = add_sheet(chapter, "brouillon", title="Ouvrir en semaine")
    drafted.body = [("places_map", {"title": "Ici", "places": [place]})]
    drafted.save_revision()
    add_sheet(chapter, "autre", title="Sans rapport")
    text = text_of(as_editor.get(f"/admin/pages/{place.pk}/delete/"))
    assert f'href="/admin/pages/{published.pk}/edit/"' in text
    assert f'href="/admin/pages/{drafted.pk}/edit/"' in text
    assert text.count("en brouillon)") == 1
    assert "Sans rapport" not in text
    assert "Les contacts (courriel et téléphone) sont effacés tout de suite" in text


@pytest.mark.indexed
def test_pages_that_go_along_are_not_named_as_citing_each_other(admin, place, chapter):
    sheet = add_sheet(chapter, "une")
    sheet.body = [("page_link", {"page": chapter, "text": ""})]
    sheet.save_revision().publish()
    text = text_of(login(admin).get(f"/admin/pages/{chapter.pk}/delete/"))
    assert "Aucune autre page ne la cite" in text
    assert "Avec elle part ce qui est en dessous : 1 page." in text


def test_a_deleted_page_is_listed_and_restored(as_editor, editor, place):
    response = as_editor.post(f"/admin/pages/{place.pk}/delete/", follow=True)
    assert "est dans la corbeille" in response.text
    text = text_of(as_editor.get("/admin/corbeille/"))
    for part in ("La Cime", "Fiche lieu", "Accueil › Inventaire", "une-editrice", "reste 30 jours"):
        assert part in text, part
    response = as_editor.post(f"/admin/corbeille/{place.pk}/restaurer/", follow=True)
    assert "elle est de nouveau publiée" in text_of(response)
    assert Page.objects.get(pk=place.pk).live


def test_the_second_person_to_restore_is_told_so(as_editor, place):
    entry = moves.put(place)
    moves.restore(entry, None)
    for action in ("restaurer", "supprimer"):
        response = as_editor.post(f"/admin/corbeille/{place.pk}/{action}/", follow=True)
        assert "n’est plus dans la corbeille" in response.text
    assert Page.objects.get(pk=place.pk).live


def test_the_second_person_to_delete_is_led_to_the_bin(as_editor, place):
    moves.put(place)
    response = as_editor.post(f"/admin/pages/{place.pk}/delete/", follow=True)
    assert "« La Cime » est dans la corbeille" in text_of(response)
    assert BinnedPage.objects.filter(pk=place.pk).exists()


def test_a_taken_address_is_said(as_editor, place):
    moves.put(place)
    SiteProfilePageFactory(slug="cime")
    text = as_editor.post(f"/admin/corbeille/{place.pk}/restaurer/", follow=True).text
    assert "Son adresse « cime » a été prise depuis" in text


def test_a_page_is_deleted_for_good_after_a_confirmation(as_editor, place):
    moves.put(place)
    assert "Rien ne la fera revenir" in as_editor.get(f"/admin/corbeille/{place.pk}/supprimer/").text
    assert Page.objects.filter(pk=place.pk).exists()
    as_editor.post(f"/admin/corbeille/{place.pk}/supprimer/")
    assert not Page.objects.filter(pk=place.pk).exists()


def test_rights_are_those_of_where_the_page_stood(guide_editor, moderator, member, place, chapter):
    sheet = add_sheet(chapter, "une", title="Une fiche")
    moves.put(place)
    moves.put(sheet)
    client = login(guide_editor)
    text = client.get("/admin/corbeille/").text
    assert "Une fiche" in text
    assert "La Cime" not in text
    for action in ("restaurer", "supprimer"):
        client.post(f"/admin/corbeille/{place.pk}/{action}/")
        login(member).post(f"/admin/corbeille/{place.pk}/{action}/")
    assert BinnedPage.objects.filter(pk=place.pk).exists()
    assert "La Cime" in login(moderator).get("/admin/corbeille/").text


def test_a_tree_is_deleted_for_good_only_by_who_may_delete_trees(as_editor, admin, chapter):
    add_sheet(chapter, "une")
    moves.put(chapter)
    assert "avec 1 autre page en dessous" in text_of(as_editor.get("/admin/corbeille/"))
    as_editor.post(f"/admin/corbeille/{chapter.pk}/supprimer/")
    assert Page.objects.filter(pk=chapter.pk).exists()
    login(admin).post(f"/admin/corbeille/{chapter.pk}/supprimer/")
    assert not Page.objects.filter(pk=chapter.pk).exists()


def test_without_its_parent_a_page_is_restored_elsewhere(as_editor, chapter):
    other = add_chapter("Finir", "finir")
    sheet = add_sheet(chapter, "une")
    moves.put(sheet)
    moves.put(chapter)
    url = f"/admin/corbeille/{sheet.pk}/restaurer/"
    assert "Finir" in as_editor.post(url).text
    assert as_editor.post(url, {"parent": InventoryIndexPage.objects.get().pk}).status_code == 200
    assert as_editor.post(url, {"parent": other.pk}).status_code == 302
    assert Page.objects.get(pk=sheet.pk).get_parent().pk == other.pk


def test_the_bin_is_listed_with_constant_queries(as_editor, chapter, django_assert_num_queries):
    moves.put(add_sheet(chapter, "une"))
    as_editor.get("/admin/corbeille/")
    with CaptureQueriesContext(connection) as one:
        as_editor.get("/admin/corbeille/")
    count = len(one)
    for number in range(5):
        moves.put(add_sheet(chapter, f"fiche-{number}"))
    as_editor.get("/admin/corbeille/")  # loads what is cached for each content version
    with django_assert_num_queries(count):
        as_editor.get("/admin/corbeille/")


def test_the_bulk_action_leads_into_the_bin(as_editor, home):
    places = [SiteProfilePageFactory() for _ in range(2)]
    for model in ("wagtailcore/page", "inventory/siteprofilepage"):
        place = places.pop()
        url = f"/admin/bulk/{model}/delete/?id={place.pk}&next=/admin/"
        assert "Aucune autre page ne les cite" in as_editor.get(url).text
        assert "Dans la corbeille" in as_editor.post(url, follow=True).text
        assert BinnedPage.objects.filter(pk=place.pk).exists()


def test_a_superuser_is_led_from_a_binned_page_to_the_bin_and_sees_it_nowhere_else(admin, place):
    client = login(admin)
    moves.put(place)
    for action in ("edit", "copy", f"move/{inventory_index().pk}/confirm", "delete"):
        response = client.get(f"/admin/pages/{place.pk}/{action}/")
        assert response.status_code == 302, action
        assert response.url == "/admin/corbeille/", action
    client.get("/admin/corbeille/")  # shows the messages
    for url in (
        "/admin/pages/",
        "/admin/pages/usage/inventory/siteprofilepage/",
        "/admin/choose-page/?page_type=inventory.siteprofilepage",
        "/admin/choose-page/",
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        assert "La Cime" not in response.text, url
    assert tree.is_in(Page.objects.get(pk=place.pk))


def test_only_those_who_may_restore_a_page_read_its_title(guide_editor, as_editor, place):
    moves.put(place)
    url = f"/admin/pages/{place.pk}/delete/"
    assert "« La Cime » est dans la corbeille" in text_of(as_editor.get(url, follow=True))
    answer = text_of(login(guide_editor).get(url, follow=True))
    assert "Cette page a été supprimée." in answer
    assert "La Cime" not in answer


def test_a_bulk_action_does_not_reach_the_bin(admin, home, place):
    moves.put(place)
    answer = login(admin).post(f"/admin/bulk/wagtailcore/page/move/?id={place.pk}&next=/admin/", {"chooser": home.pk})
    assert answer.status_code in (200, 302)
    assert tree.is_in(Page.objects.get(pk=place.pk))


def test_a_permission_on_the_deleted_page_itself_opens_nothing(guide_editor, chapter):
    guide = MementoPage.objects.get()
    moves.put(guide)
    client = login(guide_editor)
    for name in ("history", "usage", "view_draft", "edit"):
        assert client.get(f"/admin/pages/{guide.pk}/{name}/").status_code in (302, 403), name
    assert "Mémento" not in text_of(client.get("/admin/corbeille/")).partition("<main")[2]


def test_who_may_publish_elsewhere_restores_no_page_of_a_deleted_section(guide_editor, home):
    section = StandardPageFactory(parent=home, title="Réservé", slug="reserve")
    page = StandardPageFactory(parent=section, title="Le secret", slug="secret")
    moves.put(page)
    moves.put(section)
    client = login(guide_editor)
    assert "Le secret" not in text_of(client.get("/admin/corbeille/"))
    answer = client.post(f"/admin/corbeille/{page.pk}/restaurer/", {"parent": MementoPage.objects.get().pk})
    assert answer.status_code in (302, 403)
    assert tree.is_in(Page.objects.get(pk=page.pk))


def test_the_root_of_the_bin_is_no_page_to_edit(admin, place):
    moves.put(place)
    client, root = login(admin), Page.objects.get(path=tree.BIN)
    for name in ("edit", "delete", "copy"):
        answer = client.get(f"/admin/pages/{root.pk}/{name}/")
        assert answer.status_code in (302, 403), name
