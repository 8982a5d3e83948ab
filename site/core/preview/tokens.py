"""Signed tokens of previews: which object may be read, by whom, for 15 minutes at most.

Each contains a mark of its user, a random text in the shared cache. Deleting the mark revokes all tokens of the user:
after a log-out, and with a new password.
"""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from django.core import signing
from django.core.cache import cache
from django.utils.crypto import constant_time_compare

#: Seconds.
LIFETIME = 15 * 60
SALT = "core.preview"
MAX_LENGTH = 1_000


class Subject(NamedTuple):
    """What a preview shows: Wagtail's stored state of a form, a revision of a page, or a page as it is stored.

    `page_id` is None for the form of a new page.
    """

    page_id: int | None
    form_id: int | None = None
    revision_id: int | None = None


class Grant(NamedTuple):
    """The content of a valid token."""

    user_id: int
    subject: Subject


def issue(user_id: int, subject: Subject) -> str:
    """Return a token. The mark of the user lives as long as the newest token."""
    # Never written over: of two first tokens one would be void, and a mark that a log-out has deleted would be back.
    cache.add(_key(user_id), secrets.token_urlsafe(12), LIFETIME)
    mark = cache.get(_key(user_id), "")
    cache.touch(_key(user_id), LIFETIME)
    return signing.dumps([user_id, mark, *subject], salt=SALT)


def read(token: str) -> Grant | None:
    """Return what a token grants; None if it is altered, expired or revoked. Checks no permissions."""
    try:
        content: Any = signing.loads(token[:MAX_LENGTH], salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    user_id, mark, *subject = content
    current = cache.get(_key(user_id))
    return Grant(user_id, Subject(*subject)) if current and constant_time_compare(mark, current) else None


def revoke(user_id: int) -> None:
    """Revoke all tokens of a user."""
    cache.delete(_key(user_id))


def _key(user_id: int) -> str:
    return f"preview-mark-{user_id}"
