"""Subscribers: addresses that get a mail when an event is announced."""

from __future__ import annotations

import uuid

from django.db import models


class Subscriber(models.Model):
    """An address that gets mails about new events once it is confirmed; the row is deleted when its owner leaves."""

    #: The secret in the URLs to confirm and to leave.
    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("adresse électronique", max_length=254)
    #: The address in the form used for delivery, to compare.
    mailbox = models.CharField("boîte aux lettres", max_length=254, unique=True)
    created_at = models.DateTimeField("demandé le")
    confirmed_at = models.DateTimeField("confirmé le", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "abonné aux évènements"
        verbose_name_plural = "abonnés aux évènements"

    def __str__(self) -> str:
        return f"Abonné {self.pk}"
