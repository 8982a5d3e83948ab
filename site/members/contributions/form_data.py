"""Form data as contributions store it: input names to lists of texts, valid or not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from core.contributions.kinds import Kind
from core.text.lengths import UNSTORABLE
from core.text.typography import thousands

Typed = dict[str, list[str]]
#: Maximum number of characters in one contribution. The longest sheet of the guide has about 11,000; the longest valid
#: contribution, a testimonial with the transcript of its film, about 170,000.
LONGEST = 200_000


class TooLong(Exception):
    """The data of a contribution would exceed `LONGEST`; `length` is its number of characters."""

    def __init__(self, length: int, kind: Kind) -> None:
        takes_documents = any(files.kind == "document" for files in kind.files)
        super().__init__(
            f"Cette contribution ferait {thousands(length)} caractères, {thousands(LONGEST)} au plus : "
            f"raccourcissez vos textes{', ou joignez un document' if takes_documents else ''}."
        )
        self.length = length


def owner_of(key: str, names: Iterable[str]) -> str:
    """Return the field that an input such as « hours » or « hours_mo0_from » belongs to; "" if there is none."""
    return max((name for name in names if key == name or key.startswith(f"{name}_")), key=len, default="")


def owners(keys: Iterable[str], form: type[forms.BaseForm]) -> set[str]:
    """Return the fields of a form that these inputs belong to."""
    return {name for key in keys if (name := owner_of(key, form.base_fields))}


def extract(data: Mapping[str, Any], names: Iterable[str], form: type[forms.BaseForm]) -> Typed:
    """Extract the inputs of some fields from submitted data. The result has each field, if only with an empty list."""
    fields = set(names)
    typed: Typed = {name: [] for name in fields}
    lists = data.lists() if isinstance(data, MultiValueDict) else data.items()
    for key, values in lists:
        if owner_of(key, form.base_fields) in fields:
            typed[key] = [normalize(str(value)) for value in values]
    return typed


def normalize(text: str) -> str:
    """Make a text storable: remove unstorable characters and turn CRLF and CR into LF, as authors count characters."""
    return UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def merged(stored: Typed, typed: Typed, kind: Kind) -> Typed:
    """Return the stored data with some fields replaced. Raises TooLong, unless the result is shorter than before."""
    replaced = owners(typed, kind.form)
    result = {key: values for key, values in stored.items() if owner_of(key, kind.form.base_fields) not in replaced}
    result |= typed
    if (length := length_of(result)) > max(LONGEST, length_of(stored)):
        raise TooLong(length, kind)
    return result


def length_of(typed: Typed) -> int:
    """Return the number of characters, input names included: a request may have thousands of names for one field."""
    return sum(len(key) + sum(map(len, values)) for key, values in typed.items())


def digest(typed: Typed) -> str:
    """Return a short digest of the filled inputs, which reveals a change made in another window."""
    filled = {key: values for key, values in typed.items() if any(values)}
    text = json.dumps(filled, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def digest_of(typed: Typed, names: Iterable[str], form: type[forms.BaseForm]) -> str:
    """Return the digest of some fields of a form."""
    fields = set(names)
    return digest({key: values for key, values in typed.items() if owner_of(key, form.base_fields) in fields})
