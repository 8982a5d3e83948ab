"""The forms of plans and evidence: axes that are renamed or removed, evidence that proves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import CommitmentPage
from tests.factories.commitments import EvidencePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def inline(prefix: str, *rows: dict[str, str], initial: int = 0) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return data | {
        f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in ({"ORDER": str(n)} | row).items()
    }


def post_plan(client: Client, plan, *axes: dict[str, str]):
    data = {
        "title": plan.title, "slug": plan.slug, "date": "13/03/2015", "author": "", "introduction": "",
        "body-count": "0", "action-publish": "1", **inline("axes", *axes, initial=2), **inline("sources"),
        **inline("page_themes"), **inline("comments"),
    }  # fmt: skip
    return client.post(reverse("wagtailadmin_pages:edit", args=[plan.pk]), data)


def axes_of(plan) -> list[dict[str, str]]:
    return [{"id": str(axis.pk), "title": axis.title} for axis in plan.axes.order_by("sort_order")]


def test_a_renamed_axis_is_renamed_in_its_measures_and_their_drafts(as_editor, plan, measure):
    measure.title = "Un brouillon"
    measure.save_revision()
    lieux, mobilite = axes_of(plan)
    assert post_plan(as_editor, plan, lieux | {"title": "Lieux ouverts"}, mobilite).status_code == 302
    stored = CommitmentPage.objects.get(pk=measure.pk)
    assert stored.axis == stored.get_latest_revision_as_object().axis == "Lieux ouverts"
    assert as_editor.get(plan.url).text.count("Lieux ouverts") >= 2


def test_axes_that_exchange_their_names_are_refused(as_editor, plan, measure):
    lieux, mobilite = axes_of(plan)
    refused = post_plan(as_editor, plan, lieux | {"title": "Mobilité"}, mobilite | {"title": "Lieux"})
    assert refused.status_code == 200
    assert "Un autre axe s’appelle" in refused.text
    assert CommitmentPage.objects.get(pk=measure.pk).axis == "Lieux"
    assert post_plan(as_editor, plan, lieux, mobilite | {"title": "Lieux"}).status_code == 200


def test_an_axis_with_measures_cannot_be_removed(as_editor, plan, measure):
    lieux, mobilite = axes_of(plan)
    refused = post_plan(as_editor, plan, lieux | {"DELETE": "on"}, mobilite)
    assert refused.status_code == 200
    assert "a encore 1\u00a0mesure" in refused.text.replace(" mesure", "\u00a0mesure")
    assert post_plan(as_editor, plan, lieux, mobilite | {"DELETE": "on"}).status_code == 302
    assert [axis.title for axis in type(plan).objects.get(pk=plan.pk).axes.all()] == ["Lieux"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"extract": ""}, "une preuve se vérifie"),
        ({"date": "2999"}, "Cette date est à venir"),
        ({"date": ""}, "Indiquez une date"),
        ({"establishes": ""}, "requis"),
    ],
)
def test_evidence_that_proves_nothing_is_not_published(as_editor, measure, fields, words):
    page = EvidencePageFactory(parent=measure, title="Annonce")
    page.save_revision()
    data = {
        "title": page.title, "slug": page.slug, "date": "2016", "kind": page.kind, "establishes": "done",
        "extract": "Il est fait.", **inline("sources"), **inline("page_themes"), **inline("comments"),
    }  # fmt: skip
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = as_editor.post(url, data | fields | {"action-publish": "1"})
    assert response.status_code == 200
    assert words in response.text
    assert as_editor.post(url, data | fields).status_code == 302  # as a draft
    page.refresh_from_db()
    assert not page.live


def test_a_source_is_enough(as_editor, measure):
    page = EvidencePageFactory(parent=measure, title="Décret")
    page.save_revision()
    data = {
        "title": page.title, "slug": page.slug, "date": "2016", "kind": page.kind, "establishes": "done",
        "extract": "", "action-publish": "1", **inline("page_themes"), **inline("comments"),
        **inline("sources", {"title": "Journal officiel", "url": "", "date": "", "note": ""}),
    }  # fmt: skip
    assert as_editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data).status_code == 302
    page.refresh_from_db()
    assert page.live


def test_a_late_measure_may_be_dated_by_tomorrow_only(measure, evidence):
    page = EvidencePageFactory(parent=measure, date=(timezone.localdate() + timedelta(days=1)).isoformat())
    assert "date" in page.publication_problems()
    page.date = timezone.localdate().isoformat()
    page.save()
    assert page.publication_problems() == {}


def test_listings_of_a_plan_and_of_all_measures_say_the_same(as_editor, plan, measure, evidence):
    evidence("done")
    for url in (
        reverse("wagtailadmin_explore", args=[plan.pk]),
        reverse("wagtailadmin_pages:type_use", args=["archive", "commitmentpage"]),
    ):
        html = as_editor.get(url).text
        assert "Réalisé" in html, url
        assert "Plan des vallées" in html, url


@pytest.mark.parametrize(
    ("query", "shown"), [("status=done", True), ("status=dropped", False), ("late=late", False), ("plan={plan}", True)]
)
def test_measures_are_filtered_in_the_admin(as_editor, plan, measure, evidence, query, shown):
    evidence("done")
    url = reverse("wagtailadmin_pages:type_use", args=["archive", "commitmentpage"])
    assert ("Ouvrir dix lieux" in as_editor.get(f"{url}?{query.format(plan=plan.pk)}").text) is shown
