"""URLs of themes, partners and people."""

from django.urls import path

from core.relations import views

urlpatterns = [
    path("themes/", views.themes, name="themes"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("themes/<slug:slug>/flux.atom", views.theme_feed, name="theme_feed"),
    path("partenaires/", views.partners, name="partners"),
    path("partenaires/<slug:slug>/", views.partner, name="partner"),
    path("partenaires/<slug:slug>/flux.atom", views.partner_feed, name="partner_feed"),
    path("personnes/<slug:slug>/", views.person, name="person"),
]
