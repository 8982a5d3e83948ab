"""The doors of the site as a whole: how to reach the team, and who is behind the site."""

from __future__ import annotations

from core import contracts
from core.search.doors import Door, open_door
from core.visibility.gate import Gate
from home.models import HomePage


def _contact(gate: Gate) -> str:
    """Return the address of the foot of the home page, where the team's mail address stands."""
    url = gate.first_url(HomePage)
    return f"{url}#contact" if url and contracts.team_address(gate) else ""


def open_doors() -> None:
    """Open the doors of this section; called in `AppConfig.ready()`."""
    open_door(
        Door(
            "contact",
            "Nous écrire",
            "L’adresse de l’équipe est au bas de chaque page.",
            "contact, contacter, nous contacter, contacter l’équipe, écrire à l’équipe, adresse électronique, "
            "courriel, mail, téléphone, numéro de téléphone, joindre quelqu’un, poser une question, qui contacter",
            _contact,
        )
    )
