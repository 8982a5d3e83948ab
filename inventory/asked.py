"""What the address of a page asks: as it was typed, as it was understood, and addresses that ask a little less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from inventory.criteria import Criteria
from inventory.params import OrderedFilters, understood

#: Parameters of the pages that are no filter: the rank of a page of results, the words of the place to start from, what
#: a frame shows, and how long the words of its title are.
OWN = ("page", "pres_de", "vue")
#: What means nothing without another filter.
DEPENDING = {"near": ("pres_de", "radius_km")}
LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """An address that was understood so far as it could be."""

    typed: QueryDict
    filters: OrderedFilters
    criteria: Criteria
    #: What is wrong with what was left aside, by parameter.
    problems: Mapping[str, str]

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Never fails, whatever was typed."""
        filters, problems = understood(query, known=OWN)
        page = query.get("page", "").strip()
        if page and not (page.isdecimal() and int(page[:9]) > 0):
            problems["page"] = "Un nombre est attendu."
        return cls(query, filters, filters.criteria(), {name: text[:LONGEST] for name, text in problems.items()})

    @property
    def start(self) -> str:
        """The words of the place to start from, as they were typed."""
        return self.typed.get("pres_de", "").replace("\0", "").strip()[:LONGEST]

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The parameters that are understood and say something, as an address holds them."""
        found: dict[str, list[str]] = {}
        for name, value in self.filters.model_dump(mode="json", exclude_defaults=True).items():
            found[name] = [_text(one) for one in (value if isinstance(value, list) else [value])]
            if name == "near" and self.start:
                found["pres_de"] = [self.start]
        return found

    def query(self, without: str = "", value: str | None = None) -> str:
        """The address of what is asked, relative to the page's own; without one filter, or one value of it."""
        left = dict(self.values)
        if without:
            kept = [one for one in left.pop(without, []) if value is not None and one != value]
            if kept:
                left[without] = kept
            for name in () if kept else DEPENDING.get(without, ()):
                left.pop(name, None)
            if "near" not in left and left.get("order") == ["distance"]:
                del left["order"]
        return address(left)


def address(values: Mapping[str, list[str]]) -> str:
    """These parameters as an address relative to a page; « . » is the page without any."""
    return f"?{urlencode(values, doseq=True, safe=',:')}" if values else "."


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
