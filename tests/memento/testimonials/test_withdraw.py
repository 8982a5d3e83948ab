"""Withdrawing a consent: the testimonial leaves the site at once, with its aliases and wherever it is cited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.actions import action_registry
from wagtail.models import Page, PageLogEntry, WorkflowState

from core.models import Card
from core.visibility.gate import Gate
from memento.models import RelatedTestimonial
from memento.models.testimonial import ConsentWithdrawn
from memento.testimonials import consent
from tests.factories.memento import fresh
from tests.memento.testimonials.consent_steps import (
    API,
    DAY,
    URL,
    again_url,
    assert_still_hidden,
    messages,
    withdraw_url,
)


def test_editor_withdraws_the_consent_in_two_steps(as_editor, maria):
    assert withdraw_url(maria) in as_editor.get(f"/admin/pages/{maria.pk}/edit/").text
    form = as_editor.get(withdraw_url(maria)).text
    for words in ("quitte le site", "Quel jour", "Comment", "nouvel accord"):
        assert words in form
    assert fresh(maria).live
    answer = as_editor.post(withdraw_url(maria), {"day": "2026-05-05", "note": "Par téléphone."})
    assert "n’est plus sur le site" in messages(as_editor, answer)
    assert_still_hidden(maria)
    entry = PageLogEntry.objects.get(page=maria.pk, action=consent.WITHDRAWN)
    assert entry.message == "Accord retiré le 5 mai 2026 : Par téléphone."
    assert "Accord retiré le 5" in as_editor.get(f"/admin/pages/{maria.pk}/history/").text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Indiquez le jour."),
        ({"day": "2026-05-05"}, "Dites comment"),
        ({"day": "2999-01-01", "note": "Courriel"}, "Ce jour n’est pas encore venu."),
        ({"day": "hier", "note": "Courriel"}, "date"),
        ({"day": "2026-05-05", "note": "Courriel", "also": "999999"}, None),
    ],
)
def test_withdrawal_needs_a_day_and_a_note(as_editor, maria, sent, message):
    answer = as_editor.post(withdraw_url(maria), sent)
    if message:
        assert message in answer.text
        assert fresh(maria).live
    else:
        assert answer.status_code == 302  # there is no other testimonial to name


def test_moderator_may_withdraw_and_member_may_not(as_moderator, member, maria):
    as_member = Client()
    as_member.force_login(member)
    for url in (withdraw_url(maria), again_url(maria)):
        assert as_member.post(url, {"day": "2026-05-05", "note": "x"}).status_code == 302
        assert Client().post(url, {"day": "2026-05-05", "note": "x"}).status_code == 302
    assert fresh(maria).live
    as_moderator.post(withdraw_url(maria), {"day": "2026-05-05", "note": "Par téléphone."})
    assert_still_hidden(maria)


def test_locked_scheduled_page_in_review_is_withdrawn(maria, member, editor):
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


def test_instance_read_before_the_withdrawal_cannot_be_published(maria):
    stale, stale_draft = fresh(maria), fresh(maria)
    revision = stale.get_latest_revision()
    assert revision.content_object.live  # and stays in memory
    consent.withdraw(maria, DAY, "Par téléphone.", None)
    with pytest.raises(ConsentWithdrawn):
        stale.save()
    with pytest.raises(ConsentWithdrawn):
        revision.publish()
    stale_draft.live = False
    stale_draft.save()
    assert_still_hidden(maria)


def test_aliases_are_withdrawn_and_cannot_be_published_as_pages(maria, editor, as_editor):
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


def test_form_offers_copies_and_other_testimonials_of_the_person(as_editor, maria, make_testimonial):
    copy = maria.copy(update_attrs={"slug": "copie", "title": "Copie de Maria"})
    other = make_testimonial("autre", title="Maria encore", person=maria.person, deed="Autre chose.")
    stranger = make_testimonial("paul", title="Paul")
    form = as_editor.get(withdraw_url(maria)).context["form"]
    assert set(form.fields["also"].queryset) == {copy, other}
    assert form.fields["also"].initial == [copy.pk]
    as_editor.post(withdraw_url(maria), {"day": "2026-05-05", "note": "Par téléphone.", "also": [copy.pk]})
    assert [fresh(page).live for page in (maria, copy, other, stranger)] == [False, False, True, True]


@pytest.mark.indexed
def test_withdrawn_testimonial_vanishes_wherever_it_was_cited(maria, make_sheet):
    maria.save()  # and be indexed: the fixture is not
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
