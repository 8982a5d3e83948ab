"""How allauth behaves here."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from qrcode.image.svg import SvgPathFillImage

from members import letters, second_step
from members.models import User

WRONG_CODE = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et recommencez."
NO_MATCH = "Cette adresse (ou ce nom d’utilisateur) et ce mot de passe ne vont pas ensemble."
TOO_MANY = "Trop d’essais. Attendez quelques minutes, puis recommencez."


def display(user: User) -> str:
    """What somebody is called in messages and mails."""
    return str(user)


def has_account(email: str, apart_from: User | None = None) -> bool:
    """Whether an address is somebody's. One that somebody else wants and has not confirmed is not theirs yet."""
    users, addresses = User.objects.filter(email__iexact=email), EmailAddress.objects.filter(email__iexact=email)
    if apart_from is not None:
        users, addresses = users.exclude(pk=apart_from.pk), addresses.exclude(user=apart_from)
    return users.exists() or addresses.filter(verified=True).exists()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: whoever signs up gives a name and an address, and lands on their own page."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est fermé.",
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        "email_password_mismatch": NO_MATCH,
        "username_password_mismatch": NO_MATCH,
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "incorrect_code": WRONG_CODE,
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.first_name = form.cleaned_data["name"]
        return super().save_user(request, user, form, commit)  # type: ignore[return-value]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whether the address is now that of its account: somebody else may have opened one with it meanwhile."""
        if has_account(email_address.email, apart_from=email_address.user):
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        return super().confirm_email(request, email_address)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The admin for those who work there, their own page for the others."""
        works_there = letters.works_in_admin(request.user)  # type: ignore[arg-type]
        return reverse("wagtailadmin_home" if works_there else "members_account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("members_account")

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        words = {
            "reauthenticate": "Donner plutôt mon mot de passe",
            "mfa_reauthenticate": "Donner plutôt un code de mon téléphone",
        }
        found = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in found]


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step of the log-in: a code from a telephone."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": (
            "Sur ce site, qui travaille dans l’administration se connecte en deux étapes : elles restent actives."
        ),
        "cannot_generate_recovery_codes": "Activez d’abord la connexion en deux étapes.",
    }

    def get_totp_issuer(self) -> str:
        """What the application on the telephone calls this site."""
        return letters.sender()["name"]

    def build_totp_svg(self, url: str) -> str:
        """The drawing for the telephone, on a white ground: on a dark page it could not be read without."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not second_step.is_required_of(authenticator.user)
