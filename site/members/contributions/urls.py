"""URLs of the contribution form: the list of kinds, the steps, the overview and the preview."""

from django.urls import path

from members.contributions.views import overview, start, step

urlpatterns = [
    path("", start.index, name="contribute"),
    path("<slug:code>/", start.start, name="contribute_start"),
    path("<slug:code>/<uuid:pk>/envoyer/", overview.send, name="contribute_send"),
    path("<slug:code>/<uuid:pk>/apercu/", overview.preview, name="contribute_preview"),
    path("<slug:code>/<uuid:pk>/<slug:slug>/", step.step, name="contribute_step"),
]
