"""Names made unique by a number: slugs, anchors."""

from __future__ import annotations

from collections.abc import Callable


def first_free(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return the first of `name`, `name-2`, `name-3`… that is not taken."""
    candidate, number = name, 2
    while is_taken(candidate):
        candidate, number = f"{name}-{number}", number + 1
    return candidate
