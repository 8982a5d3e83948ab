"""Comparison of two versions of a text: passage by passage, then word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Literal, TypedDict

from core.text.typography import french
from memento.editions.passages import TOKEN, Passage

#: Number of unchanged words shown on each side of a change.
CONTEXT_WORDS = 15
#: Maximum number of unchanged words between two changes that are shown as one.
MAX_WORDS_BETWEEN = 2
#: Maximum number of word comparisons. Two texts that need more are shown one after the other, without comparison.
MAX_COMPARISONS = 4_000_000
#: The same for pairs of equal words. Two prose texts of a thousand words have about ten thousand.
MAX_EQUAL_PAIRS = 200_000

LINE_END = re.compile(r" ?\n ?")


class Change(TypedDict):
    """A passage that changed; `before` is None if it was added, `after` if it was removed."""

    before: Passage | None
    after: Passage | None


Status = Literal["same", "added", "removed"]


class WordRun(TypedDict):
    """Consecutive words of a changed passage. `text` is plain text with line breaks."""

    status: Status
    text: str


def are_same(before: Iterable[Passage], after: Iterable[Passage]) -> bool:
    """Whether both lists have the same passages, in any order."""
    return Counter(map(_content, before)) == Counter(map(_content, after))


def differences(before: list[Passage], after: list[Passage]) -> list[Change]:
    """Return the added, removed and changed passages, in reading order. A passage that only moved has not changed.

    Passages are paired by equal words, then by equal ids, then with the passage of their kind that shares most words.
    """
    pairs: dict[int, int] = {}  # from the rank in `after` to the rank in `before`
    unpaired = dict(enumerate(before))
    for find in (_same_words, _same_id, _most_similar):
        for rank, passage_now in enumerate(after):
            if rank not in pairs and (match := find(passage_now, unpaired)) is not None:
                pairs[rank] = match
                del unpaired[match]
    changes = [
        (rank, 1, Change(before=before[pairs[rank]] if rank in pairs else None, after=passage_now))
        for rank, passage_now in enumerate(after)
        if rank not in pairs or _content(before[pairs[rank]]) != _content(passage_now)
    ]
    rank_after = {rank_before: rank for rank, rank_before in pairs.items()}
    for removed, passage_then in unpaired.items():
        above = next((rank_after[rank] for rank in range(removed, -1, -1) if rank in rank_after), -1)
        changes.append((above, 2, Change(before=passage_then, after=None)))
    return [change for *_, change in sorted(changes, key=lambda change: change[:2])]


def _content(passage: Passage) -> tuple[str, tuple[str, ...]]:
    """Return the words of a passage, before French typography, and its references."""
    text = passage["text"].replace("'", "’").replace("«", "« ").replace("»", " »")
    return " ".join(text.split()), tuple(passage.get("refs", ()))


def _same_words(passage: Passage, others: Mapping[int, Passage]) -> int | None:
    content = _content(passage)
    ranks = [rank for rank, other in others.items() if _content(other) == content]
    return next((rank for rank in ranks if others[rank]["id"] == passage["id"]), ranks[0] if ranks else None)


def _same_id(passage: Passage, others: Mapping[int, Passage]) -> int | None:
    return next((rank for rank, other in others.items() if passage["id"] and other["id"] == passage["id"]), None)


def _most_similar(passage: Passage, others: Mapping[int, Passage]) -> int | None:
    words = set(passage["text"].lower().split())
    shares = {
        rank: len(words & theirs) / max(len(words | theirs), 1)
        for rank, other in others.items()
        if other["kind"] == passage["kind"] and (theirs := set(other["text"].lower().split()))
    }
    best = max(shares, key=lambda rank: shares[rank], default=None)
    return best if best is not None and shares[best] >= 0.4 else None


def word_runs(before: str, after: str) -> list[WordRun]:
    """Compare two texts word by word. Long unchanged runs are shortened with « […] »."""
    then, now = TOKEN.findall(french(before)), TOKEN.findall(french(after))
    if len(then) * len(now) > MAX_COMPARISONS or _equal_pairs(then, now) > MAX_EQUAL_PAIRS:
        return _joined([("removed", then), ("added", now)])
    steps: list[tuple[bool, list[str], list[str]]] = []  # (unchanged, words before, words after)
    matcher = SequenceMatcher(None, then, now, autojunk=False)
    codes = matcher.get_opcodes()
    for rank, (tag, start, end, start_now, end_now) in enumerate(codes):
        unchanged = tag == "equal" and (end - start > MAX_WORDS_BETWEEN or rank in (0, len(codes) - 1))
        if steps and not unchanged and not steps[-1][0]:
            steps[-1][1].extend(then[start:end])
            steps[-1][2].extend(now[start_now:end_now])
        else:
            steps.append((unchanged, then[start:end], now[start_now:end_now]))
    runs: list[tuple[Status, list[str]]] = []
    for rank, (unchanged, words_then, words_now) in enumerate(steps):
        if unchanged:
            runs.append(("same", _shortened(words_now, first=rank == 0, last=rank == len(steps) - 1)))
        else:
            runs += [("removed", words_then), ("added", words_now)]
    return _joined(runs)


def _equal_pairs(then: list[str], now: list[str]) -> int:
    """Count the pairs of equal words, which SequenceMatcher goes through at each step."""
    counts = Counter(now)
    return sum(count * counts[word] for word, count in Counter(then).items())


def _shortened(words: list[str], first: bool, last: bool) -> list[str]:
    """Return unchanged words without those far from any change; the `first` and `last` run touch one change only."""
    if len(words) <= 2 * CONTEXT_WORDS + 5:
        return words
    return [*([] if first else words[:CONTEXT_WORDS]), "[…]", *([] if last else words[-CONTEXT_WORDS:])]


def _joined(runs: Iterable[tuple[Status, list[str]]]) -> list[WordRun]:
    texts = ((status, LINE_END.sub("\n", " ".join(words))) for status, words in runs)
    return [WordRun(status=status, text=text) for status, text in texts if text]
