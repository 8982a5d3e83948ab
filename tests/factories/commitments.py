"""Plans of commitments, measures and evidence."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
import wagtail_factories
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from archive.choices import CommitmentStatus, EvidenceKind
from archive.models import (
    CommitmentIndexPage,
    CommitmentLead,
    CommitmentPage,
    CommitmentPlanPage,
    CommitmentSource,
    EvidenceChange,
    EvidencePage,
    EvidenceSource,
    PlanAxis,
)
from core.visibility import version

#: When everything of `full_commitment` was validated.
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class CommitmentIndexPageFactory(wagtail_factories.PageFactory):
    title = "Engagements"

    class Meta:
        model = CommitmentIndexPage


class CommitmentPlanPageFactory(wagtail_factories.PageFactory):
    """A plan; `axes` are the titles of its axes."""

    title = factory.Sequence(lambda n: f"Plan {n}")
    date = "2015-03-13"
    parent = factory.LazyFunction(lambda: CommitmentIndexPage.objects.get())

    class Meta:
        model = CommitmentPlanPage
        skip_postgeneration_save = True

    @factory.post_generation
    def axes(self, create, axes, **_):
        for order, title in enumerate(axes or ()):
            PlanAxis.objects.create(plan=self, title=title, sort_order=order)


class WithSourcesFactory(wagtail_factories.PageFactory):
    """A page with `sources`, each a mapping of its fields."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @factory.post_generation
    def sources(self, create, sources, **_):
        relation = self._meta.get_field("sources")
        for order, fields in enumerate(sources or ()):
            relation.related_model.objects.create(**{relation.field.name: self, "sort_order": order, **fields})


class CommitmentPageFactory(WithSourcesFactory):
    """A measure; `leads` are names, or partners."""

    title = factory.Sequence(lambda n: f"Ouvrir un lieu, variante {n}")
    text = "Ouvrir un lieu dans chaque vallée."

    class Meta:
        model = CommitmentPage
        skip_postgeneration_save = True

    @factory.post_generation
    def leads(self, create, leads, **_):
        for order, lead in enumerate(leads or ()):
            name = {"name": lead} if isinstance(lead, str) else {"organisation": lead}
            CommitmentLead.objects.create(commitment=self, sort_order=order, **name)


class EvidencePageFactory(WithSourcesFactory):
    """Not validated: `validate` publishes a piece of evidence as an editor does."""

    title = factory.Sequence(lambda n: f"Rapport {n}")
    date = "2016-02-11"
    kind = EvidenceKind.REPORT
    establishes = CommitmentStatus.DONE
    live = False

    class Meta:
        model = EvidencePage
        skip_postgeneration_save = True


def full_commitment() -> CommitmentPage:
    """A measure with everything, in a plan with everything, and its evidence."""
    plan = CommitmentPlanPageFactory(
        title="Plan des vallées", slug="vallees", author="Région", introduction="Ce que la Région promet aux vallées.",
        body=[{"type": "text", "id": "b", "value": "<p>Vingt mesures.</p>"}],
    )  # fmt: skip
    plan.axes.create(title="Lieux", sort_order=0)
    plan.axes.create(title="Mobilité", sort_order=1)
    plan.sources.create(title="Dossier de presse", url="https://example.org/plan", sort_order=0)
    plan.save()
    measure = CommitmentPageFactory(
        parent=plan, title="Ouvrir dix lieux", slug="dix-lieux", number="7", axis="Lieux", date="2015-04", due="2016-12"
    )
    measure.leads.create(name="CGET", sort_order=0)
    measure.sources.create(title="Le plan, page 7", sort_order=0)
    measure.save()
    evidence = EvidencePageFactory(
        parent=measure, title="Rapport de juin", slug="rapport-de-juin", date="2017-06", establishes="in_progress",
        extract="Quatre lieux sont ouverts.",
    )  # fmt: skip
    evidence.sources.create(title="Rapport", url="https://example.org/rapport", sort_order=0)
    validate(evidence)
    EvidencePage.objects.update(last_published_at=NOON)
    EvidenceChange.objects.update(at=NOON, validated_at=NOON)
    CommitmentPageFactory(parent=plan, title="Le premier lieu", slug="premier", number="7-a", part_of=measure)
    return measure


def validate(page: EvidencePage, user: Any = None) -> EvidencePage:
    """Publish a piece of evidence; return it as it is stored then."""
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page


def add_measures(plan: CommitmentPlanPage, count: int, evidence: int) -> None:
    """Add measures to a plan without any, and evidence to the first ones in turn, as rows: quicker than saving pages.

    Three of ten measures are parts of another. Nothing is recorded in the history.
    """
    titles = [axis.title for axis in plan.axes.all()] or [""]
    measures = _add_pages(CommitmentPage, [(plan, number) for number in range(count)])
    _add_rows(
        CommitmentPage,
        measures,
        lambda number: {
            "number": str(number + 1),
            "text": f"La mesure {number + 1}, mot pour mot.",
            "axis": titles[number % len(titles)],
            "part_of_id": measures[number - number % 10].pk if number % 10 > 6 else None,
            "due": "2016",
            "due_earliest": date(2016, 1, 1),
            "due_latest": date(2016, 12, 31),
            "due_label": "2016",
        },
    )
    proofs = _add_pages(EvidencePage, [(measures[number % count], number // count) for number in range(evidence)])
    statuses = ("in_progress", "done", "partial")
    _add_rows(
        EvidencePage,
        proofs,
        lambda number: {
            "date": (day := date(2016, 1, 1) + timedelta(days=number)).isoformat(),
            "date_earliest": day,
            "date_latest": day,
            "date_label": day.isoformat(),
            "kind": "official",
            "establishes": statuses[number % 3],
        },
    )
    CommitmentLead.objects.bulk_create(CommitmentLead(commitment_id=page.pk, name="CGET") for page in measures)
    CommitmentSource.objects.bulk_create(CommitmentSource(commitment_id=page.pk, title="Plan") for page in measures)
    EvidenceSource.objects.bulk_create(EvidenceSource(evidence_id=page.pk, title="Bilan") for page in proofs)
    Page.objects.filter(pk=plan.pk).update(numchild=count)
    version.bump()


def _add_pages(model, parents) -> list[Page]:
    """Create a live page of this type for each parent and rank below it."""
    kind, now = ContentType.objects.get_for_model(model), timezone.now()
    names = ["measure" if model is CommitmentPage else "evidence", model._meta.verbose_name.capitalize()]
    pages = [
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, rank + 1),
            depth=parent.depth + 1,
            title=f"{names[1]} {rank + 1}",
            draft_title=f"{names[1]} {rank + 1}",
            slug=f"{names[0]}-{rank + 1}",
            url_path=f"{parent.url_path}{names[0]}-{rank + 1}/",
            content_type=kind,
            locale_id=parent.locale_id,
            live=True,
            first_published_at=now,
            last_published_at=now,
            translation_key=uuid.uuid4(),
        )
        for parent, rank in parents
    ]
    Page.objects.bulk_create(pages, batch_size=500)
    return pages


def _add_rows(model, pages, values_of) -> None:
    """Create the rows that belong to pages of this type; `values_of` gives the values of each by its rank."""
    empty = {field.attname: field.get_default() for field in model._meta.local_fields if not field.primary_key}
    rows = [{"page_ptr_id": page.pk, **empty, **values_of(number)} for number, page in enumerate(pages)]
    if not rows:
        return
    columns, places = ", ".join(map(connection.ops.quote_name, rows[0])), ", ".join(["%s"] * len(rows[0]))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", [[*row.values()] for row in rows])
