"""The reader of each field of a place, and the check that the form of a place would accept a value."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Choices, Field

from inventory.choices import Family, Milieu, Precision, State
from inventory.import_export.values.cells import AddRemark
from inventory.import_export.values.codes import read_insee, read_postcode, read_rna, read_siren, read_siret
from inventory.import_export.values.contacts import CONTACT_READERS
from inventory.import_export.values.dates import read_date
from inventory.import_export.values.vocabularies import read_code, read_codes
from inventory.models import SiteProfilePage

Reader = Callable[[str, AddRemark], Any]
#: The vocabularies of fields, whose words may look like « nothing »: « Inconnu » is a state.
VOCABULARIES = {"families": Family, "state": State, "milieu": Milieu, "precision": Precision}


def _choice(vocabulary: type[Choices]) -> Reader:
    return lambda text, remark: read_code(vocabulary.choices, text)


#: The readers of the fields that are not plain texts.
READERS: dict[str, Reader] = {
    **CONTACT_READERS,
    "postcode": read_postcode,
    "insee_code": read_insee,
    "siret": read_siret,
    "rna": read_rna,
    "epci_code": read_siren,
    "opened": read_date,
    "closed": read_date,
    "lease_end": read_date,
    "families": lambda text, remark: read_codes(Family.choices, text, remark),
    "state": _choice(State),
    "milieu": _choice(Milieu),
    "precision": _choice(Precision),
}


def checked(name: str, value: Any) -> Any:
    """Return a value of a field of a place as its form cleans it. Raises ValidationError for one that it refuses."""
    return place_field(name).clean(value, None)


@cache
def place_field(name: str) -> Field:
    return SiteProfilePage._meta.get_field(name)  # type: ignore[return-value]
