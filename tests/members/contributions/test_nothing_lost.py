"""Typed texts are never lost: ended sessions, old tokens, two windows, failing stores, decisions meanwhile."""

from __future__ import annotations

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client

from core.guards import antispam
from members.contributions import drafts, form_data
from members.contributions.views import session
from members.models import Contribution, Upload
from tests.members.contributions.test_views import (
    FIRST,
    SEEN,
    begin,
    number,
    picture,
    save,
)

pytestmark = pytest.mark.django_db
TYPED = {**FIRST, "title": "Écrit pendant une heure"}


def logged_in(client: Client) -> None:
    client.post("/compte/login/", {"login": "un-membre", "password": "motdepasse"})


def test_text_sent_after_the_session_ended_comes_back_after_the_log_in(member):
    client = Client()
    client.force_login(member)
    address = begin(client)
    client.logout()
    response = client.post(address, {"_vu": form_data.digest({}), "aller": "suivant", **TYPED})
    assert response["Location"].startswith("/compte/login/?next=%2Fcontribuer%2Flieu%2F")
    assert not Contribution.objects.exists()
    back = client.post(response["Location"], {"login": "un-membre", "password": "motdepasse"})
    assert back["Location"] == address
    text = client.get(address).text
    assert "Ce que vous aviez écrit est enregistré" in text
    assert 'value="Écrit pendant une heure"' in text
    assert Contribution.objects.get().title == "Écrit pendant une heure"
    assert "Ce que vous aviez écrit" not in client.get(address).text
    assert save(client, address, TYPED)["Location"].endswith("/adresse/")


def test_draft_stores_text_sent_after_the_session_ended(as_member, drafted):
    seen = SEEN.search(as_member.get(drafted).text)[1]
    as_member.logout()
    as_member.post(drafted, {"_vu": seen, "aller": "suivant", **TYPED})
    logged_in(as_member)
    assert "Ce que vous aviez écrit est enregistré" in as_member.get(drafted).text
    assert Contribution.objects.get().title == "Écrit pendant une heure"
    assert Contribution.objects.get().typed["commune"] == ["Grenoble"]


def test_set_aside_text_does_not_replace_a_newer_draft(as_member, drafted):
    other = Client()
    old = SEEN.search(as_member.get(drafted).text)[1]
    other.post(drafted, {"_vu": old, "aller": "suivant", **TYPED})
    save(as_member, drafted, {**FIRST, "title": "Plus récent"})
    logged_in(other)
    assert "Voici ce que vous aviez écrit, enregistrez" in other.get(drafted).text
    assert Contribution.objects.get().title == "Plus récent"
    response = save(other, drafted, TYPED)
    assert response.status_code == 409
    assert "Plus récent" in response.text
    assert Contribution.objects.get().title == "Plus récent"


def test_script_gets_a_401_after_the_session_ended(member):
    client = Client()
    client.force_login(member)
    address = begin(client)
    client.logout()
    response = client.post(address, TYPED, headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json()["login"].startswith("/compte/login/?next=")


def test_text_too_long_to_set_aside_stays_on_the_screen(member, home):
    client = Client()
    client.force_login(member)
    address = begin(client)
    client.logout()
    response = client.post(address, {**TYPED, "description": "x" * session.MAX_UNSAVED_LENGTH})
    assert response.status_code == 403
    assert "Connectez-vous dans une autre fenêtre" in response.text
    assert "Écrit pendant une heure" in response.text


def test_a_form_older_than_the_log_in_comes_back_with_a_fresh_token(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    address = begin(client)
    client.get(address)
    response = client.post(address, {**TYPED, "csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403
    assert antispam.EXPIRED in response.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Écrit pendant une heure" in response.text
    assert not Contribution.objects.exists()
    token = response.context["csrf_token"]
    again = client.post(address, {**TYPED, "csrfmiddlewaretoken": str(token), "_vu": form_data.digest({})})
    assert again.status_code == 302
    assert Contribution.objects.get().title == "Écrit pendant une heure"


def test_sending_with_an_old_token_says_so_and_sends_nothing(member, as_member, drafted):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    response = client.post(f"/contribuer/lieu/{number(drafted)}/envoyer/", {"csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403
    assert "Le formulaire avait expiré" in response.text
    assert Contribution.objects.get().state == "draft"


def test_a_step_sent_twice_is_saved_once(as_member):
    address = begin(as_member)
    data = {"_vu": form_data.digest({}), "aller": "suivant", **TYPED}
    first, second = as_member.post(address, data), as_member.post(address, data)
    assert first["Location"] == second["Location"]
    assert Contribution.objects.get().entries.count() == 1


def test_previous_step_shows_saved_values(as_member):
    address = begin(as_member)
    save(as_member, address, TYPED)
    response = as_member.get(address)
    assert "Écrit pendant une heure" in response.text
    assert response["Cache-Control"] == "private, no-store"


def test_two_windows_are_compared_and_the_author_decides(as_member, drafted):
    seen = SEEN.search(as_member.get(drafted).text)[1]
    one = {"_vu": seen, "aller": "suivant", **FIRST, "title": "De la première"}
    other = {"_vu": seen, "aller": "suivant", **FIRST, "title": "De la seconde"}
    assert as_member.post(drafted, one).status_code == 302
    response = as_member.post(drafted, other)
    assert response.status_code == 409
    assert 'value="De la seconde"' in response.text
    assert "De la première" in response.text
    assert Contribution.objects.get().title == "De la première"
    again = as_member.post(drafted, {**other, "_vu": SEEN.search(response.text)[1]})
    assert again.status_code == 302
    assert Contribution.objects.get().title == "De la seconde"


def test_failing_store_loses_the_file_only(as_member, drafted, monkeypatch):
    photos = f"/contribuer/lieu/{number(drafted)}/photos/"

    def full(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    response = save(as_member, photos, {"note": "Un mot", "fichiers-photos": [picture()], "aller": "suivant"})
    assert response.status_code == 200
    assert "n’a pas pu être gardé" in response.text
    assert Contribution.objects.get().typed["note"] == ["Un mot"]
    assert not Upload.objects.exists()


def waiting(contribution: Contribution) -> None:
    """Mark a contribution as sent, without the effects of sending."""
    contribution.state, contribution.submitted_at = "waiting", contribution.created_at
    contribution.save()


def test_text_typed_during_the_review_is_shown_and_can_be_stored(as_member, drafted):
    seen = SEEN.search(as_member.get(drafted).text)[1]
    waiting(Contribution.objects.get())
    response = as_member.post(drafted, {"_vu": seen, "aller": "suivant", **TYPED})
    assert response.status_code == 409
    assert "attend un modérateur" in response.text
    assert "Écrit pendant une heure" in response.text
    assert Contribution.objects.get().title == "La Scierie"
    again = as_member.post(drafted, {"_vu": SEEN.search(response.text)[1], "aller": "reprendre", **TYPED})
    assert again.status_code == 302
    kept = Contribution.objects.get()
    assert (kept.state, kept.title) == ("withdrawn", "Écrit pendant une heure")


def test_text_typed_after_the_decision_is_shown(as_member, drafted):
    Contribution.objects.update(state="refused")
    response = as_member.post(drafted, {"aller": "reprendre", **TYPED})
    assert response.status_code == 409
    assert "Écrit pendant une heure" in response.text
    assert Contribution.objects.get().title == "La Scierie"


def test_account_without_rights_still_sees_its_text(member, as_member, drafted):
    member.groups.clear()
    response = as_member.post(drafted, {"aller": "suivant", **TYPED})
    assert response.status_code == 403
    assert "Écrit pendant une heure" in response.text


def test_sending_does_not_undo_a_decision_made_meanwhile(as_member, drafted, monkeypatch):
    """The decision falls between reading and saving the contribution."""
    seen, keep = SEEN.search(as_member.get(drafted).text)[1], drafts.save

    def late(contribution, typed):
        Contribution.objects.update(state="refused")
        keep(contribution, typed)

    monkeypatch.setattr(drafts, "save", late)
    response = as_member.post(drafted, {"_vu": seen, "aller": "suivant", **TYPED})
    assert response.status_code == 409
    assert "a eu sa réponse" in response.text
    assert "Écrit pendant une heure" in response.text
