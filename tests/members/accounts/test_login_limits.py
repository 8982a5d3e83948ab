"""How often a password may be guessed at the log-in, and how the owner of an account still gets in."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.conftest import make_user
from tests.members.accounts.guessing import SPENT, SPENT_EVERYWHERE, fail, log_in
from tests.members.accounts.test_signup import LINK

pytestmark = pytest.mark.django_db


# --- One account, one network -----------------------------------------------------------------------------------------


def test_five_failures_from_one_network_shut_the_account_there_for_five_minutes(client, moderator, clock):
    for _ in range(5):
        assert "mot de passe incorrect" in log_in(client, moderator.username).text
    refused = log_in(client, moderator.username, "motdepasse")
    assert SPENT in refused.text
    assert refused.status_code == 200
    clock(299)
    assert SPENT in log_in(client, moderator.username, "motdepasse").text
    clock(2)
    assert log_in(client, moderator.username, "motdepasse").status_code == 302


def test_failures_from_one_network_leave_others_open(client, moderator):
    assert fail(moderator.username, 30, "203.0.113.9") == 5
    assert log_in(client, moderator.username, "motdepasse").status_code == 302


def test_name_counts_in_any_case_and_apart_from_the_address(client, moderator):
    for login in ("un-moderateur", "UN-MODERATEUR", " un-moderateur ", "Un-Moderateur", "un-moderateur"):
        assert "mot de passe incorrect" in log_in(client, login).text
    assert SPENT in log_in(client, moderator.username, "motdepasse").text
    assert "mot de passe incorrect" in log_in(client, moderator.email).text
    assert log_in(client, moderator.email, "motdepasse").status_code == 302


@pytest.mark.parametrize(
    ("login", "other"),
    [
        ("alice@example.org", "ａlice@example.org"),
        ("strasse@example.org", "straße@example.org"),
        ("alice@example.org", "ALICE@EXAMPLE.ORG"),
        ("office@example.org", "oﬃce@example.org"),
        ("alice", "ａlice"),
    ],
)
def test_other_spelling_is_refused_alike_with_and_without_account(home, login, other):
    def answers(address: str) -> list[bool]:
        for _ in range(5):
            log_in(Client(), login, address=address)
        return [SPENT in log_in(Client(), name, address=address).text for name in (login, other)]

    without = answers("192.0.2.1")
    make_user(login.partition("@")[0])
    assert answers("192.0.2.2") == without == [True, True]


def test_name_without_account_is_counted_and_refused_alike(home, client):
    answers = [log_in(client, "personne@example.org").text for _ in range(6)]
    assert all("mot de passe incorrect" in text for text in answers[:5])
    assert SPENT in answers[5]
    assert SPENT in log_in(client, "Personne@Example.org").text


def test_log_in_resets_the_failures_of_its_network(client, moderator):
    for _ in range(3):
        for _ in range(4):
            log_in(client, moderator.username)
        assert log_in(client, moderator.username, "motdepasse").status_code == 302
        client.logout()


def test_network_is_half_of_an_ipv6_address_and_mapped_ipv4_is_ipv4(moderator):
    assert fail(moderator.username, 6, "2001:db8::{}") == 5
    assert SPENT in log_in(Client(), moderator.username, "motdepasse", "2001:db8::99").text
    assert log_in(Client(), moderator.username, "motdepasse", "2001:db8:0:1::1").status_code == 302

    assert fail(moderator.username, 6, "::ffff:192.0.2.7") == 5
    assert SPENT in log_in(Client(), moderator.username, "motdepasse", "192.0.2.7").text
    assert log_in(Client(), moderator.username, "motdepasse", "::ffff:192.0.2.8").status_code == 302


# --- One account, all networks ----------------------------------------------------------------------------------------


def test_fifty_failures_shut_the_account_in_unknown_browsers(client, moderator, clock):
    assert log_in(client, moderator.username, "motdepasse").status_code == 302
    client.post("/compte/logout/")
    assert fail(moderator.username, 49) == 49
    assert "mot de passe incorrect" in log_in(Client(), moderator.username, address="203.0.113.0").text
    stranger = log_in(Client(), moderator.username, "motdepasse", "203.0.113.1").text
    assert SPENT_EVERYWHERE in stranger
    assert "« Mot de passe oublié ? »" in stranger.replace("\u00a0", " ").replace("\u202f", " ")

    assert log_in(client, moderator.username, "motdepasse").status_code == 302, "in a browser that its owner has used"
    clock(3601)
    assert log_in(Client(), moderator.username, "motdepasse", "203.0.113.1").status_code == 302


def test_name_without_account_is_shut_alike(home):
    assert fail("personne", 51) == 50
    assert SPENT_EVERYWHERE in log_in(Client(), "personne", address="203.0.113.1").text


def test_attempts_refused_for_their_network_do_not_use_up_the_account(moderator):
    assert fail(moderator.username, 60, "203.0.113.9") == 5
    assert log_in(Client(), moderator.username, "motdepasse", "203.0.113.10").status_code == 302


def test_new_password_by_mail_opens_the_browser_in_which_it_was_chosen(moderator):
    fail(moderator.username, 50)
    owner = Client()
    owner.post("/compte/password/reset/", {"email": moderator.email})
    way = owner.get(LINK.search(mail.outbox[-1].body)[1])["Location"]
    owner.post(way, {"password1": "Sapin-42-bleu", "password2": "Sapin-42-bleu"})
    fail(moderator.username, 60)  # the strangers go on
    assert SPENT_EVERYWHERE in log_in(Client(), moderator.username, "Sapin-42-bleu", "203.0.113.1").text
    assert log_in(owner, moderator.username, "Sapin-42-bleu").status_code == 302


def test_known_browser_has_five_guesses_for_its_own_account_alone(client, moderator, editor):
    log_in(client, moderator.username, "motdepasse")
    client.post("/compte/logout/")
    cookie = client.cookies["appareil"]
    assert cookie["httponly"]
    assert cookie["path"] == "/compte/"
    for number in range(5):
        log_in(client, moderator.username, address=f"198.51.100.{number}")
    assert SPENT in log_in(client, moderator.username, "motdepasse", "203.0.113.1").text
    fail(editor.username, 50)
    assert SPENT_EVERYWHERE in log_in(client, editor.username, "motdepasse", "203.0.113.2").text
    forged = Client()
    forged.cookies["appareil"] = cookie.value[:-2] + "xx"
    fail(moderator.username, 50)
    assert SPENT_EVERYWHERE in log_in(forged, moderator.username, "motdepasse", "203.0.113.3").text


def test_one_network_cannot_try_one_password_on_all_accounts(home):
    tried = sum(fail(f"nom-{number}", 1, "192.0.2.1") for number in range(21))
    assert tried == 20
    assert SPENT in log_in(Client(), "nom-21").text


# --- A running session ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/compte/reauthenticate/", "password"),
        ("/compte/supprimer/", "password"),
        ("/compte/password/change/", "oldpassword"),
    ],
)
def test_password_is_guessed_no_more_within_a_session(client, member, path, field):
    client.force_login(member)
    new = {"password1": "Sapin-42-bleu", "password2": "Sapin-42-bleu"}
    assert fail(member.username, 4, "127.0.0.1") == 4
    assert SPENT not in client.post(path, {field: "faux", **new}).text
    cache.clear()
    assert SPENT in client.post(path, {field: "motdepasse", **new}).text
    member.refresh_from_db()
    assert member.check_password("motdepasse")
