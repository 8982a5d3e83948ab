"""Secret addresses in mails: the signed `key` (UUID) of a row, for a page that needs no account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet


class SignedLinks:
    """Sign and read the keys of one kind of rows; `salt` keeps the kinds apart, and must not change."""

    def __init__(self, salt: str) -> None:
        self._signer = signing.Signer(salt=salt)

    def token(self, key: UUID) -> str:
        return self._signer.sign(key.hex)

    def find(self, token: str, rows: QuerySet[Any]) -> Any:
        """Return the row of a token among `rows`; None if the token is forged or the row is not there."""
        try:
            key = self._signer.unsign(token)
        except signing.BadSignature:
            return None
        return rows.filter(key=key).first()
