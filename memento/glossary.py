"""Words of the glossary in a text: where each is used first, and its definition beside it.

Everything works on HTML that the resolver has made, and on plain values; the rows come from `memento.models.glossary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import pairwise
from typing import NamedTuple

from django.utils.text import slugify

from core.streams import ResolvedBlock

#: A tag, with its slash and its name, or what stands between two.
PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>|[^<]+|<", re.IGNORECASE)
#: Inside these a word stays as it is: it leads elsewhere, or it is a title.
LEFT_ALONE = frozenset({"a", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6"})
#: Signs that are alike when one reads. One for one: what is found in the folded text stands there in the other.
ALIKE = (("\u00a0", " "), ("\u202f", " "), ("\n", " "), ("\u2010", "-"), ("\u2011", "-"), ("’", "'"), ("İ", "i"))
WORD = re.compile(r"\w+")
#: What makes a word a part of a longer one.
INSIDE_BEFORE = re.compile(r"\w-\Z")
INSIDE_AFTER = re.compile(r"-\w")
#: What French glues to a word: an elision or an opening sign before it (so near), signs after it. No line begins
#: between them.
BEFORE = re.compile(r"(?:[«“(\[][ \u00a0\u202f]?|\b\w{1,7}['’])+\Z")
NEAR = 12
AFTER = re.compile(r"(?:[ \u00a0\u202f]?[;:!?»]|[.,…)\]”])+")
#: The same around bold or italic letters that are a defined term: « d’<b>autofinancement</b>, ».
LETTERED = re.compile(
    r"((?:[«“(\[](?:[ \u00a0\u202f]|&nbsp;)?|\b\w{1,7}(?:['’]|&#x27;|&#39;))*)"
    r'(<(b|i|em|strong)><button type="button" class="term"[^>]*>[^<]*</button><span popover(?:[^<]|</?b>)*</span></\3>)'
    r"((?:(?:[ \u00a0\u202f]|&nbsp;)?[;:!?»]|[.,…)\]”])*)"
)


class Term(NamedTuple):
    """A term of the glossary; `forms` are all the ways to say it, itself among them."""

    slug: str
    term: str
    definition: str
    forms: tuple[str, ...]


class Use(NamedTuple):
    """A term in a text, from `start` to `end`; `named` where the words are the term, not another way to say it."""

    start: int
    end: int
    term: Term
    named: bool


class Form:
    """A way to say a term, word by word."""

    def __init__(self, text: str, term: Term) -> None:
        folded = _folded(text)
        words = list(WORD.finditer(folded))
        self.text = text
        self.term = term
        #: What each word may be, in the singular and in the plural.
        self.words = [_numbers(word[0]) for word in words]
        #: What stands between a word and the next.
        self.gaps = [_gap(folded, one, other) for one, other in pairwise(words)]
        #: Capitals are a part of how it is written: « AMI » is not « ami ».
        self.is_acronym = _is_acronym(text)

    def end(self, text: str, folded: str, words: list[re.Match[str]]) -> int | None:
        """Where it ends in a text of which these are the words, the first of them being its own; None if it is not."""
        length = len(self.words)
        if len(words) < length:
            return None
        for place in range(1, length):  # no generator: this is asked at each word that a term may begin with
            if words[place][0] not in self.words[place]:
                return None
            if _gap(folded, words[place - 1], words[place]) != self.gaps[place - 1]:
                return None
        start, end = words[0].start(), words[length - 1].end()
        whole = not (INSIDE_BEFORE.match(folded, max(start - 2, 0), start) or INSIDE_AFTER.match(folded, end))
        return end if whole and (not self.is_acronym or _is_acronym(text[start : start + len(self.text)])) else None


class Glossary:
    """All terms, by the words that they begin with: most words of a text are dismissed by one look."""

    def __init__(self, terms: Iterable[Term]) -> None:
        #: As a dictionary has them: « établissement » before « fablab ».
        self.terms = sorted(terms, key=lambda term: slugify(term.term))
        forms = [Form(text, term) for term in self.terms for text in term.forms]
        self._longest = max((len(form.words) for form in forms), default=0)
        self._forms: dict[str, list[Form]] = {}
        for form in sorted(forms, key=lambda form: len(form.text), reverse=True):  # the longest that fits is meant
            for word in form.words[0] if form.words else ():
                self._forms.setdefault(word, []).append(form)

    def uses(self, text: str) -> Iterator[Use]:
        """The terms in a plain text, in order."""
        folded, done = _folded(text), 0
        if self._forms.keys().isdisjoint(WORD.findall(folded)):
            return
        words = list(WORD.finditer(folded))
        for place, word in enumerate(words):
            if (forms := self._forms.get(word[0])) and word.start() >= done:
                following = words[place : place + self._longest]
                for form in forms:
                    if end := form.end(text, folded, following):
                        yield Use(word.start(), end, form.term, named=form.text == form.term.term)
                        done = end
                        break

    def reading(self) -> Reading:
        """One text that begins to be read."""
        return Reading(self)


@dataclass
class Reading:
    """A text that is read from its beginning to its end, piece by piece: it knows which terms have occurred.

    `link` and `passed` are what a `Resolver` takes as `annotate` and `passed`.
    """

    glossary: Glossary
    #: The terms that have occurred, in the order of their first use.
    found: dict[str, Term] = field(default_factory=dict)

    def link(self, source: str) -> str:
        """Rich text with a definition at the first use of each term that has not occurred yet."""
        out: list[str] = []
        within: list[str] = []
        known = len(self.found)
        for piece in PIECE.finditer(source):
            name = piece[2] and piece[2].lower()
            if name is None:
                out.append(piece[0] if within else self._linked(piece[0]))
                continue
            if name in LEFT_ALONE:
                if not piece[1]:
                    within.append(name)
                elif name in within:
                    within.remove(name)
            out.append(piece[0])
        linked = "".join(out)
        return LETTERED.sub(_together, linked) if len(self.found) > known else linked

    def note(self, source: str) -> str:
        """The same rich text as it was given; its terms have occurred."""
        self.link(source)
        return source

    def passed(self, block: ResolvedBlock) -> None:
        """A block that gives a definition itself is the first use of its term."""
        if block["type"] == "definition" and (chosen := block["value"]["term"]):
            self.found.setdefault(chosen["slug"], Term(chosen["slug"], chosen["term"], chosen["definition"], ()))

    def _linked(self, source: str) -> str:
        text = unescape(source)
        out: list[str] = []
        done = 0
        for use in self.glossary.uses(text):
            if use.term.slug in self.found:
                continue
            self.found[use.term.slug] = use.term
            before = BEFORE.search(text, max(done, use.start - NEAR), use.start)
            after = AFTER.match(text, use.end)
            start, end = before.start() if before else use.start, after.end() if after else use.end
            out += [
                escape(text[done:start], quote=False),
                '<span class="nowrap">' if before or after else "",
                # An elision before a tag: typography looks at the text between two tags only.
                escape(text[start : use.start].replace("'", "’"), quote=False),
                _defined(text[use.start : use.end], use),
                escape(text[use.end : end], quote=False),
                "</span>" if before or after else "",
            ]
            done = end
        return "".join([*out, escape(text[done:], quote=False)]) if out else source


def _defined(words: str, use: Use) -> str:
    """A word and its definition, which opens without a script. A definition names its term where the words do not."""
    key = f"terme--{escape(use.term.slug)}"  # two hyphens: no anchor of a heading has them
    name = "" if use.named else f"<b>{escape(use.term.term)}</b> : "
    definition = escape(" ".join(use.term.definition.split()), quote=False)
    return (
        f'<button type="button" class="term" popovertarget="{key}">{escape(words, quote=False)}</button>'
        f'<span popover class="term-definition" id="{key}">{name}{definition}</span>'
    )


def _together(lettered: re.Match[str]) -> str:
    """Letters that are a defined term, with what French glues to them."""
    before, term, _, after = lettered.groups()
    before = unescape(before).replace("'", "’")
    return f'<span class="nowrap">{before}{term}{after}</span>' if before or after else lettered[0]


def _folded(text: str) -> str:
    """The text in small letters, signs that are alike made the same. As long as the text."""
    for sign, other in ALIKE:  # ten times as quick as a table
        text = text.replace(sign, other)
    return text.lower()


def _is_acronym(form: str) -> bool:
    """Whether capitals are a part of how it is written: « AMI » is not « ami »."""
    return len(form) > 1 and form.isupper()


def _gap(folded: str, word: re.Match[str], following: re.Match[str]) -> str:
    """What stands between two words: a space and a hyphen are alike, and nothing."""
    return folded[word.end() : following.start()].replace("-", " ").strip()


def _numbers(word: str) -> tuple[str, ...]:
    """A folded word in the singular and in the plurals that it may have."""
    if len(word) < 3 or not word[-1].isalpha() or word[-1] in "sxz":
        return (word,)
    others = (f"{word.removesuffix(ending)}aux" for ending in ("ail", "al") if word.endswith(ending))
    return (word, f"{word}s", f"{word}x", *others)
