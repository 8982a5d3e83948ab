"""Writing in a guide as editors do, and reading it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.test import Client
from wagtail.models import Page

from memento.models import Edition, MementoPage
from tests.factories.memento import fresh

P = TypeVar("P", bound=Page)
GUIDE, SHEET = "/memento/", "/memento/demarrer/murs/"
API = "/api/v3/memento/"


def text(number: int, words: str) -> dict[str, Any]:
    return {"type": "text", "id": f"bloc-{number}", "value": f"<p>{words}</p>"}


def publish(page: P) -> P:
    page.save_revision().publish()
    return fresh(page)


def change(page: P, **fields: Any) -> P:
    """The page, published with these values."""
    page = fresh(page)
    for name, value in fields.items():
        setattr(page, name, value)
    return publish(page)


def publish_editions(*editions: Edition) -> None:
    """Publish the guide with these editions alone."""
    memento = MementoPage.objects.get()
    memento.editions = list(editions)
    publish(memento)


def add_edition(edition: Edition) -> None:
    """Publish the guide with one more edition."""
    memento = MementoPage.objects.get()
    memento.editions.add(edition)
    publish(memento)


def page_text(client: Client, url: str) -> str:
    """A page with single spaces."""
    return " ".join(client.get(url).text.split())
