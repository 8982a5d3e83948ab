"""A page asks the database nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
PATHS = (
    "/", "/l-alliance/", "/inventaire/", "/inventaire/cowork-in-grenoble/", "/memento/", "/memento/demarrer/",
    "/memento/demarrer/pourquoi-et-pour-qui/", "/ressources/", "/ressources/evenements/",
    "/ressources/evenements/table-ronde-legere-mi-janvier-2017/", "/ressources/publications/", "/recherche/?q=grenoble",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    remembered.load_demo()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_sends_no_query_twice(demo, client, path):
    client.get(path)  # what a process keeps under this version
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert [sql[:200] for sql, number in Counter(query["sql"] for query in queries).items() if number > 1] == []
