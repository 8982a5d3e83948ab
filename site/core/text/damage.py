"""Recognises text that was damaged on its way here: read in another encoding, or cut."""

from __future__ import annotations

import re

from core.text.lengths import UNSTORABLE

#: What Windows-1252 and Latin-1 make of the bytes that continue a letter in UTF-8.
_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_GARBLED = re.compile(
    "|".join(
        (
            f"Ã[{_CONTINUATION}]|Â[\x80-\xbf]|Å[“’¡]",  # UTF-8 read as Windows-1252: « Ã© »
            "ã[\xa1-\xaa\xac-\xba\xbc-\xbf]",  # the same, then in small letters
            "â[€‚„†‡ˆ™]|ï»¿|ï¿½|ðŸ",
            "√[©®†™ß¥Æ¢´ªâ]|‚Ä[ôúùîì¶]",  # UTF-8 read as Mac Roman: « √© »
            "(?<=[a-z])[‚ˆ‡ŠŽ]",  # DOS or Mac Roman read as Windows-1252: « caf‚ »
            "(?<=[a-z])[ÈËÍÚÞÛþ¶](?=[a-z])",  # Latin-1 read as Mac Roman or DOS: « ForÍt »
            "[\x80-\x9f\ufffd]",  # bytes that are no letter anywhere, and letters that could not be read
        )
    )
)
#: Characters that nobody sees: controls but for tab and line ends, soft hyphens, marks without width or for the
#: direction of writing. A zero-width joiner also joins pictures.
INVISIBLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb]|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
#: Characters for private use, which each font shows differently, and noncharacters.
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_UNPRINTABLE = re.compile(f"{UNSTORABLE.pattern}|{INVISIBLE.pattern}|{_PRIVATE.pattern}|[\t\n\r\x80-\x9f\u2028\u2029]")
#: The last characters of texts that were not cut.
_ENDS = (".", "!", "?", "…", ")", "»", "”", '"', "]")


def damage(text: str) -> str:
    """Return a French sentence about the damage to a text, and what to do; "" if it is intact."""
    if UNSTORABLE.search(text):
        return "Il y a là une moitié de caractère, que rien ne peut afficher : récrivez la valeur."
    if match := _GARBLED.search(text):
        return f"Des lettres ont été mal lues (« {visible(match[0])} ») : récrivez-les."
    if match := INVISIBLE.search(text) or _PRIVATE.search(text):
        return f"Un caractère invisible s’y cache ({_code(match)[1:-1]}) : effacez la valeur et récrivez-la à la main."
    if match := _ENTITY.search(text):
        return f"Un code de page web y est resté (« {match[0]} ») : écrivez le signe qu’il désigne."
    return ""


def is_cut(text: str, limit: int) -> bool:
    """Return whether a text fills its field to the limit and does not end like a sentence: its end is missing."""
    return len(text) == limit and not text.endswith(_ENDS)


def visible(text: str, longest: int = 60) -> str:
    """Return the beginning of a text on one line; unprintable characters become codes such as « [U+200B] »."""
    shown = text if len(text) <= longest else f"{text[:longest].rstrip()}…"
    return _UNPRINTABLE.sub(_code, shown)


def _code(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"
