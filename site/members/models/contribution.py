"""What people hand in, and what became of it: one record each, whatever it is about."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core import contributions


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def of(self, user: Any) -> ContributionQuerySet:
        """Those of one person, what was touched last first."""
        return self.filter(author=user).order_by("-updated_at", "pk")

    def waiting(self) -> ContributionQuerySet:
        """Those that a moderator has to look at, the one that has waited longest first."""
        return self.filter(state=Contribution.State.WAITING).order_by("submitted_at", "pk")


class Contribution(models.Model):
    """Something that somebody proposes: a new page, a correction, an error they saw, a place that is theirs.

    `typed` holds what was typed, valid or not, as a form sends it: names to lists of texts. A name that is there with
    an empty list was shown and left empty; one that is not there was never shown.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        WAITING = "waiting", "En attente"
        CHANGES = "changes", "À compléter"
        PUBLISHED = "published", "Publiée"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"

    #: The states in which its author may change it.
    OPEN = (State.DRAFT, State.CHANGES, State.WITHDRAWN)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=40)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributions",
    )
    contact = models.EmailField("adresse pour répondre", blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributions",
    )
    title = models.CharField("titre", max_length=255, blank=True)
    typed = models.JSONField("ce qui a été saisi", default=dict, blank=True)
    #: What was typed when it was last sent: only what has changed since is written again.
    sent = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField("commencée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    submitted_at = models.DateTimeField("envoyée le", null=True, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
        indexes = [
            models.Index(fields=["author", "-updated_at"], name="members_contribution_mine"),
            models.Index(fields=["state", "submitted_at"], name="members_contribution_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(submitted_at__isnull=False), name="members_waiting_since"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.label

    @property
    def declared(self) -> contributions.Kind | None:
        """Its kind as it is declared today; None where the site no longer offers it."""
        return contributions.kind(self.kind)

    @property
    def purpose(self) -> contributions.Purpose | None:
        return self.declared.purpose if self.declared else None

    @property
    def label(self) -> str:
        return self.declared.label if self.declared else "Contribution"

    @property
    def is_open(self) -> bool:
        """Whether its author may change it now."""
        return self.state in self.OPEN

    @property
    def state_label(self) -> str:
        """Its state in words; what is no page is not « publiée »."""
        if self.state == self.State.PUBLISHED and self.purpose not in (
            contributions.Purpose.NEW,
            contributions.Purpose.CORRECTION,
        ):
            return "Traitée" if self.purpose == contributions.Purpose.REPORT else "Acceptée"
        return str(self.State(self.state).label)

    @property
    def days_waiting(self) -> int:
        """For how many days it has waited for an answer."""
        if self.submitted_at is None:
            return 0
        return (timezone.localdate() - timezone.localtime(self.submitted_at).date()).days

    def last_words(self) -> Entry | None:
        """The last answer of the team that says something."""
        answers = (Entry.What.RETURNED, Entry.What.REFUSED, Entry.What.ACCEPTED)
        return self.entries.filter(what__in=answers).exclude(words="").order_by("-at", "-pk").first()


class Entry(models.Model):
    """A line of the journal of a contribution: who did what, with which words."""

    class What(models.TextChoices):
        STARTED = "started", "Commencée"
        SUBMITTED = "submitted", "Envoyée"
        RETURNED = "returned", "À compléter"
        ACCEPTED = "accepted", "Acceptée"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField("le", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    what = models.CharField("étape", max_length=10, choices=What.choices)
    words = models.TextField("mots", blank=True)

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} le {timezone.localtime(self.at):%d/%m/%Y}"


class Managed(models.Model):
    """A place that somebody manages, as a moderator has accepted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="managed")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="managers")
    since = models.DateTimeField("depuis le", auto_now_add=True)

    class Meta:
        verbose_name = "lieu géré"
        verbose_name_plural = "lieux gérés"
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="members_managed_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.page}"
