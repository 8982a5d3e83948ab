from __future__ import annotations

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Workflow

from core import version
from core.models import Card
from inventory.models import PlaceLabel, SiteProfilePage
from memento.models import SheetPage
from tests.core.test_admin_listings import words
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index

pytestmark = pytest.mark.django_db


def listing() -> str:
    return reverse("wagtailadmin_pages:type_use", args=["inventory", "siteprofilepage"])


def action(name: str, *places: SiteProfilePage, query: str = "") -> str:
    url = reverse("wagtail_bulk_action", args=["inventory", "siteprofilepage", name])
    return f"{url}?{'&'.join(f'id={place.pk}' for place in places)}{query}&next={listing()}"


def said(response) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def published(**fields) -> SiteProfilePage:
    place = SiteProfilePageFactory(**fields)
    place.save_revision().publish()
    return SiteProfilePage.objects.get(pk=place.pk)


def in_review(place: SiteProfilePage, user) -> SiteProfilePage:
    place.summary = "Proposé"
    place.save_revision(user=user)
    Workflow.objects.get(name="Modération").start(place, user)
    return place


# --- The listing ----------------------------------------------------------------------------------------------------


def test_the_listing_says_where_how_full_how_fresh_and_under_review(as_editor, home, member):
    old = timezone.localdate() - timezone.timedelta(days=250)
    SiteProfilePageFactory(title="La Filature", verified_on=old)
    in_review(SiteProfilePageFactory(title="Les Forges"), member)
    text = words(as_editor.get(listing()).text)
    for expected in ("Grenoble (38)", "En activité", "il y a 8 mois, à revoir", "jamais", "en attente de relecture"):
        assert expected in text


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"commune": "voir"}, {"commune": "Voiron"}), ({"commune": "2a004"}, {"insee_code": "2A004"}),
        ({"epci": "vercors"}, {"epci_name": "CC du Massif du Vercors"}),
        ({"epci": "243801024"}, {"epci_code": "243801024"}), ({"milieu": "rural"}, {"milieu": "rural"}),
        ({"label": "evs"}, {"labels": [PlaceLabel(label="evs", sort_order=0)]}),
        ({"completeness": "50-74"}, {"completeness": 60}),
        ({"completeness": ["25-49", "75-100"]}, {"completeness": 75}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("search", [{}, {"q": "bonne"}])
def test_a_filter_keeps_what_it_says_alone_and_in_a_search(query, fields, search, as_editor, home):
    score = fields.pop("completeness", None) if "completeness" in fields else None
    good = SiteProfilePageFactory(title="La bonne", **fields)
    if score is not None:
        SiteProfilePage.objects.filter(pk=good.pk).update(completeness=score)
        fields["completeness"] = score
    other = SiteProfilePageFactory(title="Pas la bonne")
    SiteProfilePage.objects.filter(pk=other.pk).update(completeness=10)
    response = as_editor.get(listing(), query | search)
    assert [place.title for place in response.context["object_list"]] == ["La bonne"]


def test_the_filter_of_reviews_tells_three_states_apart(as_editor, home, member, moderator):
    waiting = in_review(SiteProfilePageFactory(title="Attend"), member)
    sent_back = in_review(SiteProfilePageFactory(title="Renvoyé"), member)
    sent_back.current_workflow_task.on_action(sent_back.current_workflow_task_state, moderator, "reject")
    free = SiteProfilePageFactory(title="Libre")
    for which, place in (("review", waiting), ("changes", sent_back), ("none", free)):
        response = as_editor.get(listing(), {"review": which})
        assert [found.pk for found in response.context["object_list"]] == [place.pk]
    assert "à compléter" in words(as_editor.get(listing(), {"review": "changes"}).text)


# --- Actions on many ------------------------------------------------------------------------------------------------


def test_actions_are_offered_for_places_and_nothing_else(as_editor, home):
    SiteProfilePageFactory()
    StandardPageFactory(parent=home)
    verify = reverse("wagtail_bulk_action", args=["inventory", "siteprofilepage", "verify"])
    for url in (listing(), reverse("wagtailadmin_explore", args=[inventory_index().pk])):
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


def test_places_are_marked_as_checked_today(as_editor, editor, home):
    editor.first_name, editor.last_name = "Ana", "Roux"
    editor.save()
    places = [published() for _ in range(3)]
    before = version.current().key
    assert "seront changées et publiées" in as_editor.get(action("verify", *places)).text
    response = as_editor.post(action("verify", *places))
    assert response.url == listing()
    assert said(response) == [
        "3 fiches marquées comme vérifiées aujourd’hui. Pour revenir en arrière : l’historique de la fiche."
    ]
    for place in SiteProfilePage.objects.all():
        assert (place.verified_on, place.verified_by, place.live) == (timezone.localdate(), "Ana Roux", True)
        assert (place.has_unpublished_changes, place.revisions.count()) == (False, 2)
        entries = PageLogEntry.objects.filter(page=place.pk, user=editor)
        assert set(entries.values_list("action", flat=True)) == {"wagtail.edit", "wagtail.publish"}
        assert Card.objects.get(page=place.pk).verified_on == timezone.localdate()
    assert version.current().key != before
    again = said(as_editor.post(action("verify", places[0])))
    assert again[-1] == f"1 fiche : déjà vérifiée aujourd’hui par vous ({places[0].title})."


def test_closing_places_tells_when_and_why(as_editor, home):
    one, other = published(), published(title="Plus jeune", opened="2021")
    data = {"state": "closed", "closed": "fin 2019", "closing_causes": "Le bail."}
    response = as_editor.post(action("state", one, other), data)
    assert said(response) == [
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
def test_a_wrong_state_is_told_and_changes_nothing(data, problem, as_editor, home):
    place = published()
    response = as_editor.post(action("state", place), data)
    assert response.status_code == 200
    assert problem in response.text
    assert response.context["form"].errors
    assert SiteProfilePage.objects.get(pk=place.pk).revisions.count() == 1


def test_what_waits_is_joined_and_what_is_reviewed_or_locked_is_left(as_editor, editor, admin, member, home):
    free, waiting, draft = published(title="Libre"), published(title="Attend"), SiteProfilePageFactory(draft=True)
    waiting.summary = "En cours"
    waiting.save_revision(user=editor)
    reviewed = in_review(published(title="Relu"), member)
    locked = published(title="Verrou")
    locked.locked, locked.locked_by = True, admin
    locked.save()
    places = [free, waiting, draft, reviewed, locked]
    shown = words(as_editor.get(action("state", *places)).text)
    for note in ("un brouillon attend", "en attente de relecture", "verrouillée", "pas publiée"):
        assert note in shown
    messages = said(as_editor.post(action("state", *places), {"state": "dormant"}))
    assert "2 fiches : un brouillon attendait, ou la fiche n’est pas publiée" in messages[0] + messages[1] + messages[2]
    assert any(message == "1 fiche : en attente de relecture (Relu)." for message in messages)
    assert any("verrouillée" in message and "(Verrou)" in message for message in messages)
    assert messages[-1].startswith("1 fiche passée à l’état « En sommeil ».")
    fresh = {place.title: place for place in SiteProfilePage.objects.all()}
    assert fresh["Libre"].state == "dormant"
    for place in (waiting, draft, reviewed, locked):
        assert fresh[place.title].state == "active"
    assert fresh["Attend"].summary != "En cours"
    latest = fresh["Attend"].get_latest_revision_as_object()
    assert (latest.summary, latest.state) == ("En cours", "dormant")
    assert fresh[draft.title].get_latest_revision_as_object().state == "dormant"
    assert not fresh[draft.title].live
    for place in (reviewed, locked):
        assert fresh[place.title].get_latest_revision_as_object().state == "active"


def test_who_may_not_publish_changes_nothing(home, member):
    from django.contrib.auth.models import Permission

    member.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(member)
    place = published()
    assert "Vous ne pouvez pas publier" in client.get(action("verify", place)).text
    response = client.post(action("verify", place))
    assert said(response) == [f"1 fiche : vous ne pouvez pas la publier ({place.title})."]
    assert SiteProfilePage.objects.get(pk=place.pk).verified_on is None


@pytest.mark.parametrize("name", ["verify", "publish"])
def test_all_means_those_under_the_filters(name, as_editor, home):
    asked, other = published(title="Rural", milieu="rural"), published(title="Urbain")
    query = f"id=all&milieu=rural&childOf={inventory_index().pk}"
    for more in ("", "&q=rural"):
        response = as_editor.get(action(name, query=query + more))
        assert [item["item"].pk for item in response.context["items"]] == [asked.pk]
    assert other.title not in words(response.text)


def test_an_action_without_a_place_is_not_found(as_editor, home):
    assert as_editor.get(action("verify", query="id=0")).status_code == 404
    assert as_editor.get(action("verify", query="id=rose")).status_code == 404


def test_too_many_at_once_are_refused_in_words(as_editor, home, monkeypatch):
    monkeypatch.setattr("inventory.bulk_actions.AT_ONCE", 1)
    places = [published(), published()]
    for response in (as_editor.get(action("verify", *places)), as_editor.post(action("verify", *places))):
        assert "C’est trop en une fois" in response.text
    assert not SiteProfilePage.objects.filter(verified_on__isnull=False).exists()


def test_asking_takes_as_many_queries_for_twenty_as_for_one(as_editor, home):
    def queries(*places: SiteProfilePage) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(action("verify", *places)).status_code == 200
        return len(captured)

    places = [published() for _ in range(20)]
    queries(places[0])
    assert queries(*places) == queries(places[0])


def test_the_listing_takes_as_many_queries_for_twenty_under_review_as_for_one(as_editor, home, member):
    def queries() -> int:
        as_editor.get(listing())
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(listing()).status_code == 200
        return len(captured)

    in_review(SiteProfilePageFactory(), member)
    one = queries()
    for _ in range(19):
        in_review(SiteProfilePageFactory(), member)
    assert queries() == one
