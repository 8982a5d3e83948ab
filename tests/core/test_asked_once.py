"""A page asks the database nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

PATHS = (
    "/", "/l-alliance/", "/inventaire/", "/inventaire/cowork-in-grenoble/", "/memento/", "/memento/demarrer/",
    "/memento/demarrer/pourquoi-et-pour-qui/", "/ressources/", "/ressources/evenements/",
    "/ressources/evenements/table-ronde-legere-mi-janvier-2017/", "/ressources/publications/", "/recherche/?q=grenoble",
)  # fmt: skip


@pytest.mark.django_db
def test_no_page_sends_one_query_twice(home, client):
    call_command("load_demo", verbosity=0)
    repeated = {}
    for path in PATHS:
        client.get(path)  # what a process keeps under this version
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        if twice := [sql[:200] for sql, number in Counter(query["sql"] for query in queries).items() if number > 1]:
            repeated[path] = twice
    assert repeated == {}
