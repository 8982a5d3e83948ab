from django.urls import path

from members import views

urlpatterns = [path("fichiers/<uuid:pk>/", views.upload, name="members_upload")]
