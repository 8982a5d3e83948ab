"""Names of people, as mails show them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

#: Characters and web addresses that names must not have: mails show the name, so it could carry advertising.
NOT_A_NAME = re.compile(r"[<>@/\\{}\[\]|\x00-\x1f]|(?i:www\.)|\w\.[a-z]{2,}\b")


def check_name(value: str) -> None:
    """Raise ValidationError for a name with an address or with signs that names do not have."""
    if NOT_A_NAME.search(value):
        raise ValidationError("Écrivez un nom, sans adresse ni signe particulier.")
