"""Recognises text that was damaged on its way here: read in another encoding, cut, or written for want of a value."""

from __future__ import annotations

import re

from core.text.fold import fold
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
#: Controls but for tab and line ends, soft hyphens, marks without width or for the direction of writing, characters for
#: private use. A zero-width joiner also joins pictures: it is out of place after a letter only.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff\ufffe\uffff]"
    "|(?<=\\w)\u200d"
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_UNPRINTABLE = re.compile(f"{UNSTORABLE.pattern}|{_INVISIBLE.pattern}|[\t\n\r\x80-\x9f\u2028\u2029]")
#: What people, programs and spreadsheets write where they have nothing to say, folded.
_PLACEHOLDERS = frozenset(
    (
        "non renseigne", "non renseignee", "non renseignes", "pas renseigne", "a renseigner", "non communique",
        "non communiquee", "non precise", "non precisee", "a preciser", "a completer", "non disponible", "non defini",
        "non definie", "neant", "sans objet", "pas d information", "pas d informations", "n a", "null", "none", "nan",
        "undefined",
    )
)  # fmt: skip
#: The same, unless it is a name: Aucun is a commune of the Pyrenees, « NR » an acronym.
_UNLESS_NAMES = frozenset(
    (
        "aucun", "aucune", "inconnu", "inconnue", "nr", "n r", "nc", "n c", "nd", "n d", "na", "nil", "vide", "unknown",
        "todo", "tbd", "ref", "value", "valeur",
    )
)  # fmt: skip
#: What they are made of if they have no words: « – », « 00000 », « xxx ».
_PADDING = " \t\r\n\u00a0\u202f-–—_.,;:?!/*#~0xX"
_LONGEST_PLACEHOLDER = 40
#: The last character of a text that was not cut.
_ENDS = (".", "!", "?", "…", ")", "»", "”", '"', "]")


def damage(text: str) -> str:
    """Return in a French sentence what has garbled a text; "" if nothing has."""
    if UNSTORABLE.search(text):
        return "Une moitié de caractère s’y trouve, que rien ne peut afficher : récrivez la valeur."
    if match := _GARBLED.search(text):
        return f"Des lettres ont été mal lues (« {visible(match[0])} ») : récrivez-les."
    if match := _INVISIBLE.search(text):
        return f"Un caractère invisible s’y cache ({_code(match)[1:-1]}) : effacez la valeur et récrivez-la à la main."
    if match := _ENTITY.search(text):
        return f"Un code de page web y est resté (« {match[0]} ») : écrivez le signe qu’il désigne."
    return ""


def is_placeholder(text: str, *, may_be_name: bool = False) -> bool:
    """Return whether a text only says that nothing is known: « Non renseigné », « N/C », « – », « #N/A »."""
    if len(text) > _LONGEST_PLACEHOLDER:
        return False
    folded = fold(text)
    is_word = folded in _UNLESS_NAMES and (not may_be_name or text.startswith("#"))  # an error of a spreadsheet
    return is_word or folded in _PLACEHOLDERS or not text.strip(_PADDING)


def is_cut(text: str, limit: int) -> bool:
    """Return whether a text fills its field to the limit and has no end, as if the rest had been cut off."""
    return len(text) == limit and not text.endswith(_ENDS)


def visible(text: str, longest: int = 60) -> str:
    """Return the beginning of a text on one line; what cannot be printed is a code such as « [U+200B] »."""
    shown = text if len(text) <= longest else f"{text[:longest].rstrip()}…"
    return _UNPRINTABLE.sub(_code, shown)


def _code(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"
