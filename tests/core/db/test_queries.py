"""Statements that are compiled once, and rows of child tables as JSON."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F, OuterRef
from django.test.utils import CaptureQueriesContext

from core.db.queries import JsonRows, OneOf, Prepared
from inventory.models import PlacePrice, PlaceSource, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def query(placeholders):
    prices = PlacePrice.objects.filter(place=OuterRef("pk")).order_by("sort_order")
    return SiteProfilePage.objects.filter(pk=placeholders["pk"], slug=placeholders["slug"]).values(
        "families", "longitude", "verified_on", "title", costs=JsonRows(prices, "offer", "price")
    )


def test_a_prepared_query_answers_as_its_queryset_does(home):
    place = SiteProfilePageFactory(slug="cime", verified_on=date(2026, 1, 2))
    for rank, offer in enumerate(("Poste « à la journée »", 'Salle\n"grande"')):
        PlacePrice.objects.create(place=place, offer=offer, price=Decimal("15.50"), sort_order=rank)
    other = SiteProfilePageFactory(slug="autre", families=["fablab", "coworking"], point="")
    prepared = Prepared(query, pk=-1, slug="?")
    for found in (place, other, place):
        expected = list(query({"pk": found.pk, "slug": found.slug}))
        with CaptureQueriesContext(connection) as queries:
            rows = prepared.rows(pk=found.pk, slug=found.slug)
        (logged,) = queries
        assert logged["sql"].startswith("SELECT")
        assert found.slug in logged["sql"]
        assert rows == expected
    assert [row["offer"] for row in rows[0]["costs"]] == ["Poste « à la journée »", 'Salle\n"grande"']
    assert (rows[0]["families"], rows[0]["longitude"], rows[0]["verified_on"]) == (
        ["coworking"], Decimal("5.720000"), date(2026, 1, 2),
    )  # fmt: skip
    assert prepared.rows(pk=place.pk, slug="autre") == []


def test_what_a_parameter_holds_is_never_read_as_sql(home):
    place = SiteProfilePageFactory(slug="cime")
    assert Prepared(query, pk=-1, slug="?").rows(pk=place.pk, slug="' OR 1=1 --") == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps what it compiles by itself")
@pytest.mark.parametrize(("threshold", "count"), [(0, 1), (None, 0)], ids=["own connections", "pooler"])
def test_the_server_keeps_a_plan_unless_a_pooler_lends_the_connection(home, monkeypatch, threshold, count):
    place, prepared = SiteProfilePageFactory(slug="cime"), Prepared(query, pk=-1, slug="?")
    monkeypatch.setattr(connection.connection, "prepare_threshold", threshold)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        for _ in range(3):
            assert len(prepared.rows(pk=place.pk, slug="cime")) == 1
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (count,)


def test_rows_of_nobody_are_an_empty_list_in_their_order(home):
    place = SiteProfilePageFactory()
    sources = PlaceSource.objects.filter(place=OuterRef("pk")).order_by("-sort_order")
    rows = SiteProfilePage.objects.filter(pk=place.pk).values(found=JsonRows(sources, "source", "date"))
    assert rows[0]["found"] == []
    for rank, name in enumerate("abc"):
        PlaceSource.objects.create(place=place, source=name, date=date(2026, 1, 1), sort_order=rank)
    assert rows.all()[0]["found"] == [{"source": name, "date": "2026-01-01"} for name in "cba"]


def test_one_of_takes_any_number_of_keys_with_one_statement(home):
    places = [SiteProfilePageFactory() for _ in range(3)]
    prepared = Prepared(
        lambda holes: SiteProfilePage.objects.filter(OneOf(F("pk"), holes["pks"])).order_by("pk").values("title"),
        pks="?",
    )
    for count in range(4):
        found = prepared.rows(pks=[place.pk for place in places[:count]])
        assert [row["title"] for row in found] == [place.title for place in places[:count]]
