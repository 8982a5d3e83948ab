"""The fields of the index, and how a document is stored in them.

All words are analysed by `core.search.words` before they are stored, so that the engine only splits at spaces: one
analyser serves the index, the questions and the suggestions. A passage has fields of its own, so that a search for
pages never meets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from unicodedata import is_normalized, normalize

import orjson
import tantivy
from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from core import cards
from core.search.documents import SOURCES, Document
from core.search.words import APOSTROPHE, key, words
from core.visibility.gate import Audience

#: The fields with the words of an object that everybody may read, and the weight of a word in each.
WEIGHTS = {"title": 4.0, "names": 4.0, "people": 3.0, "headings": 2.0, "labels": 2.0, "text": 1.0}
#: The fields for narrower audiences.
AUDIENCE_FIELDS = {Audience.MEMBERS: "members", Audience.TEAM: "team"}
#: The fields that name an object.
NAMES = ("title", "names", "people", "labels")
PASSAGE_FIELDS = ("passage_heading", "passage_text")
#: The number of bits for the id of an object in its key, below the number of its source.
ID_BITS = 40
#: The key of the document that says which change the index has seen last.
STATE_KEY = 0
_ANALYSER = "words"
_LONGEST_WORD = 60
#: Signs between two lines of a text, so that words of one are not near those of the other; no word is such a sign.
BETWEEN_LINES = 8
#: What stands between two lines of a text in an excerpt.
SEPARATOR = " · "


def build_schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("key", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("page", stored=True, indexed=True, fast=True)
    for name in ("kind", "year", "theme"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    for name in (*WEIGHTS, *AUDIENCE_FIELDS.values(), *PASSAGE_FIELDS):
        builder.add_text_field(name, tokenizer_name=_ANALYSER)
    # JSON, not searched: texts in their own spelling, for excerpts.
    builder.add_bytes_field("source", stored=True)
    return builder.build()


SCHEMA = build_schema()


def register(index: Index) -> Index:
    """Add the analyser to an index that was made or opened; the engine does not store it."""
    index.register_tokenizer(_ANALYSER, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


@cache
def kinds() -> list[str]:
    """Return the codes of the kinds of documents; the position of one is its number in the index."""
    return sorted({*cards.KINDS, *SOURCES})


@cache
def sources() -> list[str]:
    """Return the codes of the sources; the position of one, plus one, is its number in keys."""
    return sorted(SOURCES)


def key_for(source: str, pk: int) -> int:
    """Return the key of an object in the index: the number of its source and its id."""
    return (sources().index(source) + 1) << ID_BITS | pk


def split_key(number: int) -> tuple[str, int]:
    """Return the source and the id of a key."""
    return sources()[(number >> ID_BITS) - 1], number & ((1 << ID_BITS) - 1)


def ids_of(keys: Iterable[int]) -> list[int]:
    """Return the ids of keys of one source."""
    mask = (1 << ID_BITS) - 1
    return [key & mask for key in keys]


def stored(source: str, document: Document) -> Iterator[tantivy.Document]:
    """Yield what the index stores of a document: one of the object, then one for each passage."""
    number = key_for(source, document.id)
    row = tantivy.Document()
    row.add_unsigned("key", number)
    row.add_unsigned("kind", kinds().index(document.kind))
    row.add_unsigned("year", document.year or 0)
    for theme in document.themes:
        row.add_unsigned("theme", theme)
    # What people also type for a door is not its name.
    for name in {key(document.title), *(map(key, document.names) if source != "door" else ())} - {""}:
        row.add_text("whole", name)
    fields = {
        "title": document.title, "people": document.people_and_places, "headings": document.headings,
        "text": document.text, "members": document.members, "team": document.team, "labels": _labels(document),
    }  # fmt: skip
    for name, text in fields.items():
        if text:
            row.add_text(name, analysed(text))
    for text in document.names:
        row.add_text("names", analysed(text))
    for text in (document.title, *document.names):
        if joined := APOSTROPHE.sub("", text) if APOSTROPHE.search(text) else "":
            row.add_text("names", analysed(joined))  # « letape » is typed for « L’étape »
    texts = {name: in_one_line(text) for name in ("text", "members", "team") if (text := fields[name])}
    row.add_bytes("source", orjson.dumps(texts))
    yield row
    for passage in document.passages:
        part = tantivy.Document()
        part.add_unsigned("page", number)
        shown = passage._replace(text=in_one_line(passage.text))
        part.add_bytes("source", orjson.dumps(shown._asdict()))
        part.add_text("passage_heading", analysed(passage.heading))
        part.add_text("passage_text", analysed(passage.text))
        yield part


def _labels(document: Document) -> str:
    """Return what a document is, where it stands, and its year, in lines: « Évènement », « Évènements », « 2014 »."""
    kind = cards.KINDS.get(document.kind) or (SOURCES[document.kind].label if document.kind in SOURCES else "")
    names = (kind, cards.PLURALS.get(document.kind), document.labels, document.year)
    return "\n".join(str(name) for name in names if name)


def analysed(text: str) -> str:
    """Return the words of a text with single spaces, as the fields of the index store them.

    Lines are apart from one another, so that the end of one and the beginning of the next are not near.
    """
    lines = (" ".join(word for word in words(line) if len(word) <= _LONGEST_WORD) for line in text.splitlines())
    return f" {' '.join('¶' * BETWEEN_LINES)} ".join(line for line in lines if line)


def in_one_line(text: str) -> str:
    """Return a text as excerpts show it: in one line, with single spaces, and accents as one character each.

    Texts are stored like this, so that a search need not do it again; for them this takes no time.
    """
    if "\n" not in text and "  " not in text and is_normalized("NFC", text):
        return text
    return SEPARATOR.join(filter(None, (" ".join(line.split()) for line in normalize("NFC", text).splitlines())))


def source_of(document: tantivy.Document) -> dict[str, str]:
    """Return the texts in their own spelling that `stored` put beside a document."""
    return orjson.loads(bytes(document.get_first("source") or b"{}"))
