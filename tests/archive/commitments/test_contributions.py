"""A member proposes a piece of evidence, a moderator validates it."""

from __future__ import annotations

import uuid

import pytest
from django.http import QueryDict
from django.urls import reverse

from archive.contributions.evidence import ProposeEvidenceForm
from archive.models import EvidencePage
from members.contributions import drafts
from members.models import Contribution
from members.moderation import decisions
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "commitment": ["Mesure 7 – Ouvrir dix lieux (Plan des vallées)"],
    "title": ["Décret du 11 février 2016"],
    "date": ["11/02/2016"],
    "kind": ["law"],
    "establishes": ["done"],
    "link": ["https://example.org/decret"],
    "extract": ["Il est institué dix lieux."],
}


def bind(**changes: str) -> ProposeEvidenceForm:
    query = QueryDict(mutable=True)
    for name, values in ({**TYPED} | {name: [value] for name, value in changes.items()}).items():
        query.setlist(name, values)
    return ProposeEvidenceForm(query)


def test_proposed_evidence_counts_once_a_moderator_accepts_it(client, measure, member, moderator):
    kind = Contribution(kind="preuve").declared_kind
    contribution = drafts.start(kind, member, uuid.uuid4(), typed=TYPED)
    drafts.submit(contribution, member)
    page = EvidencePage.objects.get()
    assert page.get_parent().pk == measure.pk
    assert not page.live
    assert client.get("/api/v3/commitments/dix-lieux/").json()["status"] == "undocumented"
    contribution.refresh_from_db()
    decisions.accept(contribution, moderator)
    item = client.get("/api/v3/commitments/dix-lieux/").json()
    assert (item["status"], item["evidence"][0]["sources"][0]["url"]) == ("done", "https://example.org/decret")


def test_the_link_on_a_measure_fills_in_its_name(client, measure, member):
    client.force_login(member)
    html = client.get(measure.url).text
    link = html.split('rel="nofollow">Proposer une preuve')[0].rsplit('href="', 1)[1].split('"')[0]
    form = client.get(link.replace("&amp;", "&"), follow=True).text
    assert 'value="Mesure 7 – Ouvrir dix lieux (Plan des vallées)"' in form


@pytest.mark.parametrize(
    "text",
    ["Ouvrir dix lieux", "mesure 7 ouvrir DIX lieux", "http://localhost/ressources/engagements/vallees/dix-lieux/"],
)
def test_a_measure_is_named_as_people_name_it(measure, text):
    form = bind(commitment=text)
    assert form.is_valid(), form.errors
    assert form.parent_page().pk == measure.pk


def test_a_name_that_two_measures_have_asks_which(measure):
    CommitmentPageFactory(parent=CommitmentPlanPageFactory(title="Plan deux"), title="Ouvrir dix lieux", number="7")
    message = bind(commitment="Ouvrir dix lieux").errors["commitment"][0]
    assert "Plan des vallées" in message
    assert "Plan deux" in message


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"commitment": "dix"}, "commitment", "Est-ce « Mesure 7 – Ouvrir dix lieux (Plan des vallées) »"),
        ({"commitment": "http://[a/dix-lieux"}, "commitment", "Aucune mesure ne porte ce nom"),
        ({"commitment": "Rien de tel"}, "commitment", "Aucune mesure ne porte ce nom"),
        ({"commitment": ""}, "commitment", "requis"),
        ({"date": ""}, "date", "date"),
        ({"date": "../2016-02-11"}, "date", "début"),
        ({"establishes": ""}, "establishes", "requis"),
        ({"establishes": "undocumented"}, "establishes", "undocumented"),
        ({"link": "", "extract": ""}, "link", "Donnez l’adresse"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(measure, changes, field, words):
    assert words in bind(**changes).errors[field][0]


def test_corrections_are_offered_for_measures_and_evidence(client, measure, evidence):
    for page in (measure, evidence("done")):
        html = client.get(page.url).text
        assert (
            reverse("contribute_start", args=["corriger-une-mesure" if page == measure else "corriger-une-preuve"])
            in html
        )
