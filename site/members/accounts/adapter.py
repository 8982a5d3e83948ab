"""Adapters that change how allauth works on this site."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from qrcode.image.svg import SvgPathFillImage

from core.guards.throttling import plain_address
from core.mail import render
from core.text.addresses import validate_address
from members.accounts import login_limits, mail_limits, mfa
from members.backends import accounts_named
from members.models import User
from members.permissions import works_in_admin

logger = logging.getLogger(__name__)

WRONG_CODE = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et recommencez."
NO_MATCH = "Adresse, nom d’utilisateur ou mot de passe incorrect."
TOO_MANY = "Trop d’essais. Attendez quelques minutes, puis recommencez."


def has_account(email: str, except_for: User | None = None) -> bool:
    """Whether an address belongs to an account other than `except_for`.

    An unconfirmed new address does not belong to its account yet.
    """
    users, addresses = User.objects.filter(email__iexact=email), EmailAddress.objects.filter(email__iexact=email)
    if except_for is not None:
        users, addresses = users.exclude(pk=except_for.pk), addresses.exclude(user=except_for)
    return users.exists() or addresses.filter(verified=True).exists()


_mismatch_is_logged = False


def _log_mismatch_once() -> None:
    """Log once per process that TRUSTED_PROXY_COUNT is too high."""
    global _mismatch_is_logged
    if not _mismatch_is_logged:
        _mismatch_is_logged = True
        logger.error(
            "TRUSTED_PROXY_COUNT ne correspond pas : l’en-tête X-Forwarded-For nomme moins d’adresses. Les limites "
            "comptent ces visiteurs ensemble. Corrigez-le : un visiteur peut se faire passer pour un autre."
        )


def _revoked_tokens(request: HttpRequest) -> int:
    return getattr(request, "revoked_tokens", 0)


def _at_site(url: str) -> str:
    return f"{settings.SITE_URL}{urlsplit(url)._replace(scheme='', netloc='').geturl()}"


class AccountAdapter(DefaultAccountAdapter):
    """Log-in, sign-up, mails and messages of accounts."""

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

    def is_safe_url(self, url: str | None) -> bool:
        """Whether the log-in may redirect to a URL; an unparsable one is not safe."""
        try:
            return super().is_safe_url(url)  # type: ignore[arg-type]
        except ValueError:  # « http://[ »
            return False

    def clean_email(self, email: str) -> str:
        """Validate an address typed to sign up, to change the address or to reset the password."""
        validate_address(email)
        return super().clean_email(email)

    def clean_password(self, password: str, user: Any = None) -> str:
        """Validate a new password. A password that is too short is not also reported as too common."""
        try:
            return super().clean_password(password, user)
        except ValidationError as error:
            errors = error.error_list
            if any(item.code == "password_too_short" for item in errors):
                errors = [item for item in errors if item.code != "password_too_common"]
            raise ValidationError(errors) from None

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.first_name = form.cleaned_data["name"]
        return super().save_user(request, user, form, commit)  # type: ignore[return-value]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's IP address in canonical form; "" behind a Unix socket without `X-Forwarded-For`.

        allauth answers 403 without an address, and counts all IPv4 clients of an IPv6 socket as one network. It raises
        ImproperlyConfigured if `X-Forwarded-For` has fewer addresses than trusted proxies: then the address of the
        connection is used, since a visitor may have forged the header.
        """
        try:
            return plain_address(super().get_client_ip(request))
        except PermissionDenied:
            return ""
        except ImproperlyConfigured:
            _log_mismatch_once()
            return plain_address(request.META.get("REMOTE_ADDR", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password at log-in or reauthentication. Raises ValidationError after too many failures."""
        names = credentials.get("username"), credentials.get("email")
        name = next((name for name in names if name), "")
        attempt = login_limits.begin(request, login_limits.PASSWORD, accounts_named(*names), name)
        user = super().authenticate(request, **credentials)
        if user is not None:
            attempt.succeed()
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        response = super().post_login(request, user, **kwargs)
        login_limits.remember_device(request, response, user)
        mail_limits.forget(request, user.email)
        return response

    def set_password(self, user: User, password: str) -> None:  # type: ignore[override]
        """Set a new password, and store on the request how many tokens that revokes, for the message and the mail."""
        self.request.revoked_tokens = user.active_tokens().count()
        super().set_password(user, password)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        context = {"revoked_tokens": _revoked_tokens(request)} | (message_context or {})
        super().add_message(request, level, message_template, context, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail with links to SITE_URL: allauth builds them from the `Host` header, which may be forged."""
        links = {name: _at_site(url) for name, url in context.items() if name.endswith("_url")}
        super().send_mail(template_prefix, email, context | links)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:  # type: ignore[override]
        context = {"revoked_tokens": _revoked_tokens(self.request)} | (context or {})
        super().send_notification_mail(template_prefix, user, context, email)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        if mail_limits.allows(request, mail_limits.CONFIRMATION, emailconfirmation.email_address.email):
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email: str) -> None:
        if mail_limits.allows(self.request, mail_limits.CONFIRMATION, email):
            super().send_account_already_exists_mail(email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address; return False if another account has taken it meanwhile."""
        if has_account(email_address.email, except_for=email_address.user):
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        return super().confirm_email(request, email_address)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the admin's home for users with access to it, else « Mon compte »."""
        works_there = works_in_admin(request.user)  # type: ignore[arg-type]
        return reverse("wagtailadmin_home" if works_there else "members_account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("members_account")

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        descriptions = {
            "reauthenticate": "Donner plutôt mon mot de passe",
            "mfa_reauthenticate": "Donner plutôt un code de mon téléphone",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": descriptions[method["id"]]} for method in methods]


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step of the log-in: a code from an authenticator app."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": (
            "Sur ce site, qui travaille dans l’administration se connecte en deux étapes : elles restent actives."
        ),
        "cannot_generate_recovery_codes": "Activez d’abord la connexion en deux étapes.",
    }

    def get_totp_issuer(self) -> str:
        """Return the name of this site in the authenticator app."""
        return render.sender()["name"]

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as SVG with a white background, to be readable on a dark page."""
        svg = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(svg)
        return svg.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not mfa.is_required_of(authenticator.user)
