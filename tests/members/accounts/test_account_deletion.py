"""Deleting an account: what is erased with it, and what stays without a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import APIToken, ModelLogEntry, Page, PageLogEntry, Revision, WorkflowState

from home.models import Identity
from inventory.models import SiteProfilePage
from members.accounts import personal_data
from members.contributions import drafts
from members.mail.outbox import OutboxBackend
from members.models import Contribution, Correction, Managed, OutgoingMail, Upload, User
from tests.conftest import make_user
from tests.factories.contributions import add_file
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.accounts.places import begin, send

pytestmark = pytest.mark.django_db


def delete(client: Client, password: str = "motdepasse", **more):
    return client.post("/compte/supprimer/", {"password": password}, **more)


def test_deletion_says_what_goes_and_asks_for_the_password(as_member, member):
    page = as_member.get("/compte/supprimer/").text
    assert "vos brouillons" in page
    assert "un membre" in page
    page = delete(as_member, "faux").text
    assert "Ce n’est pas votre mot de passe." in page
    assert 'role="alert"' in page
    assert User.objects.filter(pk=member.pk).exists()


def test_wrong_passwords_are_limited_as_at_the_log_in(as_member, member):
    for _ in range(6):
        page = delete(as_member, "faux")
    assert "Trop d’essais" in page.text
    assert "Trop d’essais" in delete(as_member).text
    assert User.objects.filter(pk=member.pk).exists()


@pytest.mark.parametrize("role", ["editor", "moderator", "admin"])
def test_people_of_the_admin_cannot_delete_their_account(request, client, role):
    user = request.getfixturevalue(role)
    client.force_login(user)
    assert "travaille dans l’administration" in client.get("/compte/supprimer/").text
    assert delete(client).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()
    with pytest.raises(personal_data.CannotDelete):
        personal_data.delete_account(user)


def test_deletion_erases_all_personal_data(as_member, member, moderator, django_capture_on_commit_callbacks):
    member.first_name = "Anne Martin"
    member.save()
    begun, sent = begin(member, "Brouillon"), send(member)
    file_of_begun, file_of_sent, lonely = add_file(begun, member), add_file(sent, member), add_file(None, member)
    APIToken.create_token(user=member, name="test")
    Managed.objects.create(user=member, page=SiteProfilePageFactory())
    log(instance=member, action="wagtail.edit", user=moderator)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        response = delete(as_member, follow=True)
    assert response.redirect_chain[-1][0] == "/"
    assert "Votre compte est supprimé." in response.text
    assert as_member.get("/compte/").status_code == 302

    assert not User.objects.filter(pk=member.pk).exists()
    assert not EmailAddress.objects.filter(email=member.email).exists()
    assert not APIToken.objects.exists()
    assert not Managed.objects.exists()
    assert not Contribution.objects.filter(pk=begun.pk).exists()
    assert list(Upload.objects.values_list("pk", "owner")) == [(file_of_sent.pk, None)]
    assert not Path(file_of_begun.file.path).exists()
    assert not Path(lonely.file.path).exists()
    assert Path(file_of_sent.file.path).exists()
    assert not ModelLogEntry.objects.filter(label__contains="Anne Martin").exists()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["un-membre@example.org"], "Votre compte est supprimé")


def test_no_table_has_the_name_or_the_address_any_more(as_member, member):
    """All columns of all rows, whatever table somebody adds."""
    User.objects.filter(pk=member.pk).update(first_name="Zéphirine", username="zephirine")
    member.refresh_from_db()
    sent = send(member)
    sent.page.specific.current_workflow_task_state.specific.reject(
        user=make_user("chef", "Modérateurs"), comment="Quelle rue ?"
    )
    drafts.save(Contribution.objects.get(pk=sent.pk), {"summary": ["Pas encore envoyé."]})
    Contribution.objects.filter(pk=sent.pk).update(contact=member.email)
    delete(as_member)
    tables = []
    for table in connection.introspection.table_names():
        if table in ("django_cache", "members_outgoingmail"):
            continue  # hashes; and the last mail, until it is sent
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text = repr(cursor.fetchall())
        tables += [table for word in ("phirine", "un-membre@example.org", "Pas encore envoyé") if word in text]
    assert tables == []


def test_waiting_page_is_still_accepted_without_its_author(as_member, member, moderator, client):
    sent = send(member)
    delete(as_member)
    mail.outbox.clear()
    waiting = Contribution.objects.get(pk=sent.pk)
    assert (waiting.author, waiting.state) == (None, "waiting")
    page = SiteProfilePage.objects.get(pk=waiting.page_id)
    assert page.owner is None
    desk = Client()
    desk.force_login(moderator)
    for path in (
        "/admin/",
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/{page.pk}/history/",
        f"/admin/pages/{page.pk}/workflow_history/",
    ):
        assert desk.get(path).status_code == 200
    assert "un-membre" not in desk.get(f"/admin/pages/{page.pk}/history/").text
    page.current_workflow_task_state.specific.approve(user=moderator)
    assert Contribution.objects.get(pk=sent.pk).state == "published"
    assert Client().get(SiteProfilePage.objects.get(pk=page.pk).url).status_code == 200
    assert "un-membre@example.org" not in [address for message in mail.outbox for address in message.to]


def test_waiting_page_is_still_sent_back_and_refused_without_its_author(as_member, member, moderator):
    for verb in ("reject", "refuse"):
        send(member, f"Lieu {verb}")
    personal_data.erase(member)
    for sent, action in zip(Contribution.objects.order_by("created_at"), ("reject", "refuse"), strict=True):
        page = sent.page.specific
        state = page.current_workflow_task_state
        state.task.specific.on_action(state.specific, moderator, action, comment="Non.")
        assert Contribution.objects.get(pk=sent.pk).state in ("changes", "refused")


def test_history_of_a_published_page_stays_without_a_name(as_member, member, moderator):
    sent = send(member)
    sent.page.specific.current_workflow_task_state.specific.approve(user=moderator)
    delete(as_member)
    page = SiteProfilePage.objects.get(pk=sent.page_id)
    assert page.live
    assert page.get_latest_revision_as_object().owner is None
    assert not Revision.objects.for_instance(page).filter(user=member.pk).exists()
    assert WorkflowState.objects.get().requested_by is None
    assert PageLogEntry.objects.filter(page=page).exists()
    page.save_revision(user=moderator).publish()


def test_withdrawn_page_is_deleted_unless_others_have_edited_it(as_member, member, editor):
    alone, shared = send(member, "À moi seule"), send(member, "À nous")
    for one in (alone, shared):
        drafts.withdraw(one, member)
    Page.objects.get(pk=shared.page_id).specific.save_revision(user=editor)
    delete(as_member)
    assert not Contribution.objects.exists()
    assert not Page.objects.filter(pk=alone.page_id).exists()
    assert Page.objects.filter(pk=shared.page_id).exists()


def test_waiting_mail_to_the_address_is_deleted(member):
    both = EmailMessage("Aux deux", "…", to=[member.email, "zoe@example.org"])
    alone = EmailMessage("À elle seule", "…", to=["Un-Membre@example.org"])
    namesake = EmailMessage("À une autre", "…", to=["encore-un-membre@example.org"])
    OutboxBackend().send_messages([both, alone, namesake])
    personal_data.erase(member)
    assert sorted(OutgoingMail.objects.values_list("subject", flat=True)) == ["Aux deux", "À une autre"]
    assert OutgoingMail.objects.get(subject="Aux deux").recipients == ["zoe@example.org"]
    assert OutgoingMail.objects.get(subject="À une autre").recipients == ["encore-un-membre@example.org"]


def test_waiting_mail_to_an_unconfirmed_address_stays(member):
    EmailAddress.objects.create(user=member, email="victime@example.org", verified=False)
    EmailAddress.objects.create(user=member, email="aussi-moi@example.org", verified=True)
    letters = [EmailMessage(name, "…", to=[f"{name}@example.org"]) for name in ("victime", "aussi-moi", "un-membre")]
    OutboxBackend().send_messages(letters)
    personal_data.erase(member)
    assert list(OutgoingMail.objects.values_list("subject", flat=True)) == ["victime"]


def test_all_sessions_of_the_account_end(as_member, member):
    other, stranger = Client(), Client()
    other.force_login(member)
    stranger.force_login(make_user("zoe", "Membres"))
    delete(as_member)
    assert other.get("/compte/").status_code == 302
    assert stranger.get("/compte/").status_code == 200
    decoded = [session.get_decoded() for session in Session.objects.all()]
    assert str(member.pk) not in [data.get("_auth_user_id") for data in decoded]


def test_correction_survives_its_author(as_member, member, home):
    page = SiteProfilePageFactory(title="La Filature")
    contribution = Contribution.objects.create(
        kind="corriger-un-lieu", author=member, page=page, state="refused", typed={"title": ["X"]}, sent={}
    )
    Correction.objects.create(contribution=contribution, page=page, base={}, proposed={"title": "X"})
    delete(as_member)
    assert Correction.objects.get().contribution.author is None


@pytest.mark.parametrize("email", ["", "equipe@alliance.example"])
def test_last_mail_says_how_to_reach_the_team(as_member, home, email):
    identity = Identity.for_site(home.get_site())
    identity.email = email
    identity.save()
    mail.outbox.clear()
    delete(as_member)
    (letter,) = mail.outbox
    assert "répondez vite" not in letter.body
    assert "Ne répondez pas à ce courriel-ci" in letter.body
    assert ("écrivez vite à l’équipe\u00a0: equipe@alliance.example." in letter.body) == bool(email)
