"""Addresses of the whole site."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import api
from config.styleguide import styleguide
from core import views
from members.views import admin_login

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler429 = "core.views.too_many_requests"
handler500 = "core.views.server_error"

urlpatterns = [
    path("sante/", views.health, name="health"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}images/favicon.ico")),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    # Wagtail's own log-ins have no limit and no second step; allauth's has both.
    path("admin/login/", admin_login),
    path("admin/", include(wagtailadmin_urls)),
    path("_util/login/", admin_login, name="wagtailcore_login"),
    path("compte/", include("members.urls")),
    path("compte/", include("allauth.account.urls")),
    path("compte/deux-etapes/", include("allauth.mfa.urls")),
    # Before Wagtail's pattern and under its name: films are asked part by part.
    re_path(r"^documents/(\d+)/(.*)$", views.document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v3/", api.urls),
    api.catch_all,
    path("recherche/", include("search.urls")),
    path("ressources/", include("archive.urls")),
    path("inventaire/", include("inventory.urls")),
    path("contribuer/", include("members.contribute_urls")),
    # Of Wagtail's patterns the passwords of pages remain; pages are found by a look-up of ours, under Wagtail's name.
    path("", include([p for p in wagtail_urls.urlpatterns if p.name not in ("wagtail_serve", "wagtailcore_login")])),
    re_path(wagtail_urls.serve_pattern, views.serve, name="wagtail_serve"),
]

if settings.STYLEGUIDE:
    urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *urlpatterns]
if settings.SERVE_MEDIA:
    media = re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})
    urlpatterns = [media, *urlpatterns]
