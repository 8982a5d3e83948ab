from django.urls import path

from search import views
from search.log.views import count

urlpatterns = [path("", views.search, name="search"), path("choix/", count, name="search_count")]
