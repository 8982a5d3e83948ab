"""Registrations for events: who comes, with a seat or on the waiting list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, F, Q, QuerySet

from archive.models.event import EventReportPage
from archive.registrations.availability import Numbers
from core.db.queries import OneOf, Prepared


class RegistrationQuerySet(models.QuerySet):
    """Registrations of one or several events."""

    def seated(self) -> RegistrationQuerySet:
        return self.filter(has_seat=True).order_by("pk")

    def waiting(self) -> RegistrationQuerySet:
        """Filter the waiting list, in its order."""
        return self.filter(has_seat=False).order_by("pk")

    def expired(self, now: datetime) -> RegistrationQuerySet:
        """Filter registrations that were not confirmed in time."""
        return self.filter(confirmed_at=None, confirm_by__lte=now)

    def not_expired(self, now: datetime) -> RegistrationQuerySet:
        """Filter all other registrations."""
        return self.exclude(confirmed_at=None, confirm_by__lte=now)

    def with_address(self) -> RegistrationQuerySet:
        """Filter registrations whose personal data has not been deleted."""
        return self.exclude(mailbox="")

    def counts(self) -> QuerySet:
        """Return one row per event: `event_id`, and the numbers `seated` and `waiting`."""
        return self.order_by().values("event_id").annotate(
            seated=Count("pk", filter=Q(has_seat=True)), waiting=Count("pk", filter=Q(has_seat=False))
        )  # fmt: skip


class Registration(models.Model):
    """A registration. It has a seat from the moment it is made, or waits for one; it is deleted when cancelled.

    The order of the waiting list is that of the primary keys, which are given while the event is locked.
    """

    event = models.ForeignKey(
        EventReportPage, verbose_name="évènement", on_delete=models.CASCADE, related_name="registrations"
    )
    #: The secret in the URL of a registration. Unlike a primary key, it is not given again after a backup is restored.
    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("nom", max_length=80)
    email = models.EmailField("adresse électronique", max_length=254)
    #: The address in the form used for delivery, to compare; empty once personal data has been deleted.
    mailbox = models.CharField("boîte aux lettres", max_length=254)
    organisation = models.CharField("organisation", max_length=120, blank=True)
    answer = models.TextField("réponse", blank=True)
    has_seat = models.BooleanField("a une place")
    created_at = models.DateTimeField("inscrit le")
    confirm_by = models.DateTimeField("à confirmer avant le")
    confirmed_at = models.DateTimeField("confirmé le", null=True)
    attended = models.BooleanField("est venu", null=True)
    #: The first day of the event for which a reminder was sent.
    reminded_for = models.DateField("rappel envoyé pour le", null=True)
    #: The `archive.events.essentials` of the event as they were in the last mail.
    mailed = models.JSONField("ce que disent les courriels", default=dict)

    #: The fields with personal data, and the values that they have once it is erased.
    ERASED: ClassVar[dict[str, Any]] = {
        "name": "", "email": "", "mailbox": "", "organisation": "", "answer": "", "mailed": {},
    }  # fmt: skip

    objects = RegistrationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "mailbox"], condition=~Q(mailbox=""), name="one_registration_per_address"
            )
        ]

    @property
    def gets_link(self) -> bool:
        """Whether its owner gets the link of the session online: with a seat, and a confirmed address."""
        return self.has_seat and self.confirmed_at is not None

    def __str__(self) -> str:
        return f"Inscription {self.pk} à l’évènement {self.event_id}"


_counts = Prepared(
    lambda params: Registration.objects.with_address().filter(OneOf(F("event_id"), params["events"])).counts(),
    events="?",
)


def numbers_by_event(events: Iterable[int]) -> dict[int, Numbers]:
    """Return the numbers of registrations by page id of those events that have some, without erased ones.

    One query at most.
    """
    events = list(events)
    rows = _counts.rows(events=events) if events else []
    return {row["event_id"]: Numbers(row["seated"], row["waiting"]) for row in rows}
