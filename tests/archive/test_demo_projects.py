"""The projects of the demo say what the Alliance's two texts say, word for word, and nothing else."""

from __future__ import annotations

import csv
import re

import pytest

from archive.demo.load import FOLDER, load
from archive.models import ProjectPage
from core.demo import read_toml
from core.models import Theme
from core.text.fold import fold
from home.models import HomePage
from tests.reference import reference

pytestmark = pytest.mark.django_db
#: A quotation, which may contain one more.
QUOTED = re.compile(r"«\s*((?:[^«»]|«[^«»]*»)*?)\s*»")
ROWS = read_toml(FOLDER / "projects.toml")["projects"]
every_row = pytest.mark.parametrize("row", ROWS, ids=[row["slug"] for row in ROWS])


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    for slug in ("developpement-durable", "rse", "tiers-lieux", "teletravail", "ruralite", "mobilite", "economie"):
        Theme.objects.get_or_create(slug=slug, defaults={"title": slug})
    load(HomePage.objects.get())


def plain(text: str) -> str:
    """A text without the signs that editors set differently: quotation marks, spaces, accents, capitals."""
    return " ".join(fold(re.sub(r"[«»]", " ", text)).split())


def texts_of_the_alliance() -> str:
    return plain(" ".join(path.read_text() for path in sorted(reference("..", "seeds").glob("*.txt"))))


@every_row
def test_each_source_quotes_the_texts_of_the_alliance_word_for_word(row):
    texts = texts_of_the_alliance()
    assert row["sources"]
    for source in row["sources"]:
        (quotation,) = QUOTED.findall(source["note"])
        assert plain(quotation) in texts, quotation


@every_row
def test_title_and_aims_are_in_the_quotations_or_the_texts(row):
    texts = texts_of_the_alliance()
    # The texts name one group among others, « un groupe de pilotage et des groupes de réflexion ».
    for statement in (row["title"], *row["aims"]):
        assert plain(statement) in texts, statement


@every_row
def test_every_number_of_its_texts_is_in_a_quotation_or_a_meeting(row):
    with reference("texts", "events.csv").open(encoding="utf-8") as file:
        days = " ".join(fact["date_label"] for fact in csv.DictReader(file))
    known = set(re.findall(r"\d+", f"{days} {' '.join(source['note'] for source in row['sources'])}"))
    texts = [row["introduction"], *row["aims"], *(block.get("html", "") for block in row["body"])]
    assert set(re.findall(r"\d+", re.sub(r"<[^>]+>", " ", " ".join(texts)))) <= known


def test_a_quotation_that_is_changed_is_seen():
    assert plain("Le travail s’est structuré avec deux groupes") not in texts_of_the_alliance()


def test_no_member_date_state_or_progress_is_invented(demo):
    assert ProjectPage.objects.count() == len(ROWS)
    for project in ProjectPage.objects.all():
        assert (project.state, project.date, project.image) == ("unknown", "", None)
        for rows in (project.members, project.progress, project.documents):
            assert not rows.exists()


def test_meetings_are_events_of_the_demo(demo):
    for row in ROWS:
        project = ProjectPage.objects.get(slug=row["slug"])
        met = list(project.meetings.values_list("event__slug", flat=True))
        assert sorted(met) == sorted(row["meetings"])


def test_the_restitution_of_the_steering_group_leads_to_it_and_back(client, demo):
    project = ProjectPage.objects.get(kind="steering_group")
    meeting = "/ressources/evenements/restitution-du-groupe-de-pilotage/"
    assert project.url in client.get(meeting).text
    assert meeting in client.get(project.url).text
