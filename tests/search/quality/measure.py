"""How well the search answers the questions of `questions.toml`: nDCG@10 of each.

The gain of a best answer is 3, of a good one 1, and each is counted once. A list or a page that is understood counts as
the first result.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from math import log2
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from core.visibility.gate import Gate
from search.query.results import Results, search

QUESTIONS = Path(__file__).with_name("questions.toml")
BEST, GOOD, DEPTH = 3, 1, 10


@dataclass(frozen=True)
class Judged:
    """A question, its nDCG@10 (1 or 0 for a negative one), and the first addresses that it is answered with."""

    text: str
    score: float
    is_negative: bool
    answers: list[str]


def measure() -> list[Judged]:
    """Ask all questions as an anonymous reader."""
    gate = Gate.public()
    return [_judge(gate, question) for question in tomllib.loads(QUESTIONS.read_text())["question"]]


def mean(judged: list[Judged]) -> float:
    """Return the mean nDCG@10 of the questions that have an answer."""
    scores = [row.score for row in judged if not row.is_negative]
    return sum(scores) / len(scores)


def addresses(found: Results) -> list[str]:
    """Return the addresses that a reader sees, from above, without repetitions."""
    understood = [row.url for row in found.understood if not row.is_ambiguous]
    return list(dict.fromkeys([*understood, *(item["url"] for item in found.items)]))


def _judge(gate: Gate, question: dict) -> Judged:
    found = search(gate, question["text"], limit=DEPTH)
    assert found is not None
    seen = addresses(found)
    if question.get("negative"):
        is_right = not found.has_exact and all(not row.count for row in found.understood)
        return Judged(question["text"], float(is_right), True, seen)
    groups = [(BEST, question["best"]), (GOOD, question.get("good", []))]
    gains, remaining = [], {gain: group for gain, group in groups if group}
    ideal = sum(gain / log2(rank + 2) for rank, gain in enumerate(remaining))
    for url in seen[:DEPTH]:
        gain = next((gain for gain, group in remaining.items() if any(fits(url, each) for each in group)), 0)
        remaining.pop(gain, None)
        gains.append(gain)
    score = sum(gain / log2(rank + 2) for rank, gain in enumerate(gains)) / ideal
    return Judged(question["text"], score, False, seen)


def fits(url: str, judged: str) -> bool:
    """Whether an address is the one that was judged."""
    one, other = urlsplit(url), urlsplit(judged)
    if (one.path, one.fragment) != (other.path, other.fragment):
        return False
    have, want = parse_qs(one.query), parse_qs(other.query)
    if bool(have) != bool(want):
        return False
    return all(name in have and (values == ["*"] or have[name] == values) for name, values in want.items())
