"""The search page."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.cards import KINDS
from core.gate import Gate
from core.http import public_read
from search.guard import clean
from search.queries import find_pages, kind_counts, rows

PER_PAGE = 20


class SearchForm(forms.Form):
    """What the address of a search may say."""

    q = forms.CharField(
        label="Que cherchez-vous ?", required=False, strip=True, widget=forms.TextInput(attrs={"type": "search"})
    )
    type = forms.CharField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(
        required=False,
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"invalid": "Ce numéro de page n’est pas compris : voici la première."},
    )

    def clean_q(self) -> str:
        return clean(self.cleaned_data["q"])

    def clean_type(self) -> str:
        kind = self.cleaned_data["type"]
        if kind and kind not in KINDS:
            raise forms.ValidationError("Ce type de page n’existe pas ; la recherche porte sur tout le site.")
        return kind


@public_read
def search(request: HttpRequest) -> HttpResponse:
    """Results of all sections, with how many there are of each kind."""
    gate = Gate.for_request(request)
    # A null byte makes Django's own CharField refuse the text before our guard sees it.
    form = SearchForm({name: request.GET.get(name, "").replace("\0", " ") for name in SearchForm.base_fields})
    form.is_valid()
    text, kind = form.cleaned_data.get("q", ""), form.cleaned_data.get("type", "")
    every = find_pages(gate, text)
    pages = find_pages(gate, text, [kind]) if kind else every
    paging = Paginator(pages, PER_PAGE).get_page(form.cleaned_data.get("page"))
    context = {
        "form": form,
        "text": text,
        "kind": kind,
        "kinds": kind_counts(every) if text else [],
        "results": rows(gate, paging.object_list),  # type: ignore[arg-type]
        "paging": paging,
        "count": paging.paginator.count,
    }
    return render(request, "search/search.html", context)
