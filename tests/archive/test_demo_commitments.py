"""The commitments of the demo say what the record of commitments says, and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from wagtail.models import Page

from archive.choices import CommitmentStatus
from archive.commitments.register import measures
from archive.demo import commitments
from archive.models import ArchiveIndexPage, CommitmentPage, CommitmentPlanPage, EvidencePage
from core.text.fold import fold
from core.visibility.gate import Gate
from tests.reference import reference

pytestmark = pytest.mark.django_db
#: Rows about a committee as a whole, which are no measures.
SUMMARIES = ("Transversal", "Bilan")


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    commitments.load(ArchiveIndexPage.objects.get())


def rows(summaries: bool) -> Iterator[dict[str, str]]:
    with reference("texts", "commitments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["axe"] in SUMMARIES) == summaries:
                yield row


def urls(page: Page) -> set[str]:
    return {source.url for source in page.sources.all()}


def stated_sources(row: dict[str, str]) -> set[str]:
    return set(row["sources"].split(" ; "))


def test_each_measure_of_the_record_is_there_with_its_facts(demo):
    recorded = list(rows(summaries=False))
    assert CommitmentPage.objects.live().count() == len(recorded) == 6
    status = {row.pk: row.status for row in measures(Gate.public())}
    for row in recorded:
        (page,) = [page for page in CommitmentPage.objects.live() if fold(page.text) == fold(row["intitule"])]
        plan = page.get_parent().specific
        assert (plan.title, plan.date, page.number, page.axis) == (
            row["plan"], row["date_engagement"], row["numero"], row["axe"],
        )  # fmt: skip
        assert [str(lead) for lead in page.leads.all()] == row["pilotes"].split(" ; ")
        assert urls(page) == stated_sources(row)
        assert CommitmentStatus(status[page.pk]).label.lower() == row["statut_propose"]


def test_dated_proofs_are_validated_evidence_and_nothing_else_is(demo):
    recorded = [row for row in rows(summaries=False) if row["preuve"]]
    assert EvidencePage.objects.count() == EvidencePage.objects.live().count() == len(recorded) == 3
    for row in recorded:
        (page,) = [page for page in EvidencePage.objects.all() if fold(page.title) == fold(row["preuve"])]
        assert page.date == row["preuve_date"]
        assert page.status.label.lower() == row["statut_propose"]
        assert page.get_parent().specific.number == row["numero"]
        assert urls(page) == stated_sources(row)


def test_what_sums_up_a_committee_is_text_of_its_page(demo, client):
    recorded = list(rows(summaries=True))
    assert len(recorded) == 3
    for row in recorded:
        plan = CommitmentPlanPage.objects.get(title=row["plan"])
        assert fold(row["intitule"]) in fold(client.get(plan.url).text)
        assert stated_sources(row) <= urls(plan)
        assert (plan.date, plan.author) == (row["date_engagement"], row["pilotes"])


def test_the_telework_plan_has_no_measures_and_measure_16_leads_to_it(demo, client):
    plan = CommitmentPlanPage.objects.get(slug="plan-national-teletravail")
    assert not plan.get_children().exists()
    assert "ne sont pas encore recensées" in client.get(plan.url).text
    assert plan.url in client.get(CommitmentPage.objects.get(number="16").url).text
    assert plan.sources.exists()


def test_loading_again_changes_nothing(demo):
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision"))
    commitments.load(ArchiveIndexPage.objects.get())
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision")) == before


def test_pages_are_valid(demo, client):
    for page in [*CommitmentPlanPage.objects.all(), *CommitmentPage.objects.all(), *EvidencePage.objects.all()]:
        page.full_clean()
        assert page.publication_problems() == {}
        assert client.get(page.url).status_code == 200
