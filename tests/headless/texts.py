"""What a page says: its title and the texts of its `<main>`, and what two pages do not have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import Comment

#: Elements without a text for readers, by CSS selector, and why.
NO_TEXT = {"script, style, template, noscript": "no text"}
#: Parts of Sillon's pages that the example omits, by CSS selector, and why.
LEFT_TO_SILLON = {
    "a[href^='/contribuer/'], p:has(> a[href^='/contribuer/'])": "contributions are forms of Sillon",
    ".empty > p:has(+ p.no-print), .flow > p:has(+ p.no-print), .factbox .no-print.flow": "what leads to these forms",
    "form.filters, .timeline-years:has(a[href^='?'])": "Sillon answers to filters",
    ".pagination, p:has(> .more-link[href*='type='])": "the example shows whole lists",
    "button:not(.term), .needs-script, .row:has(#imprimer), .choice-none": "controls of Sillon's scripts",
    ".questions-end, .questions-contents, .tree-aside, .tree-progress": "how Sillon's own tools are used",
    ".factbox > p:has(> .badge)": "whether a place is open at this moment: the example is made of files",
    ".video figcaption .no-print": "the example leads to films on other sites, and plays none of them",
    ".term-definition > b": "the same as `.glossary dt` in the example",
    "a[href*='?depuis=']": "what changed since an edition is made by Sillon when it is asked for",
    ".print-only": "for paper",
    "svg, meter, .map, .locator": "drawings; the example has maps of its own",
    **NO_TEXT,
}
#: Parts of the example that Sillon shows differently, and why.
OWN = {
    ".glossary dt": "Sillon opens a definition from the word as the text has it",
    ".node small": "where an answer of a tree leads: on Sillon's pages that is a link",
    "button, meter, svg, point-map": "controls and drawings",
    **NO_TEXT,
}
#: Addresses of Sillon that are no pages for the example, or that it has in its own way.
NOT_COMPARED = re.compile(r"/(contribuer|compte|recherche|personnes)/")
#: Links to what the same page shows for another query.
MORE = ".more-link[href^='?type='], .pagination a, .tree-aside a[href$='?vue=arbre'], .tree-listed a"
#: Definitions within a text, which open over it. They count as texts beside it.
POPOVERS = "[popover]"
INLINE = {
    "a", "abbr", "b", "bdi", "br", "button", "cite", "code", "del", "em", "i", "img", "input", "ins", "mark", "meter",
    "picture", "q", "s", "small", "source", "span", "strong", "sub", "sup", "time", "u", "var",
}  # fmt: skip


@dataclass
class PageText:
    """The `<title>`, the texts of all `<h1>`, and the other texts of a page, with the spaces of French left out."""

    title: str
    headings: list[str]
    texts: list[str] = field(default_factory=list)

    def lacks(self, other: PageText) -> list[str]:
        """Return the texts of another page that this one does not have."""
        whole = " ".join(self.texts)
        return [text for text in dict.fromkeys(other.texts) if text not in whole]


def page_text(document: BeautifulSoup, without: Iterable[str]) -> PageText:
    """Return what a page says. Elements of `<main>` that match a selector of `without` do not count."""
    main = document.main
    assert main
    assert document.title
    for element in main.select(", ".join(without)):
        element.decompose()
    for element in main.select(POPOVERS):
        element.name = "div"
        main.append(element.extract())
    headings = [plain(heading.get_text(" ")) for heading in main.find_all("h1")]
    return PageText(plain(document.title.get_text()), headings, _texts(main))


def plain(text: str) -> str:
    """Return a text without what only typography adds: kinds of spaces, of apostrophes, spaces around signs."""
    text = re.sub(r"\s+", " ", text.replace("'", "’")).strip(" :")
    return re.sub(r" (?=[,.;:!?»)…%€/])|(?<=[«(/]) ", "", text)


def _texts(element: Tag) -> list[str]:
    """Return the texts of an element, each as long as no block begins or ends within it."""
    texts: list[str] = []
    current: list[str] = []

    def end() -> None:
        if text := plain("".join(current)):
            texts.append(text)
        current.clear()

    def walk(node: Tag) -> None:
        for child in node.children:
            if isinstance(child, Tag):
                if child.name in INLINE and "more-link" not in child.get("class", []):
                    current.append(" " if child.name == "br" else "")
                    walk(child)
                else:
                    end()
                    walk(child)
                    end()
            elif isinstance(child, NavigableString) and not isinstance(child, Comment):
                current.append(str(child))

    walk(element)
    end()
    return texts
