"""The form in which a question is counted, and the questions that are not."""

from __future__ import annotations

import re
import unicodedata

from core.search.words import words

#: Maximum number of characters of a counted question.
LONGEST = 200
#: Maximum number of characters of a word. Longer ones are keys, or pasted by accident.
LONGEST_WORD = 40
#: Numbers with this many digits may be those of a telephone, a person, an account or a company.
MANY_DIGITS = 9
#: A number, with the characters that people write between its digits.
NUMBER = re.compile(r"[\d\s.()/+\u2010-\u2015-]++")


def counted_form(question: str) -> str:
    """Return a question as it is counted: its words (see `core.search.words`), cut at 200 characters.

    "" if it has none, or if it looks personal: with an e-mail or web address, a telephone number, or many digits in a
    row. As words are lower-case ASCII letters and digits, the result is harmless wherever it is shown.
    """
    plain = unicodedata.normalize("NFKC", question)
    if "@" in plain or "://" in plain or _has_long_number(plain):
        return ""
    folded = words(question)
    if any(len(word) > LONGEST_WORD for word in folded):
        return ""
    return " ".join(folded)[:LONGEST].rstrip()


def _has_long_number(text: str) -> bool:
    return any(sum(map(str.isdecimal, match[0])) >= MANY_DIGITS for match in NUMBER.finditer(text))
