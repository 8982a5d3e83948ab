from django.urls import path

from core.api.site_data import site_data
from search import views
from search.api import SuggestParams, suggest
from search.log.views import count

urlpatterns = [
    path("", views.search, name="search"),
    path("suggestions.json", site_data(suggest, SuggestParams), name="search_suggestions"),
    path("choix/", count, name="search_count"),
]
