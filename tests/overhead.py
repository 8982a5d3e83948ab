"""Lowers what each test pays for Python and Django: garbage collection, contexts that no test reads, migrations."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db.models import Field
from django.template import Context, Template
from django.test.signals import template_rendered

#: After this many tests, what they have loaded for good is left out of garbage collection too: forms, templates, URLs.
LOADED_AFTER = frozenset({30, 100, 300, 1000, 3000})


def collect_only_new() -> None:
    """Leave what is loaded by now out of garbage collection, which took 8 % of the time of tests of the admin.

    What a test leaves open is collected as early as before, and named there: the thresholds stay Python's own.
    """
    gc.collect()
    gc.freeze()


class Garbage:
    """The plugin that calls `collect_only_new` after the tests are imported, and at times between tests."""

    def __init__(self) -> None:
        self._tests = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[object]:
        gc.disable()
        try:
            return (yield)
        finally:
            collect_only_new()
            gc.enable()

    def pytest_runtest_logfinish(self) -> None:
        self._tests += 1
        if self._tests in LOADED_AFTER:
            collect_only_new()


@contextmanager
def quick_migrations() -> Iterator[None]:
    """Collect garbage rarely, and take each field of a migration to pieces once.

    Each step of a migration makes the classes of the models around it anew, from clones of their fields. Collecting
    these classes took a fourth of the time. A field of a migration never changes, and finding out what it is made of
    takes longer than making it.
    """
    threshold = gc.get_threshold()
    parts: dict[int, tuple[Field, Any, Any]] = {}  # with the field, so that no other one gets its number

    def clone(field: Field) -> Field:
        if id(field) not in parts:
            parts[id(field)] = (field, *field.deconstruct()[2:])
        _, arguments, options = parts[id(field)]
        return field.__class__(*arguments, **options)

    gc.set_threshold(400_000, 5, 1000)
    try:
        with patch.object(Field, "clone", clone):
            yield
    finally:
        parts.clear()
        gc.set_threshold(*threshold)
        gc.collect()


def render(template: Template, context: Context) -> Any:
    """Render as Django's test environment does, but leave widgets and what another template includes or extends out.

    `response.context` has the contexts of those that a view or a component renders. A page of the admin includes
    hundreds, and has five hundred inputs, with a copy of the context each.
    """
    if context.template is template and "/widgets/" not in (template.name or ""):
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)
