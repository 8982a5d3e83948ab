"""Finding the terms of the glossary in a text, and adding the definition to the first use of each.

Works on HTML that the resolver made; `memento.models.glossary` reads the terms from the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import pairwise
from typing import NamedTuple

from core.blocks.resolver import ResolvedBlock
from core.text.slugs import slugify

#: A tag (its slash and its name are groups), or a text between two tags.
PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*(?:>|\Z)|[^<]+|<", re.IGNORECASE)
#: Elements in whose text no term is linked.
UNLINKED_TAGS = frozenset({"a", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6"})
#: Pairs (character, replacement) for comparing texts. Lengths stay the same, so that positions hold in both texts.
EQUIVALENTS = (("\u00a0", " "), ("\u202f", " "), ("\n", " "), ("\u2010", "-"), ("\u2011", "-"), ("’", "'"), ("İ", "i"))
WORD = re.compile(r"\w+")
#: A hyphen beside a word, which makes it part of a longer one.
INSIDE_BEFORE = re.compile(r"\w-\Z")
INSIDE_AFTER = re.compile(r"-\w")
#: Elisions and opening signs that French does not separate from the word after them by a line break.
BEFORE = re.compile(r"(?:[«“(\[][ \u00a0\u202f]?|\b\w{1,7}['’]){1,12}\Z")
#: How many characters before a word are searched for them.
BEFORE_LENGTH = 12
#: Punctuation that is not separated from the word before it.
AFTER = re.compile(r"(?:[ \u00a0\u202f]?[;:!?»]|[.,…)\]”])+")
#: A defined term in bold or italics with the same elisions, signs and punctuation: « d’<b>autofinancement</b>, ».
STYLED_TERM = re.compile(
    r"((?:[«“(\[](?:[ \u00a0\u202f]|&nbsp;)?|\b\w{1,7}(?:['’]|&#x27;|&#39;)){0,12})"
    r'(<(b|i|em|strong)><button type="button" class="term"[^>]*>[^<]*</button><span popover(?:[^<]|</?b>)*</span></\3>)'
    r"((?:(?:[ \u00a0\u202f]|&nbsp;)?[;:!?»]|[.,…)\]”])*)"
)


class Term(NamedTuple):
    """A term of the glossary. `variants` are the term itself and its synonyms."""

    slug: str
    term: str
    definition: str
    variants: tuple[str, ...]


class Use(NamedTuple):
    """A use of a term in a text, from `start` to `end`; `is_synonym` if the words are not the term itself."""

    start: int
    end: int
    term: Term
    is_synonym: bool


class Variant:
    """A term or one of its synonyms, split into words."""

    def __init__(self, text: str, term: Term) -> None:
        folded = _folded(text)
        words = list(WORD.finditer(folded))
        self.text = text
        self.term = term
        #: For each word its singular and possible plurals.
        self.words = [_with_plurals(word[0]) for word in words]
        #: The characters between each word and the next.
        self.gaps = [_gap(folded, word, following) for word, following in pairwise(words)]
        #: The case of an acronym counts: « AMI » is not « ami ».
        self.is_acronym = _is_acronym(text)

    def end(self, text: str, folded: str, words: list[re.Match[str]]) -> int | None:
        """Return the end position of this variant in a text, or None unless it starts at the first of these words."""
        length = len(self.words)
        if len(words) < length:
            return None
        for index in range(1, length):  # no generator expression: this runs for each word that a term may start with
            if words[index][0] not in self.words[index]:
                return None
            if _gap(folded, words[index - 1], words[index]) != self.gaps[index - 1]:
                return None
        start, end = words[0].start(), words[length - 1].end()
        is_whole = not (INSIDE_BEFORE.match(folded, max(start - 2, 0), start) or INSIDE_AFTER.match(folded, end))
        return end if is_whole and (not self.is_acronym or _is_acronym(text[start : start + len(self.text)])) else None


class Glossary:
    """All terms, indexed by their first word, so that most words of a text cost one dictionary look-up."""

    def __init__(self, terms: Iterable[Term]) -> None:
        #: In alphabetical order, accents ignored: « établissement » before « fablab ».
        self.terms = sorted(terms, key=lambda term: slugify(term.term))
        variants = [Variant(text, term) for term in self.terms for text in term.variants]
        self._longest = max((len(variant.words) for variant in variants), default=0)
        self._variants: dict[str, list[Variant]] = {}
        for variant in sorted(variants, key=lambda variant: len(variant.text), reverse=True):  # the longest match wins
            for word in variant.words[0] if variant.words else ():
                self._variants.setdefault(word, []).append(variant)

    def uses(self, text: str) -> Iterator[Use]:
        """Yield the uses of terms in a plain text, in order."""
        folded, done = _folded(text), 0
        if self._variants.keys().isdisjoint(WORD.findall(folded)):
            return
        words = list(WORD.finditer(folded))
        for index, word in enumerate(words):
            if (variants := self._variants.get(word[0])) and word.start() >= done:
                following = words[index : index + self._longest]
                for variant in variants:
                    if end := variant.end(text, folded, following):
                        yield Use(word.start(), end, variant.term, is_synonym=variant.text != variant.term.term)
                        done = end
                        break

    def linker(self) -> TermLinker:
        """Return a linker for one text."""
        return TermLinker(self)


@dataclass
class TermLinker:
    """Links the terms of one text, which is passed piece by piece in reading order.

    A `Resolver` takes `link` or `collect` as `annotate`, and `count_definition` as `passed`.
    """

    glossary: Glossary
    #: The terms used so far, by slug, in the order of their first use.
    used: dict[str, Term] = field(default_factory=dict)

    def link(self, source: str) -> str:
        """Return rich text with a definition at the first use of each term that was not used before."""
        out: list[str] = []
        open_tags: list[str] = []  # those whose text is not linked
        used_before = len(self.used)
        for piece in PIECE.finditer(source):
            name = piece[2] and piece[2].lower()
            if name is None:
                out.append(piece[0] if open_tags else self._linked(piece[0]))
                continue
            if name in UNLINKED_TAGS:
                if not piece[1]:
                    open_tags.append(name)
                elif name in open_tags:
                    open_tags.remove(name)
            out.append(piece[0])
        linked = "".join(out)
        return STYLED_TERM.sub(_nowrap, linked) if len(self.used) > used_before else linked

    def collect(self, source: str) -> str:
        """Return the rich text unchanged; its terms count as used."""
        self.link(source)
        return source

    def count_definition(self, block: ResolvedBlock) -> None:
        """Count the term of a block as used, if it is a definition block."""
        if block["type"] == "definition" and (term := block["value"]["term"]):
            self.used.setdefault(term["slug"], Term(term["slug"], term["term"], term["definition"], ()))

    def _linked(self, source: str) -> str:
        text = unescape(source)
        out: list[str] = []
        done = 0
        for use in self.glossary.uses(text):
            if use.term.slug in self.used:
                continue
            self.used[use.term.slug] = use.term
            before = BEFORE.search(text, max(done, use.start - BEFORE_LENGTH), use.start)
            after = AFTER.match(text, use.end)
            start, end = before.start() if before else use.start, after.end() if after else use.end
            out += [
                escape(text[done:start], quote=False),
                '<span class="nowrap">' if before or after else "",
                # The typography filter reads one text between tags at a time and misses an elision before a tag.
                escape(text[start : use.start].replace("'", "’"), quote=False),
                _defined(text[use.start : use.end], use),
                escape(text[use.end : end], quote=False),
                "</span>" if before or after else "",
            ]
            done = end
        return "".join([*out, escape(text[done:], quote=False)]) if out else source


def _defined(words: str, use: Use) -> str:
    """Return a word with its definition as a popover. The definition of a synonym begins with the term."""
    key = f"terme--{escape(use.term.slug)}"  # two hyphens: no anchor of a heading has two
    name = f"<b>{escape(use.term.term)}</b> : " if use.is_synonym else ""
    definition = escape(" ".join(use.term.definition.split()), quote=False)
    return (
        f'<button type="button" class="term" popovertarget="{key}">{escape(words, quote=False)}</button>'
        f'<span popover class="term-definition" id="{key}">{name}{definition}</span>'
    )


def _nowrap(match: re.Match[str]) -> str:
    """Keep a bold or italic term on one line with the punctuation around it."""
    before, term, _, after = match.groups()
    before = unescape(before).replace("'", "’")
    return f'<span class="nowrap">{before}{term}{after}</span>' if before or after else match[0]


def _folded(text: str) -> str:
    """The text in lower case with `EQUIVALENTS` replaced, of the same length."""
    for character, replacement in EQUIVALENTS:  # ten times as fast as str.translate
        text = text.replace(character, replacement)
    return text.lower()


def _is_acronym(text: str) -> bool:
    return len(text) > 1 and text.isupper()


def _gap(folded: str, word: re.Match[str], following: re.Match[str]) -> str:
    """The characters between two words, without spaces and hyphens."""
    return folded[word.end() : following.start()].replace("-", " ").strip()


def _with_plurals(word: str) -> tuple[str, ...]:
    """A folded word with its possible plurals."""
    if len(word) < 3 or not word[-1].isalpha() or word[-1] in "sxz":
        return (word,)
    others = (f"{word.removesuffix(ending)}aux" for ending in ("ail", "al") if word.endswith(ending))
    return (word, f"{word}s", f"{word}x", *others)
