"""The search page."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.cards import KINDS
from core.http.caching import public_read
from core.text.lengths import LONGEST_QUERY
from core.visibility.gate import Gate
from search.queries import find_pages, kind_counts, result_cards
from search.query_text import clean

PER_PAGE = 20


class SearchForm(forms.Form):
    """The query string of a search. `notice` is a French message if the text was cut, else empty."""

    notice = ""

    q = forms.CharField(
        label="Que cherchez-vous ?", required=False, strip=True, widget=forms.TextInput(attrs={"type": "search"})
    )
    type = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    page = forms.IntegerField(
        required=False,
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"invalid": "Ce numéro de page n’est pas compris : voici la première."},
    )

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        if len(text) > LONGEST_QUERY:
            self.notice = f"{LONGEST_QUERY} caractères au plus, il y en a {len(text)} : la fin n’est pas cherchée."
        return clean(text)

    def clean_type(self) -> str:
        kind = self.cleaned_data["type"]
        if kind and kind not in KINDS:
            raise forms.ValidationError("Ce type de page n’existe pas ; la recherche porte sur tout le site.")
        return kind


@public_read
def search(request: HttpRequest) -> HttpResponse:
    """Show the results of all sections, with the number of each kind of page."""
    gate = Gate.for_request(request)
    # Django's CharField refuses a null byte before `clean_q` can remove it.
    form = SearchForm({name: request.GET.get(name, "").replace("\0", " ") for name in SearchForm.base_fields})
    form.is_valid()
    text, kind = form.cleaned_data.get("q", ""), form.cleaned_data.get("type", "")
    all_kinds = find_pages(gate, text)
    pages = find_pages(gate, text, [kind]) if kind else all_kinds
    paging = Paginator(pages, PER_PAGE).get_page(form.cleaned_data.get("page"))
    context = {
        "form": form,
        "text": text,
        "kind": kind,
        "kinds": kind_counts(all_kinds) if text else [],
        "results": result_cards(gate, paging.object_list),  # type: ignore[arg-type]
        "paging": paging,
        "count": paging.paginator.count,
    }
    return render(request, "search/search.html", context)
