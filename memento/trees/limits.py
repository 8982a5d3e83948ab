"""How large a decision tree may be."""

from __future__ import annotations

#: Questions and outcomes together.
MAX_NODES = 60
MAX_ANSWERS = 8
