"""The addresses of a Wagtail site with both of its APIs."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api as api_v3
from wagtail.documents import urls as wagtaildocs_urls

from tests.bench.plain.views import geojson, search

api_v2 = WagtailAPIRouter("wagtailapi")
api_v2.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("documents/", include(wagtaildocs_urls)),
    path("compte/", include("allauth.account.urls")),
    path("api/v2/", api_v2.urls),
    path("api/v3/", api_v3.urls),
    path("places.geojson", geojson),
    path("recherche/", search),
    path("", include(wagtail_urls)),
]
