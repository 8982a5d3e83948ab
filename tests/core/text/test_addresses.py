"""Which addresses the site writes to."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from core.text.addresses import validate_address

#: Django takes them for addresses, and no mail can be sent there.
REFUSED = [
    "a@" + "é" * 60 + ".fr",  # longer than a label may be once it is written in ASCII
    "a@xn--" + "é" * 20 + ".fr",
    '"a\x01b"@exemple.fr',
    '"jean.dupont"@exemple.fr',
    "\u017f@exemple.fr",
    "\u212a@exemple.fr",
    "a@[127.0.0.1]",
    "a" * 65 + "@exemple.fr",
    "a@" + ".".join(["é" * 29] * 8) + ".fr",
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_no_server_takes_is_refused(address):
    validate_email(address)
    with pytest.raises(ValidationError):
        validate_address(address)


@pytest.mark.parametrize(
    "address", ["", "a", "a@b", "a@b@c.fr", "a b@exemple.fr", "é@exemple.fr", "a@exemple.fr\nBcc: b"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValidationError):
        validate_address(address)


@pytest.mark.parametrize(
    "address", ["a@exemple.fr", "prenom.nom+sillon@mairie-l-isle.fr", "o'neil@exemple.fr", "a@café.fr", "a@localhost"]
)
def test_an_address_is_accepted_and_a_mail_can_be_written_to_it(address):
    validate_address(address)
    message = EmailMessage("Bonjour", "Texte", "de@exemple.fr", [address]).message()
    assert message.as_bytes().isascii()


def test_the_message_gives_both_lengths():
    with pytest.raises(ValidationError, match=r"254 caractères au plus.*: il y en a 262"):
        validate_address("a" * 251 + "@exemple.fr")
