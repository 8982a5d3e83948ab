"""A citation as French text: « Ada Martin, « Le titre », *La revue*, mars 2014. »"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from archive.citations.record import Citation, Form
from core.text.typography import NBSP, french, nested

#: Beyond this number of authors, only the first ones are named.
MOST_AUTHORS, NAMED_AUTHORS = 6, 3
UNDATED = f"s.{NBSP}d."

#: A text, and whether it is in italics.
Run = tuple[str, bool]


def french_text(citation: Citation) -> str:
    """Return the citation as plain text."""
    sentence = "".join(text for text, _ in _sentence(citation))
    return " ".join(filter(None, [sentence, address(citation)]))


def french_html(citation: Citation) -> SafeString:
    """Return the citation as HTML, with titles in italics and the address as a link."""
    sentence = "".join(f"<i>{escape(text)}</i>" if italic else escape(text) for text, italic in _sentence(citation))
    url = escape(address(citation))
    return mark_safe(f'{sentence} <a href="{url}">{url}</a>' if url else sentence)


def address(citation: Citation) -> str:
    """Return the most lasting address of a publication: by DOI, by HAL, or as it was typed; "" if it has none."""
    return citation.doi_url or citation.hal_url or citation.url


def _sentence(citation: Citation) -> list[Run]:
    """Return the runs of the sentence, with its commas and its full stop."""
    runs: list[Run] = []
    for element in _elements(citation):
        runs += [(", ", False)] if runs else []
        runs += [(french(text), italic) for text, italic in element]
    return runs if runs[-1][0].endswith(".") else [*runs, (".", False)]


def _elements(citation: Citation) -> Iterator[list[Run]]:
    """Yield the elements that commas separate, each as its runs."""
    names = [f"{author.given} {author.family}".strip() or author.name for author in citation.authors]
    if names:
        yield [(_listed(names), False)]
    yield _title(citation)
    if citation.genre:
        yield [(citation.genre[0].lower() + citation.genre[1:], False)]
    if citation.container:
        within = "" if citation.form is Form.ARTICLE else "dans "
        yield [(within, False), (citation.container, True)]
    if citation.edition:
        yield [(citation.edition, False)]
    if citation.publisher and citation.publisher not in names:
        yield [(citation.publisher, False)]
    yield [(citation.issued.label or UNDATED, False)]
    if citation.isbn:
        yield [(f"ISBN{NBSP}{citation.isbn}", False)]
    if citation.withdrawal:
        yield [(citation.withdrawal, False)]


def _title(citation: Citation) -> list[Run]:
    """Return the title: between guillemets for an article, in square brackets if the document has none of its own."""
    title = citation.title if citation.title.endswith("..") else citation.title.removesuffix(".")
    title = f"[{title}]" if citation.title_is_ours else title
    if citation.form is Form.ARTICLE:
        return [(f"«{NBSP}{nested(title)}{NBSP}»", False)]
    return [(title, True)]


def _listed(names: list[str]) -> str:
    if len(names) > MOST_AUTHORS:
        return f"{', '.join(names[:NAMED_AUTHORS])} et{NBSP}al."
    return " et ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
