"""System checks for production (`manage.py check --deploy`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from members.accounts import demo


@register(Tags.security, deploy=True)
def proxies_are_counted(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Warn if SENDFILE_BACKEND implies a proxy but TRUSTED_PROXY_COUNT is 0."""
    if not hasattr(settings, "SENDFILE_BACKEND") or settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0:
        return []
    return [
        Warning(
            "SENDFILE_BACKEND place un serveur devant le site, et TRUSTED_PROXY_COUNT vaut 0 : les limites comptent "
            "tous les visiteurs comme un seul.",
            hint="Donnez à TRUSTED_PROXY_COUNT le nombre de serveurs qui complètent X-Forwarded-For, d’ordinaire 1.",
            id="sillon.W011",
        )
    ]


@register(Tags.security, deploy=True)
def no_account_has_the_demo_password(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Report demo accounts and accounts with access to the admin that still have the well-known demo password."""
    if settings.DEMO_ACCOUNTS:
        return []
    try:
        names = [user.username for user in demo.suspects() if demo.has_demo_password(user.password)]
    except DatabaseError as error:  # a build has no database, a new one no tables
        return [Warning(f"La base ne répond pas, les mots de passe ne sont pas vérifiés : {error}", id="sillon.W010")]
    if not names:
        return []
    return [
        Error(
            f"Comptes qui ont encore le mot de passe de la démonstration : {', '.join(names)}.",
            hint="Donnez-leur un mot de passe (manage.py changepassword NOM) ou supprimez-les.",
            id="sillon.E010",
        )
    ]
