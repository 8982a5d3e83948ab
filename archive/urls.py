"""URLs of the archive besides its pages: timeline, feeds and calendars, registrations, « être prévenu »."""

from django.urls import path

from archive.notices import views as notices
from archive.pages import calendars, chronology, feeds, publication
from archive.registrations import organiser, views

app_name = "archive"
urlpatterns = [
    path("chronologie/", chronology.chronology, name="chronology"),
    path("chronologie/<int:year>/", chronology.chronology, name="chronology_year"),
    path("evenements/agenda.ics", calendars.agenda, name="agenda"),
    path("evenements/<slug>/agenda.ics", calendars.event_agenda, name="event_agenda"),
    path("evenements/flux.atom", feeds.events, name="events_feed"),
    path("publications/flux.atom", feeds.publications, name="publications_feed"),
    path("publications/<slug>/derniere-version/", publication.latest_version, name="latest_version"),
    path("engagements/flux.atom", feeds.evidence, name="evidence_feed"),
    path("evenements/etre-prevenu/", notices.subscribe, name="subscribe"),
    path("evenements/etre-prevenu/envoye/", notices.subscription_sent, name="subscription_sent"),
    path("evenements/etre-prevenu/<token>/", notices.subscription, name="subscription"),
    path("evenements/<slug>/inscription/", views.register, name="register"),
    path("evenements/<slug>/inscription/envoyee/", views.registration_sent, name="registration_sent"),
    path("evenements/<slug>/inscription/liste/", organiser.registrations, name="registrations"),
    path("evenements/<slug>/inscription/liste.csv", organiser.registrations_csv, name="registrations_csv"),
    path("evenements/<slug>/inscription/<token>/", views.registration, name="registration"),
]
