from django.urls import path

from members import mine, views

urlpatterns = [
    path("fichiers/<uuid:pk>/", views.upload, name="members_upload"),
    path("contributions/<uuid:pk>/", mine.contribution, name="members_contribution"),
]
