"""What a moderator reads of a contribution: a correction beside the live page, field by field, or the sent texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.utils.encoding import force_str
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.admin.compare import diff_text
from wagtail.fields import StreamField

from core.publishing.live_pages import as_stored
from members.contributions import drafts
from members.contributions.display import typed_in_words, value_in_words
from members.corrections.merge import Comparison
from members.models import Contribution

NOTHING = "–"
#: The product of two texts' lengths above which they are shown one after the other: the time of a diff grows with this
#: product, to about a second for two texts of 20,000 characters.
MAX_DIFF_PRODUCT = 450_000_000


@dataclass(frozen=True)
class FieldRow:
    """A field of a correction: the live value, and the value after acceptance with its changes marked (HTML)."""

    name: str
    label: str
    live: str
    proposed: str
    conflict: bool = False
    #: Whether the live page already has the proposed value.
    done: bool = False


def field_rows(request: HttpRequest, contribution: Contribution, page: Any, comparison: Comparison) -> list[FieldRow]:
    """Return the fields of a correction, in the order of its form."""
    result = {name: comparison.result.get(name, comparison.proposed[name]) for name in comparison.proposed}
    after = page.with_content_json(as_stored(page) | result)
    fields = _form_fields(contribution)
    panels = _panels(request, page)
    order = [*(name for name in fields if name in result), *(name for name in result if name not in fields)]
    rows = []
    for name in order:
        label, live, proposed = _sides(name, page, after, fields.get(name), panels.get(name))
        done = name not in comparison.conflicts and name not in comparison.changes
        rows.append(FieldRow(name, label, live, proposed, name in comparison.conflicts, done))
    return rows


def form_texts(contribution: Contribution) -> list[tuple[str, str]]:
    """Return the labels and values of a form that creates no page (a report or a claim)."""
    form = drafts.bind(contribution)
    form.is_valid()
    data = getattr(form, "cleaned_data", {})
    return [
        (str(field.label or name), text)
        for name, field in form.fields.items()
        if name != "contact" and (text := value_in_words(field, data.get(name)))
    ]


def sent_texts(contribution: Contribution) -> list[tuple[str, str]]:
    """Return the labels and values of a proposed page as it was last sent."""
    private = {"note", *drafts.kind_of(contribution).contact_fields}
    return _sent_texts(contribution, [name for name in contribution.sent if name not in private])


def contact_texts(contribution: Contribution) -> list[tuple[str, str]]:
    """Return the labels and values of the contact fields of a proposed page as it was last sent."""
    return _sent_texts(contribution, drafts.kind_of(contribution).contact_fields)


def _sent_texts(contribution: Contribution, names: Iterable[str]) -> list[tuple[str, str]]:
    form = drafts.form_of_fields(contribution, drafts.kind_of(contribution), names, contribution.sent)
    return [(str(bound.label), text) for bound in form if (text := typed_in_words(bound).strip())]


def marked_diff(before: str, after: str) -> SafeString:
    """Mark the differences between two texts with <ins> and <del>."""
    if before == NOTHING:
        changes = [("addition", after)]
    elif len(before) * len(after) > MAX_DIFF_PRODUCT:
        changes = [("deletion", before), ("addition", after)]
    else:
        changes = diff_text(before, after).changes
    return format_html_join("", "{}", ((_marked(kind, text),) for kind, text in changes))


def _marked(kind: str, text: str) -> str:
    tag = {"addition": "ins", "deletion": "del"}.get(kind)
    return format_html('<{} class="{}">{}</{}>', tag, kind, text, tag) if tag else text


def _form_fields(contribution: Contribution) -> dict[str, forms.Field]:
    kind = contribution.declared_kind
    return dict(kind.form.base_fields) if kind else {}


def _panels(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Return Wagtail's comparison class of each field of a page type, by field name."""
    bound = page.get_edit_handler().get_bound_panel(instance=page, request=request, form=None)
    comparisons = {}
    for compare in bound.get_comparison():
        field = compare(page, page).field
        comparisons[field.name if hasattr(field, "attname") else field.get_accessor_name()] = compare
    return comparisons


def _sides(name: str, live: Any, after: Any, field: forms.Field | None, compare: Any) -> tuple[str, str, str]:
    """Return the label of a field, its live text, and its new text with the changes marked."""
    try:
        column: Any = live._meta.get_field(name)
    except FieldDoesNotExist:
        column = None
    plain = column is not None and column.concrete and not isinstance(column, (StreamField, models.ForeignKey))
    if field is not None and plain:
        before, after_text = (
            value_in_words(field, column.value_from_object(side)) or NOTHING for side in (live, after)
        )
        return str(field.label or column.verbose_name), before, marked_diff(before, after_text)
    if compare is not None:
        change = compare(live, after)
        return str(field.label if field else change.field_label()), _as_html(compare(live, live)), _as_html(change)
    before, after_text = (force_str(getattr(side, name, "")) or NOTHING for side in (live, after))
    label = capfirst(str(column.verbose_name)) if column is not None and plain else name
    return label, before, marked_diff(before, after_text)


def _as_html(comparison: Any) -> SafeString:
    """Render one of Wagtail's comparisons: of a field, or of the rows of a child relation."""
    if comparison.is_field:
        return format_html("{}", comparison.htmldiff())
    rows = []
    for child in comparison.get_child_comparisons():
        kind = "addition" if child.is_addition() else "deletion" if child.is_deletion() else ""
        fields = format_html_join("", "<dt>{}</dt><dd>{}</dd>", _fields_of(child))
        rows.append((kind, fields))
    return format_html_join("", '<div class="comparison__child-object {}"><dl>{}</dl></div>', rows) or SafeString(
        NOTHING
    )


def _fields_of(child: Any) -> Iterable[tuple[str, str]]:
    for field in child.get_field_comparisons():
        yield field.field_label(), field.htmldiff()
