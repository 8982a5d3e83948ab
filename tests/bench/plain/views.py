"""GeoJSON as one writes it from Wagtail's documentation, and the search page that `wagtail start` writes."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from wagtail.models import Page

from inventory.choices import Family
from inventory.models import SiteProfilePage


def geojson(request: HttpRequest) -> JsonResponse:
    places = SiteProfilePage.objects.live().public().filter(department=request.GET["department"])
    features = [
        {
            "type": "Feature",
            "id": str(page.translation_key),
            "geometry": None
            if page.longitude is None
            else {"type": "Point", "coordinates": [float(page.longitude), float(page.latitude)]},
            "properties": {
                "slug": page.slug,
                "title": page.title,
                "url": page.full_url,
                "families": [{"code": code, "label": Family(code).label} for code in page.families],
                "state": page.state,
                "milieu": page.milieu,
                "commune": page.commune,
                "insee_code": page.insee_code,
                "department": page.department,
            },
        }
        for page in places
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("query", request.GET.get("q", ""))
    results = Page.objects.live().search(query) if query else Page.objects.none()
    page = Paginator(results, 20).get_page(request.GET.get("page", 1))
    return TemplateResponse(request, "plain/search.html", {"search_query": query, "search_results": page})
