"""The outbox: mail that waits, was sent or was given up."""

from __future__ import annotations

from django.db import models


class OutgoingMail(models.Model):
    """One message, stored in the transaction that causes it and sent by `send_outbox`."""

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        SENDING = "sending", "Envoi en cours"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "Abandonné"

    sender = models.CharField("expéditeur", max_length=320)
    recipients = models.JSONField("destinataires")
    subject = models.CharField("objet", max_length=255)
    message = models.BinaryField("message (MIME)")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    next_attempt_at = models.DateTimeField("prochain essai")
    error = models.CharField("dernière erreur", max_length=255, blank=True)
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    sent_at = models.DateTimeField("envoyé le", null=True)

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="members_mail_due")]

    def __str__(self) -> str:
        return self.subject
