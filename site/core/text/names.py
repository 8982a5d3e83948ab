"""Names of people, as mails show them."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

#: What names do not have. Mails show the name, so it could carry advertising: an address, a telephone number.
NOT_A_NAME = re.compile(r"[<>@/\\{}\[\]|:]|(?i:www\.)|\w{2}[.。․]\w{2}|(?:\d[\s.-]?){5}")
#: Categories of characters that would change the lines or the direction of a mail.
NOT_WRITTEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def check_name(value: str) -> None:
    """Raise ValidationError for a name with an address, a telephone number or signs that names do not have."""
    text = unicodedata.normalize("NFKC", value)
    if NOT_A_NAME.search(text) or any(unicodedata.category(character) in NOT_WRITTEN for character in text):
        raise ValidationError("Écrivez un nom, sans adresse, numéro ni signe particulier.")
