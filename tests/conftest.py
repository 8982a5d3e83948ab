"""What every test may use: the instance's tree, accounts, and a strict template engine."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import modelsearch.signal_handlers
import pytest
import wagtail.signal_handlers
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as hypothesis_settings
from modelsearch.backends.base import BaseSearchBackend
from wagtail.models import APIToken

import core.files.pdf.queue
import search.index.reader
from core.visibility import version
from home.models import HomePage
from members.models import User
from search.log.buffer import buffer
from tests import database, overhead, processor_time

# How long an example takes tells how busy the machine is, and nothing else.
hypothesis_settings.register_profile("sillon", deadline=None)
hypothesis_settings.load_profile("sillon")


def pytest_configure(config: pytest.Config) -> None:
    # What browser tests search for would be written into the test database, which the next run uses again.
    atexit.unregister(buffer.flush)
    config.pluginmanager.register(processor_time.ProcessorTime(), "processor-time")
    config.pluginmanager.register(overhead.Garbage(), "garbage")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all workers of a run but the first begin with tests that need no database, which the first one makes then.

    pytest-xdist gives each worker one slice of the tests, in their order. Long tests come first, so that none of them
    begins when the other workers are done.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if workers > 1:
        others = [item for item in items if not database.is_needed_by(item)]
        items[:] = [item for item in items if database.is_needed_by(item)]
        size, share = (len(items) + len(others)) // workers, -(-len(others) // (workers - 1))
        for rank in range(1, workers):
            items[rank * size : rank * size] = others[(rank - 1) * share : rank * share]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb):
    """The test database holds what `setup_site` makes, so that each test starts from a real instance."""
    with django_db_blocker.unblock():
        database.prepare(anew=django_db_createdb or not django_db_keepdb)


@pytest.fixture(scope="session", autouse=True)
def files_of_the_tests():
    yield
    folder = Path(settings.MEDIA_ROOT).parent
    # With DJANGO_SETTINGS_MODULE in the environment it would be the folder of a real instance.
    if folder.name.startswith("sillon-test-"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_kept_from_another_test():
    """Each test reads the content version anew."""
    version._latest = None


class NotIndexed:
    """Stands for a task that updates an index, and does nothing."""

    @staticmethod
    def enqueue(*args: object) -> None:
        """Forget the object."""


class NotRead(NotIndexed):
    """Stands for the task that reads a PDF, and does nothing."""

    @classmethod
    def using(cls, **options: object) -> type[NotRead]:
        """Leave the task as it is, whatever its options."""
        return cls


#: The tasks that update the indexes, where the handlers of signals look for them.
INDEXING = {
    (handlers, name): getattr(handlers, name)
    for handlers, name in (
        (wagtail.signal_handlers, "update_reference_index_task"),
        (modelsearch.signal_handlers, "insert_or_update_object_task"),
    )
}


def switch_reading(patch: pytest.MonkeyPatch, node: pytest.Item | pytest.Module) -> None:
    """Leave PDFs unread, unless the test, or its module, is marked: reading one starts two processes."""
    if not any(node.get_closest_marker(name) for name in ("pdf", "browser")):
        patch.setattr(core.files.pdf.queue, "read_pdf", NotRead)


def refuse_to_search(*args: object, **options: object) -> None:
    raise AssertionError("A test that searches needs the mark `indexed`.")


def switch_indexing(patch: pytest.MonkeyPatch, node: pytest.Item | pytest.Module) -> bool:
    """Update the indexes if the test, or its module, is marked; give whether they are updated."""
    on = any(node.get_closest_marker(name) for name in ("indexed", "browser"))
    for (handlers, name), task in INDEXING.items():
        patch.setattr(handlers, name, task if on else NotIndexed)
    return on


@pytest.fixture(autouse=True)
def indexes(request, monkeypatch):
    """Leave the reference index and the search index as they are, unless the test is marked `indexed`.

    Updating them takes as long as saving the page. Browser tests, which try the whole, have them. A search in any
    other test fails, also in the index in memory, which takes as long to build as many a test.
    """
    switch_reading(monkeypatch, request.node)
    if not switch_indexing(monkeypatch, request.node):
        monkeypatch.setattr(BaseSearchBackend, "_search", refuse_to_search)
        monkeypatch.setattr(search.index.reader, "fill", refuse_to_search)


@pytest.fixture(scope="module")
def module_db(request, django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction around the tests of a module, for fixtures that fill the database once for all of them.

    Each test then runs within a savepoint. Tests that need real transactions cannot stand in the same module. What is
    filled is in the indexes if the whole module is marked `indexed`.
    """
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        version._latest = None
        switch_indexing(patch, request.node)
        switch_reading(patch, request.node)
        yield
        transaction.set_rollback(True)
    version._latest = None


@pytest.fixture
def home(db) -> HomePage:
    """The home page of the default site, with the sections below it."""
    return HomePage.objects.get()


@pytest.fixture
def count_queries() -> Callable[[Client, str], int]:
    """How many queries a request takes, once the process remembers what belongs to the content version."""

    def count(client: Client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count


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
def as_member(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


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
def few_contexts(django_test_environment):
    """Replace how Django's test environment renders, until that ends."""
    Template._render = overhead.render


@pytest.fixture(scope="session", autouse=True)
def undefined_variables_fail():
    from django.template import engines

    from tests.strict_templates import Strict

    engines["django"].engine.string_if_invalid = Strict()
