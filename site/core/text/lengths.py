"""Maximum lengths of text input, their error message, and the characters that no text may have.

Other limits: `members.contributions.form_data.LONGEST` for a whole contribution, `core.text.addresses.LONGEST` for a
mail address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from core.text.typography import NBSP, thousands

#: Maximum number of characters of a multi-line text: about eight pages.
LONGEST_TEXT = 20_000
#: Maximum number of characters of a single line.
LONGEST_LINE = 500
#: Maximum number of characters of a search query.
LONGEST_QUERY = 200
#: Characters that the database cannot store: NUL, and halves of surrogate pairs.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def printable(text: str) -> str:
    """Return a text with U+FFFD for each character that cannot be stored."""
    return UNSTORABLE.sub("\ufffd", text)


class MaxLength(MaxLengthValidator):
    """Django's validator, with thin spaces in the numbers of its message."""

    def __call__(self, value: Any) -> None:
        try:
            super().__call__(value)
        except ValidationError as error:
            params: Any = error.params
            message = too_long(params["limit_value"], params["show_value"])
            raise ValidationError(message, code=self.code, params=params) from None


def too_long(limit: int, length: int) -> str:
    """Return the error message « 280 caractères au plus : ce texte en a 239 999. »."""
    return f"{thousands(limit)} caractères au plus{NBSP}: ce texte en a {thousands(length)}."


def limit_lengths(fields: Iterable[forms.Field]) -> None:
    """Give each text field without a maximum length the default one, and all of them the message of `too_long`."""
    for field in fields:
        if isinstance(field, forms.CharField) and field.max_length is None:
            field.max_length = LONGEST_TEXT if isinstance(field.widget, forms.Textarea) else LONGEST_LINE
            field.validators.append(MaxLength(field.max_length))
        field.validators = [
            MaxLength(validator.limit_value) if type(validator) is MaxLengthValidator else validator
            for validator in field.validators
        ]
