"""How plausible the accented letters and signs of a text are in French, to tell how its bytes were meant.

The byte 0x8E is « é » in Mac Roman, « Ä » in MS-DOS and « Ž » in Windows: of « Caf\\x8e », only the first is French.
Statistics over whole texts (charset-normalizer) fail here, because a cell has one or two accents: of the names of the
national file, line by line, they take a third of those in MS-DOS for something else. So each sign is judged by its
neighbours: an upper-case letter does not follow a lower-case one, « ç » stands before a, o or u, a quotation mark does
not stand within a word.
"""

from __future__ import annotations

import re

#: The points of a sign that no French text has at this place.
IMPLAUSIBLE = -10
_NOT_ASCII = re.compile("[^\x00-\x7f]")
#: How frequent each letter is, roughly.
_FRENCH = {**dict.fromkeys("é", 4), **dict.fromkeys("èàêçâôÿ", 3), **dict.fromkeys("îûëïüœ", 2), "ù": 1}
#: Letters of other languages that names in France have.
_FOREIGN = frozenset("äöñáíóúòìßæåøãõ")
#: The contexts of French accents: each with the character before and the one after, in lower case.
_USUAL = re.compile(
    r".[éè].|.à[\W_]|où[\W_]|.ç[aouâôûà]|[aeiou][ïü].|[aeiou]ë[ln\W]|[ao]ÿ.|.œ\w|[^\Waei]ê[^\Waeiouy]"
    r"|[^\Waeiou]â[^\Waeouy]|[^\Weiou]ô[^\Waeiouy]|[^\Weiy]î[^\Waeiouy]|[^\Wiuy]û[^\Waeiouy]",
    re.DOTALL,
)
#: The same at the start of a word, and where lower case is usual there: after a space or an apostrophe.
_USUAL_INITIALS = re.compile(r"[éœÉŒ]\w|È[A-Z]|ÊT|[îÎ]l|ÎL|[àôÀÔ][\W_]|[çÇ]a|Ç[AUO]")
#: Signs that stand between spaces or digits, if anywhere.
_RARE = frozenset("¡¢£¤¥¦§¨¬¯±¶¸¹º¿×÷†‡‰‹›")
_BEFORE_LOWER_CASE = " '’("
#: French keyboards have these letters in lower case only, so that people type « FRANçAIS ».
_ON_KEYBOARD = frozenset("éèàçù")


def points(text: str) -> int:
    """Return the points of a decoded text: more for French accents, `IMPLAUSIBLE` if one of its signs cannot be."""
    total = 0
    for match in _NOT_ASCII.finditer(text):
        start = match.start()
        before, after = text[max(start - 1, 0) : start] or "\n", text[start + 1 : start + 2] or "\n"
        value = _letter(before, match[0], after) if match[0].isalpha() else _sign(before, match[0], after)
        if value == IMPLAUSIBLE:
            return IMPLAUSIBLE
        total += value
    return total


def _letter(before: str, letter: str, after: str) -> int:
    lower = letter.lower()
    if lower not in _FRENCH and lower not in _FOREIGN:
        return IMPLAUSIBLE
    if letter.isupper() and before.islower():
        return IMPLAUSIBLE
    typed = letter.islower() and before.isupper() and after.isupper()
    if typed and lower not in _ON_KEYBOARD:
        return IMPLAUSIBLE
    if lower in _FOREIGN or (letter.isupper() and before.isupper() and after.islower()):
        return -3
    if before.isalpha():
        if _USUAL.fullmatch((before + letter + after).lower()):
            return _FRENCH[lower] - 4 * typed
        return 0 if lower in "âêîôû" and not after.isalnum() else -2
    if before.isdigit():  # « 3ème »
        return 2 if letter in "èé" else -3
    return _initial(before, letter, after)


def _initial(before: str, letter: str, after: str) -> int:
    in_sentence = before in _BEFORE_LOWER_CASE
    if _USUAL_INITIALS.match(letter + after):
        return 3 if letter.isupper() or in_sentence else 1
    if letter == "ê" and after == "t" and in_sentence:
        return 1
    return 2 if letter == "È" and not in_sentence else -2


def _sign(before: str, sign: str, after: str) -> int:
    starts, ends = not before.isalnum(), not after.isalnum()
    match sign:
        case "’":
            return int(before.isalpha())
        case "´":  # typed for an apostrophe
            return 0 if before.isalpha() else IMPLAUSIBLE
        case "«":
            return IMPLAUSIBLE if not starts else -2 if after.islower() else 1
        case "“" | "‘" | "•":
            fits = starts
        case "»" | "”":
            fits = ends
        case "…":
            return IMPLAUSIBLE if not ends else int(not starts)
        case "·":
            fits = not starts and not ends
        case "°":
            fits = before in "nN" or before.isdigit()
        case "€":
            fits = before.isdigit() or before in " \xa0kM"
        case "²" | "³":
            return IMPLAUSIBLE if starts or after.isalpha() else int(before == "m")
        case "–" | "—":
            return 1 if starts and ends else 0 if starts or ends else IMPLAUSIBLE
        case "½" | "¼" | "¾" | "®" | "©" | "™" | "§":
            return IMPLAUSIBLE if after.isalpha() else 0
        case "\xa0":
            return 0
        case _:
            return -3 if sign in _RARE and starts and ends else IMPLAUSIBLE
    return 1 if fits else IMPLAUSIBLE
