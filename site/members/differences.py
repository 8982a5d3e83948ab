"""A correction beside what is online, as a moderator reads it: one row for each field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.encoding import force_str
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.admin.compare import diff_text
from wagtail.fields import StreamField

from members import contributing, filling, publishing
from members.merging import Comparison
from members.models import Contribution

NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """A field: what is online, and what accepting would put there, its changes marked."""

    name: str
    label: str
    live: str
    proposed: str
    conflict: bool = False
    #: Whether nothing would change: somebody has made the same correction meanwhile.
    done: bool = False


def rows(request: HttpRequest, contribution: Contribution, page: Any, comparison: Comparison) -> list[Row]:
    """The fields of a correction, in the order of its form."""
    result = {name: comparison.result.get(name, comparison.proposed[name]) for name in comparison.proposed}
    after = page.with_content_json(publishing.as_stored(page) | result)
    fields = _form_fields(contribution)
    panels = _panels(request, page)
    order = [*(name for name in fields if name in result), *(name for name in result if name not in fields)]
    found = []
    for name in order:
        label, live, proposed = _told(name, page, after, fields.get(name), panels.get(name))
        done = name not in comparison.conflicts and name not in comparison.changes
        found.append(Row(name, label, live, proposed, name in comparison.conflicts, done))
    return found


def answers(contribution: Contribution) -> list[tuple[str, str]]:
    """What was typed in a form that makes no page: labels and values."""
    form = contributing.bind(contribution)
    form.is_valid()
    told = getattr(form, "cleaned_data", {})
    return [
        (str(field.label or name), text)
        for name, field in form.fields.items()
        if name != "contact" and (text := shown(field, told.get(name))) != NOTHING
    ]


def written(contribution: Contribution) -> list[tuple[str, str]]:
    """What its author wrote of a new page when it was last sent, as she read it then: labels and values."""
    form = contributing.shown_form(filling.as_typed(contribution, contribution.sent), contribution.sent)
    return [
        (str(bound.label), text) for bound in form if bound.name != "note" and (text := filling.in_words(bound).strip())
    ]


def shown(field: forms.Field, value: Any) -> str:
    """A value as the form shows it to people. A field may say it itself, by a method `in_words`."""
    if hasattr(field, "in_words"):
        try:
            return str(field.in_words(value)) or NOTHING
        except ValidationError:
            return force_str(value)
    value = field.prepare_value(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    labels = dict(_choices(getattr(field, "choices", ())))
    if isinstance(value, (list, tuple, set)):
        return ", ".join(labels.get(str(one), str(one)) for one in value) or NOTHING
    if isinstance(value, Mapping):
        return ", ".join(f"{key} : {one}" for key, one in value.items()) or NOTHING
    return labels.get(str(value), force_str(value)) if value not in (None, "") else NOTHING


def marked(before: str, after: str) -> SafeString:
    """The second of two texts, with the words that came and those that went."""
    changes = [("addition", after)] if before == NOTHING else diff_text(before, after).changes
    return format_html_join("", "{}", ((_marked_part(kind, text),) for kind, text in changes))


def _marked_part(kind: str, text: str) -> str:
    tag = {"addition": "ins", "deletion": "del"}.get(kind)
    return format_html('<{} class="{}">{}</{}>', tag, kind, text, tag) if tag else text


def _choices(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for code, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _choices(label)
        elif code not in ("", None):
            yield str(code), str(label)


def _form_fields(contribution: Contribution) -> dict[str, forms.Field]:
    kind = contribution.declared
    return dict(kind.form.base_fields) if kind else {}


def _panels(request: HttpRequest, page: Any) -> dict[str, Any]:
    """How Wagtail compares each field of a page type, by name."""
    bound = page.get_edit_handler().get_bound_panel(instance=page, request=request, form=None)
    found = {}
    for compare in bound.get_comparison():
        field = compare(page, page).field
        found[field.name if hasattr(field, "attname") else field.get_accessor_name()] = compare
    return found


def _told(name: str, live: Any, after: Any, field: forms.Field | None, compare: Any) -> tuple[str, str, str]:
    """The label of a field, and the texts of its two sides."""
    try:
        column: Any = live._meta.get_field(name)
    except FieldDoesNotExist:
        column = None
    plain = column is not None and column.concrete and not isinstance(column, (StreamField, models.ForeignKey))
    if field is not None and plain:
        before, then = (shown(field, column.value_from_object(side)) for side in (live, after))
        return str(field.label or column.verbose_name), before, marked(before, then)
    if compare is not None:
        told = compare(live, after)
        return str(field.label if field else told.field_label()), _as_html(compare(live, live)), _as_html(told)
    before, then = (force_str(getattr(side, name, "")) or NOTHING for side in (live, after))
    label = capfirst(str(column.verbose_name)) if column is not None and plain else name
    return label, before, marked(before, then)


def _as_html(comparison: Any) -> SafeString:
    """A comparison of Wagtail's, of one field or of the rows of a list."""
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
