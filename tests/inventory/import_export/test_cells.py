"""The values of JSON columns: any value is read back, and any text is a value or a remark."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wagtail.blocks import Block

from core.blocks import GENERAL_BLOCKS
from core.blocks.resolver import Resolver
from core.visibility.gate import Gate
from inventory.import_export.column_types import ChildList, Themes
from inventory.import_export.columns import columns
from inventory.models import SiteProfilePage

pytestmark = pytest.mark.django_db


prices = st.fixed_dictionaries(
    {"offer": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=150),
     "unit": st.sampled_from(["", "day", "hour"]),
     "price": st.decimals(0, 999_999, places=2)}
)  # fmt: skip


@given(st.lists(prices, max_size=5))
def test_any_list_is_read_back_from_a_cell(rows):
    column, remarks = ChildList("prices", "prices"), []
    assert column.parse(column.text(rows), remarks.append) == rows
    assert column.parse(json.dumps(column.to_json(rows)), remarks.append) == rows
    assert remarks == []


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def block_like(named: tuple[str, Block]) -> st.SearchStrategy:
    """Something of the name of a block and with the names of its parts, but with anything in them."""
    name, parts = named[0], list(getattr(named[1], "child_blocks", ()))
    value = st.dictionaries(st.sampled_from(parts), anything) if parts else anything
    return st.fixed_dictionaries({"type": st.just(name), "value": value, "id": st.text()})


blocks = st.lists(st.sampled_from([*GENERAL_BLOCKS, ("lost", Block())]).flatmap(block_like), max_size=4)


@settings(max_examples=70)
@given(st.text() | (blocks | anything).map(json.dumps))
@example("[NaN]")
@example("[1e999]")
@example("[" * 100_000)
@example('["\\ud800"]')
def test_any_text_in_a_cell_is_a_value_or_a_validation_error(text):
    for column in columns().values():
        if column.field or isinstance(column, ChildList | Themes):
            with suppress(ValidationError):
                column.text(column.parse(text, lambda remark: None))


@given(blocks)
def test_any_block_read_from_a_cell_can_be_resolved(blocks):
    try:
        accepted = columns()["body"].parse(json.dumps(blocks), lambda remark: None)
    except ValidationError:
        return
    resolver, stream = Resolver(Gate.public()), SiteProfilePage._meta.get_field("body").stream_block
    resolver.add_stream(stream, accepted)
    resolver.load()
    assert len(list(resolver.stream(stream, accepted))) <= len(accepted)
