"""The four accounts of the demo. Never made in production."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from members.models import User
from members.setup import EDITORS, MEMBERS, MODERATORS

PASSWORD = "sillon-demo"
ACCOUNTS = {
    "admin": ("Administration", None),
    "editrice": ("Une éditrice", EDITORS),
    "moderateur": ("Un modérateur", MODERATORS),
    "membre": ("Un membre", MEMBERS),
}


def ensure_accounts() -> list[str]:
    """Make the accounts that are not there; return all their names. A password that was changed stays."""
    for username, (name, group) in ACCOUNTS.items():
        if User.objects.filter(username=username).exists():
            continue
        email = f"{username}@demo.example"
        user = User(username=username, email=email, first_name=name, is_superuser=group is None, is_staff=group is None)
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        if group:
            user.groups.add(Group.objects.get(name=group))
    return list(ACCOUNTS)
