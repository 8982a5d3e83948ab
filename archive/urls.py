"""URLs of the archive besides its pages: the feeds and calendars."""

from django.urls import path

from archive.pages import calendars, feeds

app_name = "archive"
urlpatterns = [
    path("evenements/agenda.ics", calendars.agenda, name="agenda"),
    path("evenements/<slug>/agenda.ics", calendars.event_agenda, name="event_agenda"),
    path("evenements/flux.atom", feeds.events, name="events_feed"),
    path("publications/flux.atom", feeds.publications, name="publications_feed"),
]
