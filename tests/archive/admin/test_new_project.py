"""A new project from a preset."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.admin.create_project import PRESETS
from archive.choices import ProjectKind, ProjectState
from archive.models import ProjectIndexPage

pytestmark = pytest.mark.django_db


def test_a_new_project_starts_from_a_preset(as_editor):
    index = ProjectIndexPage.objects.get()
    add_url = reverse("wagtailadmin_pages:add", args=["archive", "projectpage", index.pk])
    html = as_editor.get(add_url).text
    assert "Que voulez-vous suivre ?" in html
    for preset in PRESETS:
        assert f"?modele={preset.code}" in html
    form = as_editor.get(f"{add_url}?modele=groupe-de-pilotage").context["form"]
    assert (form["kind"].value(), form["state"].value()) == (ProjectKind.STEERING_GROUP, ProjectState.ACTIVE)
    assert as_editor.get(f"{add_url}?modele=ancien").context["form"]["state"].value() == ProjectState.UNKNOWN
