"""Nobody learns from the time of an answer, or from what it writes, whether an address has an account."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import User
from tests.conftest import make_user
from tests.members.accounts.guessing import LOGIN

pytestmark = pytest.mark.django_db


class CountingHasher(PBKDF2PasswordHasher):
    """Django's real hasher, with few rounds, which counts."""

    iterations = 10
    hashes = 0

    def encode(self, password, salt, iterations=None):
        CountingHasher.hashes += 1
        return super().encode(password, salt, iterations)


def hashes_of(post) -> int:
    cache.clear()
    CountingHasher.hashes = 0
    post()
    return CountingHasher.hashes


@pytest.fixture
def counting(settings):
    settings.PASSWORD_HASHERS = ["tests.members.accounts.test_unknown_accounts.CountingHasher"]


def test_log_in_hashes_once_for_any_name(counting, home):
    known, closed = make_user("connue"), make_user("fermee", is_active=False)
    nothing = make_user("sans")
    nothing.set_unusable_password()
    nothing.save()
    names = ["personne", "personne@example.org"]
    names += [name for user in (known, closed, nothing) for name in (user.username, user.email)]
    for name in names:
        assert hashes_of(lambda name=name: Client().post(LOGIN, {"login": name, "password": "faux"})) == 1, name


def test_sign_up_hashes_once_for_new_and_known_addresses(counting, home):
    make_user("connue")

    def sign_up(email: str) -> int:
        data = {"name": "Anne Martin", "email": email, "password1": "Sapin-42-bleu"}
        return hashes_of(lambda: Client().post("/compte/signup/", data))

    mails = len(mail.outbox)
    assert sign_up("nouvelle@example.org") == 1
    assert len(mail.outbox) == mails + 1
    assert sign_up("connue@example.org") == 1
    assert len(mail.outbox) == mails + 2


def test_sign_up_writes_the_same_rows_for_new_and_known_addresses(home):
    make_user("connue")
    accounts = User.objects.count()

    def written_by(email: str) -> list[str]:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            data = {"name": "Anne Martin", "email": email, "password1": "Sapin-42-bleu"}
            Client().post("/compte/signup/", data)
        words = [query["sql"].split() for query in queries]
        return sorted(sql[2] for sql in words if sql[:2] == ["INSERT", "INTO"] and "django_session" not in sql[2])

    known = written_by("connue@example.org")
    assert User.objects.count() == accounts
    assert written_by("nouvelle@example.org") == known
    assert '"members_user"' in known
    assert '"account_emailaddress"' in known


@pytest.mark.parametrize("email", ["connue@example.org", "inconnue@example.org", "fermee@example.org"])
def test_forgotten_password_hashes_nothing_and_sends_one_mail(counting, home, email):
    make_user("connue")
    make_user("fermee", is_active=False)
    mails = len(mail.outbox)
    assert hashes_of(lambda: Client().post("/compte/password/reset/", {"email": email})) == 0
    assert len(mail.outbox) == mails + 1
