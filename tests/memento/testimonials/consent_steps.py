"""The steps of withdrawing a consent and giving it again, as editors take them."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from memento.models import TestimonialPage
from tests.factories.memento import fresh
from tests.memento.test_models import empty_formsets

URL = "/memento/temoignages/maria/"
API = "/api/v3/testimonials/"
DAY = date(2026, 5, 5)


def withdraw_url(page: TestimonialPage) -> str:
    return reverse("memento_consent_withdraw", args=[page.pk])


def again_url(page: TestimonialPage) -> str:
    return reverse("memento_consent_give_again", args=[page.pk])


def messages(client: Client, response: HttpResponse) -> str:
    """The page of the admin that shows the messages of an answer."""
    return client.get(response["Location"]).text if response.status_code == 302 else response.text


def form_of(page: TestimonialPage, **changed) -> dict:
    """The data that the form of a testimonial sends."""
    fields = ("title", "slug", "introduction", "context", "deed", "consent_note")
    data = {name: getattr(page, name) for name in fields}
    data |= {"person": page.person_id, "consent_recorded_on": page.consent_recorded_on.isoformat()}
    return data | empty_formsets(TestimonialPage.get_edit_handler().get_form_class()) | changed


def assert_still_hidden(page: TestimonialPage) -> None:
    stored = fresh(page)
    assert not stored.live
    assert stored.consent_withdrawn_on == DAY
    assert stored.consent_withdrawn_note == "Par téléphone."
    assert not Revision.objects.for_instance(stored).filter(approved_go_live_at__isnull=False).exists()
    assert Client().get(URL).status_code == 404
