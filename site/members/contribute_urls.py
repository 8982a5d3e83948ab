"""The way of a contribution, from a door to what is sent."""

from django.urls import path

from members import contribute, sending, steps

urlpatterns = [
    path("", contribute.doors, name="contribute"),
    path("<slug:code>/", contribute.start, name="contribute_start"),
    path("<slug:code>/<uuid:pk>/envoyer/", sending.send, name="contribute_send"),
    path("<slug:code>/<uuid:pk>/apercu/", sending.preview, name="contribute_preview"),
    path("<slug:code>/<uuid:pk>/<slug:slug>/", steps.step, name="contribute_step"),
]
