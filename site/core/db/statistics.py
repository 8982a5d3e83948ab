"""Updating the table statistics of the database, on which its query plans depend."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from core.models import Card

#: Models whose tables are written with every page.
BESIDE_PAGES = (Page, Revision, PageLogEntry, ReferenceIndex, Card, IndexEntry)


def analyze(*app_labels: str) -> None:
    """Run ANALYZE on the tables of these apps and on those of `BESIDE_PAGES`; without apps, on the whole database.

    Call it after bulk writes: PostgreSQL updates statistics by itself only after a while, and until then plans as if
    the tables were small. It runs after commit and blocks neither readers nor writers. SQLite plans without statistics,
    so nothing is done there.
    """
    if connection.vendor == "postgresql":
        models = [model for label in app_labels for model in apps.get_app_config(label).get_models()]
        tables = [model._meta.db_table for model in (*models, *BESIDE_PAGES)] if app_labels else []
        transaction.on_commit(lambda: _run(tables))


def _run(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")
