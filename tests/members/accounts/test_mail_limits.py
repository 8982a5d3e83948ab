"""How many mails strangers can have sent to one address, and that its owner can still use what was sent."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from core.guards.throttling import DAY, Limit
from members.accounts import mail_limits
from tests.conftest import make_user
from tests.members.accounts.guessing import fail, log_in
from tests.members.accounts.test_signup import LINK

pytestmark = pytest.mark.django_db
RESET, SIGNUP, EMAIL = "/compte/password/reset/", "/compte/signup/", "/compte/email/"
NEW = {"password1": "Sapin-42-bleu", "password2": "Sapin-42-bleu"}


@pytest.fixture
def few(monkeypatch) -> None:
    """Two mails a day from one network, three from all, where the site allows four and twelve."""
    assert (
        (Limit(1, 120), Limit(4, DAY)),
        (Limit(1, 120), Limit(12, DAY)),
    ) == (mail_limits.BY_NETWORK, mail_limits.BY_ADDRESS)
    monkeypatch.setattr(mail_limits, "BY_NETWORK", (Limit(1, 120), Limit(2, DAY)))
    monkeypatch.setattr(mail_limits, "BY_ADDRESS", (Limit(1, 120), Limit(3, DAY)))


def request_reset(email: str, address: str = "203.0.113.9", browser: Client | None = None):
    """Send the form for a new password, past allauth's own limit for one network."""
    cache.clear()
    return (browser or Client()).post(RESET, {"email": email}, REMOTE_ADDR=address, follow=True)


def sign_up(email: str, address: str = "203.0.113.9"):
    cache.clear()
    data = {"name": "Jean Test", "email": email, "password1": "Kolibri-77-bleu"}
    return Client().post(SIGNUP, data, REMOTE_ADDR=address, follow=True)


def mails_to(email: str) -> int:
    return sum(message.to == [email] for message in mail.outbox)


def set_password(way: str, browser: Client, address: str):
    return browser.post(browser.get(way, REMOTE_ADDR=address)["Location"], NEW, REMOTE_ADDR=address)


def test_requests_of_a_stranger_leave_the_account_to_its_owner(moderator):
    fail(moderator.username, 50)
    answers = [request_reset(moderator.email) for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert request_reset(moderator.email, "192.0.2.77").text == answers[0].text
    assert mails_to(moderator.email) == 1
    owner = Client()
    assert set_password(LINK.search(mail.outbox[0].body)[1], owner, "192.0.2.77").status_code == 302
    assert log_in(owner, moderator.username, "Sapin-42-bleu", "192.0.2.77").status_code == 302


def test_later_mail_leaves_the_link_of_the_earlier_one(moderator, clock):
    request_reset(moderator.email)
    clock(121)
    request_reset(moderator.email)
    assert mails_to(moderator.email) == 2
    assert set_password(LINK.search(mail.outbox[0].body)[1], Client(), "192.0.2.77").status_code == 302


@pytest.mark.parametrize("known", [True, False])
def test_address_gets_a_number_of_mails_for_a_new_password_a_day(home, known, clock, few):
    email = make_user("connue").email if known else "personne@example.org"
    for _ in range(3):
        request_reset(email)
        clock(121)
    assert mails_to(email) == 2, "from one network"
    for number in range(3):
        request_reset(email, f"198.51.100.{number}")
        clock(121)
    assert mails_to(email) == 3, "from all networks"
    clock(DAY)
    request_reset(email)
    assert mails_to(email) == 4


def test_log_in_or_new_password_allows_another_mail(client, moderator):
    for _ in range(2):
        request_reset(moderator.email, "192.0.2.1")
    assert mails_to(moderator.email) == 1
    log_in(client, moderator.username, "motdepasse")
    request_reset(moderator.email, "192.0.2.1")
    assert mails_to(moderator.email) == 2
    set_password(LINK.search(mail.outbox[-1].body)[1], Client(), "192.0.2.1")
    mail.outbox.clear()
    request_reset(moderator.email, "192.0.2.1")
    assert mails_to(moderator.email) == 1


@pytest.mark.parametrize("known", [True, False])
def test_address_gets_a_number_of_mails_for_sign_ups_a_day(home, known, clock, few):
    email = make_user("connue").email if known else "personne@example.org"
    answers = []
    for number in range(5):
        answers += [sign_up(email, f"198.51.100.{number}"), sign_up(email, f"198.51.100.{number}")]
        clock(121)
    assert mails_to(email) == 3
    pages = {answer.text.partition("<main")[2] for answer in answers}
    assert len(pages) == 1
    assert {answer.redirect_chain[-1][0] for answer in answers} == {"/compte/confirm-email/"}


@pytest.mark.parametrize("known", [True, False])
def test_address_gets_a_number_of_mails_for_its_confirmation_a_day(client, member, settings, known, clock, few):
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False
    email = make_user("connue").email if known else "neuve@example.org"
    client.force_login(member)
    for number in range(6):
        cache.clear()
        fields = {"email": email, "action_send" if number else "action_add": ""}
        answer = client.post(EMAIL, fields, REMOTE_ADDR=f"198.51.100.{number}", follow=True)
        assert f"Nous avons écrit à {email}" in answer.text, number
        clock(121)
    assert mails_to(email) == 3


def test_spellings_of_a_domain_are_one_address(home):
    for email in ("anne@example.org", "Anne@EXAMPLE.org", "anne@ｅxample.org", "anne@example。org"):
        request_reset(email)
    assert len(mail.outbox) == 1


def test_one_network_cannot_use_up_the_failures_of_an_account(moderator, clock):
    for _ in range(11):
        fail(moderator.username, 5, "203.0.113.9")
        clock(301)
    assert log_in(Client(), moderator.username, "motdepasse", "203.0.113.10").status_code == 302
