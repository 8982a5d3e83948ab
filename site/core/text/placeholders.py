"""Recognises what people and programs write where they have no value: « Non renseigné », « N/A », « – »."""

from __future__ import annotations

import re

from core.text.fold import fold

_LONGEST = 40
#: The characters of placeholders without words: « – », and, for longer ones, « 00000 », « xxx-xxx ».
_SIGNS = " \t\r\n\u00a0\u202f-–—_.…,;:?!/\\|~'\"()=•*#"
_FILLING, _SHORTEST_FILLING = "0xX", 5
#: The errors of spreadsheets.
_ERROR = re.compile(r"#\w[\w/]*[!?]?")
#: What programs write, folded. None of these is the name of a place or of a commune.
_PROGRAM_WORDS = frozenset({"null", "none", "nan", "undefined", "n a"})
#: What people write, folded.
_PHRASES = frozenset(
    {f"{no} {word}{end}"
     for no in ("non", "pas")
     for word in ("renseigne", "communique", "precise", "defini", "indique", "fourni", "disponible", "connu")
     for end in ("", "e", "s", "es")}
    | {"neant", "sans objet", "non applicable", "non concerne", "pas d information", "pas d informations",
       "information manquante"}
    | {f"a {verb}" for verb in ("completer", "renseigner", "preciser", "definir", "venir", "determiner", "verifier")}
)  # fmt: skip
#: The same, unless it is a name: Aucun is a commune of the Pyrenees, « NR » an acronym.
_UNLESS_NAMES = frozenset(
    {"aucun", "aucune", "inconnu", "inconnue", "rien", "vide", "nil", "na", "nc", "n c", "nd", "n d", "nr", "n r", "ns",
     "so", "s o", "ras", "x", "xx", "xxx", "tbd", "todo", "non", "no", "pas", "unknown", "ref", "value", "valeur"}
    | {f"{no} {word}" for no in ("pas de", "aucun", "sans") for word in ("site", "site web", "site internet", "mail",
       "email", "courriel", "telephone", "tel", "numero", "adresse", "fixe")}
)  # fmt: skip


def is_placeholder(text: str, *, may_be_name: bool = False) -> bool:
    """Return whether a text only says that there is no value. With `may_be_name`, « Aucun » is not one of them."""
    if len(text) > _LONGEST:
        return False
    signs = _SIGNS + _FILLING if len(text) >= _SHORTEST_FILLING else _SIGNS
    if not text.strip(signs) or text in ("\\N", "[]", "{}", "<NA>") or _ERROR.fullmatch(text.strip()):
        return True
    folded = fold(text)
    return folded in _PROGRAM_WORDS or folded in _PHRASES or (not may_be_name and folded in _UNLESS_NAMES)


def is_written_by_people(text: str) -> bool:
    """Return whether a placeholder is one that people write, rather than programs."""
    return fold(text) in _PHRASES | _UNLESS_NAMES
