"""URLs of the inventory outside the page tree."""

from django.urls import path

from inventory.pages import embed

app_name = "inventory"
urlpatterns = [
    path("integrer/", embed.embed, name="embed"),
    path("integrer/cadre/", embed.frame, name="frame"),
    path("integrer/sillon.js", embed.script, name="embed_script"),
]
