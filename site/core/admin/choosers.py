"""Load the instances that the choosers in a list of rows show with one query, instead of one query per row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from wagtail.admin.widgets import BaseChooser
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from core.workarounds.internals import set_parent

#: The size of an image that `AdminImageChooser` shows.
PREVIEW = "max-165x165"


def load_chosen(forms: Sequence[BaseForm]) -> None:
    """Load the instances chosen in all these forms, which have the same fields, and set `chosen` on their choosers.

    `chosen` is a dict of instances by primary key.
    """
    for name, field in forms[0].fields.items() if forms else ():
        if isinstance(field.widget, BaseChooser):
            # A submitted value is text. Its chooser looks it up by itself.
            ids = {value for form in forms if isinstance(value := form[name].value(), int)}
            chosen = _instances(field.widget.model_class, ids) if ids else {}
            for form in forms:
                form.fields[name].widget.chosen = chosen  # type: ignore[attr-defined]


def chosen_of(widget: BaseChooser, value: Any) -> Model | None:
    """Return the instance that `load_chosen` has loaded for this value, or None. Raises TypeError for a list."""
    instance: Model | None = getattr(widget, "chosen", {}).get(value)
    return instance


def _instances(model: Any, ids: Iterable[int]) -> dict[int, Model]:
    """Return the instances with these ids by id, with the renditions or parents that their chooser shows."""
    rows = model.objects.filter(pk__in=ids)
    if issubclass(model, AbstractImage):
        rows = rows.prefetch_renditions(PREVIEW)
    if issubclass(model, Page):
        rows = list(rows.specific())
        _set_parents(rows)
    return {row.pk: row for row in rows}


def _set_parents(pages: list[Page]) -> None:
    parents = {page.path: page for page in Page.objects.filter(path__in={_parent_path(page) for page in pages})}
    for page in pages:
        if parent := parents.get(_parent_path(page)):
            set_parent(page, parent)


def _parent_path(page: Page) -> str:
    return str(page.path[: -page.steplen])
