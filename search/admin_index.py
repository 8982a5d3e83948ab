"""Update the search index when a page is saved, unless only its draft is.

The index has what readers see. Wagtail saves the fields of `DRAFT` with each draft, every few seconds while somebody
types, and modelsearch would then read the whole page again: a second for a large one. It would also do so before the
child rows of the page are saved, such as the authors and files of a publication.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete
from modelsearch.signal_handlers import post_delete_signal_handler, post_save_signal_handler
from wagtail.models import COMMENTS_RELATION_NAME

from core.models.page import BasePage, page_stored

#: The columns of the page that `Page.save_revision` saves.
DRAFT = {
    COMMENTS_RELATION_NAME,
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
}


def connect() -> None:
    """Update the index for all types of pages in place of modelsearch, which `BasePage` tells not to."""
    for model in apps.get_models():
        if issubclass(model, BasePage):
            page_stored.connect(update, sender=model, dispatch_uid="search")
            post_delete.connect(post_delete_signal_handler, sender=model, dispatch_uid="search")


def update(instance: BasePage, update_fields: Iterable[str] | None = None, **_: Any) -> None:
    if update_fields is None or not DRAFT.issuperset(update_fields):
        post_save_signal_handler(instance)
