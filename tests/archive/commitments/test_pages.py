"""What readers see of plans and measures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import CommitmentLead, CommitmentSource
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory

pytestmark = pytest.mark.django_db
INDEX = "/ressources/engagements/"


def text_of(client, url: str) -> str:
    return " ".join(client.get(url).text.split())


def test_a_site_without_plans_says_so(client, home):
    assert "Aucun plan d’engagements n’est encore en ligne" in client.get(INDEX).text


def test_a_plan_without_measures_says_so_and_shows_no_bar(client, home):
    plan = CommitmentPlanPageFactory(title="Plan national", slug="plan-national")
    for url in (INDEX, plan.url):
        html = client.get(url).text
        assert "Les mesures de ce plan ne sont pas encore recensées" in html
        assert "synthesis-bar" not in html
        assert "0 mesure" not in html


def test_plans_come_the_latest_first_with_their_numbers(client, plan, measure, evidence):
    CommitmentPlanPageFactory(title="Plan d’après", date="2020")
    evidence("done")
    text = text_of(client, INDEX)
    assert text.index("Plan d’après") < text.index("Plan des vallées")
    assert "1 mesure documentée sur 1" in text


def test_a_measure_shows_its_text_status_deadline_leads_and_sources(client, measure, evidence):
    yesterday = timezone.localdate() - timedelta(days=1)
    measure.due = yesterday.isoformat()
    measure.leads = [CommitmentLead(name="CGET", sort_order=0)]
    measure.sources = [CommitmentSource(title="Dossier de presse", url="https://example.org/d", sort_order=0)]
    measure.save()
    html = client.get(measure.url).text
    for words in ("Ouvrir un lieu dans chaque vallée.", "CGET", "Dossier de presse", "Échéance dépassée", "Lieux"):
        assert words in html
    assert "Aucune preuve n’est encore connue" in html
    evidence("done")
    html = client.get(measure.url).text
    assert "Échéance dépassée" not in html
    assert "Aucune preuve" not in html


def test_not_due_not_documented_and_dropped_differ(client, plan, measure, evidence):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    ahead = CommitmentPageFactory(parent=plan, title="À venir", due=tomorrow)
    evidence("dropped")
    assert "Abandonné" in client.get(measure.url).text
    html = client.get(ahead.url).text
    assert "Non documenté" in html
    assert "Pas encore échue" in html
    assert "Abandonné" not in html


def test_measures_are_filtered_and_wrong_filters_named(client, plan, measure, evidence):
    CommitmentPageFactory(parent=plan, title="Relier les vallées", axis="Mobilité", number="8")
    evidence("done")
    html = client.get(f"{plan.url}?status=done").text
    assert "Ouvrir dix lieux" in html
    assert "Relier les vallées" not in html
    assert "Relier les vallées" in client.get(f"{plan.url}?axis=Mobilité").text
    assert "Aucune mesure ne répond à ces filtres" in client.get(f"{plan.url}?status=replaced").text
    assert "Ce filtre n’est pas compris\u00a0: statut" in client.get(f"{plan.url}?status=x").text


def test_a_long_plan_is_cut_into_pages_in_the_order_of_its_numbers(client, plan):
    for number in range(55, 0, -1):
        CommitmentPageFactory(parent=plan, title=f"M{number:02}", number=str(number))
    first, second = text_of(client, plan.url), text_of(client, f"{plan.url}?page=2")
    assert first.index("M01") < first.index("M09") < first.index("M50")
    assert "M51" not in first
    assert second.index("M51") < second.index("M55")


def test_sub_measures_and_the_plan_that_follows(client, plan, measure):
    after = CommitmentPlanPageFactory(title="Plan qui suit", date="")
    measure.leads_to = after
    measure.save()
    part = CommitmentPageFactory(parent=plan, title="Le premier lieu", number="7-a", part_of=measure)
    assert "Le premier lieu" in client.get(measure.url).text
    assert "Mesure 7 – Ouvrir dix lieux" in client.get(part.url).text
    assert "Plan qui suit" in client.get(measure.url).text
    assert "Ouvrir dix lieux" in client.get(after.url).text
    assert "Chaque mesure et chaque sous-mesure compte une fois" in client.get(plan.url).text


def test_an_evidence_has_its_page_which_leads_to_the_measure(client, measure, evidence):
    page = evidence("in_progress", "juin 2017", title="21 propositions", extract="Le plan est en cours.")
    html = client.get(page.url).text
    for words in ("21 propositions", "Le plan est en cours.", "En cours", "juin 2017", measure.url):
        assert words in html


def test_the_feed_names_the_measure_and_the_status(client, measure, evidence):
    evidence("in_progress", "juin 2017", title="21 propositions")
    feed = client.get(f"{INDEX}flux.atom").text
    for words in ("21 propositions", "Mesure 7 – Ouvrir dix lieux", "juin 2017", "En cours"):
        assert words in feed


def test_previews_are_shown(client, editor, plan, measure, evidence):
    client.force_login(editor)
    for page in (plan, measure, evidence("done", validated=False)):
        response = page.make_preview_request(None, page.default_preview_mode)
        assert response.status_code == 200
        assert page.title in response.rendered_content
