"""Contributions about a page that its author may no longer read: restricted, unpublished or deleted meanwhile."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken, PageViewRestriction

from core.contributions import kinds
from inventory.models import SiteProfilePage
from members.contributions import drafts
from members.models import Contribution
from tests.factories.contributions import begin
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
SECRETS = ("Nom nouveau", "Résumé réservé", "nouveau@example.org")
WAYS = ("group", "password", "unpublished", "deleted")


@pytest.fixture
def page(home) -> SiteProfilePage:
    return SiteProfilePageFactory(title="La Forge", slug="la-forge", summary="Un atelier.", email="forge@example.org")


def close(page: SiteProfilePage, how: str) -> None:
    """Hide a page from members, and change its texts."""
    if how == "deleted":
        page.delete()
        return
    page = SiteProfilePage.objects.get(pk=page.pk)
    page.title, page.summary, page.email = SECRETS
    page.save_revision().publish()
    if how == "unpublished":
        page.unpublish()
        page = SiteProfilePage.objects.get(pk=page.pk)
        page.save_revision()
    elif how == "group":
        PageViewRestriction.objects.create(page=page, restriction_type="groups")
    else:
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="sésame")


def bearer(member: Any) -> dict[str, str]:
    _, key = APIToken.create_token(user=member, name="essai")
    return {"Authorization": f"Bearer {key}"}


def without_secrets(text: str) -> bool:
    return not any(secret in text for secret in SECRETS)


@pytest.mark.parametrize("how", WAYS)
def test_correction_of_a_hidden_page_shows_nothing_of_it(page, member, as_member, how):
    contribution = begin("corriger-un-lieu", member, page, title="Ma Forge à moi")
    way = f"/contribuer/corriger-un-lieu/{contribution.pk}/"
    assert as_member.get(f"{way}lieu/").status_code == 200
    close(page, how)
    for path in ("lieu/", "contact/", "contact/?revoir=tout", "envoyer/", "apercu/"):
        response = as_member.get(f"{way}{path}")
        assert response.status_code == 409, path
        assert without_secrets(response.text), path
        assert "n’est plus en ligne" in response.text
        assert f"/compte/contributions/{contribution.pk}/supprimer/" in response.text
    response = as_member.post(f"{way}envoyer/")
    assert response.status_code == 409
    assert without_secrets(response.text)
    contribution.refresh_from_db()
    assert (contribution.state, contribution.typed) == ("draft", {"title": ["Ma Forge à moi"]})
    text = as_member.get(f"/compte/contributions/{contribution.pk}/").text
    assert without_secrets(text)
    as_member.post(f"/compte/contributions/{contribution.pk}/supprimer/")
    assert not Contribution.objects.exists()


def test_text_typed_about_a_hidden_page_comes_back(page, member, as_member):
    contribution = begin("corriger-un-lieu", member, page, title="Ma Forge à moi")
    close(page, "group")
    typed = {"title": "Écrit trop tard", "families": ["coworking"], "_vu": "", "aller": "suivant"}
    way = f"/contribuer/corriger-un-lieu/{contribution.pk}/lieu/"
    response = as_member.post(way, typed)
    assert response.status_code == 409
    assert "Écrit trop tard" in response.text
    assert "Coworking" in response.text
    assert without_secrets(response.text)
    by_script = as_member.post(way, typed, headers={"Accept": "application/json"})
    assert (by_script.status_code, "n’est plus en ligne" in by_script.json()["message"]) == (409, True)
    assert Contribution.objects.get(pk=contribution.pk).typed == {"title": ["Ma Forge à moi"]}


@pytest.mark.parametrize("how", WAYS)
def test_api_shows_typed_values_and_nothing_of_the_hidden_page(page, member, how):
    contribution = begin("corriger-un-lieu", member, page, summary="Écrit par moi")
    close(page, how)
    client, headers, way = Client(), bearer(member), f"/api/v3/contributions/{contribution.pk}/"
    answer = client.get(way, headers=headers)
    assert (answer.status_code, answer.json()["values"]) == (200, {"summary": "Écrit par moi"})
    assert ["n’est plus en ligne" in problem["message"] for problem in answer.json()["problems"]] == [True]
    assert without_secrets(answer.text)
    changed = {"values": {"title": "Autre"}}
    for response in (
        client.patch(way, changed, content_type="application/json", headers=headers),
        client.post(f"{way}submit/", headers=headers),
    ):
        assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")
        assert "n’est plus en ligne" in response.json()["detail"]
        assert without_secrets(response.text)
    assert client.post(f"{way}withdraw/", headers=headers).status_code == 200


def test_waiting_correction_of_a_hidden_page_shows_its_own_values(page, member, as_member):
    contribution = drafts.submit(begin("corriger-un-lieu", member, page, title="Ma Forge à moi"), member)
    close(page, "group")
    text = as_member.get(f"/compte/contributions/{contribution.pk}/").text
    assert "Ma Forge à moi" in text
    assert without_secrets(text)
    response = as_member.post(f"/contribuer/corriger-un-lieu/{contribution.pk}/contact/", {"email": "x@example.org"})
    assert without_secrets(response.text)


@pytest.mark.parametrize("code", ["signaler", "gerer"])
def test_report_and_claim_do_not_name_a_hidden_page(page, member, as_member, code):
    kind = kinds.kind(code)
    contribution = drafts.start(kind, member, uuid.uuid4(), page)
    close(page, "group")
    response = as_member.get(f"/contribuer/{kind.code}/{contribution.pk}/{kind.steps[0].slug}/")
    assert response.status_code == 409
    assert without_secrets(response.text)


def test_thanks_do_not_name_a_hidden_page(page, client):
    way = client.get(f"/contribuer/signaler/?sur={page.translation_key}")["Location"]
    pk = uuid.UUID(way.split("/")[3])
    contribution = drafts.start(kinds.kind("signaler"), None, pk, page)
    session = client.session
    session["contributions_sans_compte"] = [str(pk)]
    session.save()
    drafts.save(contribution, {"reason": ["gone"]})
    drafts.submit(contribution, None)
    thanks = f"/contribuer/signaler/{pk}/envoyer/"
    assert "Revenir à «\u00a0La Forge" in client.get(thanks).text
    close(page, "group")
    assert without_secrets(client.get(thanks).text)


def test_page_published_again_is_corrected_as_before(page, member, as_member):
    contribution = begin("corriger-un-lieu", member, page, title="Ma Forge à moi")
    close(page, "group")
    way = f"/contribuer/corriger-un-lieu/{contribution.pk}/lieu/"
    assert as_member.get(way).status_code == 409
    PageViewRestriction.objects.all().delete()
    assert "Ma Forge à moi" in as_member.get(way).text
