"""All communes in memory, for imports, which look up one or more for each row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from inventory.communes.lookup import fold_name
from inventory.models.commune import Commune, FormerCommune

#: The number after the name of an arrondissement: « Paris 11e », « Lyon 03 ».
_RANK = re.compile(r" \d{1,2}(?:e|er|eme)?(?: arrondissement)?\Z")


class CommuneRow(NamedTuple):
    """A current commune. The coordinates of its centre are in degrees, None if unknown."""

    code: str
    name: str
    department: str
    postcodes: list[str]
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True)
class CommuneTable:
    """The current communes by code, and the former ones. An empty table knows nothing and refuses nothing."""

    communes: dict[str, CommuneRow] = field(default_factory=dict)
    #: Current code and name of each former commune, by its code.
    former: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> CommuneTable:
        """Read the table from the database. Two queries."""
        names = ("insee_code", "name", "department", "postcodes", "longitude", "latitude")
        rows: Iterable[Any] = Commune.objects.values_list(*names)
        former: Iterable[Any] = FormerCommune.objects.values_list("code", "commune_id", "name")
        return cls(
            {row[0]: CommuneRow(*row) for row in rows}, {code: (current, name) for code, current, name in former}
        )

    def __bool__(self) -> bool:
        return bool(self.communes)

    def find(self, code: str) -> CommuneRow | None:
        """Return the current commune of a current or former INSEE code."""
        if code in self.communes:
            return self.communes[code]
        return self.communes.get(self.former[code][0]) if code in self.former else None

    def named(self, name: str, postcode: str) -> CommuneRow | None:
        """Return the only commune of a current or former name and a postcode; None if there are several or none.

        Without a postcode, the only one of this name.
        """
        communes = [row for row in self.namesakes(name) if not postcode or postcode in row.postcodes]
        return communes[0] if len(communes) == 1 else None

    def named_like(self, name: str, postcode: str) -> CommuneRow | None:
        """Return the only commune of a postcode whose name is lengthened or shortened: « Cesson » is Cesson-Sévigné."""
        communes = [commune for commune in self.of_postcode(postcode) if self.is_named(commune, name)]
        return communes[0] if len(communes) == 1 else None

    def namesakes(self, name: str) -> list[CommuneRow]:
        """Return all communes of a current or former name."""
        return [self.communes[code] for code in self._codes_by_name.get(commune_key(name), ())]

    def of_postcode(self, postcode: str) -> list[CommuneRow]:
        return self._by_postcode.get(postcode, [])

    def is_named(self, commune: CommuneRow, name: str) -> bool:
        """Return whether a commune has this name, or had it, or has a part with it.

        The beginning of a name is one: many communes have been lengthened, such as Saint-Ouen(-sur-Seine).
        """
        folded, official = commune_key(name), commune_key(commune.name)
        if folded and (official.startswith(f"{folded} ") or folded.startswith(f"{official} ")):
            return True
        return commune.code in self._codes_by_name.get(folded, ())

    def official_name(self, commune: CommuneRow, name: str) -> str:
        """Return a name of a commune, current or former, as the Code officiel géographique writes it."""
        former = (former for current, former in self.former.values() if current == commune.code)
        names = (official for official in (commune.name, *former) if fold_name(official) == fold_name(name))
        return next(names, name)

    def has_postcode(self, postcode: str) -> bool:
        return postcode in self._by_postcode

    @cached_property
    def _codes_by_name(self) -> dict[str, list[str]]:
        codes: dict[str, list[str]] = defaultdict(list)
        names = [(commune.name, commune.code) for commune in self.communes.values()]
        for name, code in [*names, *((name, current) for current, name in self.former.values())]:
            folded = commune_key(name)
            if code in self.communes and code not in codes[folded]:
                codes[folded].append(code)
        return dict(codes)

    @cached_property
    def _by_postcode(self) -> dict[str, list[CommuneRow]]:
        communes: dict[str, list[CommuneRow]] = defaultdict(list)
        for commune in self.communes.values():
            for postcode in commune.postcodes:
                communes[postcode].append(commune)
        return dict(communes)


def commune_key(name: str) -> str:
    """Normalise the name of a commune; the arrondissement of a large city has the name of the city."""
    return _RANK.sub("", fold_name(name[:100]))
