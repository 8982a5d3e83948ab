"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.http.caching import public_read
from core.visibility.gate import Gate
from search.pages.search import search_context


@public_read
def search(request: HttpRequest) -> HttpResponse:
    """Show the results of all sections, what is understood of the question, and the filters of results."""
    return render(request, "search/search.html", search_context(Gate.for_request(request), request.GET))
