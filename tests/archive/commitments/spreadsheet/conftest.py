"""A plan with awkward texts, and helpers to import a table into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from archive.commitments.spreadsheet.columns import COLUMNS
from archive.commitments.spreadsheet.compare import Import, compare
from archive.commitments.spreadsheet.export import export
from archive.commitments.spreadsheet.save import save
from archive.commitments.spreadsheet.stored import load
from archive.models import CommitmentPage, CommitmentPlanPage, EvidencePage
from core.publishing.live_pages import lock_rows
from members.models import User
from tests.conftest import make_user
from tests.factories.archive import PartnerFactory
from tests.factories.commitments import (
    CommitmentPageFactory,
    CommitmentPlanPageFactory,
    EvidencePageFactory,
    validate,
)


@pytest.fixture(scope="module")
def stored_plan(module_db) -> CommitmentPlanPage:
    plan = CommitmentPlanPageFactory(title="CIR 1 – Laon", slug="cir-1", axes=["Télétravail"])
    whole = CommitmentPageFactory(
        parent=plan, number="16", title="Plan de télétravail", text="Élaborer un plan", axis="Télétravail",
        due="2016-12-31", leads=["CGET", "DGT"], sources=[{"title": "Question 17855", "url": "https://a.example/q"}],
    )  # fmt: skip
    proof = EvidencePageFactory(
        parent=whole, title="21 propositions", date="2017-06", kind="report", establishes="in_progress",
        extract="Le plan est là.", sources=[{"title": "a.example", "url": "https://a.example/21"}],
    )  # fmt: skip
    validate(proof)
    CommitmentPageFactory(parent=fresh(plan), number="16-a", title="Diffuser", text="Diffuser", part_of=whole)
    return plan


@pytest.fixture
def plan(home, stored_plan) -> CommitmentPlanPage:
    """A plan with two measures, the second of which is a part of the first; the first has a piece of evidence."""
    return fresh(stored_plan)


@pytest.fixture
def awkward(plan) -> CommitmentPlanPage:
    """The plan with texts that a spreadsheet, a separator or a date would damage."""
    partner = PartnerFactory(name="Chambre ; des métiers")
    measure = CommitmentPageFactory(
        parent=fresh(plan), number="007", title="=1+1", axis="@x",
        text="-« Un ; deux » | \"trois\"\r\n\r\nœuvre 'd’ici'",
        date="2017-01-11/2017-01-20~", due="2016~", leads=[partner, "+A;B", "'C"],
        sources=[
            {"title": "Tome 1 ; a | b", "url": "https://a.example/x;y?z=1|2", "note": "p. 3", "date": "2017"},
            {"title": "Sans adresse ; vraiment;;", "note": "au fond"},
            {"title": "https://b.example/", "url": "https://b.example/"},
            {"title": "b.example", "url": "https://www.b.example/"},
        ],
    )  # fmt: skip
    proof = EvidencePageFactory(
        parent=measure, title="=HYPERLINK(\"x\") ; « y »", date="2017-01-11/2017-01-20~", extract="\tligne\nligne",
        establishes="done", sources=[{"title": "Loi n° 1 ; art. 2", "url": "https://loi.example/1"}],
    )  # fmt: skip
    validate(proof)
    EvidencePageFactory(parent=fresh(measure), title="Sans date", date="", establishes="")
    CommitmentPageFactory(parent=fresh(plan), number="", title="Sans numéro", text="Sans numéro ; et sans rien")
    return fresh(plan)


def fresh(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).specific


def exported(plan, user) -> list[list[str]]:
    return export(load(fresh(plan), user))


def table(rows) -> list[tuple[int, list[str]]]:
    return [(number, [*row]) for number, row in enumerate(rows, 1)]


def rows_of(*rows: dict[str, str], columns=None) -> list[list[str]]:
    """A table with these rows; by default with all columns that any of them fills."""
    names = columns or [column.name for column in COLUMNS if any(column.name in row for row in rows)]
    return [[*names], *([row.get(name, "") for name in names] for row in rows)]


@pytest.fixture
def writer(home) -> User:
    """A user who may write pages, but not publish them."""
    group = Group.objects.create(name="Rédaction")
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    for permission in permissions.filter(codename__in=("add_page", "change_page")):
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return make_user("une-redactrice", "Rédaction")


@pytest.fixture
def compared(plan, moderator) -> Callable[..., Import]:
    """Compare a table with the plan."""

    def run(rows, user=moderator, name="relevé.csv") -> Import:
        return compare(table(rows), load(fresh(plan), user), user, name)

    return run


@pytest.fixture
def imported(plan, moderator) -> Callable[..., Import]:
    """Import a table that must have no errors."""

    def run(rows, user=moderator, name="relevé.csv", into=None) -> Import:
        target = into or plan
        stored = load(fresh(target), user)
        pages = lock_rows(stored.page_ids)
        result = compare(table(rows), stored, user, name)
        assert result.errors == []
        save(result, pages[target.pk], pages, user)
        return result

    return run


def errors_of(result: Import) -> list[tuple[str, str]]:
    return [(error.where, error.message) for error in result.errors]


def measure(number: str) -> CommitmentPage:
    return CommitmentPage.objects.get(number=number)


def evidence(title: str) -> EvidencePage:
    return EvidencePage.objects.get(title=title)
