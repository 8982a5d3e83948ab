"""The forms of accounts, in our words."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from members.adapter import has_account
from members.models import User

#: What no name holds, and what makes a mail to a stranger an advertisement.
NO_NAME = re.compile(r"[<>@/\\{}\[\]|\x00-\x1f]|(?i:www\.)|\w\.[a-z]{2,}\b")
PASSWORD_HELP = "Au moins 8 caractères, pas seulement des chiffres, et pas un mot de passe que tout le monde connaît."
CODE_HELP = "Les six chiffres que votre application montre en ce moment."

Words = dict[str, tuple[str, str]]


def check_name(value: str) -> None:
    if NO_NAME.search(value):
        raise ValidationError("Écrivez un nom, sans adresse ni signe particulier.")


class InOurWords(forms.Form):
    """A form of allauth with our labels and helps: `words` has them by field."""

    words: ClassVar[Words] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text


class SignupForm(InOurWords, account.SignupForm):
    """A name, an address and a password."""

    words: ClassVar[Words] = {
        "email": (
            "Votre adresse électronique",
            "Pour vous connecter et recevoir les réponses. Elle n’est pas publiée.",
        ),
        "password1": ("Choisissez un mot de passe", PASSWORD_HELP),
        settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD: ("Laissez ce champ vide", ""),
    }
    field_order = ["name", "email", "password1"]

    name = forms.CharField(
        label="Votre nom",
        help_text="Prénom et nom, ou le nom sous lequel on vous connaît.",
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Hidden by its element: the browser's policy lets no style into the page.
        honeypot = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        honeypot.widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = has_account(value)
        return value

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Open the account; who has one already gets a mail that says so, and the page says the same to both."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # the same form, sent twice at once
            self.account_already_exists = has_account(self.cleaned_data["email"])
            return super().try_save(request)


class LoginForm(InOurWords, account.LoginForm):
    words: ClassVar[Words] = {
        "login": ("Adresse électronique ou nom d’utilisateur", ""),
        "password": ("Mot de passe", ""),
        "remember": ("Rester connecté sur cet appareil", ""),
    }


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    words: ClassVar[Words] = {"email": ("Adresse électronique de votre compte", "")}

    users: list[User]

    def clean_email(self) -> str:
        """An address that somebody wants and has not confirmed opens no account: it may be a stranger's."""
        email = super().clean_email()
        confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True).values_list("user_id", flat=True)
        ids = set(confirmed)
        self.users = [user for user in self.users if user.email.lower() == email.lower() or user.pk in ids]
        return email


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    words: ClassVar[Words] = {
        "password1": ("Nouveau mot de passe", PASSWORD_HELP),
        "password2": ("Encore une fois", "Le même, pour être sûr de l’avoir bien tapé."),
    }


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    words: ClassVar[Words] = NewPasswordForm.words


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    words: ClassVar[Words] = {"oldpassword": ("Mot de passe actuel", ""), **NewPasswordForm.words}


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    words: ClassVar[Words] = {"password": ("Votre mot de passe", "")}


class ChangeEmailForm(InOurWords, account.AddEmailForm):
    words: ClassVar[Words] = {
        "email": (
            "Nouvelle adresse",
            "Elle remplacera l’actuelle dès que vous aurez ouvert le lien que nous y envoyons.",
        )
    }

    def save(self, request: HttpRequest) -> EmailAddress:
        """Ask for confirmation. If the address is somebody else's, they alone are told; the page says the same."""
        email, user = self.cleaned_data["email"], self.user
        if not has_account(email, apart_from=user):  # type: ignore[arg-type]
            return super().save(request)
        address = EmailAddress.objects.add_new_email(request, user, email, send_verification=False)
        if consume_email_verification_rate_limit(request, email):
            adapter = get_adapter()
            adapter.send_account_already_exists_mail(email)
            adapter.add_message(
                request, messages.INFO, "account/messages/email_confirmation_sent.txt", {"email": email}
            )
        return address


class ActivateForm(InOurWords, ActivateTOTPForm):
    words: ClassVar[Words] = {"code": ("Code de l’application", CODE_HELP)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class CodeForm(InOurWords, mfa.AuthenticateForm):
    words: ClassVar[Words] = {"code": ("Code", f"{CODE_HELP} Sans votre téléphone : un de vos codes de secours.")}


class CodeAgainForm(InOurWords, mfa.ReauthenticateForm):
    words: ClassVar[Words] = CodeForm.words


class ProfileForm(forms.ModelForm):
    """What others may read of somebody: the name and the organisation."""

    name = forms.CharField(
        label="Votre nom",
        help_text="Prénom et nom, ou le nom sous lequel on vous connaît.",
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ["name", "organisation"]

    class Meta:
        model = User
        fields = ("organisation",)
        labels: ClassVar = {"organisation": "Votre organisation"}
        help_texts: ClassVar = {
            "organisation": "Un tiers-lieu, une association, une collectivité… si vous en avez une."
        }
        widgets: ClassVar = {"organisation": forms.TextInput(attrs={"autocomplete": "organization"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = self.instance.get_full_name()

    def save(self, commit: bool = True) -> User:
        if "name" in self.changed_data:
            self.instance.first_name, self.instance.last_name = self.cleaned_data["name"], ""
        return super().save(commit)


class DeleteAccountForm(forms.Form):
    """The password, before an account goes for good."""

    password = forms.CharField(
        label="Votre mot de passe",
        help_text="Pour être sûr que c’est bien vous.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Tried as often as a log-in may be."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["password"]):
            raise get_adapter().validation_error("incorrect_password")
        return self.cleaned_data["password"]
