"""The forms of accounts, with French labels and messages."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from core.text.lengths import LONGEST_LINE, limit_lengths
from core.text.names import check_name
from members.accounts import login_limits, mail_limits
from members.accounts.adapter import has_account
from members.models import User

PASSWORD_HELP = "Au moins 8 caractères, pas seulement des chiffres, et pas un mot de passe que tout le monde connaît."
CODE_HELP = "Les six chiffres que votre application montre en ce moment."

TOO_MANY_RESETS = "Le mot de passe de ce compte a été changé trop souvent depuis hier. Réessayez demain."

Labels = dict[str, tuple[str, str]]


def name_field() -> forms.CharField:
    return forms.CharField(
        label="Votre nom",
        help_text="Prénom et nom, ou le nom sous lequel on vous connaît.",
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class RelabelledForm(forms.Form):
    """A form of allauth with labels and help texts of this site: `labels` has both by field."""

    labels: ClassVar[Labels] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.labels.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        limit_lengths(self.fields.values())


class SignupForm(RelabelledForm, account.SignupForm):
    """A name, an address and a password."""

    labels: ClassVar[Labels] = {
        "email": (
            "Votre adresse électronique",
            "Pour vous connecter et recevoir les réponses. Elle n’est pas publiée.",
        ),
        "password1": ("Choisissez un mot de passe", PASSWORD_HELP),
        settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD: ("Laissez ce champ vide", ""),
    }
    field_order = ["name", "email", "password1"]

    name = name_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The template hides it: the content security policy forbids inline styles.
        honeypot = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        honeypot.widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = has_account(value)
        return value

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Create the account, or send a mail that one exists already. The page is the same in both cases.

        An existing account takes the same work, so that the response time does not reveal it.
        """
        try:
            if self.account_already_exists:
                self._save_and_undo(request)
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # the same form, sent twice at the same time
            self.account_already_exists = has_account(self.cleaned_data["email"])
            return super().try_save(request)

    def _save_and_undo(self, request: HttpRequest) -> None:
        email = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{get_random_string(12)}@exemple.invalid"  # the real address is taken
        self.account_already_exists = False
        with transaction.atomic():
            self.save(request)
            transaction.set_rollback(True)
        self.cleaned_data["email"], self.account_already_exists = email, True


class LoginForm(RelabelledForm, account.LoginForm):
    labels: ClassVar[Labels] = {
        "login": ("Adresse électronique ou nom d’utilisateur", ""),
        "password": ("Mot de passe", ""),
        "remember": ("Rester connecté sur cet appareil", ""),
    }


class ResetPasswordForm(RelabelledForm, account.ResetPasswordForm):
    labels: ClassVar[Labels] = {"email": ("Adresse électronique de votre compte", "")}

    users: list[User]

    def clean_email(self) -> str:
        """Only find accounts by their own or a confirmed address: an unconfirmed new one may be another person's."""
        email = super().clean_email()
        confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True).values_list("user_id", flat=True)
        ids = set(confirmed)
        self.users = [user for user in self.users if user.email.lower() == email.lower() or user.pk in ids]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        if mail_limits.allows(request, mail_limits.RESET, email):
            super().save(request, **kwargs)
        return email


class RevokesTokens:
    """Mixin of forms that set a new password, which revokes the user's API tokens."""

    user: User

    @property
    def revoked_tokens(self) -> int:
        """The number of tokens that will be revoked."""
        return self.user.active_tokens().count()


class NewPasswordForm(RevokesTokens, RelabelledForm, account.ResetPasswordKeyForm):
    labels: ClassVar[Labels] = {
        "password1": ("Nouveau mot de passe", PASSWORD_HELP),
        "password2": ("Encore une fois", "Le même, pour être sûr de l’avoir bien tapé."),
    }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if not self.errors and not login_limits.allows_reset(self.user):
            raise ValidationError(TOO_MANY_RESETS)
        return data


class SetPasswordForm(RevokesTokens, RelabelledForm, account.SetPasswordForm):
    labels: ClassVar[Labels] = NewPasswordForm.labels


class ChangePasswordForm(RevokesTokens, RelabelledForm, account.ChangePasswordForm):
    labels: ClassVar[Labels] = {"oldpassword": ("Mot de passe actuel", ""), **NewPasswordForm.labels}

    def clean_oldpassword(self) -> str:
        """Check the current password, with the limits of the log-in."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ReauthenticateForm(RelabelledForm, account.ReauthenticateForm):
    labels: ClassVar[Labels] = {"password": ("Votre mot de passe", "")}


class ChangeEmailForm(RelabelledForm, account.AddEmailForm):
    labels: ClassVar[Labels] = {
        "email": (
            "Nouvelle adresse",
            "Elle remplacera l’actuelle dès que vous aurez ouvert le lien que nous y envoyons.",
        )
    }

    def save(self, request: HttpRequest) -> EmailAddress:
        """Send a confirmation mail, or write to the owner if another account has the address. The page is the same."""
        email, user = self.cleaned_data["email"], self.user
        if not has_account(email, except_for=user):  # type: ignore[arg-type]
            return super().save(request)
        address = EmailAddress.objects.add_new_email(request, user, email, send_verification=False)
        adapter = get_adapter()
        adapter.send_account_already_exists_mail(email)
        adapter.add_message(request, messages.INFO, "account/messages/email_confirmation_sent.txt", {"email": email})
        return address


class ActivateForm(RelabelledForm, ActivateTOTPForm):
    labels: ClassVar[Labels] = {"code": ("Code de l’application", CODE_HELP)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LimitedCodeForm(mfa.BaseAuthenticateForm):
    """Limits guesses of codes as of passwords, and accepts each code once.

    allauth remembers used codes for one period of 30 seconds, but accepts each for three with `MFA_TOTP_TOLERANCE = 1`.
    """

    def clean_code(self) -> str:
        attempt = login_limits.begin(context.request, login_limits.CODE, [self.user])
        code = super().clean_code()
        if not login_limits.is_first_use(self.user, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        attempt.succeed()
        return code


class CodeForm(RelabelledForm, LimitedCodeForm, mfa.AuthenticateForm):
    labels: ClassVar[Labels] = {"code": ("Code", f"{CODE_HELP} Sans votre téléphone : un de vos codes de secours.")}


class ReauthenticateCodeForm(RelabelledForm, LimitedCodeForm, mfa.ReauthenticateForm):
    labels: ClassVar[Labels] = CodeForm.labels


class ProfileForm(forms.ModelForm):
    """The public name and organisation of a user."""

    name = name_field()

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
        limit_lengths(self.fields.values())

    def save(self, commit: bool = True) -> User:
        if "name" in self.changed_data:
            self.instance.first_name, self.instance.last_name = self.cleaned_data["name"], ""
        return super().save(commit)


class DeleteAccountForm(forms.Form):
    """Confirm the deletion of an account with the password."""

    password = forms.CharField(
        label="Votre mot de passe",
        help_text="Pour être sûr que c’est bien vous.",
        max_length=LONGEST_LINE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        limit_lengths(self.fields.values())

    def clean_password(self) -> str:
        """Check the password, with the limits of the log-in."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["password"]):
            raise get_adapter().validation_error("incorrect_password")
        return self.cleaned_data["password"]
