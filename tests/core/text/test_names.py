"""Names of people, and what they must not carry into mails."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from core.text.names import check_name


@pytest.mark.parametrize("name", ["Ada Martin", "J.P. Martin", "M.DUPONT", "Anne-Lise d’Aubigné", "Élodie (mairie)"])
def test_names_pass(name):
    check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Gagnez sur PROMO-CASINO.FR", "http:EVIL.COM", "Appelez 0899 12 34 56", "casino.рф", "evil\u3002com",
        "Ada\u2028Cliquez", "Ada\x85Cliquez", "\u202emoc.live", "ada@example.org", "www.exemple", "<b>Ada</b>",
    ],
)  # fmt: skip
def test_advertising_does_not(name):
    with pytest.raises(ValidationError):
        check_name(name)
