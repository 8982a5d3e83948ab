"""What was read in the PDF of a document."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.models.media import SillonDocument, SillonImage


class PdfContent(models.Model):
    """What was read in the PDF of a document: its pages, its text, and a picture of its first page.

    The row is written when the document gets its file, and waits there until a task has read it (`core.files.pdf`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        READ = "read", "lu"
        NO_TEXT = "no_text", "sans texte"
        PROTECTED = "protected", "protégé par un mot de passe"
        DAMAGED = "damaged", "abîmé"
        TOO_HEAVY = "too_heavy", "trop lourd ou trop long à lire"
        FAILED = "failed", "lecture en échec"

    document = models.OneToOneField(SillonDocument, primary_key=True, on_delete=models.CASCADE, related_name="pdf")
    #: The SHA-1 of the file that was read, or that waits; that of the document, unless its file was replaced since.
    file_hash = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    page_count = models.PositiveIntegerField(null=True)
    #: One line per line of the document. A soft hyphen (U+00AD) stands where a word or a compound was divided.
    text = models.TextField(blank=True)
    is_cut = models.BooleanField(default=False, help_text="Whether `text` is only the beginning of its text.")
    cover = models.ForeignKey(SillonImage, null=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    #: Or the usage of every document would name this row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "contenu d’un PDF"
        verbose_name_plural = "contenus des PDF"

    def __str__(self) -> str:
        return f"{self.document_id} : {self.get_state_display()}"
