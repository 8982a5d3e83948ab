"""Nothing in the name or the organisation of an account runs: in its own pages, the admin and mails."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.urls import reverse

from members.accounts import approval
from members.models import User
from tests.conftest import make_user
from tests.factories.payloads import PAYLOADS
from tests.members.payloads.content import WORDS, names_of_accounts
from tests.members.payloads.visitor import Visitor, check_mails

pytestmark = pytest.mark.django_db
NAMES = names_of_accounts()


@pytest.fixture(scope="module")
def newcomers(people) -> list[User]:
    """Accounts that wait for a moderator, and have all payloads in their names together."""
    accounts = []
    with override_settings(MEMBERS_APPROVAL=True):
        for rank, name in enumerate(NAMES):
            user = make_user(f"nouveau-{rank}", first_name=name, organisation=NAMES[rank - 1])
            approval.on_email_confirmed(user)
            accounts.append(user)
    return accounts


@pytest.fixture(autouse=True)
def accounts_wait(settings):
    settings.MEMBERS_APPROVAL = True


@pytest.mark.parametrize("rank", range(len(NAMES)))
def test_account_can_open_its_own_pages(newcomers, rank):
    owner = Visitor(newcomers[rank])
    for path in ("/compte/", "/compte/profil/", "/compte/supprimer/", "/contribuer/"):
        owner.open(path, path)
    owner.open("refused", "/contribuer/lieu/", 403)
    typed = {"name": "\n".join(PAYLOADS), "organisation": NAMES[rank]}
    owner.open("profile with errors", "/compte/profil/", data=typed)
    owner.check("/compte/profil/", "profile with errors")


def test_admin_can_open_accounts(newcomers, admin):
    admin.first_name = NAMES[0]
    admin.save()
    visitor = Visitor(admin)
    for user in newcomers[:3]:
        visitor.open("account", reverse("wagtailusers_users:edit", args=[user.pk]))
    visitor.open_all(
        {
            "waiting accounts": "/admin/moderation/comptes/",
            "accounts": "/admin/users/",
            "dashboard": "/admin/",
            "own account": "/admin/account/",
        }
    )
    visitor.check("waiting accounts", "accounts", "account", "own account")


def test_mails_of_approval_and_refusal(newcomers, people):
    for rank, user in enumerate(newcomers):
        if rank % 2:
            approval.refuse(user, WORDS)
        else:
            approval.accept(user)
    check_mails(people | {user.username: user for user in newcomers})
