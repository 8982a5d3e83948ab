"""A testimonial whose consent is withdrawn: nothing publishes it again but a new consent."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions import action_registry
from wagtail.models import Page, PageLogEntry, Revision

from memento.models import TestimonialPage
from memento.models.testimonial import ConsentWithdrawn
from memento.testimonials import consent
from tests.factories.memento import fresh
from tests.memento.testimonials.consent_steps import (
    API,
    DAY,
    URL,
    again_url,
    assert_still_hidden,
    form_of,
    messages,
    withdraw_url,
)


@pytest.fixture(scope="module")
def stored_withdrawn(stored_maria: int) -> int:
    consent.withdraw(TestimonialPage.objects.get(pk=stored_maria), DAY, "Par téléphone.", None)
    return stored_maria


@pytest.fixture
def withdrawn(stored_withdrawn: int) -> TestimonialPage:
    return TestimonialPage.objects.get(pk=stored_withdrawn)


# --- Publishing is refused --------------------------------------------------------------------------------------------


def test_form_refuses_to_publish_and_links_to_the_new_consent(as_editor, withdrawn):
    url = f"/admin/pages/{withdrawn.pk}/edit/"
    assert again_url(withdrawn) in as_editor.get(url).text
    for action in ("action-publish", "action-submit"):
        answer = as_editor.post(url, form_of(withdrawn, **{action: "1"}))
        assert answer.status_code == 200
        assert "l’accord a été retiré le 5 mai 2026" in answer.text.replace("\u00a0", " ")
        assert "Noter un nouvel accord" in answer.text
    later = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    assert as_editor.post(url, form_of(withdrawn, **{"action-publish": "1", "go_live_at": later})).status_code == 200
    assert_still_hidden(withdrawn)


def test_draft_can_still_be_saved(as_editor, withdrawn):
    url = f"/admin/pages/{withdrawn.pk}/edit/"
    assert as_editor.post(url, form_of(withdrawn, introduction="Autrement dit.")).status_code == 302
    assert fresh(withdrawn).introduction == "Autrement dit."
    assert_still_hidden(withdrawn)


def test_old_revision_cannot_be_published(as_editor, withdrawn):
    old = withdrawn.revisions.order_by("pk").first()
    assert old.content["consent_withdrawn_on"] is None
    with pytest.raises(ConsentWithdrawn, match="l’accord a été retiré le 5 mai 2026"):
        old.publish()
    with pytest.raises(ConsentWithdrawn):
        action_registry.get_action_class(TestimonialPage, "publish")(old).execute()
    url = reverse("wagtailadmin_pages:revisions_revert", args=[withdrawn.pk, old.pk])
    assert as_editor.get(url).status_code == 200
    sent = form_of(withdrawn, **{"action-publish": "1", "revision": old.pk})
    assert "a été retiré" in as_editor.post(url, sent).text
    assert as_editor.post(url, form_of(withdrawn, revision=old.pk)).status_code == 302
    assert_still_hidden(withdrawn)


def test_copy_is_withdrawn_too(withdrawn):
    copy = withdrawn.copy(update_attrs={"slug": "copie"}, keep_live=True)
    assert not fresh(copy).live
    with pytest.raises(ConsentWithdrawn):
        fresh(copy).get_latest_revision().publish()


def test_schedule_publishes_other_pages_and_not_this_one(withdrawn, make_testimonial):
    other = make_testimonial("paul", live=False)
    other.go_live_at = timezone.now() + timedelta(days=1)
    other.save_revision().publish()
    withdrawn.go_live_at = timezone.now() + timedelta(days=1)
    planned = withdrawn.save_revision()
    with pytest.raises(ConsentWithdrawn):
        planned.publish()
    soon = timezone.now() - timedelta(minutes=2)
    Revision.objects.filter(object_id__in=[str(other.pk), str(withdrawn.pk)]).update(approved_go_live_at=soon)
    Page.objects.filter(pk__in=[other.pk, withdrawn.pk]).update(go_live_at=soon)
    Revision.objects.for_instance(other).update(content={**other.get_latest_revision().content, "go_live_at": None})
    call_command("publish_scheduled", stdout=StringIO())
    assert fresh(other).live
    assert_still_hidden(withdrawn)


def test_review_cannot_be_approved(as_moderator, withdrawn, member):
    state = withdrawn.get_workflow().start(withdrawn, member).current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[withdrawn.pk, "approve", state.pk])
    answer = as_moderator.post(url, {"comment": ""})
    assert "l’accord a été retiré le 5" in messages(as_moderator, answer)
    as_a_window = as_moderator.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert as_a_window.json()["redirect"] == f"/admin/pages/{withdrawn.pk}/edit/"
    sent = form_of(withdrawn, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    assert "a été retiré" in as_moderator.post(f"/admin/pages/{withdrawn.pk}/edit/", sent).text
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert_still_hidden(withdrawn)


def test_bulk_action_does_not_publish_it_alone_or_with_its_section(as_editor, withdrawn, testimonial_index):
    for chosen, below in ((withdrawn, ""), (testimonial_index, "on")):
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        url = f"{bulk}?id={chosen.pk}&next=/admin/pages/"
        answer = as_editor.post(url, {"include_descendants": below} if below else {})
        assert answer.status_code == 302
        assert "Rien n’a été publié" in as_editor.get("/admin/").text
        assert_still_hidden(withdrawn)


def test_api_refuses_in_french(withdrawn, admin, editor, token_of):
    for user in (admin, editor):
        headers = token_of(user)
        answer = Client().post(f"/api/v3/pages/{withdrawn.pk}/actions/publish/", headers=headers)
        assert answer.status_code == 403
        assert "l’accord a été retiré" in answer.json()["detail"]
        old = withdrawn.revisions.order_by("pk").first()
        answer = Client().post(
            f"/api/v3/pages/{withdrawn.pk}/actions/revert/",
            {"revision_id": old.pk},
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == 200
        assert_still_hidden(withdrawn)


def test_api_of_the_admin_refuses(as_editor, withdrawn):
    answer = as_editor.post(f"/admin/api/main/pages/{withdrawn.pk}/action/publish/")
    assert 400 <= answer.status_code < 500
    assert_still_hidden(withdrawn)


# --- A new consent ----------------------------------------------------------------------------------------------------


def test_new_consent_is_recorded_and_allows_publishing(as_editor, withdrawn):
    form = as_editor.get(again_url(withdrawn)).text
    assert "L’accord a été retiré le 5" in form
    sent = {"day": "2026-06-06", "note": "Courriel du 6 juin."}
    assert "peut être publié de nouveau" in messages(as_editor, as_editor.post(again_url(withdrawn), sent))
    page = fresh(withdrawn)
    assert (page.live, page.consent_withdrawn_on, page.consent_withdrawn_note) == (False, None, "")
    assert PageLogEntry.objects.get(page=page.pk, action=consent.GIVEN_AGAIN).message.startswith("Accord donné de")
    draft = page.get_latest_revision_as_object()
    assert (draft.consent_recorded_on, draft.consent_note) == (date(2026, 6, 6), "Courriel du 6 juin.")
    answer = as_editor.post(f"/admin/pages/{page.pk}/edit/", form_of(draft, **{"action-publish": "1"}))
    assert answer.status_code == 302
    assert Client().get(URL).status_code == 200


def test_neither_step_can_be_taken_out_of_turn(as_editor, withdrawn, make_testimonial):
    answer = as_editor.post(withdraw_url(withdrawn), {"day": "2026-06-06", "note": "Encore"})
    assert "a été retiré le 5" in messages(as_editor, answer)
    assert_still_hidden(withdrawn)
    given = make_testimonial("paul")
    answer = as_editor.post(again_url(given), {"day": "2026-06-06", "note": "Encore"})
    assert "n’a pas été retiré" in messages(as_editor, answer)
    assert fresh(given).consent_note == "Courriel du 3 mars."


def test_consent_is_in_no_public_answer(withdrawn):
    consent.give_again(withdrawn, DAY, "Courriel secret", None)
    fresh(withdrawn).get_latest_revision().publish()
    for url in (URL, f"{API}{withdrawn.translation_key}/", API, "/api/v3/openapi.json"):
        text = Client().get(url).text
        assert "secret" not in text
        assert "consent" not in text


# --- The listing of the admin -----------------------------------------------------------------------------------------


def test_listing_shows_and_filters_the_state_of_the_consent(as_editor, withdrawn, make_testimonial):
    make_testimonial("paul", title="Paul")
    make_testimonial("zoe", title="Zoé", consent_recorded_on=None)
    url = reverse("wagtailadmin_pages:type_use", args=["memento", "testimonialpage"])
    shown = " ".join(as_editor.get(url).text.split())
    for words in ("retiré le 5 mai 2026", "recueilli le 3 mars 2026", "manque"):
        assert words in shown
    for which, title in (("given", "Paul"), ("missing", "Zoé"), ("withdrawn", "Maria ouvre le mardi")):
        rows = as_editor.get(f"{url}?consent={which}").context["object_list"]
        assert [page.title for page in rows] == [title]
