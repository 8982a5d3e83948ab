"""Each of our patterns reads a long text in a time that grows as the text does."""

from __future__ import annotations

import ast
import re

import pytest

from tests.consistency.patterns import Compiled, compiled, inline, slow
from tests.consistency.source import modules

LONG = 100_000


def test_patterns_are_compiled_where_they_can_be_collected():
    assert {name: lines for name, parsed in modules() if (lines := inline(parsed))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "def f(t):\n    return re.sub('a', 'b', t)",
        "found = re.search('a', text)",
        "def f(t):\n    return re.compile('a').search(t)",
        "change = lambda t: re.split('a', t)",
    ],
)
def test_a_pattern_within_a_function_is_reported(source):
    assert inline(ast.parse(source))


@pytest.mark.parametrize("one", compiled(), ids=lambda one: one.name)
def test_a_pattern_is_linear(one: Compiled):
    assert slow(one.pattern, one.methods, LONG) == ""


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"[ \u00a0]+([;!?])", "sub"),
        (r"\s*»", "sub"),
        (r"<[^>]*>", "sub"),
        (r"\s*\n\n", "split"),
        (r'"[^;]*;', "search"),
        (r"(?:a+)+b", "match"),
        (r"/\*.*?\*/", "sub"),
        (r"(\d+)-(\d+)", "search"),
        (r"(?:x|y)*z", "findall"),
    ],
)
def test_a_pattern_that_is_not_linear_is_reported(pattern, method):
    assert slow(re.compile(pattern), (method,), LONG // 4, seconds=0.02)


@pytest.mark.parametrize(
    ("pattern", "method"), [(r"[;!?]", "sub"), (r"<[^<>]*>", "split"), (r"\n\s*\n", "split"), (r"\d{4}", "fullmatch")]
)
def test_a_pattern_that_is_linear_passes(pattern, method):
    assert slow(re.compile(pattern), (method,), LONG) == ""


def test_the_methods_of_a_pattern_are_those_that_are_called_on_it():
    methods = {one.name: one.methods for one in compiled()}
    assert methods["core.text.typography.TAG"] == ("split",)
    assert methods["core.http.ranges.RANGE"] == ("fullmatch",)
