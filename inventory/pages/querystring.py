"""Parses the query string of the pages that list places, and builds URLs with fewer filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from inventory.catalogue.criteria import Criteria
from inventory.catalogue.query_params import OrderedFilters, parse_filters

#: Parameters of the pages that are not filters: number of the results page, text of the place to start from, and what
#: the embedded frame shows.
PAGE_PARAMS = ("page", "pres_de", "vue")
#: Parameters that are removed together with another one.
DEPENDENT_PARAMS = {"near": ("pres_de", "radius_km")}
#: Longer texts and messages are cut.
LONGEST = 200


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed query string: the valid filters, and a French message for each rejected parameter."""

    raw: QueryDict
    filters: OrderedFilters
    criteria: Criteria
    #: A French message for each rejected parameter.
    problems: Mapping[str, str]

    @classmethod
    def of(cls, query: QueryDict) -> ParsedQuery:
        """Parse a query string. Invalid parameters never raise: they are in `problems`."""
        filters, problems = parse_filters(query, other_params=PAGE_PARAMS)
        page = query.get("page", "").strip()
        if page and not (page.isdecimal() and int(page[:9]) > 0):
            problems["page"] = "Un nombre est attendu."
        return cls(query, filters, filters.criteria(), {name: text[:LONGEST] for name, text in problems.items()})

    @property
    def start_text(self) -> str:
        """The name of the place to start from, as it was typed."""
        return self.raw.get("pres_de", "").replace("\0", "").strip()[:LONGEST]

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """The valid parameters without default values, as lists of texts for a URL."""
        values: dict[str, list[str]] = {}
        for name, value in self.filters.model_dump(mode="json", exclude_defaults=True).items():
            values[name] = [_text(item) for item in (value if isinstance(value, list) else [value])]
            if name == "near" and self.start_text:
                values["pres_de"] = [self.start_text]
        return values

    def query(self, without: str = "", value: str | None = None) -> str:
        """Return the relative URL with these parameters, without one of them, or without one `value` of it."""
        params = dict(self.values)
        if without:
            remaining = [item for item in params.pop(without, []) if value is not None and item != value]
            if remaining:
                params[without] = remaining
            for name in () if remaining else DEPENDENT_PARAMS.get(without, ()):
                params.pop(name, None)
            if "near" not in params and params.get("order") == ["distance"]:
                del params["order"]
        return relative_url(params)


def relative_url(values: Mapping[str, list[str]]) -> str:
    """Return a query string as a URL relative to a page; « . » is the page without parameters."""
    return f"?{urlencode(values, doseq=True, safe=',:')}" if values else "."


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
