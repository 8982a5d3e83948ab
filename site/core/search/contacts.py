"""Removal of mail addresses and telephone numbers from what is indexed: nobody shall collect them by searching."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"(?<!\S)[^\s@]*@\S*")
SPACE = r"[ .\u00a0\u202f-]"
PHONE = re.compile(
    # « 04 76 00 00 00 » in pairs with one separator; « +33 (0)4 76 00 00 00 » with any.
    rf"(?<![\w.,/+-])(?:0[1-9]({SPACE}?)\d\d(?:\1\d\d){{3}}|(?:\+|00)[1-9]\d{{0,2}}{SPACE}?(?:\(0\){SPACE}?)?\d(?:{SPACE}?\d){{6,11}})(?!\d)",
    re.ASCII,
)


def without_contacts(text: str) -> str:
    """Return a text without mail addresses and telephone numbers."""
    if "@" in text:
        text = ADDRESS.sub("", text)
    return PHONE.sub("", text)
