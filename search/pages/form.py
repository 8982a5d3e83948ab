"""The query string of the search page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from core.http.list_forms import ListForm
from core.text.lengths import LONGEST_QUERY
from core.text.typography import thousands
from core.widgets import Select
from search.query import facets
from search.query.facets import Facets, Filters
from search.query_text import clean

DATE = "date"


class SearchForm(ListForm):
    """The filters of results beside the question and the kind of pages, which stand elsewhere on the page."""

    numbers: ClassVar[frozenset[str]] = frozenset({"year"})

    theme = forms.ChoiceField(label="Thème", required=False, widget=Select)
    year = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None, widget=Select)
    order = forms.ChoiceField(label="Trier", required=False, widget=Select)

    def __init__(self, data: Mapping[str, Any], counts: Facets) -> None:
        super().__init__({name: data.get(name, "") for name in ("theme", "year", "order")})
        self.offer("theme", _pairs(counts.theme))
        self.offer("year", _pairs(counts.year), empty="Toutes")
        self.offer("order", [(DATE, "Les plus récents d’abord")], empty="Les plus proches d’abord")


class Asked(forms.Form):
    """What a reader asks. Invalid values are ignored, with a French message in `notices`."""

    q = forms.CharField(required=False, strip=True)
    type = forms.CharField(required=False, max_length=50)
    theme = forms.SlugField(required=False, max_length=100)
    year = forms.IntegerField(required=False, min_value=1, max_value=9999)
    order = forms.ChoiceField(required=False, choices=[("", ""), (DATE, DATE)])
    verbatim = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(self, data: Mapping[str, Any]) -> None:
        # Django's CharField refuses a null byte before `clean_q` can remove it.
        super().__init__({name: str(data.get(name, "")).replace("\0", " ") for name in self.base_fields})
        self.notices: list[str] = []

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        if len(text) > LONGEST_QUERY:
            self.notices.append(
                f"{LONGEST_QUERY} caractères au plus, il y en a {thousands(len(text))} : la fin n’est pas cherchée."
            )
        return clean(text)

    def clean_type(self) -> str:
        kind = self.cleaned_data["type"]
        if kind and kind not in facets.all_kinds():
            raise forms.ValidationError("Ce type de page n’existe pas ; la recherche porte sur tout le site.")
        return kind

    def full_clean(self) -> None:
        super().full_clean()
        messages = {
            "theme": "Ce thème n’est pas compris : tous sont cherchés.",
            "year": "Cette année n’est pas comprise : toutes sont cherchées.",
            "order": "Cet ordre n’est pas compris : les plus proches viennent d’abord.",
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


def _pairs(counts: Iterable[facets.Count]) -> list[tuple[str, str]]:
    return [(row["code"], f"{row['label']} ({thousands(row['count'])})") for row in counts]
