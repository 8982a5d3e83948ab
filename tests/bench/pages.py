"""Writes pages of several types into the database of the bench, for the search: sheets, publications, projects."""

from __future__ import annotations

import json
import uuid
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from wagtail.models import Page

from archive.choices import PublicationKind
from archive.models import ProjectIndexPage, ProjectPage, PublicationIndexPage, PublicationPage
from core import cards
from core.db.pages import insert_pages
from core.models.page import BasePage
from core.visibility import version
from memento.models import ChapterPage, MementoPage, SheetPage
from tests.bench.events import CHANGED
from tests.bench.places import body
from tests.bench.scenarios import YEARS
from tests.bench.vocabulary import sentence

SEED = 1848
#: How many of ten pages are of each type; the rest are projects.
SHEETS, PUBLICATIONS = 5, 4


@transaction.atomic
def load(count: int) -> None:
    """Create so many live pages: sheets in a chapter of the guide, publications and projects."""
    chance = Random(SEED)
    chapter = MementoPage.objects.get().add_child(instance=ChapterPage(title="Banc d’essai", slug="banc-d-essai"))
    sheets, publications = count * SHEETS // 10, count * PUBLICATIONS // 10
    _insert(
        chapter,
        [SheetPage(**_common(chance, number), number=100 + number, **_text(chance)) for number in range(sheets)],
    )
    _insert(
        PublicationIndexPage.objects.get(),
        [
            PublicationPage(
                **_common(chance, number),
                **_dated(chance),
                kind=chance.choice(PublicationKind.values),
                abstract=sentence(chance, 60),
                keywords=", ".join(sentence(chance, 5)[:-1].lower().split()),
            )
            for number in range(publications)
        ],
    )
    projects = range(count - sheets - publications)
    _insert(
        ProjectIndexPage.objects.get(),
        [ProjectPage(**_common(chance, number), **_dated(chance), **_text(chance)) for number in projects],
    )
    version.bump()


def _common(chance: Random, number: int) -> dict[str, Any]:
    return {
        "title": f"{sentence(chance, chance.randint(3, 7))[:-1]}",
        "slug": f"banc-{number}",
        "first_published_at": CHANGED,
        "last_published_at": CHANGED,
        "translation_key": uuid.UUID(int=chance.getrandbits(128), version=4),
    }


def _text(chance: Random) -> dict[str, Any]:
    return {"introduction": sentence(chance, 40), "body": json.dumps(list(body(chance)))}


def _dated(chance: Random) -> dict[str, str]:
    return {"date": f"{chance.randint(*YEARS)}-{chance.randint(1, 12):02d}"}


def _insert(parent: Page, pages: list[Any]) -> None:
    first = parent.numchild
    last = parent.get_last_child()
    if last is not None:  # pages that were removed leave gaps in the paths
        first = Page._str2int(last.path[-Page.steplen :])
    for number, page in enumerate(pages, start=first + 1):
        page.path, page.depth = Page._get_path(parent.path, parent.depth + 1, number), parent.depth + 1
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.locale, page.content_type = parent.locale, ContentType.objects.get_for_model(type(page))
    model: type[BasePage] = type(pages[0])
    insert_pages(model, pages)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
    cards.write(pages)
