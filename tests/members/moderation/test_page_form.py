"""A proposed page: its screen of moderation, and the notice above its form in the admin."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from members.models import Contribution, Upload, User
from members.moderation import decisions
from tests.members.scene import PLACE, contribute

pytestmark = pytest.mark.django_db


def url(contribution: Contribution) -> str:
    return reverse("moderation_contribution", args=[contribution.pk])


@pytest.fixture(scope="module")
def with_photos(people) -> uuid.UUID:
    """The primary key of a proposed place with two photos and a note."""
    member = User.objects.get(pk=people["member"])
    return contribute("lieu", member, PLACE | {"note": ["Je connais bien ce lieu."]}, files=2).pk


def test_new_page_is_shown_with_its_files_and_a_link_to_its_form(with_photos, as_moderator):
    made = Contribution.objects.get(pk=with_photos)
    response = as_moderator.get(url(made))
    assert f'href="/admin/pages/{made.page_id}/edit/"' in response.text
    for upload in Upload.objects.all():
        assert f'<img src="{reverse("members_upload", args=[upload.pk])}" alt="{upload.title}"' in response.text


def test_form_of_a_new_page_names_its_author_and_shows_the_note_and_files(with_photos, as_moderator):
    made = Contribution.objects.get(pk=with_photos)
    notice = as_moderator.get(f"/admin/pages/{made.page_id}/edit/").text
    assert "Proposé par un-membre le " in notice
    assert "Un mot pour vous\u00a0: «\u00a0Je connais bien ce lieu.\u00a0» Ses 2 fichiers" in notice
    assert "Ses 2 fichiers rejoindront la page" in notice
    assert url(made) in notice
    assert reverse("members_upload", args=[Upload.objects.first().pk]) in notice


def test_form_of_a_new_page_has_no_link_to_the_contribution_for_editors(with_photos, as_editor):
    made = Contribution.objects.get(pk=with_photos)
    assert url(made) not in as_editor.get(f"/admin/pages/{made.page_id}/edit/").text


def test_form_of_an_accepted_page_names_no_author(with_photos, as_moderator, moderator):
    made = Contribution.objects.get(pk=with_photos)
    decisions.accept(made, moderator)
    assert "Proposé par un-membre" not in as_moderator.get(f"/admin/pages/{made.page_id}/edit/").text
