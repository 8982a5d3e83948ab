"""A token of a preview: what it says, and what makes it worthless."""

from __future__ import annotations

import pytest
from django.core import signing
from django.core.cache import cache

from core.preview import tokens
from core.preview.tokens import Grant, Subject
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
DRAFT = Subject(12, revision_id=34)


@pytest.mark.parametrize("subject", [DRAFT, Subject(12), Subject(12, form_id=5), Subject(None, form_id=5)])
def test_a_token_names_its_user_and_its_subject(subject):
    assert tokens.read(tokens.issue(7, subject)) == Grant(7, subject)


def test_a_token_lives_fifteen_minutes(monkeypatch):
    token, now = tokens.issue(7, DRAFT), signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 14 * 60)
    assert tokens.read(token)
    monkeypatch.setattr(signing.time, "time", lambda: now + 16 * 60)
    assert tokens.read(token) is None


@pytest.mark.parametrize(
    "alter",
    [
        lambda token: "", lambda token: "x" * 100_000, lambda token: token[:-1], lambda token: token + "=",
        lambda token: signing.dumps([7, "mark", 99, None, None], salt="another"), lambda token: "é:à:ü",
        lambda token: ":".join([signing.b64_encode(b'[1,"m",2,null,null]').decode(), *token.split(":")[1:]]),
    ],
)  # fmt: skip
def test_an_altered_token_grants_nothing(alter):
    assert tokens.read(alter(tokens.issue(7, DRAFT))) is None


def test_revoking_ends_all_tokens_of_the_user_alone():
    old = [tokens.issue(7, DRAFT), tokens.issue(7, Subject(13))]
    other = tokens.issue(8, DRAFT)
    tokens.revoke(7)
    new = tokens.issue(7, DRAFT)
    assert [tokens.read(token) for token in old] == [None, None]
    assert tokens.read(other)
    assert tokens.read(new)


def test_a_log_out_while_a_token_is_made_revokes_all(monkeypatch):
    """The mark of a user who logs out does not come back with the token that another request is making."""
    old = tokens.issue(7, DRAFT)
    write = cache.set, cache.touch

    def after_log_out(method):
        def write_late(*args, **kwargs):
            tokens.revoke(7)
            return method(*args, **kwargs)

        return write_late

    for name, method in zip(("set", "touch"), write, strict=True):
        monkeypatch.setattr(cache, name, after_log_out(method), raising=False)
    new = tokens.issue(7, DRAFT)
    monkeypatch.undo()
    assert [tokens.read(old), tokens.read(new)] == [None, None]


def test_two_first_tokens_at_once_are_both_valid(monkeypatch):
    read, others = cache.get, []

    def read_before_the_other(*args, **kwargs):
        value = read(*args, **kwargs)
        if not others:
            others.append(None)
            others[0] = tokens.issue(7, Subject(13))
        return value

    monkeypatch.setattr(cache, "get", read_before_the_other, raising=False)
    token = tokens.issue(7, DRAFT)
    monkeypatch.undo()
    assert [tokens.read(token), tokens.read(others[0] or token)] == [Grant(7, DRAFT), Grant(7, Subject(13))]


def test_a_token_is_worth_nothing_when_the_mark_is_not_there():
    token = tokens.issue(7, DRAFT)
    cache.clear()
    assert tokens.read(token) is None


def test_logging_out_revokes(as_editor, editor):
    token = tokens.issue(editor.pk, DRAFT)
    as_editor.post("/admin/logout/")
    assert tokens.read(token) is None


def test_a_new_password_revokes():
    user = make_user("ada", "Éditeurs")
    token = tokens.issue(user.pk, DRAFT)
    user.set_password("un autre mot de passe")
    user.save()
    assert tokens.read(token) is None
