"""What every test may use: the instance's tree, accounts, and a strict template engine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from hypothesis import settings as hypothesis_settings
from wagtail.models import APIToken, Locale

from config.setup import setup_site
from core import version
from home.models import HomePage
from members.models import User
from tests import database

# How long an example takes tells how busy the machine is, and nothing else.
hypothesis_settings.register_profile("sillon", deadline=None)
hypothesis_settings.load_profile("sillon")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb):
    """The test database holds what `setup_site` makes, so that each test starts from a real instance."""
    with django_db_blocker.unblock():
        database.prepare(anew=django_db_createdb or not django_db_keepdb)


@pytest.fixture(scope="session", autouse=True)
def files_of_the_tests():
    yield
    shutil.rmtree(Path(settings.MEDIA_ROOT).parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_kept_from_another_test():
    """Each test reads the content version anew."""
    version._latest = None


@pytest.fixture(autouse=True)
def instance_after_a_flush(request):
    """Tests that need a browser empty the database: whichever test comes next finds the instance there again."""
    asks = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if asks or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        if not Locale.objects.exists():
            setup_site()
    if asks - {"db"}:
        cache.clear()  # no test is held to what others have begun: emptying the database leaves the cache's table


@pytest.fixture
def home(db, instance_after_a_flush) -> HomePage:
    """The home page of the default site, with the sections below it."""
    return HomePage.objects.get()


def make_user(username: str, group: str | None = None, **fields) -> User:
    """An account with a confirmed e-mail."""
    user = User.objects.create_user(username, f"{username}@example.org", "motdepasse", **fields)
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(home) -> User:
    return make_user("une-editrice", "Éditeurs")


@pytest.fixture
def moderator(home) -> User:
    return make_user("un-moderateur", "Modérateurs")


@pytest.fixture
def member(home) -> User:
    return make_user("un-membre", "Membres")


@pytest.fixture
def admin(home) -> User:
    return make_user("une-admin", is_superuser=True, is_staff=True)


@pytest.fixture
def as_editor(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def token_of():
    """The `Authorization` header of a user's API token."""

    def make(user: User) -> dict[str, str]:
        _, key = APIToken.create_token(user=user, name="test")
        return {"Authorization": f"Bearer {key}"}

    return make


@pytest.fixture(scope="session", autouse=True)
def undefined_variables_fail():
    from django.template import engines

    from tests.strict_templates import Strict

    engines["django"].engine.string_if_invalid = Strict()
