"""The flaws of places: stored values that the editor's form would refuse today, or that were visibly damaged.

Rows that an import, a script or an earlier release wrote have passed no form. Their flaws are derived from the values
whenever a place is saved (`mark`), so that the listing can be filtered by them.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from modelcluster.models import get_all_child_relations
from wagtail.blocks import RichTextBlock

from core.blocks.walk import walk
from core.choices import mid_sentence
from core.dates import fuzzy
from core.dates.words import DateError
from core.geo.points import read_point
from core.text.damage import damage, visible
from core.text.typography import NBSP
from inventory.quality.kinds import FlawKind
from inventory.quality.location import KnownCommunes, location_flaws
from inventory.quality.values import ValueFlaw, value_flaw_of

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage

#: The child rows of a place in their order, by the name of their list.
ChildRows = Mapping[str, Sequence[Model]]
#: Fields of Wagtail's page that contain text by editors.
PAGE_FIELDS = ("title", "seo_title", "search_description")
CLOSED_BEFORE_OPENED = "La fermeture précède l’ouverture."


@dataclass(frozen=True)
class Flaw:
    """A value of a place that somebody should look at."""

    kind: FlawKind
    #: The name of the field, or of the child list.
    name: str
    #: The French name of the field, with the number of the row in a list: « réseaux sociaux, 2 : adresse ».
    label: str
    value: Any
    #: A French sentence that says what is wrong and what to do.
    message: str

    @property
    def shown_value(self) -> str:
        """The beginning of the value, on one line."""
        if isinstance(self.value, list):
            return visible(", ".join(map(str, self.value)))
        return visible(_typed_point(self.value) if self.name == "point" else str(self.value))


def flaws_of(
    place: SiteProfilePage, communes: KnownCommunes | None = None, rows: ChildRows | None = None
) -> list[Flaw]:
    """Return the flaws of a place, saved or not, in the order of its fields; one at most for each field.

    Reads its communes and its child rows, unless they are given or loaded.
    """
    communes = communes or KnownCommunes.of([place])
    value_flaws = _value_flaws(place)
    for name, value_flaw in (*location_flaws(place, communes), *_date_flaws(place)):
        value_flaws.setdefault(name, value_flaw)
    flaws = [
        _flaw(field.name, field, _value(place, field), value_flaws[field.name])
        for field in _fields(type(place))
        if field.name in value_flaws
    ]
    return [*flaws, *_body_flaws(place), *_row_flaws(type(place), _own_rows(place) if rows is None else rows)]


def mark(places: Collection[SiteProfilePage], rows: Iterable[ChildRows | None] = repeat(None)) -> None:
    """Set the column `flaws` of places, at most `communes.lookup.CHUNK` of them, without saving them.

    `rows` are the child rows of each place, if they are known.
    """
    communes = KnownCommunes.of(places)
    for place, own_rows in zip(places, rows, strict=False):
        place.flaws = kinds_of(flaws_of(place, communes, own_rows))


def kinds_of(flaws: Collection[Flaw]) -> list[str]:
    """Return the value of the column `flaws`: the codes of `FlawKind`, in their order."""
    kinds = {flaw.kind for flaw in flaws}
    return [kind.value for kind in FlawKind if kind in kinds]


@cache
def _fields(model: type[Model]) -> list[Field]:
    """Return the fields of a model whose values editors write: no relations, and no streams (see `_body_flaws`)."""
    names = {*(field.name for field in model._meta.local_fields), *PAGE_FIELDS}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in names and field.editable and not field.is_relation and not hasattr(field, "stream_block")
    ]


def _value_flaws(row: Model) -> dict[str, ValueFlaw]:
    """Return the flaws of the values of a place or of one of its rows, by field."""
    changed = ((f, v) for f, default in _defaults(type(row)) if (v := getattr(row, f.attname)) != default)
    return {field.name: value_flaw for field, value in changed if (value_flaw := value_flaw_of(field, value))}


@cache
def _defaults(model: type[Model]) -> list[tuple[Field, Any]]:
    """Return the fields, each with the value that is right without a look: most fields of most places have it."""
    return [
        (field, ... if value_flaw_of(field, default := field.get_default()) else default) for field in _fields(model)
    ]


@cache
def child_lists(model: type[Model]) -> dict[str, str]:
    """Return the child lists of places, by name, with the French name of their rows. Themes are chosen, not written."""
    rows = {
        relation.get_accessor_name(): relation.related_model._meta
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label == model._meta.app_label
    }
    return {name: str(meta.verbose_name_plural) for name, meta in rows.items()}


def _value(row: Model, field: Field) -> Any:
    return getattr(row, field.attname)


def _typed_point(point: str) -> str:
    """Format a stored point as people type it, even if its numbers look swapped."""
    try:
        coordinates = read_point(point)
    except ValidationError:
        return point
    return f"{coordinates[1].normalize():f}, {coordinates[0].normalize():f}" if coordinates else ""


def _flaw(name: str, field: Field, value: Any, value_flaw: ValueFlaw, row: str = "") -> Flaw:
    return Flaw(value_flaw.kind, name, f"{row}{mid_sentence(str(field.verbose_name))}", value, value_flaw.message)


def _date_flaws(place: SiteProfilePage) -> Iterator[tuple[str, ValueFlaw]]:
    if not (place.opened and place.closed):
        return
    try:
        opened, closed = fuzzy.read(place.opened).earliest, fuzzy.read(place.closed).latest
    except DateError:  # a flaw of the field itself
        return
    if opened and closed and closed < opened:
        yield "closed", ValueFlaw(FlawKind.DATES, CLOSED_BEFORE_OPENED)


def _body_flaws(place: SiteProfilePage) -> Iterator[Flaw]:
    """Yield the first damaged text of the description."""
    field: Any = place._meta.get_field("body")
    raw = place.body.get_prep_value() if place.body else []
    for block, value in walk(field.stream_block, raw):
        # Codes such as « &nbsp; » are right in formatted text.
        text = html.unescape(value) if isinstance(block, RichTextBlock) else value
        if isinstance(text, str) and (message := damage(text)):
            yield _flaw(field.name, field, text, ValueFlaw(FlawKind.DAMAGED, message))
            return


def _own_rows(place: SiteProfilePage) -> dict[str, list[Model]]:
    return {
        name: list(getattr(place, name).select_related("image") if name == "photos" else getattr(place, name).all())
        for name in child_lists(type(place))
    }


def _row_flaws(model: type[Model], rows_by_list: ChildRows) -> Iterator[Flaw]:
    for name, plural in child_lists(model).items():
        rows = rows_by_list.get(name, ())
        for number, row in enumerate(rows, 1):
            where = f"{plural}, {number}{NBSP}: " if len(rows) > 1 else f"{plural}{NBSP}: "
            value_flaws = _value_flaws(row)
            for field_name, message in _refusals(row).items():
                value_flaws.setdefault(field_name, ValueFlaw(FlawKind.OTHER, message))
            for field in _fields(type(row)):
                if field.name in value_flaws:
                    yield _flaw(name, field, _value(row, field), value_flaws[field.name], where)


def _refusals(row: Model) -> dict[str, str]:
    """Return the errors of the row's `clean`, by field."""
    try:
        row.clean()
    except ValidationError as error:
        return {name: " ".join(messages) for name, messages in error.message_dict.items()}
    return {}
