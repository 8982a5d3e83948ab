"""The synonyms that editors declare, as the search looks them up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from core.search.words import key
from core.visibility.version import Snapshot
from search.models import Synonym

#: Maximum number of rows that are used, the oldest first.
MOST_ROWS = 200
#: Maximum number of words and of characters of an expression.
MOST_WORDS, LONGEST = 6, 80
#: Maximum number of expressions that one stands for.
MOST_ALTERNATIVES = 12
SEPARATOR = re.compile(r"[,;\n]")


def split(text: str) -> list[str]:
    """Return the expressions of a field, as they were typed, without surrounding spaces."""
    return [" ".join(part.split()) for part in SEPARATOR.split(text) if part.strip()]


def table(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Return what else to look for, by expression; both as keys (see `core.search.words.key`).

    For an expression of a row without targets these are the others of the row, else the targets. What they lead to in
    turn is not followed. Remembered under the content version.
    """
    return snapshot.get_or_set("synonyms", _read)


def _read() -> dict[str, tuple[str, ...]]:
    alternatives: dict[str, dict[str, None]] = {}
    for expressions, targets in Synonym.objects.order_by("pk").values_list("expressions", "targets")[:MOST_ROWS]:
        left, right = _keys(expressions), _keys(targets)
        for one in left:
            alternatives.setdefault(one, {}).update(dict.fromkeys(other for other in right or left if other != one))
    return {one: tuple(islice(others, MOST_ALTERNATIVES)) for one, others in alternatives.items() if others}


def _keys(text: str) -> list[str]:
    return [one for one in dict.fromkeys(map(key, split(text))) if one]
