"""The query string of the search page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from core.http.list_forms import INVALID, ListForm, current_value, name_of
from core.text.lengths import LONGEST_QUERY
from core.text.typography import thousands
from core.visibility.gate import Gate
from core.widgets import Select
from search.query import facets
from search.query.facets import Facets, Filters
from search.query_text import bounded

DATE = "date"


class SearchPageParams(forms.Form):
    """The parameters of the search page. Invalid values are ignored, with a French message each in `notices`."""

    q = forms.CharField(required=False, strip=True)
    type = forms.CharField(required=False, max_length=50)
    theme = forms.SlugField(required=False, max_length=100)
    year = forms.IntegerField(required=False, min_value=1, max_value=9999)
    order = forms.ChoiceField(required=False, choices=[("", ""), (DATE, DATE)])
    verbatim = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(self, gate: Gate, data: Mapping[str, Any]) -> None:
        self.gate = gate
        # Django's CharField refuses a null byte before `clean_q` can remove it.
        super().__init__({name: str(data.get(name, "")).replace("\0", " ") for name in self.base_fields})
        self.notices: list[str] = []

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        if len(text) > LONGEST_QUERY:
            self.notices.append(
                f"{LONGEST_QUERY} caractères au plus, il y en a {thousands(len(text))} : la fin n’est pas cherchée."
            )
        return bounded(text)

    def clean_type(self) -> str:
        kind = self.cleaned_data["type"]
        if kind and kind not in facets.all_kinds():
            raise forms.ValidationError("Ce type de page n’existe pas ; la recherche porte sur tout le site.")
        return kind

    def clean_theme(self) -> str:
        slug = current_value(self.gate, "theme", self.cleaned_data["theme"])
        if slug and not name_of(self.gate, "theme", slug):
            raise forms.ValidationError(INVALID)
        return slug

    def full_clean(self) -> None:
        super().full_clean()
        messages = {
            "theme": "Ce thème n’est pas compris : tous sont cherchés.",
            "year": "Cette année n’est pas comprise : toutes sont cherchées.",
            "order": "Cet ordre n’est pas compris : les résultats sont triés par pertinence.",
            "page": "Ce numéro de page n’est pas compris : voici la première.",
        }
        for name in self.errors:
            self.notices.append(messages.get(name, str(self.errors[name][0])))

    @property
    def filters(self) -> Filters:
        kind = self.cleaned_data.get("type", "")
        return Filters(
            type=[kind] if kind else [], theme=self.cleaned_data.get("theme", ""), year=self.cleaned_data.get("year")
        )


class SearchForm(ListForm):
    """The filters of results. A chosen type or year without results is offered too, so that it can be unset."""

    numbers: ClassVar[frozenset[str]] = frozenset({"year"})

    type = forms.ChoiceField(label="Type", required=False, widget=Select)
    theme = forms.ChoiceField(label="Thème", required=False, widget=Select)
    year = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None, widget=Select)
    order = forms.ChoiceField(label="Trier par", required=False, widget=Select)

    def __init__(self, gate: Gate, params: SearchPageParams, counts: Facets) -> None:
        super().__init__(gate, {name: params.data[name] for name in self.base_fields})
        kind, year = params.cleaned_data.get("type", ""), params.cleaned_data.get("year")
        self.kinds = [*counts.type]
        if kind and all(row["code"] != kind for row in self.kinds):
            self.kinds.append(facets.Count(code=kind, label=facets.kind_label(kind), count=0))
        years = [*counts.year]
        if year and all(row["code"] != str(year) for row in years):
            years.append(facets.Count(code=str(year), label=str(year), count=0))
        self.offer("type", _pairs(self.kinds))
        self.offer("theme", _pairs(counts.theme))
        self.offer("year", _pairs(years), empty="Toutes")
        self.offer("order", [(DATE, "Date, du plus récent")], empty="Pertinence")

    @property
    def is_open(self) -> bool:
        """Whether more is chosen than a type, which is visible above the results."""
        return bool(self.filters.keys() - {"type"})

    def main_kinds(self, most: int) -> list[facets.Count]:
        """Return the most frequent types of results, and the chosen one."""
        chosen = self.data["type"]
        return [row for rank, row in enumerate(self.kinds) if rank < most or row["code"] == chosen]


def _pairs(counts: Iterable[facets.Count]) -> list[tuple[str, str]]:
    return [(row["code"], f"{row['label']} ({thousands(row['count'])})") for row in counts]
