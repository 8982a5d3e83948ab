"""The rows of changes (`core.Change`): what readers see differently, in the order of commits, for programs that follow.

Each change increments the content version and takes its number. The row of the version stays locked until the end of
the transaction, so a row is never committed after one with a higher number: whoever has read all rows up to a number
misses none. Gaps between numbers are normal, since images, redirects and the like increment the version without a row.

A row without a path is about one object. A row with a path is about a page and all pages below it:

- MOVED: the page stands elsewhere in the tree, or its slug has changed (both paths are the same then). It says also
  that the page itself has changed.
- REMOVED, then PUBLISHED, of one path: who may read the section has changed.

Paths are those at the time of the change. Moves shift siblings of a page without a row, so look pages up by their id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from threading import local
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone
from wagtail.models import Page

from core.models import Change
from core.visibility import version

#: An object, or its model label and id.
Target = Model | tuple[str, int]

PUBLISHED, REMOVED, MOVED = Change.Kind.PUBLISHED, Change.Kind.REMOVED, Change.Kind.MOVED
PAGE = Page._meta.label_lower
#: How long rows are stored.
RETENTION = timedelta(days=90)
#: Maximum number of rows that one statement writes, reads or deletes.
BATCH = 500


class Entry(NamedTuple):
    """The values of a row without its number."""

    kind: str
    model: str
    object_id: int
    path: str = ""
    former_path: str = ""


class Written(NamedTuple):
    """The entries that were written last in the transaction, and the number and stamp of the last of them."""

    entries: tuple[Entry, ...]
    number: int
    stamp: str


class _State(local):
    """What this thread has written last in its transaction; None after its end."""

    last: Written | None = None


_state = _State()


# --- Writing ----------------------------------------------------------------------------------------------------------


def record(kind: str, target: Target, path: str = "", former_path: str = "") -> None:
    """Record a change and increment the content version. Call it in the transaction of the change.

    Repeating the last change of a transaction only gives its row a new number; so does saving a page that has moved.
    """
    _write([Entry(kind, *_key(target), path, former_path)])


def record_many(kind: str, targets: Iterable[Target]) -> None:
    """Record one change for each of many objects with few statements. Does nothing without any."""
    _write([Entry(kind, *_key(target)) for target in targets])


def record_access(page_id: int, path: str) -> None:
    """Record that other readers than before may read the section of a page, by its tree path."""
    _write([Entry(kind, PAGE, page_id, path) for kind in (REMOVED, PUBLISHED)])


def _key(target: Target) -> tuple[str, int]:
    if isinstance(target, Page):
        return PAGE, target.pk
    return (target._meta.label_lower, target.pk) if isinstance(target, Model) else target


def _write(entries: Sequence[Entry]) -> None:
    if not entries:
        return
    with transaction.atomic(savepoint=False):
        number, stamp = version.bump(len(entries))
        merged = _merged(entries)
        if merged is None or not _renumber(merged, number, stamp):
            _insert(entries, number, stamp)
            merged = entries
        _state.last = Written(tuple(merged), number, stamp)


def _merged(entries: Sequence[Entry]) -> Sequence[Entry] | None:
    """Return what the last entries of the transaction become together with these; None if they stay apart."""
    last = _state.last.entries if _state.last else ()
    if last == tuple(entries):
        return entries
    if len(last) != 1 or len(entries) != 1 or last[0][1:3] != entries[0][1:3]:
        return None
    moved = [entry for entry in (*last, *entries) if entry.kind == MOVED]
    other = [entry for entry in (*last, *entries) if entry.kind == PUBLISHED and not entry.path]
    return moved if len(moved) == len(other) == 1 else None


def _renumber(entries: Sequence[Entry], number: int, stamp: str) -> bool:
    """Give the rows of the last entries new numbers. Return False if they were rolled back."""
    assert _state.last
    rows = Change.objects.filter(
        number__gt=_state.last.number - len(entries), number__lte=_state.last.number, stamp=_state.last.stamp
    )
    values: dict[str, object] = {"number": F("number") + number - _state.last.number, "stamp": stamp}
    if entries != _state.last.entries and len(entries) == 1:
        values |= entries[0]._asdict()
    return rows.update(**values) == len(entries)


def _insert(entries: Sequence[Entry], number: int, stamp: str) -> None:
    numbers = range(number - len(entries) + 1, number + 1)
    Change.objects.bulk_create(
        (Change(number=each, stamp=stamp, **entry._asdict()) for each, entry in zip(numbers, entries, strict=True)),
        batch_size=BATCH,
    )
    transaction.on_commit(_forget_transaction)


def _forget_transaction() -> None:
    # Nothing does this after a rollback: no row has the number and the stamp that are remembered then.
    _state.last = None


# --- Reading ----------------------------------------------------------------------------------------------------------


def since(number: int, limit: int = BATCH) -> list[Change]:
    """Return the rows after a number in their order, at most `limit`: call it again with the number of the last one."""
    return list(Change.objects.filter(number__gt=number).order_by("number")[:limit])


def latest_number() -> int:
    """Return the number of the last row; 0 if there is none. Read it before the data that it stands for."""
    return Change.objects.order_by("-number").values_list("number", flat=True).first() or 0


def remembers(number: int, stamp: str) -> bool:
    """Whether a row is still there. If not, rows after it may be gone too, or the database is a restored backup:
    whoever has read up to this row reads everything anew.
    """
    return Change.objects.filter(number=number, stamp=stamp).exists()


def forget_older_than(age: timedelta = RETENTION) -> int:
    """Delete the rows that are older, except the last row, at which programs may stand. Return how many."""
    old = Change.objects.filter(created_at__lt=timezone.now() - age, number__lt=latest_number())
    count = 0
    while numbers := list(old.order_by("number").values_list("number", flat=True)[:BATCH]):
        Change.objects.filter(number__in=numbers).delete()
        count += len(numbers)
    return count
