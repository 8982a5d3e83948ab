"""Plain texts and names: those that are too long are cut at a word."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from core.text.lengths import too_long
from core.text.typography import thousands
from inventory.import_export.values.cells import AddRemark

#: Names by which objects are looked up; a cut one would mean another object, or none.
_WHOLE = frozenset({"commune", "epci_name"})


def read_text(name: str, text: str, limit: int | None, remark: AddRemark) -> str:
    """Return a text of at most `limit` characters. One that is longer is cut at a word, with « … ».

    Raises ValidationError if it is the name of a commune or an EPCI, and for an object or a list.
    """
    if text[:1] in ("{", "[") and text[-1:] in ("}", "]") and ":" in text:
        raise ValidationError("un texte est attendu, et non un objet")
    if limit is None or len(text) <= limit:
        return text
    if name in _WHOLE:
        raise ValidationError(too_long(limit, len(text)))
    remark(f"coupé à {thousands(limit)} caractères : ce texte en a {thousands(len(text))}")
    return cut(text, limit)


def cut(text: str, limit: int) -> str:
    """Cut a text at a word and add « … »; the result has at most `limit` characters. Shorter texts are unchanged."""
    if len(text) <= limit:
        return text
    start, space, _ = text[:limit].rpartition(" ")
    return f"{(start if space else text[: limit - 1]).rstrip(' ,;:.–-(«')}…"
