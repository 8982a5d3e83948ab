"""Contributions of every kind (new pages, corrections, reports, claims), their journal, and managed places."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from core.contributions import kinds
from core.files.storage import is_missing


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def by_author(self, user: Any) -> ContributionQuerySet:
        """Contributions of one author, the last changed first."""
        return self.filter(author=user).order_by("-updated_at", "pk")

    def waiting(self) -> ContributionQuerySet:
        """Contributions that wait for a moderator, the longest wait first."""
        return self.filter(state=Contribution.State.WAITING).order_by("submitted_at", "pk")

    def that_created(self, page: Page) -> ContributionQuerySet:
        """Contributions that proposed this page as a new one."""
        return self.filter(page_id=page.pk, kind__in=[kind.code for kind in kinds.kinds(kinds.Purpose.NEW)])

    def reviewed_as(self, reviewed: Any) -> ContributionQuerySet:
        """Contributions whose reviewed object in Wagtail is this page or correction; none for other objects."""
        if isinstance(reviewed, Page):
            return self.that_created(reviewed)
        return self.filter(pk=getattr(reviewed, "contribution_id", None))


class Contribution(models.Model):
    """A new page, a correction, a report of an error or a claim to a place, from its first draft to the decision.

    `typed` is the form data, valid or not, as the browser sent it: input names to lists of texts. An empty list means
    that the input was shown and left empty; a missing name, that it was never shown.
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
    #: `typed` as it was last sent: when the author sends again, only later changes are written into the page.
    sent = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField("commencée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    submitted_at = models.DateTimeField("envoyée le", null=True, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    #: What accepting a correction has published (a `Correction.Effect`); set on acceptance, not stored.
    effect = ""

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
    def declared_kind(self) -> kinds.Kind | None:
        """The declaration of its kind; None if the site no longer offers it."""
        return kinds.kind(self.kind)

    @property
    def purpose(self) -> kinds.Purpose | None:
        return kind.purpose if (kind := self.declared_kind) else None

    @property
    def label(self) -> str:
        return kind.label if (kind := self.declared_kind) else "Contribution"

    @property
    def is_open(self) -> bool:
        """Whether its author may change it."""
        return self.state in self.OPEN

    @property
    def never_sent(self) -> bool:
        """Whether only its author has ever seen it."""
        return self.state in (self.State.DRAFT, self.State.WITHDRAWN) and self.submitted_at is None

    @property
    def state_label(self) -> str:
        """The state in French; what publishes no page of its own is « traitée » (a report) or « acceptée »."""
        if self.state == self.State.PUBLISHED and self.purpose != kinds.Purpose.NEW:
            return "Traitée" if self.purpose == kinds.Purpose.REPORT else "Acceptée"
        return str(self.State(self.state).label)

    @property
    def days_waiting(self) -> int:
        """The number of days since it was sent."""
        if self.submitted_at is None:
            return 0
        return (timezone.localdate() - timezone.localtime(self.submitted_at).date()).days

    def last_answer(self) -> Entry | None:
        """Return the last journal entry in which the team wrote something to the author."""
        answers = (Entry.Event.RETURNED, Entry.Event.REFUSED, Entry.Event.ACCEPTED)
        return self.entries.filter(what__in=answers).exclude(words="").order_by("-at", "-pk").first()

    def attach_files(self, page: Any, skip_missing: bool = False) -> bool:
        """Accept the files and add them to a page that is about to be published; return whether there were any.

        Raises ValidationError if a file is missing on this server; `skip_missing` leaves such files for the next
        publication.
        """
        attached = False
        kind = self.declared_kind
        for files in kind.files if kind else ():
            rows = self.uploads.filter(field=files.name).order_by("created_at", "pk")
            uploads = [upload for upload in rows if not (skip_missing and is_missing(upload.file))]
            if uploads:
                kind.form.attach(page, files.name, [upload.accept() for upload in uploads])  # type: ignore[union-attr]
                attached = True
        return attached


class Entry(models.Model):
    """A line in the journal of a contribution: what happened, when, by whom, and their message."""

    class Event(models.TextChoices):
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
    what = models.CharField("étape", max_length=10, choices=Event.choices)
    words = models.TextField("mots", blank=True)

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} le {timezone.localtime(self.at):%d/%m/%Y}"


class Managed(models.Model):
    """A place and a user who manages it: their claim was accepted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="managed")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="managers")
    since = models.DateTimeField("depuis le", auto_now_add=True)

    class Meta:
        verbose_name = "lieu géré"
        verbose_name_plural = "lieux gérés"
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="members_managed_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.page}"
