"""Addresses of the inventory that are no pages."""

from django.urls import path

from inventory import frame

app_name = "inventory"
urlpatterns = [
    path("integrer/", frame.embed, name="embed"),
    path("integrer/cadre/", frame.frame, name="frame"),
    path("integrer/sillon.js", frame.script, name="embed_script"),
]
