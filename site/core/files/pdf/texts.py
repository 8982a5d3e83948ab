"""The texts of PDFs, for the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.models import SillonDocument
from core.visibility.gate import Gate

#: Where a word was divided at the end of a line, or a compound after its own hyphen: nobody can tell which.
SOFT_HYPHEN = "\u00ad"
#: Maximum number of bytes of distinct words, and of characters of one. PostgreSQL takes no vector of more than 1 MB for
#: a page, and makes of a word that is an address or a compound three and a half times as much.
MOST_WORDS, LONGEST_WORD = 250_000, 100
#: What surrounds a word in a sentence.
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»“”„‘’‚‹›–—…•·©®°§¶†‡→"


class PublicFile(NamedTuple):
    """What everybody may know of a document. `text` is that of its PDF, or "".

    A soft hyphen (U+00AD) stands where a word of the text was divided.
    """

    title: str
    text: str


def public_files(document_ids: Iterable[int]) -> dict[int, PublicFile]:
    """Return titles and texts of documents by id, with one query; only of those that everybody may download."""
    documents = Gate.public().documents(SillonDocument.objects.filter(pk__in=[*document_ids]))
    return {pk: PublicFile(title, text or "") for pk, title, text in documents.values_list("pk", "title", "pdf__text")}


def public_covers(document_ids: Iterable[int]) -> dict[int, int]:
    """Return the covers (ids of images) of PDFs that everybody may download by document id, with one query."""
    documents = SillonDocument.objects.filter(pk__in=[*document_ids], pdf__cover__isnull=False)
    return dict(Gate.public().documents(documents).values_list("pk", "pdf__cover"))


def distinct_words(texts: Iterable[str], most: int = MOST_WORDS) -> str:
    """Return each word of some texts once, in the order of its first occurrence, separated by spaces.

    This is what a search index needs of a long text. A divided word stands for itself and for a compound:
    « déve­loppement » is « développement » and « déve-loppement ».
    """
    words: dict[str, None] = {}
    left = most
    for text in texts:
        for token in text.split():
            for word in _spellings(token.strip(PUNCTUATION)):
                if not word or len(word) > LONGEST_WORD or word in words:
                    continue
                left -= len(word.encode()) + 1
                if left < 0:
                    return " ".join(words)
                words[word] = None
    return " ".join(words)


def _spellings(word: str) -> tuple[str, ...]:
    word = word.lower()
    if SOFT_HYPHEN not in word:
        return (word,)
    return word.replace(SOFT_HYPHEN, ""), word.replace(SOFT_HYPHEN, "-")
