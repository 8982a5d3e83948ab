"""Addresses of the archive that are no pages."""

from django.urls import path

from archive import feeds

app_name = "archive"
urlpatterns = [
    path("evenements/flux.atom", feeds.events, name="events_feed"),
    path("publications/flux.atom", feeds.publications, name="publications_feed"),
]
