"""Consent that is withdrawn: the testimonial leaves the site, and nothing but a new consent brings it back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions import action_registry
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState

from core.gate import Gate
from core.models import Card
from memento import consent
from memento.models import RelatedTestimonial, TestimonialPage
from memento.models.testimonial import ConsentWithdrawn
from tests.memento.conftest import fresh
from tests.memento.test_models import empty_formsets

URL = "/memento/temoignages/maria/"
API = "/api/v3/testimonials/"
DAY = date(2026, 5, 5)


@pytest.fixture
def maria(make_testimonial) -> TestimonialPage:
    """A published testimonial with a first version of long ago."""
    page = make_testimonial("maria", title="Maria ouvre le mardi")
    page.save_revision().publish()
    return fresh(page)


@pytest.fixture
def withdrawn(maria) -> TestimonialPage:
    consent.withdraw(maria, DAY, "Par téléphone.", None)
    return fresh(maria)


@pytest.fixture
def as_moderator(moderator) -> Client:
    client = Client()
    client.force_login(moderator)
    return client


def withdraw_url(page) -> str:
    return reverse("memento_consent_withdraw", args=[page.pk])


def again_url(page) -> str:
    return reverse("memento_consent_give_again", args=[page.pk])


def messages(client: Client, response) -> str:
    """What the admin says after an answer, on the page it leads to."""
    return client.get(response["Location"]).text if response.status_code == 302 else response.text


def form_of(page: TestimonialPage, **changed) -> dict:
    """What the form of a testimonial sends."""
    fields = ("title", "slug", "introduction", "context", "deed", "consent_note")
    data = {name: getattr(page, name) for name in fields}
    data |= {"person": page.person_id, "consent_recorded_on": page.consent_recorded_on.isoformat()}
    return data | empty_formsets(TestimonialPage.get_edit_handler().get_form_class()) | changed


def assert_still_hidden(page: TestimonialPage) -> None:
    found = fresh(page)
    assert not found.live
    assert found.consent_withdrawn_on == DAY
    assert found.consent_withdrawn_note == "Par téléphone."
    assert not Revision.objects.for_instance(found).filter(approved_go_live_at__isnull=False).exists()
    assert Client().get(URL).status_code == 404


# --- Withdrawing ---------------------------------------------------------------------------------------------------


def test_an_editor_withdraws_the_consent_in_two_steps(as_editor, maria):
    assert withdraw_url(maria) in as_editor.get(f"/admin/pages/{maria.pk}/edit/").text
    asked = as_editor.get(withdraw_url(maria)).text
    for words in ("quitte le site", "Quel jour", "Comment", "nouvel accord"):
        assert words in asked
    assert fresh(maria).live
    answer = as_editor.post(withdraw_url(maria), {"day": "2026-05-05", "note": "Par téléphone."})
    assert "n’est plus sur le site" in messages(as_editor, answer)
    assert_still_hidden(maria)
    entry = PageLogEntry.objects.get(page=maria.pk, action=consent.WITHDRAWN)
    assert entry.message == "Accord retiré le 5 mai 2026 : Par téléphone."
    assert "Accord retiré le 5" in as_editor.get(f"/admin/pages/{maria.pk}/history/").text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Indiquez le jour."),
        ({"day": "2026-05-05"}, "Dites comment"),
        ({"day": "2999-01-01", "note": "Courriel"}, "Ce jour n’est pas encore venu."),
        ({"day": "hier", "note": "Courriel"}, "date"),
        ({"day": "2026-05-05", "note": "Courriel", "also": "999999"}, None),
    ],
)
def test_a_withdrawal_says_when_and_how(as_editor, maria, sent, said):
    answer = as_editor.post(withdraw_url(maria), sent)
    if said:
        assert said in answer.text
        assert fresh(maria).live
    else:
        assert answer.status_code == 302  # there is no other testimonial to name


def test_a_moderator_may_and_a_member_may_not(as_moderator, member, maria):
    as_member = Client()
    as_member.force_login(member)
    for url in (withdraw_url(maria), again_url(maria)):
        assert as_member.post(url, {"day": "2026-05-05", "note": "x"}).status_code == 302
        assert Client().post(url, {"day": "2026-05-05", "note": "x"}).status_code == 302
    assert fresh(maria).live
    as_moderator.post(withdraw_url(maria), {"day": "2026-05-05", "note": "Par téléphone."})
    assert_still_hidden(maria)


def test_a_lock_a_schedule_and_a_review_do_not_keep_it_online(maria, member, editor):
    maria.go_live_at = timezone.now() + timedelta(days=2)
    maria.save_revision().publish()
    maria = fresh(maria)
    assert maria.scheduled_revision
    maria.get_workflow().start(maria, member)
    Page.objects.filter(pk=maria.pk).update(locked=True, locked_by=editor)
    consent.withdraw(maria, DAY, "Par téléphone.", None)
    assert_still_hidden(maria)
    assert fresh(maria).scheduled_revision is None
    assert not WorkflowState.objects.active().exists()


def test_aliases_go_too_and_never_become_pages_of_their_own(maria, testimonial_index, editor, as_editor):
    alias = maria.create_alias(update_slug="double")
    second = fresh(alias).create_alias(update_slug="triple")
    assert Client().get("/memento/temoignages/triple/").status_code == 200
    as_editor.post(withdraw_url(second), {"day": "2026-05-05", "note": "Par téléphone."})  # leads to the original
    for page in (maria, alias, second):
        assert not fresh(page).live
        assert fresh(page).consent_withdrawn_on == DAY
    freed = action_registry.get_action_class(Page, "convert_alias")(fresh(alias), user=editor).execute()
    with pytest.raises(ConsentWithdrawn):
        fresh(freed).get_latest_revision().publish()
    later = fresh(maria).create_alias(update_slug="plus-tard")
    assert not fresh(later).live


def test_copies_and_other_testimonials_of_the_same_person_are_named(as_editor, maria, make_testimonial):
    copy = maria.copy(update_attrs={"slug": "copie", "title": "Copie de Maria"})
    other = make_testimonial("autre", title="Maria encore", person=maria.person, deed="Autre chose.")
    stranger = make_testimonial("paul", title="Paul")
    form = as_editor.get(withdraw_url(maria)).context["form"]
    assert set(form.fields["also"].queryset) == {copy, other}
    assert form.fields["also"].initial == [copy.pk]
    as_editor.post(withdraw_url(maria), {"day": "2026-05-05", "note": "Par téléphone.", "also": [copy.pk]})
    assert [fresh(page).live for page in (maria, copy, other, stranger)] == [False, False, True, True]


def test_a_copy_of_a_withdrawn_testimonial_is_withdrawn(withdrawn):
    copy = withdrawn.copy(update_attrs={"slug": "copie"}, keep_live=True)
    assert not fresh(copy).live
    with pytest.raises(ConsentWithdrawn):
        fresh(copy).get_latest_revision().publish()


# --- Everything that cited it --------------------------------------------------------------------------------------


def test_whatever_cited_it_shows_it_no_more_at_once(maria, make_sheet, make_place):
    block = ("testimonial", {"page": maria, "text": "Ses mots à elle"})
    sheet = make_sheet("murs", body=[block])
    sheet.related_testimonials.add(RelatedTestimonial(testimonial=maria))
    sheet.save_revision().publish()
    reader = Client()
    pages = ["/memento/demarrer/murs/", "/memento/temoignages/", f"{API}?limit=100", "/sitemap.xml"]
    pages += [f"/api/v3/memento/sheets/{sheet.translation_key}/", "/recherche/?q=mardi"]
    shown = {url: reader.get(url).text for url in pages}
    assert all("Maria" in text or "maria" in text for text in shown.values()), shown.keys()
    assert "Ses mots" in shown[pages[0]]
    assert "Ses mots" in shown[pages[4]]
    consent.withdraw(maria, DAY, "Par téléphone.", None)
    for url in pages:
        text = Client().get(url).text
        assert "maria" not in text.lower(), url
        assert "Ses mots" not in text, url
    assert Client().get(URL).status_code == 404
    assert Client().get(f"{API}{maria.translation_key}/").status_code == 404
    assert not Gate.public().filter(Card.objects.all(), "page__").filter(page=maria.pk).exists()


def test_the_consent_is_in_no_answer_to_readers(maria, withdrawn):
    consent.give_again(withdrawn, DAY, "Courriel secret", None)
    fresh(maria).get_latest_revision().publish()
    for url in (URL, f"{API}{maria.translation_key}/", API, "/api/v3/openapi.json"):
        text = Client().get(url).text
        assert "secret" not in text
        assert "consent" not in text


# --- Nothing publishes it again ------------------------------------------------------------------------------------


def test_the_form_refuses_and_says_what_to_do(as_editor, withdrawn):
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


def test_a_draft_of_it_can_still_be_written(as_editor, withdrawn):
    url = f"/admin/pages/{withdrawn.pk}/edit/"
    assert as_editor.post(url, form_of(withdrawn, introduction="Autrement dit.")).status_code == 302
    assert fresh(withdrawn).introduction == "Autrement dit."
    assert_still_hidden(withdrawn)


def test_an_old_version_brings_no_consent_back(as_editor, withdrawn):
    old = withdrawn.revisions.order_by("pk").first()
    assert json.loads(json.dumps(old.content))["consent_withdrawn_on"] is None
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


def test_an_instance_read_before_saves_no_consent_back(maria):
    stale, stale_draft = fresh(maria), fresh(maria)
    revision = stale.get_latest_revision()
    assert revision.content_object.live  # and is kept
    consent.withdraw(maria, DAY, "Par téléphone.", None)
    with pytest.raises(ConsentWithdrawn):
        stale.save()
    with pytest.raises(ConsentWithdrawn):
        revision.publish()
    stale_draft.live = False
    stale_draft.save()
    assert_still_hidden(maria)


def test_a_schedule_publishes_the_other_pages_and_not_this_one(withdrawn, make_testimonial):
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


def test_a_review_that_ran_on_is_not_approved(as_moderator, withdrawn, member):
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


def test_no_bulk_action_publishes_it_alone_or_with_its_section(as_editor, withdrawn, testimonial_index):
    for chosen, below in ((withdrawn, ""), (testimonial_index, "on")):
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        url = f"{bulk}?id={chosen.pk}&next=/admin/pages/"
        answer = as_editor.post(url, {"include_descendants": below} if below else {})
        assert answer.status_code == 302
        assert "Rien n’a été publié" in as_editor.get("/admin/").text
        assert_still_hidden(withdrawn)


def test_the_api_refuses_in_french(withdrawn, admin, editor, token_of):
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


def test_the_api_of_the_admin_refuses(as_editor, withdrawn):
    answer = as_editor.post(f"/admin/api/main/pages/{withdrawn.pk}/action/publish/")
    assert 400 <= answer.status_code < 500
    assert_still_hidden(withdrawn)


# --- A new consent -------------------------------------------------------------------------------------------------


def test_a_new_consent_is_noted_and_allows_to_publish(as_editor, withdrawn):
    asked = as_editor.get(again_url(withdrawn)).text
    assert "L’accord a été retiré le 5" in asked
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


def test_neither_step_is_offered_out_of_turn(as_editor, withdrawn, make_testimonial):
    answer = as_editor.post(withdraw_url(withdrawn), {"day": "2026-06-06", "note": "Encore"})
    assert "a été retiré le 5" in messages(as_editor, answer)
    assert_still_hidden(withdrawn)
    given = make_testimonial("paul")
    answer = as_editor.post(again_url(given), {"day": "2026-06-06", "note": "Encore"})
    assert "n’a pas été retiré" in messages(as_editor, answer)
    assert fresh(given).consent_note == "Courriel du 3 mars."


# --- The listing ---------------------------------------------------------------------------------------------------


def test_the_listing_tells_and_filters_where_the_consent_stands(as_editor, withdrawn, make_testimonial):
    make_testimonial("paul", title="Paul")
    make_testimonial("zoe", title="Zoé", consent_recorded_on=None)
    url = reverse("wagtailadmin_pages:type_use", args=["memento", "testimonialpage"])
    said = " ".join(as_editor.get(url).text.split())
    for words in ("retiré le 5 mai 2026", "recueilli le 3 mars 2026", "manque"):
        assert words in said
    for which, title in (("given", "Paul"), ("missing", "Zoé"), ("withdrawn", "Maria ouvre le mardi")):
        rows = as_editor.get(f"{url}?consent={which}").context["object_list"]
        assert [page.title for page in rows] == [title]
