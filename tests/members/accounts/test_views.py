import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import override_settings

from members.accounts.demo import PASSWORD
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


def test_member_at_the_admin_gets_a_french_message(client, member):
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

    with override_settings(EMAIL_BACKEND="members.mail.outbox.OutboxBackend"):
        client.post("/compte/password/reset/", {"email": editor.email})
        assert OutgoingMail.objects.get().recipients == [editor.email]
        call_command("send_outbox", verbosity=0)
    assert "mot de passe" in mail.outbox[0].message().as_bytes().decode()


# --- Every page of accounts -------------------------------------------------------------------------------------------

ENGLISH = re.compile(
    r"\b(the|you|your|please|sign|password|email|change|code is|account|two-factor|authenticator|token|submit|"
    r"recovery|confirm|cancel|forgot|enter|log)\b",
    re.IGNORECASE,
)
NOBODY = {
    "log-in": "/compte/login/",
    "sign-up": "/compte/signup/",
    "mail sent": "/compte/confirm-email/",
    "old confirmation": "/compte/confirm-email/abc/",
    "forgotten": "/compte/password/reset/",
    "forgotten, mail sent": "/compte/password/reset/done/",
    "reset, old link": "/compte/password/reset/key/1-abc/",
    "reset, done": "/compte/password/reset/key/done/",
    "closed account": "/compte/inactive/",
}
MEMBERS = {
    "account": "/compte/",
    "profile": "/compte/profil/",
    "deletion": "/compte/supprimer/",
    "address": "/compte/email/",
    "password": "/compte/password/change/",
    "log-out": "/compte/logout/",
    "who one is": "/compte/reauthenticate/",
    "two steps": "/compte/deux-etapes/",
    "activation": "/compte/deux-etapes/totp/activate/",
}
REFUSED = {
    "/compte/login/": {"login": "", "password": ""},
    "/compte/signup/": {"name": "", "email": "x", "password1": "x"},
    "/compte/password/reset/": {"email": "x"},
    "/compte/profil/": {"name": ""},
    "/compte/supprimer/": {"password": ""},
    "/compte/email/": {"email": "x", "action_add": ""},
    "/compte/password/change/": {"oldpassword": "faux", "password1": "1", "password2": "2"},
    "/compte/reauthenticate/": {"password": "faux"},
    "/compte/deux-etapes/totp/activate/": {"code": "x"},
}


def words_of(page: str) -> str:
    """What a page says in its middle, attributes that are read out included."""
    middle = page.partition("<main")[2].partition("</main>")[0]
    said = re.findall(r'(?:alt|title|placeholder|aria-label)="([^"]*)"', middle)
    return " ".join([page.partition("<title>")[2].partition("</title>")[0], re.sub(r"<[^>]+>", " ", middle), *said])


@pytest.fixture
def known(client, member):
    """A client that has just said again who it is."""
    client.force_login(member)
    client.post("/compte/reauthenticate/", {"password": "motdepasse"})
    return client


def check_page(page: str) -> None:
    assert '<header class="site-header">' in page
    assert page.count("<h1") == 1
    assert not ENGLISH.search(words_of(page)), ENGLISH.search(words_of(page))
    assert not re.search(r"\sstyle=|<script>|on\w+=", page.partition("<main")[2].partition("</main>")[0])


@pytest.mark.parametrize("name", NOBODY)
def test_a_page_of_accounts_is_in_french_and_in_the_site_s_look(client, home, name):
    response = client.get(NOBODY[name])
    assert response.status_code == 200
    check_page(response.text)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_page_for_members_is_in_french_and_in_the_site_s_look(known, name):
    response = known.get(MEMBERS[name])
    assert response.status_code == 200
    check_page(response.text)


@pytest.mark.parametrize("path", REFUSED)
def test_errors_are_above_the_form_and_at_their_fields(request, home, path):
    client = request.getfixturevalue("known" if path in MEMBERS.values() else "client")
    page = client.post(path, REFUSED[path]).text
    check_page(page)
    summary = page.partition('class="error-summary"')[2].partition("</div>")[0]
    for field in re.findall(r'href="#(\w+)"', summary):
        assert f'id="{field}"' in page
        assert f'id="{field}_error"' in page
    assert 'href="#id_' in summary or path == "/compte/login/"


def test_account_without_password_is_led_to_choose_one(client, member):
    member.set_unusable_password()
    member.save()
    client.force_login(member)
    page = client.get("/compte/password/change/", follow=True)
    assert page.redirect_chain[-1][0] == "/compte/password/set/"
    check_page(page.text)


def test_closed_account_has_a_message(client, member):
    member.is_active = False
    member.save()
    response = client.post("/compte/login/", {"login": member.username, "password": "motdepasse"}, follow=True)
    assert "Compte fermé" in response.text


# --- Changing the address ---------------------------------------------------------------------------------------------


def path_in(message) -> str:
    return re.search(r"https?://[^/\s]+(/compte/\S+)", message.body)[1]


def test_an_address_changes_once_the_new_one_is_confirmed(known, member):
    page = known.post("/compte/email/", {"email": "neuve@example.org", "action_add": ""}, follow=True).text
    assert "n’est pas encore confirmée" in page
    member.refresh_from_db()
    assert member.email == "un-membre@example.org"
    response = known.post(path_in(mail.outbox[0]), follow=True)
    assert response.redirect_chain[-1][0] == "/compte/"
    member.refresh_from_db()
    assert member.email == "neuve@example.org"
    assert mail.outbox[-1].subject == "L’adresse de votre compte a changé"
    assert mail.outbox[-1].to == ["un-membre@example.org"]


def test_address_changes_after_reauthentication(client, member):
    client.force_login(member)
    response = client.post("/compte/email/", {"email": "neuve@example.org", "action_add": ""})
    assert response["Location"] == "/compte/reauthenticate/?next=%2Fcompte%2Femail%2F"
    assert mail.outbox == []
    client.post("/compte/reauthenticate/", {"password": "motdepasse", "next": "/compte/email/"})
    assert mail.outbox[0].to == ["neuve@example.org"], "what was asked is done without asking again"


def test_a_change_of_address_can_be_given_up(known, member):
    known.post("/compte/email/", {"email": "neuve@example.org", "action_add": ""})
    known.post("/compte/email/", {"email": "neuve@example.org", "action_remove": ""})
    assert "pas encore confirmée" not in known.get("/compte/email/").text


def test_change_of_address_does_not_reveal_accounts(known, member):
    make_user("zoe")
    pages = [
        known.post("/compte/email/", {"email": email, "action_add": ""}, follow=True).text
        for email in ("libre@example.org", "zoe@example.org")
    ]
    clean = [re.sub(r'csrf\w+" value="\w+|libre@example.org|zoe@example.org', "", page) for page in pages]
    assert clean[0] == clean[1]
    told = {message.to[0]: message.subject for message in mail.outbox}
    assert told["zoe@example.org"] == "Vous avez déjà un compte"


def test_address_confirmed_by_another_account_meanwhile_stays_there(known, member):
    known.post("/compte/email/", {"email": "zoe@example.org", "action_add": ""})
    path = path_in(mail.outbox[0])
    User.objects.create_user("zoe", "zoe@example.org", "motdepasse")
    response = known.post(path, follow=True)
    assert response.status_code == 200
    assert "déjà celle d’un autre compte" in response.text
    member.refresh_from_db()
    assert member.email == "un-membre@example.org"


def test_unconfirmed_address_does_not_log_in(client, known, member):
    known.post("/compte/email/", {"email": "faute@example.org", "action_add": ""})
    mail.outbox.clear()
    client.post("/compte/password/reset/", {"email": "faute@example.org"})
    assert [message.subject for message in mail.outbox] == ["Aucun compte à cette adresse"]


def test_forgotten_password_does_not_reveal_accounts(client, member):
    pages = [
        client.post("/compte/password/reset/", {"email": email}, follow=True).text
        for email in (member.email, "personne@example.org")
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("path", ["/compte/password/reset/", "/compte/login/"])
def test_too_many_requests_have_a_page_of_the_site(client, home, path):
    for number in range(31):
        response = client.post(path, {"email": f"a{number}@example.org", "login": f"a{number}", "password": "faux"})
    assert response.status_code == 429
    assert "Trop d’essais" in response.text
    check_page(response.text)


def test_limits_tell_visitors_behind_a_proxy_apart(client, home, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def post(address: str) -> int:
        words = {"login": "x", "password": "faux"}
        return client.post("/compte/login/", words, HTTP_X_FORWARDED_FOR=f"198.51.100.7, {address}").status_code

    assert [post("203.0.113.1") for _ in range(31)][-1] == 429
    assert post("203.0.113.2") == 200
