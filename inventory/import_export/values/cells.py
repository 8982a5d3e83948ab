"""The text of a cell: what cannot be seen or stored is removed, what is escaped or garbled is mended."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import nh3

from core.text.fold import fold
from core.text.lengths import UNSTORABLE

#: Called with a French reason for each thing that is guessed, changed or left out.
AddRemark = Callable[[str], None]

#: What stands for a sign that is lost.
LOST = "\ufffd"
#: Longest part of a value that remarks show.
LONGEST_QUOTE = 60
#: Control and format characters: zero-width spaces, soft hyphens, marks of direction. A joiner between emoji is needed.
_INVISIBLE = re.compile(
    "[\x01-\x08\x0e-\x1b\x7f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
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
_SIGNS = re.compile(r"[\s\-–—_.…?/\\*•,;:|~'\"()=!]*")
#: What programs write for nothing, folded. None of these is the name of a place or of a commune.
_PROGRAM_WORDS = frozenset({"null", "none", "nan", "undefined", "n a"})
#: What people write for nothing, folded.
_PHRASES = frozenset(
    {f"{no} {word}{end}"
     for no in ("non", "pas")
     for word in ("renseigne", "communique", "precise", "defini", "indique", "fourni", "disponible", "connu")
     for end in ("", "e", "s", "es")}
    | {"neant", "sans objet", "non applicable", "non concerne", "pas d information", "information manquante"}
    | {f"a {verb}" for verb in ("completer", "renseigner", "preciser", "definir", "venir", "determiner", "verifier")}
)  # fmt: skip
#: The same, but in `NAME_FIELDS` a name, such as Aucun (65).
_WORDS = frozenset(
    {"aucun", "aucune", "inconnu", "inconnue", "rien", "vide", "nil", "na", "nc", "n c", "nd", "n d", "nr", "n r", "ns",
     "so", "s o", "ras", "x", "xx", "xxx", "tbd", "todo", "non", "no", "pas"}
    | {f"{no} {word}" for no in ("pas de", "aucun", "sans") for word in ("site", "site web", "site internet", "mail",
       "email", "courriel", "telephone", "tel", "numero", "adresse", "fixe")}
)  # fmt: skip
NAME_FIELDS = frozenset(
    {"identifier", "title", "other_names", "operator", "address", "address_extra", "commune", "epci_name"}
)


def quoted(value: Any) -> str:
    """Return the beginning of a value in quotation marks, for messages."""
    text = " ".join(str(value)[: 2 * LONGEST_QUOTE].split())[:LONGEST_QUOTE]
    return f"« {UNSTORABLE.sub(LOST, text)} »"


def without_invisible(text: str) -> str:
    """Remove characters that nobody sees: zero-width spaces, soft hyphens, control characters."""
    return _INVISIBLE.sub("", text)


def plain(text: str, remark: AddRemark, *, links: bool = False) -> str:
    """Return the text that a reader sees in a cell, on one line: without markup, invisible characters and the like.

    With `links`, return the addresses of links in HTML instead of their texts.
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
    return " ".join(_visible(unescaped, remark).split())


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
    return html.unescape(nh3.clean(_BLOCK.sub(" ", text), tags=set()))


def _visible(text: str, remark: AddRemark) -> str:
    mended = _WINDOWS.sub(_windows_character, text)
    if mended != text:
        remark(f"signes de Windows rétablis : {quoted(mended)}")
    visible = without_invisible(mended)
    if visible != mended:
        remark("caractères invisibles retirés")
    return unicodedata.normalize("NFC", visible)


def _windows_character(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("cp1252", errors="ignore")


def is_nothing(text: str, name: str) -> bool:
    """Return whether the text of a cell says that a field has no value: « - », « N/A », « Non renseigné ».

    Words that may be names, such as « Aucun », are names in the fields of names.
    """
    if len(text) > 40:
        return False
    if _SIGNS.fullmatch(text) or text in ("\\N", "[]", "{}", "<NA>"):
        return True
    folded = fold(text)
    return folded in _PROGRAM_WORDS or folded in _PHRASES or (name not in NAME_FIELDS and folded in _WORDS)


def is_said_to_be_nothing(text: str) -> bool:
    """Return whether people wrote this « nothing », as « Non renseigné », so that a remark names it."""
    return fold(text) in _PHRASES | _WORDS
