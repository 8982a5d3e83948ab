"""The maximum size of a diagnostic."""

from __future__ import annotations

MAX_AXES = 4
MAX_QUESTIONS = 80
MAX_ANSWERS = 12
MAX_POINTS = 10
MAX_WEIGHT = 5
#: Comparable places beside a result.
MAX_PLACES = 3
