"""The maximum size of a decision tree."""

from __future__ import annotations

#: Questions and outcomes together.
MAX_NODES = 60
MAX_ANSWERS = 8
