"""What is kept of somebody: shown to them, given to them as a file, and erased."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import Path
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.log_actions import log
from wagtail.models import APIToken, ModelLogEntry, Page, PageLogEntry, Revision, WorkflowState

from core import contributions
from home.models import Identity
from inventory.models import SiteProfilePage
from members import contributing, personal_data
from members.models import Contribution, Correction, Managed, OutgoingMail, Upload, User
from members.outbox import OutboxBackend
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db

PLACE = {
    "title": ["La Scierie"],
    "summary": ["Un atelier partagé au bord du Guiers."],
    "families": ["coworking"],
    "state": ["active"],
    "commune": ["Grenoble"],
    "insee_code": ["38185"],
    "point": ["45.19, 5.72"],
    "milieu": ["urban"],
}


def begin(author: User, title: str = "La Scierie") -> Contribution:
    kind = contributions.kind("lieu")
    contribution = contributing.start(kind, author, uuid.uuid4())
    typed = contributing.part_of(PLACE | {"title": [title]}, list(kind.form.base_fields), kind.form)
    contributing.keep(contribution, typed)
    return contribution


def send(author: User, title: str = "La Scierie") -> Contribution:
    return contributing.submit(begin(author, title), author)


def give(contribution: Contribution | None, owner: User, name: str = "Plan") -> Upload:
    return Upload.objects.create(
        kind="document", title=name, file=ContentFile(b"%PDF-1.4", "x.pdf"), owner=owner, contribution=contribution
    )


@pytest.fixture
def as_member(client, member) -> Client:
    client.post("/compte/login/", {"login": member.username, "password": "motdepasse"})
    return client


def delete(client: Client, password: str = "motdepasse", **more):
    return client.post("/compte/supprimer/", {"password": password}, **more)


# --- « Mon compte » ---------------------------------------------------------------------------------------------------


def test_ones_account_says_who_one_is_and_leads_on(as_member, member):
    page = as_member.get("/compte/").text
    assert "un-membre@example.org" in page
    for path in (
        "/compte/profil/",
        "/compte/email/",
        "/compte/password/change/",
        "/compte/deux-etapes/",
        "/compte/donnees/",
        "/compte/supprimer/",
        "/compte/logout/",
    ):
        assert f'href="{path}"' in page
        assert as_member.get(path).status_code == 200


@pytest.mark.parametrize("path", ["", "profil/", "donnees/", "supprimer/"])
def test_an_account_is_for_its_owner(client, home, path):
    response = client.get(f"/compte/{path}")
    assert response["Location"] == f"/compte/login/?next=/compte/{path}"
    assert "sessionid" not in client.cookies


def test_a_name_and_an_organisation_are_kept(as_member, member):
    response = as_member.post("/compte/profil/", {"name": "Anne Martin", "organisation": "La Scierie"}, follow=True)
    assert "Votre profil est enregistré." in response.text
    member.refresh_from_db()
    assert (str(member), member.last_name, member.organisation) == ("Anne Martin", "", "La Scierie")
    page = as_member.post("/compte/profil/", {"name": "", "organisation": "x" * 151}).text
    assert 'role="alert"' in page
    assert "x" * 151 in page
    member.refresh_from_db()
    assert member.organisation == "La Scierie"


def test_an_organisation_alone_leaves_the_two_parts_of_a_name(as_member, member):
    User.objects.filter(pk=member.pk).update(first_name="Anne", last_name="Martin")
    as_member.post("/compte/profil/", {"name": "Anne Martin", "organisation": "X"})
    member.refresh_from_db()
    assert (member.first_name, member.last_name) == ("Anne", "Martin")


def test_the_places_one_manages_lead_to_their_pages(as_member, member):
    shown = SiteProfilePageFactory(title="La Scierie")
    hidden = SiteProfilePageFactory(title="En projet", draft=True)
    for page in (shown, hidden):
        Managed.objects.create(user=member, page=page)
    for path in ("/compte/", "/compte/profil/"):
        text = as_member.get(path).text
        assert f'<a href="{shown.url}">La Scierie</a>' in text
        assert "En projet (pas en ligne)" in text


def test_as_many_queries_for_twenty_managed_places_as_for_one(as_member, member):
    def queries() -> int:
        as_member.get("/compte/")
        with CaptureQueriesContext(connection) as captured:
            as_member.get("/compte/")
        return len(captured)

    Managed.objects.create(user=member, page=SiteProfilePageFactory())
    one = queries()
    for page in SiteProfilePageFactory.create_batch(19):
        Managed.objects.create(user=member, page=page)
    assert queries() == one


def test_the_foot_of_each_page_leads_to_the_account(client, member):
    foot = client.get("/").text.partition("<footer")[2]
    assert 'href="/compte/signup/"' in foot
    assert 'href="/compte/"' not in foot
    client.force_login(member)
    foot = client.get("/").text.partition("<footer")[2]
    assert 'href="/compte/"' in foot
    assert 'href="/compte/logout/"' in foot
    assert 'href="/compte/signup/"' not in foot


# --- To take away -----------------------------------------------------------------------------------------------------


def archive_of(client: Client) -> ZipFile:
    response = client.get("/compte/donnees/")
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_ones_data_are_a_file_to_take_away(as_member, member):
    member.organisation = "La Scierie & Cie"
    member.save()
    sent, begun = send(member), begin(member, "Brouillon")
    give(sent, member, "../../Plan du 1er étage")
    give(begun, member, "Plan du 1er étage")
    Managed.objects.create(user=member, page=SiteProfilePageFactory(title="Mon lieu"))
    send(make_user("zoe", "Membres"), "D’une autre")

    archive = archive_of(as_member)
    told = json.loads(archive.read("donnees.json"))
    assert told["compte"]["organisation"] == "La Scierie & Cie"
    assert told["compte"]["groupes"] == ["Membres"]
    assert told["adresses"] == [{"adresse": "un-membre@example.org", "confirmée": True, "principale": True}]
    assert [one["titre"] for one in told["contributions"]] == ["La Scierie", "Brouillon"]
    assert told["contributions"][0]["saisi"]["commune"] == ["Grenoble"]
    assert [line["étape"] for line in told["contributions"][0]["journal"]] == ["Commencée", "Envoyée"]
    assert [place["lieu"] for place in told["lieux_gérés"]] == ["Mon lieu"]
    files = [row["fichier"] for row in told["fichiers"]]
    assert sorted(archive.namelist()) == sorted(["donnees.json", *files])
    assert len(set(files)) == 2
    assert not any(".." in name or name.count("/") != 1 for name in files)
    assert archive.read(files[0]) == b"%PDF-1.4"
    assert "D’une autre" not in archive.read("donnees.json").decode()
    assert "motdepasse" not in archive.read("donnees.json").decode()
    assert member.password not in archive.read("donnees.json").decode()


def test_a_file_that_the_store_has_lost_is_told_and_hides_nothing_else(as_member, member):
    upload = give(begin(member), member)
    upload.file.storage.delete(upload.file.name)
    archive = archive_of(as_member)
    assert json.loads(archive.read("donnees.json"))["fichiers"][0]["fichier"] is None


def test_as_many_queries_for_twenty_contributions_as_for_one(member):
    def queries() -> int:
        personal_data.describe(member)
        with CaptureQueriesContext(connection) as captured:
            personal_data.describe(member)
        return len(captured)

    send(member)
    one = queries()
    for number in range(4):
        send(member, f"Lieu {number}")
    assert queries() == one


# --- To erase ---------------------------------------------------------------------------------------------------------


def test_it_is_said_what_goes_and_the_password_is_asked(as_member, member):
    page = as_member.get("/compte/supprimer/").text
    assert "vos brouillons" in page
    assert "un membre" in page
    page = delete(as_member, "faux").text
    assert "Ce n’est pas votre mot de passe." in page
    assert 'role="alert"' in page
    assert User.objects.filter(pk=member.pk).exists()


def test_passwords_are_tried_as_often_as_at_the_log_in(as_member, member):
    for _ in range(6):
        page = delete(as_member, "faux")
    assert "Trop d’essais" in page.text
    assert "Trop d’essais" in delete(as_member).text
    assert User.objects.filter(pk=member.pk).exists()


@pytest.mark.parametrize("who", ["editor", "moderator", "admin"])
def test_who_works_in_the_admin_is_told_why_not(request, client, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    assert "travaille dans l’administration" in client.get("/compte/supprimer/").text
    assert delete(client).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()
    with pytest.raises(personal_data.Kept):
        personal_data.delete_account(user)


def test_an_account_goes_with_all_that_is_personal(as_member, member, moderator, django_capture_on_commit_callbacks):
    member.first_name = "Anne Martin"
    member.save()
    begun, sent = begin(member, "Brouillon"), send(member)
    file_of_begun, file_of_sent, lonely = give(begun, member), give(sent, member), give(None, member)
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


def test_no_table_holds_the_name_or_the_address_any_more(as_member, member):
    """All columns of all rows, whatever table somebody adds."""
    User.objects.filter(pk=member.pk).update(first_name="Zéphirine", username="zephirine")
    member.refresh_from_db()
    sent = send(member)
    sent.page.specific.current_workflow_task_state.specific.reject(
        user=make_user("chef", "Modérateurs"), comment="Quelle rue ?"
    )
    contributing.keep(Contribution.objects.get(pk=sent.pk), {"summary": ["Pas encore envoyé."]})
    Contribution.objects.filter(pk=sent.pk).update(contact=member.email)
    delete(as_member)
    held = []
    for table in connection.introspection.table_names():
        if table in ("django_cache", "members_outgoingmail"):
            continue  # hashes; and the last mail, until it is sent
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text = repr(cursor.fetchall())
        held += [table for word in ("phirine", "un-membre@example.org", "Pas encore envoyé") if word in text]
    assert held == []


def test_what_waits_is_still_decided_without_its_author(as_member, member, moderator, client):
    sent = send(member)
    delete(as_member)
    mail.outbox.clear()
    waits = Contribution.objects.get(pk=sent.pk)
    assert (waits.author, waits.state) == (None, "waiting")
    page = SiteProfilePage.objects.get(pk=waits.page_id)
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


def test_what_waits_is_still_sent_back_and_refused_without_its_author(as_member, member, moderator):
    for verb in ("reject", "refuse"):
        send(member, f"Lieu {verb}")
    personal_data.erase(member)
    for sent, action in zip(Contribution.objects.order_by("created_at"), ("reject", "refuse"), strict=True):
        page = sent.page.specific
        state = page.current_workflow_task_state
        state.task.specific.on_action(state.specific, moderator, action, comment="Non.")
        assert Contribution.objects.get(pk=sent.pk).state in ("changes", "refused")


def test_the_history_of_a_published_page_stays_without_a_name(as_member, member, moderator):
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


def test_what_was_taken_back_goes_with_its_draft_unless_others_worked_on_it(as_member, member, editor):
    alone, shared = send(member, "À moi seule"), send(member, "À nous")
    for one in (alone, shared):
        contributing.withdraw(one, member)
    Page.objects.get(pk=shared.page_id).specific.save_revision(user=editor)
    delete(as_member)
    assert not Contribution.objects.exists()
    assert not Page.objects.filter(pk=alone.page_id).exists()
    assert Page.objects.filter(pk=shared.page_id).exists()


def test_mail_that_waits_for_the_address_goes_and_others_keep_theirs(member):
    both = EmailMessage("Aux deux", "…", to=[member.email, "zoe@example.org"])
    alone = EmailMessage("À elle seule", "…", to=["Un-Membre@example.org"])
    namesake = EmailMessage("À une autre", "…", to=["encore-un-membre@example.org"])
    OutboxBackend().send_messages([both, alone, namesake])
    personal_data.erase(member)
    assert sorted(OutgoingMail.objects.values_list("subject", flat=True)) == ["Aux deux", "À une autre"]
    assert OutgoingMail.objects.get(subject="Aux deux").recipients == ["zoe@example.org"]
    assert OutgoingMail.objects.get(subject="À une autre").recipients == ["encore-un-membre@example.org"]


def test_every_session_of_the_account_ends(as_member, member):
    other, stranger = Client(), Client()
    other.force_login(member)
    stranger.force_login(make_user("zoe", "Membres"))
    delete(as_member)
    assert other.get("/compte/").status_code == 302
    assert stranger.get("/compte/").status_code == 200
    decoded = [session.get_decoded() for session in Session.objects.all()]
    assert str(member.pk) not in [data.get("_auth_user_id") for data in decoded]


def test_corrections_that_wait_survive(as_member, member, home):
    page = SiteProfilePageFactory(title="La Filature")
    contribution = Contribution.objects.create(
        kind="corriger-un-lieu", author=member, page=page, state="refused", typed={"title": ["X"]}, sent={}
    )
    Correction.objects.create(contribution=contribution, page=page, base={}, proposed={"title": "X"})
    delete(as_member)
    assert Correction.objects.get().contribution.author is None


@pytest.mark.parametrize("email", ["", "equipe@alliance.example"])
def test_the_last_letter_says_how_to_reach_the_team(as_member, home, email):
    identity = Identity.for_site(home.get_site())
    identity.email = email
    identity.save()
    mail.outbox.clear()
    delete(as_member)
    (letter,) = mail.outbox
    assert "répondez vite" not in letter.body
    assert "Ne répondez pas à ce courriel-ci" in letter.body
    assert ("écrivez vite à l’équipe\u00a0: equipe@alliance.example." in letter.body) == bool(email)
