"""Each name of Wagtail's own that is used does what we think it does; a new version of Wagtail may change that."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from wagtail.images.models import AbstractImage
from wagtail.models import GroupApprovalTask, Page, Site, Workflow, WorkflowState, WorkflowTask

from core.models import SillonImage
from core.workarounds.internals import (
    PublishKeepingReview,
    prefetched_workflow_states,
    references_in,
    set_parent,
    set_site,
    set_site_root_paths,
)
from tests.core.blocks.test_resolver import make_image
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home) -> Page:
    return StandardPageFactory(parent=Page.objects.get(pk=home.pk), title="Une page")


@pytest.fixture
def review(page) -> WorkflowState:
    workflow = Workflow.objects.create(name="Relecture")
    task = GroupApprovalTask.objects.create(name="Relire")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    page.save_revision()
    return workflow.start(page, None)


def test_a_page_knows_at_once_that_its_slug_and_the_addresses_below_it_have_changed(page, monkeypatch):
    below = StandardPageFactory(parent=page, slug="plus-bas")
    seen = []
    monkeypatch.setattr(
        type(page), "address_changed", lambda self: seen.append(Page.objects.get(pk=below.pk).url_path), raising=True
    )
    page.title = "Un autre titre"
    page.save()
    assert seen == []
    page.slug = "ailleurs"
    page.save()
    assert seen == [f"{page.url_path}plus-bas/"]


def test_wagtail_finds_the_site_that_a_request_was_given(django_assert_num_queries, db):
    request = RequestFactory().get("/")
    site = Site(hostname="ailleurs.fr", port=80)
    set_site(request, site)
    set_site(request, Site(hostname="trop-tard.fr", port=80))
    with django_assert_num_queries(0):
        assert Site.find_for_request(request) is site


def test_a_page_makes_its_address_from_given_root_paths(page, django_assert_num_queries):
    paths = Site.get_site_root_paths()
    page = Page.objects.get(pk=page.pk)
    set_site_root_paths(page, [path._replace(root_url="http://ailleurs.fr") for path in paths])
    assert page.full_url.startswith("http://ailleurs.fr/")


def test_a_page_answers_with_the_parent_that_it_was_given(page, home, django_assert_num_queries):
    page = Page.objects.get(pk=page.pk)
    set_parent(page, home)
    with django_assert_num_queries(0):
        assert page.get_parent() is home


def test_running_reviews_are_known_where_they_were_prefetched(page, review):
    (prefetched,) = Page.objects.filter(pk=page.pk).prefetch_workflow_states()
    assert prefetched_workflow_states(prefetched) == [review]
    assert prefetched_workflow_states(Page.objects.get(pk=page.pk)) == []


@pytest.mark.parametrize("action", [PublishKeepingReview, PublishKeepingReview.__base__], ids=["ours", "wagtail"])
def test_publishing_cancels_a_review_unless_it_is_ours(page, review, action):
    action(page.save_revision(), user=None).execute(skip_permission_checks=True)
    review.refresh_from_db()
    assert (review.status == WorkflowState.STATUS_CANCELLED) == (action is not PublishKeepingReview)


def test_the_admin_measures_an_image_only_once(as_editor, monkeypatch):
    image, other = make_image("La halle"), make_image("Le col").file
    monkeypatch.setattr(SillonImage, "_set_file_hash", lambda self: pytest.fail("measured again"))
    sent = {"title": "La halle", "collection": image.collection_id, "tags": ""}
    with other.open() as content:
        sent["file"] = SimpleUploadedFile("col.svg", content.read(), "image/svg+xml")
    answer = as_editor.post(f"/admin/images/{image.pk}/", sent)
    assert answer.status_code == 302
    image.refresh_from_db()
    assert (image.file_size, bool(image.file_hash)) == (other.size, True)


def test_wagtail_measures_it_by_the_method_that_is_emptied():
    assert hasattr(AbstractImage, "_set_image_file_metadata")


def test_the_references_of_a_draft_are_read_like_those_of_a_row(page, home):
    page.body = [("page_link", {"page": home, "text": ""})]
    kind = ContentType.objects.get_for_model(Page).pk
    assert (kind, str(home.pk)) in set(references_in(page))
