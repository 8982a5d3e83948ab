"""Plans of commitments, measures and evidence."""

from __future__ import annotations

from typing import Any

import factory
import wagtail_factories

from archive.choices import CommitmentStatus, EvidenceKind
from archive.models import (
    CommitmentIndexPage,
    CommitmentLead,
    CommitmentPage,
    CommitmentPlanPage,
    EvidencePage,
    PlanAxis,
)


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
    """Not validated: `validate` publishes an evidence as an editor does."""

    title = factory.Sequence(lambda n: f"Rapport {n}")
    date = "2016-02-11"
    kind = EvidenceKind.REPORT
    establishes = CommitmentStatus.DONE
    live = False

    class Meta:
        model = EvidencePage
        skip_postgeneration_save = True


def validate(page: EvidencePage, user: Any = None) -> EvidencePage:
    """Publish an evidence; return it as it is stored then."""
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page
