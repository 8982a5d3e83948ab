"""The user model."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from core.fields import EmailField
from core.preview.tokens import revoke as revoke_previews


class User(AbstractUser):
    """An account. E-mail addresses are unique, whatever their case."""

    email = EmailField(
        "adresse électronique",
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    organisation = models.CharField("organisation", max_length=150, blank=True)

    _password_was_disabled = False

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the account, and revoke its tokens of the API and of previews if the password was changed or disabled.

        `_password` is set by `set_password` and not when Django only renews the hash of the same password at log-in.
        """
        has_new_password = self._password is not None or self._password_was_disabled
        with transaction.atomic():
            super().save(*args, **kwargs)
            if has_new_password:
                self.active_tokens().update(revoked_at=timezone.now())
                revoke_previews(self.pk)
        self._password_was_disabled = False

    def set_unusable_password(self) -> None:
        super().set_unusable_password()
        self._password_was_disabled = True

    def active_tokens(self) -> QuerySet[Any]:
        """Return the API tokens of this account that are not revoked."""
        return self.api_tokens.filter(revoked_at=None)
