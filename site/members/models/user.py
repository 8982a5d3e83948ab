"""Accounts. Log-in by e-mail or user name."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower


class User(AbstractUser):
    """An account. One e-mail, whatever its case, is one account."""

    email = models.EmailField(
        "adresse électronique",
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    organisation = models.CharField("organisation", max_length=150, blank=True)

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="members_user_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            )
        ]
        verbose_name = "compte"
        verbose_name_plural = "comptes"

    def __str__(self) -> str:
        return self.get_full_name() or self.username
