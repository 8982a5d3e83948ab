"""After much was written at once, PostgreSQL knows how large its tables are."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.db.statistics import analyze
from core.models import Card
from inventory.import_export.communes import load_communes
from inventory.models import Commune, PlaceSource, SiteProfilePage

pytestmark = pytest.mark.django_db
HEADER = "identifier;title;commune;insee_code;postcode;families;longitude;latitude\n"


def statements(capture, action) -> list[str]:
    """The ANALYZE statements of an action, all of them after its transaction."""
    with (
        CaptureQueriesContext(
            connection,
        ) as inside,
        capture(execute=False) as callbacks,
    ):
        action()
    assert not [query for query in inside if query["sql"].startswith("ANALYZE")]
    with CaptureQueriesContext(connection) as after:
        for callback in callbacks:
            callback()
    return [query["sql"] for query in after if query["sql"].startswith("ANALYZE")]


def known_rows(*models) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class")
        rows = dict(cursor.fetchall())
    return [int(rows[model._meta.db_table]) for model in models]


def places(tmp_path, *options: str):
    file = tmp_path / "lieux.csv"
    rows = [f"{n};Lieu {n};Autrans;38225;38880;fablab;5,{n};45,17\n" for n in range(120, 160)]
    file.write_text(HEADER + "".join(rows))
    return lambda: call_command(
        "import_places", str(file), "--source", "a", "--publish", *options, stdout=StringIO(), stderr=StringIO()
    )


def communes(tmp_path):
    file = tmp_path / "communes.csv"
    file.write_text(
        "code_insee,nom,departement,codes_postaux,population,epci_siren,epci_nom,lon,lat\n"
        + "".join(f"381{n},Commune {n},38,38000,100,,,5.7,45.1\n" for n in range(10, 60))
    )
    return lambda: load_communes([file])


def test_an_import_tells_postgresql_what_it_wrote(home, tmp_path, django_capture_on_commit_callbacks):
    found = statements(django_capture_on_commit_callbacks, places(tmp_path))
    if connection.vendor == "sqlite":
        assert found == []
        return
    assert len(found) == 1
    assert '"inventory_siteprofilepage"' in found[0]
    assert '"archive_' not in found[0]
    assert known_rows(SiteProfilePage, PlaceSource) == [40, 40]
    assert known_rows(Card)[0] >= 40


def test_a_rehearsal_tells_nothing(home, tmp_path, django_capture_on_commit_callbacks):
    assert statements(django_capture_on_commit_callbacks, places(tmp_path, "--dry-run")) == []


def test_communes_that_were_loaded_are_told_and_those_that_stay_are_not(
    home, tmp_path, django_capture_on_commit_callbacks
):
    load = communes(tmp_path)
    found = statements(django_capture_on_commit_callbacks, load)
    assert len(found) == (connection.vendor == "postgresql")
    if found:
        assert known_rows(Commune) == [50]
    assert statements(django_capture_on_commit_callbacks, load) == []


def test_the_whole_database_at_once(home, django_capture_on_commit_callbacks):
    assert statements(django_capture_on_commit_callbacks, analyze) == ["ANALYZE "] * (connection.vendor == "postgresql")
