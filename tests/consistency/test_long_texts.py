"""Whatever reads a typed text reads 100,000 characters of the worst kind in less than a second of processor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from math import inf

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import get_resolver

from archive.commitments.register import number_key
from archive.commitments.spreadsheet import values as cells
from archive.contributions import lines
from archive.publications import identifiers
from core.api.errors import truncate_errors
from core.blocks import video
from core.contributions import fields as contribution_fields
from core.contributions import kinds
from core.dates import fuzzy
from core.dates.french import to_edtf
from core.dates.words import DateError
from core.fields import FuzzyDateFormField
from core.geo import points
from core.mail import render
from core.publishing import three_way
from core.templatetags import letters as letter_tags
from core.templatetags import sillon
from core.text import phones, typography
from core.text.addresses import host_of, validate_address
from core.text.fold import fold
from inventory import validators
from inventory.hours import syntax, week
from inventory.import_export.mapping import FIELDS, Mapping
from inventory.import_export.values.location import split_name
from inventory.import_export.values.points import read_pair
from inventory.pages import querystring
from members.accounts import forms as member_forms
from members.api import values
from members.contributions.form_data import normalize
from members.moderation import comparison
from memento import glossary
from memento.editions import passages, text_diff
from search import query_text
from tests.consistency.patterns import elapsed, slowest
from tests.consistency.source import PACKAGES

LONG = 100_000
UNITS = [
    " ", "\n", "\u00a0", "1", "a", "é", '"', "'", "<", ">", "&", "«", "« ", "!", ".", ",", "-", "@", "/", ";", ":", "(",
    "[", "a ", "a1 «»<>\n'", "<a ", "<!--", "<p>", "<b>x</b>", "&lt;", "&#", "a.", "1,", "Mo; ", "http://a.fr ", "😀",
    "\u0301", "ami ", "« a » ! ", "\n \n", "- a\n", "> a\n", "’", "İ",
]  # fmt: skip
GLOSSARY = glossary.Glossary(
    [glossary.Term("ami", "ami", "Appel.", ("ami", "AMI")), glossary.Term("a-a", "a a", "Deux.", ("a a", "a a a"))]
)

IMPORTED = Mapping("Essai", {name: name for name in FIELDS})


def _filters(name: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        query = QueryDict(mutable=True)
        query.setlist(name, [text])
        return querystring.ParsedQuery.of(query).values

    return read


def _or_problem(read: Callable[..., object], *values: object) -> object:
    """Read a cell that may be refused."""
    try:
        return read(*values)
    except cells.CellProblem as problem:
        return problem


READERS: dict[str, Callable[[str], object]] = {
    "typography": typography.french,
    "typography of HTML": typography.french_html,
    "quotation marks": typography.nested,
    "the filter of templates": sillon.typo,
    "paragraphs": kinds.paragraphs,
    "what is kept": normalize,
    "a date": fuzzy.read,
    "a French date": to_edtf,
    "a date of a cell": cells.date_key,
    "sources of a cell": lambda text: _or_problem(cells.read_sources, f"{text} x", ()),
    "sources with bars": lambda text: _or_problem(cells.read_sources, "|http://a" * (len(text) // 9) + " x", ()),
    "a number of a measure": number_key.__wrapped__,
    "a date field": FuzzyDateFormField().clean,
    "an hour": contribution_fields.HourField().clean,
    "a web address": contribution_fields.WebField().clean,
    "a mail address": validate_address,
    "a mail address before the domain": lambda text: validate_address(f"{text}@exemple.fr"),
    "a mail address after the name": lambda text: validate_address(f"a@{text}"),
    "a film": video.hosted_video,
    "a time": video.seconds_of,
    "a telephone": phones.normalise,
    "an ISBN": identifiers.normalise_isbn,
    "a DOI": identifiers.normalise_doi,
    "a HAL identifier": identifiers.normalise_hal,
    "a number": lambda text: validators.validate_siret(validators.compact(text)),
    "a point": points.read_typed,
    "a stored point": points.read_point,
    "a point of a file": lambda text: read_pair(point=text),
    "two coordinates of a file": lambda text: read_pair(longitude=text, latitude="45"),
    "the name of a commune": split_name,
    "a row of a file": lambda text: IMPORTED.record(1, dict.fromkeys(IMPORTED.columns, text)),
    "opening hours": syntax.normalise,
    "a week": week.read_week,
    "a programme": lambda text: [lines.programme_line(line) for line in text.splitlines() or [text]],
    "a list": lines.LinesField(max_lines=30, max_line_length=250).clean,
    "a folded name": fold,
    "a name of a person": member_forms.check_name,
    "a letter": render.paragraphs,
    "a line of a letter": letter_tags.urlize,
    "what a site is called": host_of,
    "a search": query_text.clean,
    "a filter of places": _filters("q"),
    "a point of places": _filters("near"),
    "a department": _filters("departement"),
    "a comparison": lambda text: comparison.marked_diff(text, f"x {text[::-1]}"),
    "words of two editions": lambda text: text_diff.word_runs(text, f"x {text[::-1]}"),
    "a passage": lambda text: passages.as_passages("a", "b", text),
    "terms of the glossary": lambda text: GLOSSARY.linker().link(text),
    "two changes": lambda text: three_way.merged(text, f"{text}a", text),
    "errors of the API": lambda text: truncate_errors([{"type": "x", "loc": ["values", text], "msg": text}]),
    "what a form would send": lambda text: values.PART_NAME.fullmatch(text),
}


def slow(read: Callable[[str], object], length: int = LONG, seconds: float = 1.0) -> str:
    """Return the beginning of a text of this length that takes longer to read; "" if none does.

    All texts are tried at a fiftieth of the length, and the worst three at the whole of it.
    """
    quiet = partial(_read_quietly, read)
    worst, too_slow = slowest(quiet, list(_texts(length // 50)), seconds)
    for rank, text in enumerate(_texts(length)):
        if rank in too_slow or (rank in worst and elapsed(quiet, text, seconds) == inf):
            return text[:40]
    return ""


def _read_quietly(read: Callable[[str], object], text: str) -> None:
    with suppress(ValidationError, DateError):
        read(text)


def _texts(length: int) -> Iterator[str]:
    for unit in UNITS:
        text = (unit * length)[:length]
        yield from (text, f"{text}!", f"{text}\x00")


@pytest.mark.parametrize("name", READERS)
def test_a_long_text_is_read_at_once(name):
    assert slow(READERS[name]) == ""


def test_a_reader_that_is_not_linear_is_seen():
    assert slow(lambda text: [text[rank:].strip() for rank in range(len(text))], seconds=0.3)


def forms_of_the_packages() -> list[type[django_forms.BaseForm]]:
    """The form classes that our modules declare; those that Django and Wagtail make of models check the columns."""
    assert get_resolver().url_patterns  # imports the views, and their forms
    found, waiting = set(), [django_forms.BaseForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            if form not in found:
                found.add(form)
                waiting.append(form)
    return sorted((form for form in found if form.__module__.split(".")[0] in PACKAGES), key=lambda form: form.__name__)


def _fields_of_libraries(form: type[django_forms.BaseForm]) -> set[str]:
    """The fields that a form has from a class of another package."""
    bases = [base for base in form.__mro__ if base.__module__.split(".")[0] not in PACKAGES]
    return {name for base in bases for name in getattr(base, "declared_fields", {})}


def test_each_text_that_a_form_of_ours_asks_has_a_limit():
    declared = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in forms_of_the_packages()
        if not issubclass(form, member_forms.RelabelledForm)  # limited when they are made: most fields are of libraries
        for name, field in form.declared_fields.items()
        if name not in _fields_of_libraries(form)
    }
    asked_for = {
        f"{kind.code} {name}": field for kind in kinds.kinds() for name, field in kind.form.base_fields.items()
    }
    fields = declared | asked_for | member_forms.LoginForm().fields | member_forms.SignupForm().fields
    texts = {name: field for name, field in fields.items() if isinstance(field, django_forms.CharField)}
    assert len(texts) > 100
    # What is too long in a search is a notice beside its results, and not refused.
    assert [name for name, field in texts.items() if field.max_length is None] == [
        "search.pages.form.SearchPageParams.q"
    ]
