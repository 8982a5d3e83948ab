"""The query string of a list as a form: filters that a reader chooses, in the page and in its address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.utils.choices import BaseChoiceIterator

from core.models import Partner, Theme
from core.relations.redirects import is_visible, visible_slug
from core.visibility.gate import Gate

INVALID = "Ce filtre n’est pas compris."


class UnknownFilters(Exception):
    """Parameters of an address are unknown or malformed. Without them it would select more than its reader expects."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names

    def response(self) -> HttpResponse:
        """Return a 422 that names the parameters, in French."""
        text = f"Filtre non compris\u00a0: {', '.join(self.names)}. Reprenez l’adresse sur la page de la liste.\n"
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")


#: The filters whose values are slugs, with their models.
SLUGS: dict[str, type[Theme] | type[Partner]] = {"theme": Theme, "partner": Partner}


def name_of(gate: Gate, name: str, value: str) -> str:
    """Return the French name of a value of the filters that lists of several sections have.

    It is "" for one that does not exist, and for a partner whom no page names that the reader may see.
    """
    if "\0" in value:
        return ""
    match name:
        case "theme":
            return Theme.objects.filter(slug=value).values_list("title", flat=True).first() or ""
        case "partner" if is_visible(gate, Partner, value):
            return Partner.objects.filter(slug=value).values_list("name", flat=True).first() or ""
    return ""


def current_value(gate: Gate, name: str, value: str) -> str:
    """Return the value of a filter; for a former slug of a theme or a partner the one that it has now."""
    if name in SLUGS and value and "\0" not in value and not name_of(gate, name, value):
        return visible_slug(gate, SLUGS[name], value) or value
    return value


class Options(BaseChoiceIterator):
    """Pairs of value and label, which Django takes as they are: it would convert hundreds, twice for each request."""

    def __init__(self, *pairs: tuple[Any, Any]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


class ListForm(forms.Form):
    """The filters of a list, named as in the API. Invalid values are ignored, with a French `notice`."""

    #: The names of the fields whose value is a number; the others have a list of values.
    numbers: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, gate: Gate, data: Mapping[str, Any]) -> None:
        self.gate = gate
        super().__init__({name: current_value(gate, name, data[name]) for name in data}, label_suffix="")
        for field in self.fields.values():
            field.error_messages = dict.fromkeys(("invalid", "invalid_choice"), INVALID)
            for validator in field.validators:
                validator.message = INVALID

    def offer(self, name: str, pairs: Iterable[tuple[str, str]], empty: str = "Tous") -> None:
        """Let one choose among pairs of value and name, or none of them. `name` is that of a field.

        A theme or partner in the query string that exists is offered too: it selects nothing, as a reader who follows
        a link to it should learn.
        """
        offered = [("", empty), *pairs]
        value = self.data.get(name, "")
        if value and value not in dict(offered) and (label := name_of(self.gate, name, value)):
            offered.append((value, label))
        self.fields[name].choices = Options(*offered)

    @property
    def offered(self) -> list[forms.BoundField]:
        """The fields that offer a choice, or have an error to show."""
        return [field for field in self if len(field.field.widget.choices) > 1 or field.errors]

    @property
    def filters(self) -> dict[str, Any]:
        """The valid filters by name, as keyword arguments: `numbers` as such, others as lists."""
        self.is_valid()
        return {name: value if name in self.numbers else [value] for name, value in self.cleaned_data.items() if value}

    @property
    def notice(self) -> str:
        """A French message that names the ignored filters; empty if there are none."""
        names = [str(self.fields[name].label).lower() for name in self.errors]
        return f"{INVALID[:-1]} : {', '.join(names)}." if names else ""

    @property
    def active(self) -> list[dict[str, str]]:
        """The valid filters: the French `label` of each value, and as `query` the relative URL without it."""
        return [
            {"label": self._label(name, value), "query": self.query(**{name: None})}
            for name, value in self.filters.items()
        ]

    def query(self, **changes: Any) -> str:
        """Return the relative URL of the list with these filters changed, or removed if None."""
        values = {name: value for name, value in (self.filters | changes).items() if value is not None}
        return f"?{urlencode(values, doseq=True)}" if values else "."

    def _label(self, name: str, value: Any) -> str:
        return str(value) if name in self.numbers else str(dict(self.fields[name].choices)[value[0]])
