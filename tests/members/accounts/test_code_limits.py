"""How often a code of the second step may be guessed, whoever has the password or reads the mail."""

from __future__ import annotations

import time

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.guards.throttling import DAY, HOUR, Limit
from members.accounts import login_limits
from members.accounts.login_limits import CODE
from members.models import User
from tests.members.accounts.guessing import SECOND_STEP, SPENT, SPENT_EVERYWHERE, fail, log_in
from tests.members.accounts.test_mfa import activate, code_of

pytestmark = pytest.mark.django_db
WRONG = "Ce code n’est pas le bon"


@pytest.mark.parametrize("length", [6, 8])
def test_code_has_five_guesses_after_the_right_password(client, member, at_once, length, clock):
    log_in(client, member.username, "motdepasse")
    secret = activate(client)
    stranger = Client()
    for _ in range(5):
        log_in(stranger, member.username, "motdepasse", "203.0.113.9")
        wrong = stranger.post(SECOND_STEP, {"code": "0" * length}, REMOTE_ADDR="203.0.113.9")
        assert WRONG in wrong.text
    right = {"code": code_of(secret)}
    assert SPENT in stranger.post(SECOND_STEP, right, REMOTE_ADDR="203.0.113.9").text
    owner = Client()
    log_in(owner, member.username, "motdepasse", "192.0.2.1")
    assert owner.post(SECOND_STEP, right, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_valid_code_is_used_once(client, member, at_once, monkeypatch):
    log_in(client, member.username, "motdepasse")
    secret = activate(client)
    now = [time.time() // 30 * 30 + 1]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now[0])
    code = {"code": code_of(secret)}
    answers = []
    for _ in range(2):
        other = Client()
        log_in(other, member.username, "motdepasse")
        answers.append(other.post(SECOND_STEP, code).status_code)
        cache.clear()  # as Django's caches forget after the 30 seconds for which allauth remembers
        now[0] += 31
    assert answers == [302, 200]


def test_account_has_a_number_of_guesses_a_day_from_all_networks(client, member, at_once, clock, monkeypatch):
    assert login_limits.BY_ACCOUNT[CODE] == (Limit(50, HOUR), Limit(100, DAY))
    monkeypatch.setitem(login_limits.BY_ACCOUNT, CODE, (Limit(4, HOUR), Limit(10, DAY)))
    log_in(client, member.username, "motdepasse")
    activate(client)
    guesses = []
    for hour in range(4):
        pages = [log_in_and_guess(member, "motdepasse", f"198.51.{hour}.{number}") for number in range(5)]
        guesses.append(sum(WRONG in page for page in pages))
        clock(3601)
    assert guesses == [4, 4, 2, 0]


# --- New passwords by mail --------------------------------------------------------------------------------------------


def choose_password(browser: Client, user: User, password: str, address: str = "192.0.2.1"):
    """Set a new password with the link of a mail."""
    cache.clear()
    token = default_token_generator.make_token(User.objects.get(pk=user.pk))
    key = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    way = browser.get(key, REMOTE_ADDR=address)["Location"]
    return browser.post(way, {"password1": password, "password2": password}, REMOTE_ADDR=address)


def log_in_and_guess(user: User, password: str, address: str) -> str:
    """Log in with the password in a new browser and send a wrong code; return the page."""
    log_in(stranger := Client(), user.username, password, address)
    return stranger.post(SECOND_STEP, {"code": "000000"}, REMOTE_ADDR=address).text


def test_new_password_by_mail_gives_no_more_guesses_of_codes(client, member, at_once, monkeypatch):
    log_in(client, member.username, "motdepasse")
    activate(client)
    monkeypatch.setitem(login_limits.BY_ACCOUNT, login_limits.CODE, (Limit(12, 3600),))
    guesses = 0
    for number in range(5):
        stranger, password, address = Client(), f"Sapin-{number}-bleu", f"198.51.100.{number % 3}"
        assert choose_password(stranger, member, password, address).status_code == 302
        log_in(stranger, member.username, password, address)
        for _ in range(6):
            answer = stranger.post(SECOND_STEP, {"code": "000000"}, REMOTE_ADDR=address)
            guesses += WRONG in answer.text
    assert guesses == 12, "five from each network, and no more than the account's limit"
    assert SPENT_EVERYWHERE in log_in_and_guess(member, password, "203.0.113.8")


def test_account_gets_five_new_passwords_by_mail_a_day(member, clock):
    for number in range(5):
        assert choose_password(Client(), member, f"Sapin-{number}-bleu").status_code == 302
    refused = choose_password(Client(), member, "Sapin-9-bleu")
    assert "trop souvent" in refused.text
    assert log_in(Client(), member.username, "Sapin-4-bleu").status_code == 302
    clock(24 * 3600 + 1)
    assert choose_password(Client(), member, "Sapin-9-bleu").status_code == 302


# --- Known browsers ---------------------------------------------------------------------------------------------------


def test_browser_is_known_from_the_second_step_until_the_next_password(client, member, at_once):
    log_in(client, member.username, "motdepasse")
    secret = activate(client)
    other = Client()
    log_in(other, member.username, "motdepasse")
    assert "appareil" not in other.cookies
    other.post(SECOND_STEP, {"code": code_of(secret)})
    assert "appareil" in other.cookies
    other.post("/compte/logout/")
    fail(member.username, 50)
    assert log_in(other, member.username, "motdepasse")["Location"] == SECOND_STEP

    member.set_password("Sapin-42-bleu")
    member.save()
    known = Client()
    known.cookies["appareil"] = other.cookies["appareil"].value
    assert SPENT_EVERYWHERE in log_in(known, member.username, "Sapin-42-bleu", "203.0.113.4").text
