"""Fixtures that a module's tests share, and contributions sent through the services.

The users, the place and the proposal are created once for a module. Each test reads its own instances, and what it
changes is undone. A `conftest.py` imports the fixtures that its folder uses.
"""

from __future__ import annotations

import uuid

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Page

from core.contributions import kinds
from inventory.models import SiteProfilePage
from members.contributions import drafts, form_data
from members.models import Contribution, Upload, User
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'
PLACE = {
    "title": ["La Scierie"],
    "summary": ["Un atelier partagé au bord du Guiers."],
    "families": ["coworking"],
    "state": ["active"],
    "commune": ["Grenoble"],
    "postcode": ["38000"],
    "insee_code": ["38185"],
    "point": ["45.19, 5.72"],
    "milieu": ["urban"],
}


# --- Contributions ----------------------------------------------------------------------------------------------------


def contribute(code: str, author: User | None, values: dict, page: Page | None = None, files: int = 0) -> Contribution:
    """Send a contribution with these form data and this number of photos."""
    kind = kinds.kind(code)
    contribution = drafts.start(kind, author, uuid.uuid4(), page=page)
    names = [name for name in values if name in kind.form.base_fields]
    drafts.save(contribution, form_data.extract(values, names, kind.form))
    for number in range(files):
        Upload.objects.create(
            contribution=contribution, field="photos", kind="image", title=f"Photo {number + 1}", owner=author,
            file=ContentFile(PICTURE, "a.svg"),
        )  # fmt: skip
    return drafts.submit(contribution, author)


def correct(page: SiteProfilePage, author: User, **values: list[str]) -> Contribution:
    """Send a correction of these fields."""
    kind = kinds.kind("corriger-un-lieu")
    contribution = drafts.start(kind, author, uuid.uuid4(), page=page)
    drafts.save(contribution, form_data.extract(values, list(values), kind.form))
    return drafts.submit(contribution, author)


def reread(contribution: Contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


def page_of(contribution: Contribution) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=contribution.page_id)


def publish_place(**fields) -> SiteProfilePage:
    """Publish « La Cime » with a revision."""
    page = SiteProfilePageFactory(title="La Cime", **fields)
    page.save_revision().publish()
    return SiteProfilePage.objects.get(pk=page.pk)


# --- Fixtures ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def people(module_db) -> dict[str, int]:
    """The primary keys of a member, an editor and a moderator."""
    return {
        "member": make_user("un-membre", "Membres").pk,
        "editor": make_user("une-editrice", "Éditeurs").pk,
        "moderator": make_user("un-moderateur", "Modérateurs").pk,
    }


@pytest.fixture
def member(db, people) -> User:
    return User.objects.get(pk=people["member"])


@pytest.fixture
def editor(db, people) -> User:
    return User.objects.get(pk=people["editor"])


@pytest.fixture
def moderator(db, people) -> User:
    return User.objects.get(pk=people["moderator"])


@pytest.fixture
def as_moderator(moderator) -> Client:
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture(scope="module")
def published_place(module_db) -> int:
    """The primary key of « La Cime »."""
    return publish_place(summary="Un atelier.", phone="04 76 00 00 00").pk


@pytest.fixture
def place(db, published_place) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=published_place)


@pytest.fixture(scope="module")
def sent_proposal(people) -> uuid.UUID:
    """The primary key of the member's proposal of « La Scierie »."""
    return contribute("lieu", User.objects.get(pk=people["member"]), PLACE).pk


@pytest.fixture
def proposal(db, sent_proposal) -> Contribution:
    return Contribution.objects.get(pk=sent_proposal)
