"""From the sign-up form to an account that may contribute: at once, or after a moderator."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.accounts import approval
from members.models import User
from members.permissions import may_contribute
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
ANNE = {"name": "Anne Martin", "email": "Anne@Example.org", "password1": "Sapin-42-bleu"}
LINK = re.compile(r"https?://[^/\s]+(/compte/\S*)")


def sign_up(client: Client, **changed):
    return client.post("/compte/signup/", ANNE | changed, follow=True)


def link_of(message) -> str:
    return LINK.search(message.body)[1]


def confirm(client: Client, message):
    path = link_of(message)
    assert "Est-ce bien votre adresse" in client.get(path).text
    return client.post(path, follow=True)


@pytest.fixture
def approving(settings):
    settings.MEMBERS_APPROVAL = True


@pytest.fixture
def waiting(client, home, approving) -> User:
    sign_up(client)
    confirm(client, mail.outbox[-1])
    mail.outbox.clear()
    return User.objects.get(email="anne@example.org")


# --- Signing up ---------------------------------------------------------------------------------------------------


def test_the_form_asks_for_little_and_leaves_no_cookie_but_its_own(client, home):
    response = client.get("/compte/signup/")
    form = response.text.partition('<form class="form"')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="(\w+)" name="(\w+)"', form)
    assert [name for kind, name in fields if kind != "hidden"] == ["name", "email", "password1", "site_web"]
    assert "style=" not in form
    assert set(client.cookies) == {"csrftoken"}


def test_link_of_the_mail_opens_the_account_and_logs_in(client, home):
    page = sign_up(client).text
    assert "Confirmez votre adresse" in page
    user = User.objects.get(email="anne@example.org")
    assert (user.get_full_name(), user.username, user.groups.count()) == ("Anne Martin", "anne_martin", 0)
    (message,) = mail.outbox
    assert message.to == ["anne@example.org"]
    assert message.subject == "Confirmez votre adresse pour ouvrir votre compte"
    assert "«\u00a0Anne Martin\u00a0»" in message.body

    response = confirm(client, message)
    assert response.redirect_chain[-1][0] == "/compte/"
    assert "Votre adresse anne@example.org est confirmée." in response.text
    assert [group.name for group in user.groups.all()] == ["Membres"]
    assert may_contribute(user)
    assert len(mail.outbox) == 1


def test_next_page_survives_the_sign_up(client, home):
    sign_up(client, next="/inventaire/")
    response = confirm(client, mail.outbox[0])
    assert response.redirect_chain[-1][0] == "/inventaire/"


def test_a_link_that_is_opened_elsewhere_confirms_and_asks_to_log_in(client, home):
    sign_up(client)
    other = Client()
    response = confirm(other, mail.outbox[0])
    assert response.redirect_chain[-1][0] == "/compte/login/"
    assert "est confirmée" in response.text
    words = {"login": "anne@example.org", "password": ANNE["password1"]}
    assert other.post("/compte/login/", words)["Location"] == "/compte/"


def test_nobody_logs_in_before_the_address_is_confirmed(client, home):
    sign_up(client)
    other = Client()
    words = {"login": "anne@example.org", "password": ANNE["password1"]}
    assert other.post("/compte/login/", words)["Location"] == "/compte/confirm-email/"
    assert "_auth_user_id" not in other.session


def test_used_link_says_what_to_do(client, home):
    sign_up(client)
    path = link_of(mail.outbox[0])
    confirm(client, mail.outbox[0])
    client.logout()
    assert "Ce lien ne sert plus" in client.get(path).text


def test_a_short_password_is_not_called_too_common_as_well(client, home):
    text = sign_up(client, password1="azerty").text
    assert "trop court" in text
    assert "trop courant" not in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Champ requis"),
        ({"name": "Gagnez sur www.exemple.example"}, "Écrivez un nom"),
        ({"name": "https://exemple.example"}, "Écrivez un nom"),
        ({"email": "anne"}, "Ce n’est pas une adresse électronique."),
        ({"email": "zoe@exemple..fr"}, "Ce n’est pas une adresse électronique."),
        ({"password1": "1234"}, "trop court"),
        ({"password1": "motdepasse123456789"[:10]}, "trop courant"),
    ],
)
def test_error_is_at_its_field_and_other_values_stay(client, home, changed, said):
    page = sign_up(client, **changed).text
    assert said in page
    assert 'role="alert"' in page
    assert 'aria-invalid="true"' in page
    assert f'value="{ANNE["email"]}"' in page or "email" in changed
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name", ["Anne-Laure d’Orgeval", "J. Martin", "L'Atelier & Cie", "Zoë Ñandú", "Éric (La Scierie)"]
)
def test_names_of_any_form_are_accepted(client, home, name):
    sign_up(client, name=name)
    assert str(User.objects.get()) == name


def test_same_name_makes_different_user_names(client, home):
    sign_up(client)
    sign_up(Client(), email="autre@example.org")
    assert len(set(User.objects.values_list("username", flat=True))) == 2


def test_a_robot_that_fills_every_field_opens_nothing_and_sees_no_difference(client, home):
    honest = sign_up(Client(), email="autre@example.org")
    mail.outbox.clear()
    robot = sign_up(client, site_web="https://robot.example")
    assert robot.redirect_chain == honest.redirect_chain
    assert not User.objects.filter(email="anne@example.org").exists()
    assert mail.outbox == []


def test_known_address_is_told_by_mail_alone(client, home):
    make_user("zoe")
    new, known = Client(), Client()
    pages = [
        re.sub(r"csrf\w+\" value=\"\w+|[\w.]+@example.org", "", sign_up(visitor, email=email).text)
        for visitor, email in ((new, "anne@example.org"), (known, "zoe@example.org"))
    ]
    assert pages[0] == pages[1]
    told = {message.to[0]: message for message in mail.outbox}
    assert told["zoe@example.org"].subject == "Vous avez déjà un compte"
    assert known.get(link_of(told["zoe@example.org"])).status_code == 200
    assert User.objects.count() == 2


def test_unconfirmed_address_of_another_account_is_free(client, home, member):
    EmailAddress.objects.create(user=member, email="anne@example.org")
    sign_up(client)
    assert mail.outbox[0].subject == "Confirmez votre adresse pour ouvrir votre compte"
    confirm(client, mail.outbox[0])
    assert EmailAddress.objects.get(verified=True, email="anne@example.org").user.first_name == "Anne Martin"


def test_sign_ups_are_limited_in_number(client, home):
    for number in range(10):
        assert sign_up(client, email=f"a{number}@example.org").status_code == 200
        client.logout()
    response = sign_up(client, email="trop@example.org")
    assert response.status_code == 429
    assert "Trop d’essais" in response.text
    assert not User.objects.filter(email="trop@example.org").exists()


def test_logs_hold_no_address(client, home, caplog):
    caplog.set_level("DEBUG")
    sign_up(client)
    client.post("/compte/login/", {"login": "anne@example.org", "password": "faux"})
    client.post("/compte/password/reset/", {"email": "anne@example.org"})
    confirm(client, mail.outbox[0])
    told = [record for record in caplog.records if record.name != "django.db.backends"]
    assert "anne" not in " ".join(record.getMessage().lower() for record in told)


# --- Who is let in ------------------------------------------------------------------------------------------------


def test_removed_member_does_not_rejoin_with_a_new_address(client, home, member):
    client.post("/compte/login/", {"login": member.username, "password": "motdepasse"})
    member.groups.clear()
    client.post("/compte/reauthenticate/", {"password": "motdepasse"})
    client.post("/compte/email/", {"email": "neuve@example.org", "action_add": ""})
    assert "Votre adresse neuve@example.org est confirmée." in confirm(client, mail.outbox[-1]).text
    member.refresh_from_db()
    assert (member.email, member.groups.count()) == ("neuve@example.org", 0)


def test_account_with_a_group_gets_no_other(home):
    user = make_user("recrue", "Éditeurs")
    approval.on_email_confirmed(user)
    assert [group.name for group in user.groups.all()] == ["Éditeurs"]


def test_people_of_the_admin_may_contribute_and_strangers_may_not(home, editor, admin, member):
    assert [may_contribute(user) for user in (editor, admin, member)] == [True] * 3
    assert not may_contribute(AnonymousUser())
    assert not may_contribute(make_user("sans-groupe"))
    member.is_active = False
    assert not may_contribute(member)


# --- Approval -----------------------------------------------------------------------------------------------------


def test_new_account_waits_for_approval(client, home, moderator, approving):
    sign_up(client)
    response = confirm(client, mail.outbox[0])
    assert "Votre compte attend d’être validé" in response.text
    user = User.objects.get(email="anne@example.org")
    assert not may_contribute(user)
    assert client.get("/inventaire/").status_code == 200

    told = {message.to[0]: message for message in mail.outbox[1:]}
    assert set(told) == {"anne@example.org", moderator.email}
    assert told["anne@example.org"].subject == "Votre compte attend d’être validé"
    assert client.get(link_of(told["anne@example.org"])).status_code == 200
    assert "Anne Martin" in told[moderator.email].body
    assert "/admin/moderation/comptes/" in told[moderator.email].body


def test_accepted_account_may_contribute(waiting, moderator):
    desk = Client()
    desk.force_login(moderator)
    page = desk.get("/admin/moderation/comptes/").text
    assert "Anne Martin" in page
    assert "/admin/moderation/comptes/" in desk.get("/admin/").text
    response = desk.post("/admin/moderation/comptes/", {"account": waiting.pk, "decision": "accept"}, follow=True)
    assert "peut maintenant contribuer" in response.text
    assert "Aucun compte n’attend." in response.text
    assert may_contribute(waiting)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([waiting.email], "Votre compte est validé")
    again = desk.post("/admin/moderation/comptes/", {"account": waiting.pk, "decision": "accept"}, follow=True)
    assert "n’attend plus" in again.text
    assert len(mail.outbox) == 1


def test_refused_account_is_deleted_and_gets_a_mail(client, waiting, moderator):
    desk = Client()
    desk.force_login(moderator)
    form = {"account": waiting.pk, "decision": "refuse", "words": " "}
    assert "Dites pourquoi" in desk.post("/admin/moderation/comptes/", form).text
    assert User.objects.filter(pk=waiting.pk).exists()
    form["words"] = "Ce site est pour <b>les lieux</b>."
    response = desk.post("/admin/moderation/comptes/", form, follow=True)
    assert "est effacé" in response.text
    assert not User.objects.filter(pk=waiting.pk).exists()
    (message,) = mail.outbox
    assert message.to == ["anne@example.org"]
    assert "> Ce site est pour <b>les lieux</b>." in message.body
    assert client.get("/compte/")["Location"].startswith("/compte/login/")


@pytest.mark.parametrize("who", ["editor", "member"])
def test_only_moderators_decide_on_accounts(request, waiting, who):
    desk = Client()
    desk.force_login(request.getfixturevalue(who))
    for response in (
        desk.get("/admin/moderation/comptes/"),
        desk.post("/admin/moderation/comptes/", {"account": waiting.pk, "decision": "accept"}),
    ):
        assert response.status_code in (302, 403)
    assert not may_contribute(waiting)


@pytest.mark.parametrize("account", ["", "x", "999999", "\0"])
def test_decision_on_a_deleted_account_is_no_error(home, moderator, account):
    desk = Client()
    desk.force_login(moderator)
    response = desk.post("/admin/moderation/comptes/", {"account": account, "decision": "accept"}, follow=True)
    assert response.status_code == 200


def test_number_of_queries_does_not_grow_with_accounts(home, moderator, approving):
    desk = Client()
    desk.force_login(moderator)
    make_user("a0")

    def queries() -> int:
        desk.get("/admin/moderation/comptes/")
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/admin/moderation/comptes/").status_code == 200
        return len(captured)

    one = queries()
    for number in range(1, 25):
        make_user(f"a{number}")
    assert "Page 1 sur 2" in desk.get("/admin/moderation/comptes/").text
    assert queries() == one
