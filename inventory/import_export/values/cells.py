"""The text of a cell: what cannot be seen or stored is removed, what is escaped or garbled is repaired."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import nh3

from core.text.damage import INVISIBLE
from core.text.lengths import UNSTORABLE, printable
from core.text.placeholders import is_placeholder

#: Called with a French reason for each thing that is guessed, changed or left out.
AddRemark = Callable[[str], None]

#: Longest part of a value that remarks show.
LONGEST_QUOTE = 60
#: How programs keep spreadsheets from reading « 0476000003 » as a number.
_TEXT_FORMULA = re.compile(r'\s*="([^"]*)"\s*')
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
#: Tags as other programs export them. « <3 » and « <nom> » are texts.
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|iframe|img|li|ol|p|script|small|span|strong|style|sub|sup|"
    r"table|tbody|td|th|thead|tr|u|ul)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:blockquote|br|div|h[1-6]|hr|li|ol|p|table|td|th|tr|ul)(?=[\s/>])[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"\bhref\s?=\s?[\"']?([^\"'\s<>]+)", re.IGNORECASE)
#: Characters of Windows-1252 that were read as Latin-1.
_WINDOWS = re.compile("[\x80-\x9f]")
#: Fields in which a placeholder may be a name: « Aucun » is a commune.
NAME_FIELDS = frozenset(
    {"identifier", "title", "other_names", "operator", "address", "address_extra", "commune", "epci_name"}
)


def quoted(value: Any) -> str:
    """Return the beginning of a value in quotation marks, for messages."""
    text = " ".join(str(value)[: 2 * LONGEST_QUOTE].split())[:LONGEST_QUOTE]
    return f"« {printable(text)} »"


def without_invisible(text: str) -> str:
    """Remove characters that nobody sees: zero-width spaces, soft hyphens, control characters."""
    return INVISIBLE.sub("", text)


def plain(text: str, remark: AddRemark, *, links: bool = False, separator: str = " ") -> str:
    """Return the text that a reader sees in a cell, on one line: without markup, invisible characters and the like.

    With `links`, return the addresses of links in HTML instead of their texts. `separator` joins the lines of a text.
    """
    if formula := _TEXT_FORMULA.fullmatch(text):
        text = formula[1]
    if text.isascii() and text.isprintable() and "&" not in text and "<" not in text:
        return " ".join(text.split())
    storable = UNSTORABLE.sub("", text)
    if storable != text:
        remark("caractères illisibles retirés")
    unescaped = _unescaped(storable)
    if unescaped != storable:
        remark("codes HTML remplacés")
    if _TAG.search(unescaped):
        remark("balises HTML retirées")
        unescaped = _without_tags(unescaped, links)
    lines = (" ".join(line.split()).rstrip(separator) for line in _visible(unescaped, remark).splitlines())
    return separator.join(filter(None, lines))


def _unescaped(text: str) -> str:
    """Replace HTML entities, also those that were escaped twice."""
    for _ in range(3):
        escaped, text = text, _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if text == escaped:
            break
    return text


def _without_tags(text: str, links: bool) -> str:
    if links and (addresses := _LINK.findall(text)):
        return " ".join(dict.fromkeys(addresses))
    return html.unescape(nh3.clean(_BLOCK.sub("\n", text), tags=set()))


def _visible(text: str, remark: AddRemark) -> str:
    restored = _WINDOWS.sub(_windows_character, text)
    if restored != text:
        remark(f"signes de Windows rétablis : {quoted(restored)}")
    visible = without_invisible(restored)
    if visible != restored:
        remark("caractères invisibles retirés")
    return unicodedata.normalize("NFC", visible)


def _windows_character(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("cp1252", errors="ignore")


def is_nothing(text: str, name: str) -> bool:
    """Return whether the text of a cell says that a field has no value: « - », « N/A », « Non renseigné »."""
    return is_placeholder(text, may_be_name=name in NAME_FIELDS)
