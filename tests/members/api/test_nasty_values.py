"""Values that no form would send, sent by a program to each field: the answer is a message, never an exception."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache

from core.contributions import kinds
from members.api import serializers, values
from members.contributions import drafts
from members.models import Contribution
from tests.consistency.patterns import processor_time

pytestmark = pytest.mark.django_db
#: As JSON, for what Python does not write: halves of characters, numbers out of all bounds.
NUMBERS = ["null", "true", "1e400", "-1e400", "NaN", "1e-400", "9" * 4_000, "-0"]
SHAPES = [
    "[]", "{}", "[[]]", "[null]", '{"a": 1}', '["\\ud800"]', '{"latitude": 1e400, "longitude": 1}',
    '{"latitude": 1e308, "longitude": -1e308}', '{"latitude": 1, "longitude": null}',
    '{"mo0_from": "99:99", "mo0_to": "\\u0000"}', '{"text": "' + "Mo " * 500 + '"}',
]  # fmt: skip
TEXTS = [
    "\0", "\u202e\u200b", "\u2028", "0000-00-00", "10000-01-01", "9999-12-31", "y-170000002", "-0001",
    "2017-02-30/2016", "99999999999999999999", "1e999999999", "Infinity", "nan", "²", "٣", "1_000", "http://[", "https://[::1",
    "https://\u2100.com", "https://" + "a." * 150, "https://" + "é" * 70 + ".fr", "a@" + "é" * 60 + ".fr",
    "a@[1.2.3.4]", "nan, nan", "1e400, 5", "POINT(1e400 5)", "25:99", "24/7; easter", "week 1-53/99999999999 Mo",
    "easter +999999999999999 days", "Mo[9]", " " * 60_000 + "!", "« " * 30_000, "<a " * 30_000, "1" * 60_000,
    "%s{0}{{ x }}", "00000000-0000-0000-0000-000000000000",
]  # fmt: skip
NASTY = [*NUMBERS, *SHAPES, '"\\ud800"', *map(json.dumps, TEXTS)]


@pytest.fixture(autouse=True)
def nothing_counted(home):
    cache.clear()


def own_fields() -> dict[str, list[str]]:
    """Return the fields of each kind that no larger kind has under the same name, class and widget."""
    own, seen = {}, set()
    for kind in sorted(kinds.kinds(), key=lambda kind: -len(kind.form.base_fields)):
        fields = {name: (name, type(field), type(field.widget)) for name, field in kind.form.base_fields.items()}
        own[kind.code] = [name for name, sort in fields.items() if sort not in seen]
        seen.update(fields.values())
    return own


FIELDS = own_fields()


def typed_of(kind: kinds.Kind, value: object) -> tuple[dict[str, list[str]], list[str]]:
    """Return form data with a value in each field, and the errors of the fields that do not take it."""
    typed, errors = {}, []
    for name in FIELDS[kind.code]:
        try:
            typed |= values.from_json(kind, {name: value})
        except values.InvalidValues as wrong:
            errors += wrong.errors.values()
    return typed, errors


@pytest.mark.parametrize("third", [0, 1, 2])
@pytest.mark.parametrize("code", FIELDS)
def test_each_field_takes_any_value_or_has_a_message(code, third, member):
    kind = kinds.kind(code)
    for sent in NASTY[third::3]:
        typed, errors = typed_of(kind, json.loads(sent))
        assert all(errors)
        with processor_time(1):
            form = drafts.bind(Contribution(kind=code, author=member, typed=typed))
            assert all(message["msg"] for message in serializers.errors(form))
            assert set(values.to_json(kind, json.loads(json.dumps(typed)))) <= set(kind.form.base_fields)
