"""Pages and API of commitments take as many queries for thirty measures as for three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import CommitmentPage, EvidencePage
from core.visibility import version
from tests.factories.commitments import CommitmentPlanPageFactory, add_measures

pytestmark = pytest.mark.django_db
LIST, API = "/ressources/engagements/", "/api/v3/commitments/"
#: More than any of these pages takes.
MOST = 20
URLS = [
    LIST, f"{LIST}plan-3/", f"{LIST}plan-3/?status=done", f"{LIST}plan-3/measure-1/",
    f"{LIST}plan-3/measure-1/evidence-1/", API, f"{API}?limit=100&plan=plan-3", f"{API}plans/", f"{API}plans/plan-3/",
    f"{API}?status=done&deadline=late&limit=100",
]  # fmt: skip


@pytest.fixture
def plans(home):
    """A plan with three measures and five pieces of evidence, and one with thirty and fifty."""
    for count, evidence in ((3, 5), (30, 50)):
        plan = CommitmentPlanPageFactory(slug=f"plan-{count}", axes=["Un", "Deux"])
        add_measures(plan, count, evidence)


def count(url: str) -> int:
    """Return the number of queries of a request, once the process knows the present version of the content."""
    client = Client()
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


@pytest.mark.parametrize("url", [url for url in URLS if "plan-3" in url])
def test_a_plan_of_thirty_measures_takes_the_queries_of_one_of_three(plans, url):
    assert count(url.replace("plan-3", "plan-30")) == count(url) <= MOST


@pytest.mark.parametrize("url", [url for url in URLS if "plan-3" not in url])
def test_lists_take_the_same_queries_for_more_measures(home, url):
    add_measures(CommitmentPlanPageFactory(slug="plan-3"), 3, 5)
    few = count(url)
    add_measures(CommitmentPlanPageFactory(slug="plan-30"), 30, 50)
    assert count(url) == few <= MOST


def test_first_request_after_a_change_reads_all_measures_with_two_queries(plans, django_assert_num_queries):
    client = Client()
    client.get(LIST)
    warm = count(LIST)
    version.bump()
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST)
    tables = {CommitmentPage._meta.db_table, EvidencePage._meta.db_table}
    reading = [query["sql"] for query in captured if any(f'FROM "{table}"' in query["sql"] for table in tables)]
    assert len(reading) == 2
    assert len(captured) > warm
