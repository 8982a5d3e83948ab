"""Withdraws the consent to a testimonial and records a new one. No other code writes a withdrawal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.actions import action_registry
from wagtail.log_actions import LogFormatter, log

from memento.models import TestimonialPage

WITHDRAWN = "memento.consent.withdraw"
GIVEN_AGAIN = "memento.consent.give_again"


def withdraw(page: TestimonialPage, day: date, note: str, user: Any) -> None:
    """Record that the consent was withdrawn that day, and unpublish the page and its aliases at once.

    Reviews and schedules are cancelled, even if the page is locked. The caller checks permissions.
    """
    unpublish = action_registry.get_action_class(TestimonialPage, "unpublish")
    with transaction.atomic():
        rows = TestimonialPage.objects.filter(pk__in=with_aliases(page))
        rows.update(consent_withdrawn_on=day, consent_withdrawn_note=note, go_live_at=None)
        for pk in rows.values_list("pk", flat=True):
            testimonial = TestimonialPage.objects.get(pk=pk)  # now: unpublishing an original unpublishes its aliases
            testimonial.revisions.update(approved_go_live_at=None)
            if review := testimonial.current_workflow_state:
                review.cancel(user=user)
            if testimonial.live:
                unpublish(testimonial, user=user).execute(skip_permission_checks=True)
        log(instance=page, action=WITHDRAWN, user=user, data={"day": day.isoformat(), "note": note})


def give_again(page: TestimonialPage, day: date, note: str, user: Any) -> None:
    """Record a new consent in the row and in the latest draft. Nothing is published."""
    with transaction.atomic():
        TestimonialPage.objects.filter(pk__in=with_aliases(page)).update(
            consent_withdrawn_on=None, consent_withdrawn_note=""
        )
        draft: TestimonialPage = TestimonialPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        draft.consent_recorded_on, draft.consent_note = day, note
        draft.save(clean=False)
        draft.save_revision(user=user, clean=False)
        log(instance=page, action=GIVEN_AGAIN, user=user, data={"day": day.isoformat(), "note": note})


def with_aliases(page: TestimonialPage) -> list[int]:
    """Return the ids of a page, of its aliases and of their aliases."""
    ids, aliases = [page.pk], [page.pk]
    while aliases:
        aliases = list(TestimonialPage.objects.filter(alias_of__in=aliases).values_list("pk", flat=True))
        ids += aliases
    return ids


def others_of_same_author(page: TestimonialPage) -> QuerySet[TestimonialPage]:
    """Return other testimonials with consent by the same person, or of the same place if no person is named."""
    same = Q(person=page.person_id) if page.person_id else Q(person=None, place=page.place_id)
    if not page.person_id and not page.place_id:
        return TestimonialPage.objects.none()
    others = TestimonialPage.objects.filter(same, consent_withdrawn_on=None).exclude(pk__in=with_aliases(page))
    return others.filter(alias_of=None).order_by("title", "pk")


def is_copy(page: TestimonialPage, other: TestimonialPage) -> bool:
    """Whether two testimonials tell the same story."""
    names = [name for name, _ in TestimonialPage.PARTS]
    story = [getattr(page, name) for name in names]
    return any(story) and story == [getattr(other, name) for name in names]


class _ConsentFormatter(LogFormatter):
    """Formats a log entry: « Accord retiré le 3 mars 2026 : par téléphone »."""

    def format_message(self, log_entry: Any) -> str:
        day = parse_date(str(log_entry.data.get("day") or ""))
        note = log_entry.data.get("note")
        return self.label + (f" le {date_format(day, 'j F Y')}" if day else "") + (f" : {note}" if note else "")


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    for action, label in ((WITHDRAWN, "Accord retiré"), (GIVEN_AGAIN, "Accord donné de nouveau")):
        registry.register_action(action)(type("ConsentFormatter", (_ConsentFormatter,), {"label": label}))
