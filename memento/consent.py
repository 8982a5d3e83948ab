"""The consent to a testimonial, withdrawn and given again. Nothing else changes the two columns of a withdrawal."""

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
    """Note that the consent was withdrawn that day, and take the page and its aliases off the site at once.

    Running reviews and schedules end too, whoever has locked the page. Rights are the caller's to check.
    """
    unpublish = action_registry.get_action_class(TestimonialPage, "unpublish")
    with transaction.atomic():
        rows = TestimonialPage.objects.filter(pk__in=with_aliases(page))
        rows.update(consent_withdrawn_on=day, consent_withdrawn_note=note, go_live_at=None)
        for pk in rows.values_list("pk", flat=True):
            one = TestimonialPage.objects.get(pk=pk)  # as it is now: an alias follows its original
            one.revisions.update(approved_go_live_at=None)
            if review := one.current_workflow_state:
                review.cancel(user=user)
            if one.live:
                unpublish(one, user=user).execute(skip_permission_checks=True)
        log(instance=page, action=WITHDRAWN, user=user, data={"day": day.isoformat(), "note": note})


def give_again(page: TestimonialPage, day: date, note: str, user: Any) -> None:
    """Note a new consent in the row and in the draft that editors open. It publishes nothing."""
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
    """The ids of a page and of its aliases, and theirs."""
    found, steps = [page.pk], [page.pk]
    while steps:
        steps = list(TestimonialPage.objects.filter(alias_of__in=steps).values_list("pk", flat=True))
        found += steps
    return found


def of_the_same(page: TestimonialPage) -> QuerySet[TestimonialPage]:
    """Other testimonials by the same person, or of the same place where nobody is named, that may be published."""
    same = Q(person=page.person_id) if page.person_id else Q(person=None, place=page.place_id)
    if not page.person_id and not page.place_id:
        return TestimonialPage.objects.none()
    others = TestimonialPage.objects.filter(same, consent_withdrawn_on=None).exclude(pk__in=with_aliases(page))
    return others.filter(alias_of=None).order_by("title", "pk")


def is_copy(one: TestimonialPage, other: TestimonialPage) -> bool:
    """Whether two testimonials tell the same story."""
    names = [name for name, _ in TestimonialPage.PARTS]
    told = [getattr(one, name) for name in names]
    return any(told) and told == [getattr(other, name) for name in names]


class _ConsentFormatter(LogFormatter):
    """« Accord retiré le 3 mars 2026 : par téléphone »."""

    def format_message(self, log_entry: Any) -> str:
        day = parse_date(str(log_entry.data.get("day") or ""))
        note = log_entry.data.get("note")
        return self.label + (f" le {date_format(day, 'j F Y')}" if day else "") + (f" : {note}" if note else "")


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    for action, said in ((WITHDRAWN, "Accord retiré"), (GIVEN_AGAIN, "Accord donné de nouveau")):
        registry.register_action(action)(type("ConsentFormatter", (_ConsentFormatter,), {"label": said}))
