"""The words of a text, as the search compares them: the one analyser of the index, of questions and of suggestions.

Words are folded (case, accents, ligatures) and cut at apostrophes and hyphens. Elided articles are dropped, dates and
times get one form, and « tiers-lieu » is one word in all its spellings, so that « tiers payant » has none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.dates.words import MONTHS
from core.text.fold import fold

#: The word that stands for « tiers-lieu », « tiers lieux » and « tierslieux ».
TIERS_LIEU = "tierslieu"
APOSTROPHES = "'’ʼ‘`´"
APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
DIGIT = re.compile(r"\d", re.ASCII)
ELISION = re.compile(rf"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)[{APOSTROPHES}](?=\w)", re.IGNORECASE)
DAY_FIRST = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b", re.ASCII)
YEAR_FIRST = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b", re.ASCII)
#: « R.S.E. », « T.L.A »
ACRONYM = re.compile(r"(?<![\w.])[A-Za-z](?:\.[A-Za-z]){1,6}(?!\w)\.?")
TIME = re.compile(r"\b(\d{1,2})[ \u00a0\u202f]?h[ \u00a0\u202f]?(\d{2})\b", re.ASCII | re.IGNORECASE)
#: Forms of a word that mean the same for every text.
SPELLED_ALIKE = {"st": "saint", "ste": "sainte", "1er": "1", "1re": "1"}
#: Words without meaning of their own. « sans », « pas » and « non » change the meaning, so they are not among them.
EMPTY_WORDS = frozenset({
    "a", "ai", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "comment", "d", "dans", "de", "des", "du",
    "elle", "en", "entre", "est", "et", "eux", "il", "ils", "je", "l", "la", "le", "les", "leur", "leurs", "lui",
    "ma", "mais", "me", "mes", "mon", "ne", "nos", "notre", "nous", "on", "ou", "par", "pour", "pres", "qu", "que",
    "quel", "quelle", "quelles", "quels", "qui", "sa", "se", "ses", "son", "sont", "sur", "ta", "te", "tes", "ton",
    "tu", "un", "une", "vers", "vos", "votre", "vous", "y",
})  # fmt: skip


def words(text: str) -> list[str]:
    """Return the words of a text, in order: lower-case ASCII letters and digits.

    « L’équipe du tiers-lieu, le 26/06/2012 à 17 h 15 » gives equipe, du, tierslieu, le, 26, juin, 2012, a, 17h15.
    """
    # Most texts have neither, and the whole build of the index spends half of its time here.
    if APOSTROPHE.search(text):
        text = ELISION.sub("", text)
    if DIGIT.search(text):
        text = TIME.sub(r"\1h\2", DAY_FIRST.sub(_day_first, YEAR_FIRST.sub(_year_first, text)))
    if "." in text:
        text = ACRONYM.sub(lambda match: match[0].replace(".", ""), text)
    folded = fold(text)
    spelled = [SPELLED_ALIKE.get(word, word) for word in folded.split()]
    return list(_compounds(spelled)) if "tiers" in folded else spelled


def singular(word: str) -> str:
    """Return a word without the mark of the plural: « locaux » is « local », « lieux » is « lieu »."""
    if len(word) < 4 or not word[-1].isalpha():
        return word
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else f"{word[:-3]}al"
    if word.endswith(("eux", "oux")) or (word.endswith("s") and not word.endswith("ss")):
        return word[:-1]
    return word


def key(text: str) -> str:
    """Return what two texts share that differ in accents, hyphens, plurals and articles only.

    « Les bureaux partagés » gives « bureau partage ». Used to recognise a name or a label in a question.
    """
    return key_of(words(text))


def key_of(some_words: Sequence[str]) -> str:
    """The same for words."""
    meaningful = [word for word in some_words if word not in EMPTY_WORDS] or some_words
    return " ".join(map(singular, meaningful))


def is_code(word: str) -> bool:
    """Whether a word has a digit: numbers, codes and dates are never corrected."""
    return any(character.isdigit() for character in word)


def _compounds(folded: list[str]) -> Iterator[str]:
    position = 0
    while position < len(folded):
        word = folded[position]
        following = folded[position + 1] if position + 1 < len(folded) else ""
        if word == "tiers" and following in ("lieu", "lieux", "lieus"):
            yield TIERS_LIEU
            position += 2
            continue
        yield TIERS_LIEU if word == "tierslieux" else word
        position += 1


def _day_first(match: re.Match[str]) -> str:
    return _date(match[0], match[1], match[2], match[3])


def _year_first(match: re.Match[str]) -> str:
    return _date(match[0], match[3], match[2], match[1])


def _date(text: str, day: str, month: str, year: str) -> str:
    """Return a date in words, « 26 juin 2012 »; a text whose numbers are no date as it is."""
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else text
