import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import override_settings

from members.demo import PASSWORD
from members.models import User
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["une-editrice", "une-editrice@example.org", "Une-Editrice@Example.org"])
def test_log_in_by_name_or_e_mail_leads_an_editor_to_the_admin(client, editor, login):
    response = client.post("/compte/login/", {"login": login, "password": "motdepasse"})
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_log_in_leads_a_member_to_their_account_or_where_they_were_going(client, member):
    words = {"login": member.username, "password": "motdepasse"}
    assert client.post("/compte/login/", words)["Location"] == "/compte/"
    client.logout()
    assert client.post("/compte/login/", {**words, "next": "/inventaire/"})["Location"] == "/inventaire/"
    client.logout()
    assert client.post("/compte/login/", {**words, "next": "https://ailleurs.example/"})["Location"] == "/compte/"


def test_a_wrong_password_says_so_and_keeps_the_name(client, editor):
    response = client.post("/compte/login/", {"login": "une-editrice", "password": "faux"})
    assert response.status_code == 200
    assert 'value="une-editrice"' in response.text
    assert 'role="alert"' in response.text


def test_log_in_is_limited_in_number(client, editor):
    for _ in range(15):
        response = client.post("/compte/login/", {"login": "une-editrice", "password": "faux"})
    assert "Trop" in response.text or response.status_code == 429


def test_admin_s_own_log_in_leads_to_ours(client, home):
    response = client.get("/admin/pages/", follow=True)
    assert response.redirect_chain[-1][0].replace("%2F", "/") == "/compte/login/?next=/admin/pages/"


def test_a_member_at_the_admin_s_door_is_told_so_in_french(client, member):
    client.force_login(member)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "des droits que votre compte n’a pas" in response.text


def test_one_e_mail_is_one_account_whatever_its_case(home):
    make_user("anne")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("autre", "ANNE@example.org", "x")


def test_a_superuser_made_by_hand_can_log_in_at_once(client, home):
    User.objects.create_superuser("chef", "chef@example.org", "Sapin-42!")
    assert client.post("/compte/login/", {"login": "chef", "password": "Sapin-42!"})["Location"] == "/admin/"


def test_demo_accounts_are_made_once_and_keep_a_changed_password(home):
    call_command("demo_accounts", verbosity=0)
    user = User.objects.get(username="editrice")
    user.set_password("autre-chose")
    user.save()
    call_command("demo_accounts", verbosity=0)
    assert User.objects.filter(username__in=["admin", "editrice", "moderateur", "membre"]).count() == 4
    assert User.objects.get(username="editrice").check_password("autre-chose")
    assert User.objects.get(username="membre").check_password(PASSWORD)


@override_settings(DEMO_ACCOUNTS=False)
def test_demo_accounts_are_refused_in_production(home):
    from django.core.management import CommandError

    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_password_reset_goes_through_the_outbox_in_french(client, editor):
    from members.models import OutgoingMail

    with override_settings(EMAIL_BACKEND="members.outbox.OutboxBackend"):
        client.post("/compte/password/reset/", {"email": editor.email})
        assert OutgoingMail.objects.get().recipients == [editor.email]
        call_command("send_outbox", verbosity=0)
    assert "mot de passe" in mail.outbox[0].message().as_bytes().decode()
