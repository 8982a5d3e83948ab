"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator until members may sign up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | dict.fromkeys(
        ("email_password_mismatch", "username_password_mismatch"),
        "Cette adresse (ou ce nom d’utilisateur) et ce mot de passe ne vont pas ensemble.",
    )

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The admin for those who work there, the site for the others."""
        return "/admin/" if request.user.has_perm("wagtailadmin.access_admin") else "/"
