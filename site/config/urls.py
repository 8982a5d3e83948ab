"""URL patterns of the whole site."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView
from wagtail.documents.views import serve as wagtaildocs_views

from config import api
from config.styleguide import styleguide
from core import views
from core.admin.block_definitions import block_definition
from core.files.views import document
from members.accounts.page_passwords import limited
from members.sessions.views import state
from members.views import admin_login

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler429 = "core.views.too_many_requests"
handler500 = "core.views.server_error"

urlpatterns = [
    path("sante/", views.health_state, name="health"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}images/favicon.ico")),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    # These replace Wagtail's log-in views, which have no rate limit and no second step, by allauth's.
    path("admin/login/", admin_login),
    # Wagtail's view logs out on any method, so a link on another site could do so.
    path("admin/logout/", require_POST(LogoutView.as_view())),
    path("admin/session/", state, name="session_state"),  # for anonymous users too, unlike Wagtail's own URLs
    # Not among Wagtail's own URLs: none of those may be cached.
    path("admin/blocs/<str:label>.<slug:version>.js", block_definition, name="core_block_definition"),
    path("admin/", include(wagtailadmin_urls)),
    path("_util/login/", admin_login, name="wagtailcore_login"),
    path("compte/", include("members.urls")),
    path("compte/", include("allauth.account.urls")),
    path("compte/deux-etapes/", include("allauth.mfa.urls")),
    # Before Wagtail's pattern and with its name, to support range requests for videos.
    re_path(r"^documents/(\d+)/(.*)$", document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        limited(wagtaildocs_views.authenticate_with_password, "restriction_id"),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("api/v3/", api.urls),
    api.catch_all,
    path("recherche/", include("search.urls")),
    path("", include("core.relations.urls")),
    path("ressources/", include("archive.urls")),
    path("inventaire/", include("inventory.urls")),
    path("contribuer/", include("members.contributions.urls")),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        limited(wagtail_views.authenticate_with_password, "page_view_restriction_id"),
        name="wagtailcore_authenticate_with_password",
    ),
    # Replaces Wagtail's view of pages, with its name; Wagtail's other patterns are above.
    re_path(wagtail_urls.serve_pattern, views.serve, name="wagtail_serve"),
]

if settings.STYLEGUIDE:
    urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *urlpatterns]
if settings.SERVE_MEDIA:
    # Like the front server, serve renditions but nothing else in the folder.
    media = re_path(r"^media/images/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT / "images"})
    urlpatterns = [media, *urlpatterns]
