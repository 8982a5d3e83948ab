"""« Courriels » in the admin: what each role sees, and sending mails again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.mail import outbox
from members.models import OutgoingMail

pytestmark = pytest.mark.django_db
LIST = "/admin/reports/courriels/"
RESEND = "/admin/bulk/members/outgoingmail/resend/"


def client_of(user, *codenames: str) -> Client:
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def failed(write, subject="Votre mot de passe"):
    row = write(subject, "Ouvrez https://site.example/compte/cle/secret/")
    OutgoingMail.objects.filter(pk=row.pk).update(
        state="failed", attempts=6, error="SMTPDataError: 554 refusé", next_attempt_at=timezone.now()
    )
    return row


def test_administrators_see_the_mails_and_never_their_text(write, admin):
    failed(write)
    client = client_of(admin)
    page = client.get(LIST).text
    for text in ("Votre mot de passe", "anne@example.org", "Abandonné", "SMTPDataError: 554 refusé", "Renvoyer"):
        assert text in page
    assert "Le serveur de courriel refuse ce courriel" in page
    assert 'class="title-wrapper"' not in page, "the subject is no link"
    assert "secret" not in page
    assert LIST in client.get("/admin/").text


def test_editors_and_moderators_do_not_see_the_mails(write, editor, moderator):
    failed(write)
    for user in (editor, moderator):
        client = client_of(user)
        assert client.get(LIST).status_code == 302
        assert LIST not in client.get("/admin/").text
        assert client.post(f"{RESEND}?id={OutgoingMail.objects.get().pk}").status_code == 302
    assert OutgoingMail.objects.get().state == "failed"


def test_a_group_may_see_the_list_without_recipients_and_resend_nothing(write, editor):
    row = failed(write)
    client = client_of(editor, "view_outgoingmail")
    page = client.get(LIST).text
    assert "Votre mot de passe" in page
    assert "Le serveur de courriel refuse ce courriel" in page
    assert "SMTPDataError" not in page
    assert "anne@example.org" not in page
    assert "Renvoyer" not in page
    assert client.post(f"{RESEND}?id={row.pk}").status_code == 302
    row.refresh_from_db()
    assert row.state == "failed"


def test_the_rights_can_be_given_in_the_form_of_a_group(admin):
    page = client_of(admin).get(reverse("wagtailusers_groups:add")).text
    for codename in ("view_outgoingmail", "change_outgoingmail"):
        assert f'value="{Permission.objects.get(codename=codename).pk}"' in page


def test_a_mail_that_was_given_up_is_sent_again(write, editor, mailbox):
    row, url = failed(write), f"{RESEND}?id={{}}&next={LIST}"
    client = client_of(editor, "change_outgoingmail")
    assert "anne@example.org" in client.get(url.format(row.pk)).text
    row.refresh_from_db()
    assert row.state == "failed", "a GET changes nothing"
    response = client.post(url.format(row.pk), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "Un courriel va être renvoyé." in response.text
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert outbox.send_due() == (1, 0)
    assert mailbox.messages[0]["Subject"] == "Votre mot de passe"


def test_only_what_waits_or_was_given_up_and_has_a_text_is_sent_again(write, admin):
    rows = {state: write(state) for state in ("waiting", "sending", "sent", "failed")}
    later = timezone.now() + timedelta(hours=1)
    for state, row in rows.items():
        OutgoingMail.objects.filter(pk=row.pk).update(state=state, next_attempt_at=later)
    rows["no text"] = write("no text", from_email="personne")
    query = "&".join(f"id={row.pk}" for row in rows.values())
    client = client_of(admin)
    assert "Ces courriels ne peuvent pas être renvoyés" in client.get(f"{RESEND}?{query}").text
    assert "2 courriels vont être renvoyés." in client.post(f"{RESEND}?{query}&next={LIST}", follow=True).text
    assert {row.subject for row in outbox.due()} == {"waiting", "failed"}


def test_all_mails_of_a_state_are_sent_again(write, admin):
    first, second, other = failed(write), failed(write), write()
    OutgoingMail.objects.filter(pk=other.pk).update(next_attempt_at=timezone.now() + timedelta(hours=1))
    client_of(admin).post(f"{RESEND}?id=all&state=failed")
    assert set(outbox.due()) == {first, second}


@pytest.mark.parametrize("query", ["", "id=", "id=abc", "id=99999999", "id=all&state=x"])
def test_unknown_selection_is_no_error(admin, query):
    client = client_of(admin)
    for ask in (client.get, client.post):
        assert ask(f"{RESEND}?{query}").status_code in (200, 302)


def test_list_has_filters_and_the_same_number_of_queries(write, admin, django_assert_num_queries):
    failed(write)
    write("Celui qui attend")
    client = client_of(admin)
    assert "Votre mot de passe" not in client.get(f"{LIST}?state=waiting").text
    assert "Celui qui attend" not in client.get(f"{LIST}results/?state=failed").text
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as two:
        client.get(LIST)
    for _ in range(20):
        failed(write)
    with django_assert_num_queries(len(two)):
        client.get(LIST)
