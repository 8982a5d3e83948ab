"""Corrections against what has become of the page meanwhile: three versions, field by field."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]


def proposal(form: Any) -> tuple[Values, Values]:
    """What a valid form changes in its page: the values before, and the values proposed, by field.

    Columns that are worked out from others are left aside: they follow.
    """
    page = form.instance
    before = type(page).objects.get(pk=page.pk).serializable_data()
    form.write(page)
    after = page.serializable_data()
    fields = {field.name: field for field in page._meta.concrete_fields}
    changed = [
        name
        for name, value in after.items()
        if value != before.get(name) and (name not in fields or fields[name].editable)
    ]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def apply(correction: Any, user: Any) -> None:
    raise NotImplementedError
