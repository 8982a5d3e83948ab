"""Bulk actions on places: checked today, a new state, publishing; what is locked, in review or a draft is respected."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from core.models import Card
from core.visibility import version
from inventory.models import SiteProfilePage
from memento.models import SheetPage
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.inventory.admin.places import in_review, published
from tests.inventory.admin.texts import LISTING, main_text, messages_of

pytestmark = pytest.mark.django_db


def action_url(name: str, *places: SiteProfilePage, query: str = "") -> str:
    """The address of a bulk action on these places."""
    url = reverse("wagtail_bulk_action", args=["inventory", "siteprofilepage", name])
    return f"{url}?{'&'.join(f'id={place.pk}' for place in places)}{query}&next={LISTING}"


def test_actions_are_offered_for_places_only(as_editor, home):
    SiteProfilePageFactory()
    StandardPageFactory(parent=home)
    verify = reverse("wagtail_bulk_action", args=["inventory", "siteprofilepage", "verify"])
    for url in (LISTING, reverse("wagtailadmin_explore", args=[inventory_index().pk])):
        text = as_editor.get(url).text
        for name in ("verify", "state", "publish", "unpublish", "move"):
            assert reverse("wagtail_bulk_action", args=["inventory", "siteprofilepage", name]) in text
        assert 'data-bulk-action-footer="PAGE"' in text
    sheets = reverse("wagtailadmin_pages:type_use", args=["memento", "sheetpage"])
    for url in (reverse("wagtailadmin_explore", args=[home.pk]), sheets):
        text = as_editor.get(url).text
        assert verify not in text
        assert reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) in text
    assert as_editor.get(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "verify"])).status_code == 404
    assert SheetPage._meta.model_name == "sheetpage"


def test_selected_places_are_marked_as_checked_today(as_editor, editor, home):
    editor.first_name, editor.last_name = "Ana", "Roux"
    editor.save()
    places = [published() for _ in range(3)]
    before = version.current().key
    assert "seront changées et publiées" in as_editor.get(action_url("verify", *places)).text
    response = as_editor.post(action_url("verify", *places))
    assert response.url == LISTING
    assert messages_of(response) == [
        "3 fiches marquées comme vérifiées aujourd’hui. Pour revenir en arrière : l’historique de la fiche."
    ]
    for place in SiteProfilePage.objects.all():
        assert (place.verified_on, place.verified_by, place.live) == (timezone.localdate(), "Ana Roux", True)
        assert (place.has_unpublished_changes, place.revisions.count()) == (False, 2)
        entries = PageLogEntry.objects.filter(page=place.pk, user=editor)
        assert set(entries.values_list("action", flat=True)) == {"wagtail.edit", "wagtail.publish"}
        assert Card.objects.get(page=place.pk).verified_on == timezone.localdate()
    assert version.current().key != before
    again = messages_of(as_editor.post(action_url("verify", places[0])))
    assert again[-1] == f"1 fiche : déjà vérifiée aujourd’hui par vous ({places[0].title})."


def test_closing_places_stores_the_date_and_the_causes(as_editor, home):
    one, other = published(), published(title="Plus jeune", opened="2021")
    data = {"state": "closed", "closed": "fin 2019", "closing_causes": "Le bail."}
    response = as_editor.post(action_url("state", one, other), data)
    assert messages_of(response) == [
        "1 fiche : la fermeture précéderait l’ouverture (Plus jeune).",
        "1 fiche passée à l’état « Fermé ». Pour revenir en arrière : l’historique de la fiche.",
    ]
    one.refresh_from_db()
    assert (one.state, one.closed_latest, one.closing_causes) == ("closed", date(2019, 12, 31), "Le bail.")
    other.refresh_from_db()
    assert (other.state, other.closed) == ("active", "")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "Nouvel état"), ({"state": "rose"}, "rose"), ({"state": "closed", "closed": "jadis"}, "pas comprise"),
        ({"state": "active", "closed": "2019"}, "ne vaut que pour"),
    ],
)  # fmt: skip
def test_wrong_state_is_a_message_and_changes_nothing(data, problem, as_editor, home):
    place = published()
    response = as_editor.post(action_url("state", place), data)
    assert response.status_code == 200
    assert problem in response.text
    assert response.context["form"].errors
    assert SiteProfilePage.objects.get(pk=place.pk).revisions.count() == 1


def test_action_merges_with_waiting_drafts_and_leaves_locked_places_alone(as_editor, editor, admin, member, home):
    free, waiting, draft = published(title="Libre"), published(title="Attend"), SiteProfilePageFactory(draft=True)
    waiting.summary = "En cours"
    waiting.save_revision(user=editor)
    reviewed = in_review(published(title="Relu"), member)
    locked = published(title="Verrou")
    locked.locked, locked.locked_by = True, admin
    locked.save()
    places = [free, waiting, draft, reviewed, locked]
    shown = main_text(as_editor.get(action_url("state", *places)))
    for note in (
        "un brouillon attend",
        "en attente de relecture",
        f"verrouillée par {admin} : elle restera telle quelle",
        "pas publiée",
    ):
        assert note in shown
    messages = messages_of(as_editor.post(action_url("state", *places), {"state": "dormant"}))
    assert f"1 fiche : pas publiée, le changement est dans le brouillon ({draft.title})." in messages
    assert f"1 fiche : verrouillée par {admin} (Verrou)." in messages
    assert messages[-1].startswith("3 fiches passées à l’état « En sommeil ».")
    fresh = {place.title: place for place in SiteProfilePage.objects.all()}
    for place in (free, waiting, reviewed):
        assert fresh[place.title].state == "dormant"
    for place in (draft, locked):
        assert fresh[place.title].state == "active"
    assert fresh["Attend"].summary != "En cours"
    latest = fresh["Attend"].get_latest_revision_as_object()
    assert (latest.summary, latest.state) == ("En cours", "dormant")
    assert fresh[draft.title].get_latest_revision_as_object().state == "dormant"
    assert not fresh[draft.title].live
    assert fresh["Relu"].get_latest_revision_as_object().state == "dormant"
    assert fresh["Relu"].workflow_in_progress
    assert fresh["Verrou"].get_latest_revision_as_object().state == "active"


def test_user_without_the_publish_permission_changes_nothing(home, member):
    member.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(member)
    place = published()
    assert "Vous ne pouvez pas publier" in client.get(action_url("verify", place)).text
    response = client.post(action_url("verify", place))
    assert messages_of(response) == [f"1 fiche : vous ne pouvez pas la publier ({place.title})."]
    assert SiteProfilePage.objects.get(pk=place.pk).verified_on is None


@pytest.mark.indexed
@pytest.mark.parametrize("name", ["verify", "publish"])
def test_all_selects_the_places_of_the_current_filters(name, as_editor, home):
    rural, urban = published(title="Rural", milieu="rural"), published(title="Urbain")
    query = f"id=all&milieu=rural&childOf={inventory_index().pk}"
    for more in ("", "&q=rural"):
        response = as_editor.get(action_url(name, query=query + more))
        assert [item["item"].pk for item in response.context["items"]] == [rural.pk]
    assert urban.title not in main_text(response)


def test_action_without_a_valid_selection_is_not_found(as_editor, home):
    assert as_editor.get(action_url("verify", query="id=0")).status_code == 404
    assert as_editor.get(action_url("verify", query="id=rose")).status_code == 404


def test_selection_above_the_limit_is_refused_with_a_message(as_editor, home, monkeypatch):
    monkeypatch.setattr("inventory.admin.bulk_actions.MAX_PLACES", 1)
    places = [published(), published()]
    for response in (as_editor.get(action_url("verify", *places)), as_editor.post(action_url("verify", *places))):
        assert "C’est trop en une fois" in response.text
    assert not SiteProfilePage.objects.filter(verified_on__isnull=False).exists()


def test_number_of_queries_is_the_same_for_one_selected_place_and_for_several(as_editor, home):
    def queries(*places: SiteProfilePage) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(action_url("verify", *places)).status_code == 200
        return len(captured)

    places = [published() for _ in range(4)]
    queries(places[0])
    assert queries(*places) == queries(places[0])
