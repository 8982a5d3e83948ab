"""« Ce qu’on cherche »: the questions of readers, those without results first, each with what to do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from core.search.words import key_of
from core.visibility import version
from search import promotions, synonyms
from search.models import AskedQuestion

PER_PAGE = 50
#: Which questions, with their French labels: without results, with results of which none was chosen, or all.
KINDS = {"unanswered": "Sans réponse", "unchosen": "Sans choix", "all": "Toutes"}
PERIODS = {"30": "30 jours", "90": "90 jours"}
ADD_SYNONYM, ADD_PROMOTION = "search.add_synonym", "wagtailsearchpromotions.add_searchpromotion"


class ReportForm(forms.Form):
    """The query string of the report. What is unknown stands for the first choice."""

    kind = forms.ChoiceField(choices=list(KINDS.items()), required=False)
    days = forms.ChoiceField(choices=list(PERIODS.items()), required=False)


def asked_since(days: int) -> QuerySet[Any, Any]:
    """Return the questions of the last days, the most frequent first.

    As `text`, `times`, `chosen_times`, and `last_answers`, the number of results the last time.
    """
    rows = AskedQuestion.objects.filter(day__gt=timezone.localdate() - timedelta(days=days))
    latest = AskedQuestion.objects.filter(text=OuterRef("text"), asked__gt=0).order_by("-day")
    return (
        rows.order_by()
        .values("text")
        .annotate(
            times=Sum("asked"),
            chosen_times=Sum("chosen"),
            last_answers=Subquery(latest.values("answers")[:1]),
        )
        .filter(times__gt=0)
        .order_by(F("times").desc(), "text")
    )


def of_kind(questions: QuerySet, kind: str) -> QuerySet:
    match kind:
        case "unanswered":
            return questions.filter(last_answers=0)
        case "unchosen":
            return questions.filter(last_answers__gt=0, chosen_times=0)
    return questions


def may_see(user: Any) -> bool:
    """Whether a user sees the report: those who may teach the search something."""
    return user.has_perm(ADD_SYNONYM) or user.has_perm(ADD_PROMOTION)


def _or_403(user: Any) -> bool:
    if not may_see(user):
        raise PermissionDenied
    return True


@user_passes_test(_or_403)
def report(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.GET)
    form.is_valid()
    kind = form.cleaned_data.get("kind") or next(iter(KINDS))
    days = form.cleaned_data.get("days") or next(iter(PERIODS))
    page = Paginator(of_kind(asked_since(int(days)), kind), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(request, page),
        "kinds": [_choice(code, label, code == kind, kind=code, days=days) for code, label in KINDS.items()],
        "periods": [_choice(code, label, code == days, kind=kind, days=code) for code, label in PERIODS.items()],
        "kind": kind,
        "days": days,
        "is_counted": page.paginator.count > 0 or AskedQuestion.objects.exists(),
    }
    return render(request, "search/admin/report.html", context)


def _choice(code: str, label: str, is_current: bool, **parameters: str) -> dict[str, Any]:
    return {"label": label, "url": f"?{urlencode(parameters)}", "is_current": is_current}


def _rows(request: HttpRequest, page: Any) -> list[dict[str, Any]]:
    """Return the rows of a page, each with the URLs of the forms that it fills in; "" for users without the right."""
    snapshot = version.for_request(request)
    with_synonym, with_promotion = synonyms.table(snapshot), promotions.promoted_keys(snapshot)
    to_synonym = reverse("search_synonyms:add") if request.user.has_perm(ADD_SYNONYM) else ""
    to_promotion = reverse("search_promotions:add") if request.user.has_perm(ADD_PROMOTION) else ""
    return [
        {
            **row,
            "has_synonym": key_of(row["text"].split()) in with_synonym,
            "has_promotion": key_of(row["text"].split()) in with_promotion,
            "synonym_url": to_synonym and f"{to_synonym}?{urlencode({'expressions': row['text']})}",
            "promotion_url": to_promotion and f"{to_promotion}?{urlencode({'question': row['text']})}",
        }
        for row in page
    ]


class ReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


class ReportViewSet(ViewSet):
    """The report."""

    name = "search_report"
    url_prefix = "recherche/questions"
    icon = "search"
    menu_label = "Ce qu’on cherche"
    menu_item_class = ReportItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", report, name="index")]
