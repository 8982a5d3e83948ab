"""What a question has of the archive: a date, kinds of events and publications, « prochain », « dernier »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.dates import QuestionDate, find_date
from archive.search.vocabulary import MEASURE_WORDS, Word, label_of_word, meanings, standings
from core.search.questions import Mark, Phrase, Question
from core.search.words import EMPTY_WORDS, singular

#: Whoever wants to register looks for what is ahead.
_NEXT = frozenset(["prochain", "prochaine", "prochainement", "futur", "future", "bientot", "inscrire", "inscription"])
_LAST = frozenset(["dernier", "derniere", "recent", "recente"])
#: Words that say no more than that something is looked for, in the singular.
_FILLERS = frozenset(["archive", "cherche", "date", "liste", "lieu", "quand", "tierslieu", "tous", "toute"])
_NEGATIONS = frozenset(["hors", "sauf"])


@dataclass(frozen=True)
class Reading:
    """The parts of a question, with a mark for each, and the positions of the words that are left over."""

    date: QuestionDate | None
    words: tuple[Word, ...]
    is_next: bool
    is_last: bool
    is_about_measures: bool
    marks: tuple[Mark, ...]
    rest: tuple[int, ...]

    def of(self, kind: str) -> list[Word]:
        """Return the words for « event », « report », « publication », « status » or « deadline »."""
        return [word for word in self.words if word.of == kind]

    def codes(self, kind: str) -> list[str]:
        """Return the codes of these words, each once."""
        return list(dict.fromkeys(word.code for word in self.of(kind) if word.code))


def read(question: Question) -> Reading:
    """Read a question. No query."""
    words = question.words
    taken = [False] * len(words)
    marks: list[Mark] = []
    named: list[Word] = []
    others: list[int] = []
    date = find_date(words)
    if date:
        taken[date.start : date.end] = [True] * (date.end - date.start)
        marks.append(Mark(date.label[:1].upper() + date.label[1:], date.start, date.end))
    measures = [at for at, word in enumerate(words) if singular(word) in MEASURE_WORDS]
    for phrase in question.phrases:
        if phrase.end > len(words) or any(taken[phrase.start : phrase.end]) or words[phrase.end - 1] in EMPTY_WORDS:
            continue
        word = _meaning(phrase, bool(measures), words)
        if word and word.of == "other":
            taken[phrase.start : phrase.end] = [True] * (phrase.end - phrase.start)
            others += range(phrase.start, phrase.end)
        elif word:
            named.append(word)
            start = _start(words, phrase, taken)
            taken[start : phrase.end] = [True] * (phrase.end - start)
            marks.append(Mark(label_of_word(word), start, phrase.end))
    ahead = [at for at, word in enumerate(words) if not taken[at] and (singular(word) in _NEXT or _to_come(words, at))]
    last = [at for at, word in enumerate(words) if not taken[at] and singular(word) in _LAST]
    marks += [Mark("À venir", at - _to_come(words, at), at + 1) for at in ahead]
    marks += [Mark("Le dernier", at, at + 1) for at in last]
    marks += [Mark("Mesures", at, at + 1) for at in measures if not taken[at]]
    for at in (*ahead, *last, *measures):
        taken[at] = True
    rest = tuple(
        at
        for at, word in enumerate(words)
        if (at in others or not taken[at]) and word not in EMPTY_WORDS and singular(word) not in _FILLERS
    )
    return Reading(
        date, tuple(named), bool(ahead), bool(last), bool(measures), tuple(sorted(marks, key=lambda mark: mark.start)),
        rest,
    )  # fmt: skip


def _meaning(phrase: Phrase, with_measures: bool, words: Sequence[str]) -> Word | None:
    if phrase.start and words[phrase.start - 1] in _NEGATIONS:
        return None
    return (standings().get(phrase.key) if with_measures else None) or meanings().get(phrase.key)


def _start(words: Sequence[str], phrase: Phrase, taken: Sequence[bool]) -> int:
    """Return the position of the first of the articles and prepositions, two at most, before a phrase."""
    start = phrase.start
    while start and phrase.start - start < 2 and words[start - 1] in EMPTY_WORDS and not taken[start - 1]:
        start -= 1
    return start


def _to_come(words: Sequence[str], at: int) -> bool:
    """Whether « à venir » ends at a position."""
    return at > 0 and words[at] == "venir" and words[at - 1] == "a"
