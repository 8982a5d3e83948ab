"""French labels of stored codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db.models import Choices


@cache
def labels(vocabulary: type[Choices]) -> dict[str, str]:
    """Return the French labels of a vocabulary by code."""
    return {str(code): str(label) for code, label in vocabulary.choices}


def label_of(code: str, vocabulary: type[Choices]) -> str:
    """Return the French label of a code, or the code itself if the vocabulary no longer has it."""
    return labels(vocabulary).get(code, code)


def labels_of(codes: Sequence[str], vocabulary: type[Choices]) -> list[str]:
    return [label_of(code, vocabulary) for code in codes]


def mid_sentence(label: str) -> str:
    """Return a label for the middle of a sentence: its first letter in lower case, unless it is an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def code_and_label(code: str, vocabulary: type[Choices]) -> dict[str, str] | None:
    """Return `{"code", "label"}` for the API; None for an empty code."""
    return {"code": code, "label": label_of(code, vocabulary)} if code else None


def codes_and_labels(codes: Sequence[str], vocabulary: type[Choices]) -> list[dict[str, str]]:
    """Return a list of `{"code", "label"}` for the API."""
    return [{"code": code, "label": label_of(code, vocabulary)} for code in codes]


def describe_choices(choices: Iterable[tuple[Any, Any]]) -> str:
    """List codes with their labels, for people who type codes: « active (En activité), closed (Fermé) »."""
    return ", ".join(f"{code} ({label})" for code, label in choices if code not in ("", None))


def unknown_code(choices: Iterable[tuple[Any, Any]]) -> str:
    """Return the error message for a code that is not among these choices."""
    return f"cette valeur n’existe pas. Valeurs possibles : {describe_choices(choices)}"
