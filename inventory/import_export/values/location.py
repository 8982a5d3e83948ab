"""The commune, postcode and INSEE code of a row, compared with one another and with the communes of France."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import NamedTuple

from inventory.communes.lookup import fold_name
from inventory.communes.table import CommuneRow, CommuneTable
from inventory.geo.names import with_de
from inventory.import_export.values.cells import quoted
from inventory.validators import compact

#: Called with the name of a field and a French reason.
AddFieldRemark = Callable[[str, str], None]
_CEDEX = re.compile(r" c[ée]dex\b.{0,10}\Z", re.IGNORECASE)
_POSTCODE_BEFORE = re.compile(r"(?:F-)?(\d{5}),? (?=\D)")
_POSTCODE_AFTER = re.compile(r"(?<=\D),? ?\(?(\d{5})\)?\Z")
#: A postcode in an address. People also write « 75 011 ».
_POSTCODE = re.compile(r"(?<!\d)(?:F-)?(\d\d) ?(\d{3})(?!\d)")
_COUNTRY = re.compile(r"\bfrance\W{0,5}\Z", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s'’-]")
#: Names of communes that a remark proposes.
_SHOWN_NAMES = 3
_AROUND = " ,;–-()"
_DEPARTMENT_AFTER = re.compile(r" ?\((?:\d{2,3}|2[AB])\)\Z", re.IGNORECASE)


class Location(NamedTuple):
    """The clean values, "" if unknown, and the commune that they mean, if it is clear."""

    postcode: str
    insee_code: str
    name: str
    commune: CommuneRow | None = None
    #: Whether the name is not that of the commune of the INSEE code, so that one of both is wrong.
    is_doubtful: bool = False


def split_name(text: str) -> tuple[str, str]:
    """Split the name of a commune from the postcode, the CEDEX and the département beside it; return name, postcode."""
    name = _CEDEX.sub("", text)
    match = _POSTCODE_BEFORE.match(name) or _POSTCODE_AFTER.search(name)
    if match:
        name = (name[: match.start()] + name[match.end() :]).strip()
    return _DEPARTMENT_AFTER.sub("", _CEDEX.sub("", name)), match[1] if match else ""


class AddressEnd(NamedTuple):
    """An address without its end, and the postcode and the name of the commune that stood there."""

    street: str
    postcode: str
    commune: str


def split_address(table: CommuneTable, address: str, postcode: str, name: str) -> AddressEnd | None:
    """Split « 41 rue Réaumur, 75003 Paris »; return None for an address without postcode and commune at its end.

    `postcode` and `name` are those of the row, "" if unknown: an address that ends with others is not split.
    """
    *_, match = (None, *_POSTCODE.finditer(address))
    if match is None:
        return None
    code = match[1] + match[2]
    street, end = address[: match.start()], _CEDEX.sub("", _COUNTRY.sub("", address[match.end() :]).rstrip(_AROUND))
    end = end.strip(_AROUND)
    if not end:  # « 1 place Grenette, Grenoble 38000 »
        street, _, end = street.rstrip(_AROUND).rpartition(",")
        end = end.strip(_AROUND)
    if not end or (postcode and compact(postcode).zfill(5) != code):
        return None
    if name and fold_name(name) == fold_name(end) and postcode:
        return AddressEnd(street.strip(_AROUND), code, name)
    commune = table.named(end, code) or table.named(end, "")
    if commune is None or not _agrees(commune, code, table) or (name and table.named(name, code) != commune):
        return None
    return AddressEnd(street.strip(_AROUND), code, name or table.official_name(commune, end))


def are_exchanged(table: CommuneTable, postcode: str, insee_code: str, name: str) -> bool:
    """Return whether `postcode` is an INSEE code, and `insee_code` a postcode of its commune."""
    postcode, insee_code = (compact(code).zfill(5) for code in (postcode, insee_code))
    as_given, other = table.find(insee_code), table.find(postcode)
    if other is None or insee_code not in other.postcodes:
        return False
    return as_given is None or not (postcode in as_given.postcodes or (name and table.is_named(as_given, name)))


def check_location(table: CommuneTable, postcode: str, insee_code: str, name: str, remark: AddFieldRemark) -> Location:
    """Return clean values with the current INSEE code. Contradictions get a remark, impossible values are left out."""
    if not table:
        return Location(postcode, insee_code, name)
    commune = table.find(insee_code)
    if insee_code and commune is None:
        is_postcode = table.has_postcode(insee_code)
        remark("insee_code", "c’est un code postal" if is_postcode else "aucune commune n’a ce code")
    if commune and _is_another(commune, postcode, name, table):
        remark("insee_code", f"c’est le code {with_de(commune.name)}, et non de {quoted(f'{postcode} {name}')}")
        commune = None
    insee_code = commune.code if commune else ""
    named = commune or table.named(name, postcode) or table.named_like(name, postcode) or table.named(name, "")
    if named is None:
        _remark_unknown(table, postcode, name, remark)
        return Location(postcode, insee_code, name)
    is_doubtful = bool(name) and not table.is_named(named, name)
    if is_doubtful:
        remark("commune", f"le code INSEE {named.code} est celui {with_de(named.name)}")
    if not _agrees(named, postcode, table):
        remark("postcode", f"ce n’est pas un code postal {with_de(named.name)} ({', '.join(named.postcodes[:5])})")
        named = commune
    name = _with_case(name, named, table, remark) if named else name
    return Location(postcode, insee_code, name, named, is_doubtful)


def _remark_unknown(table: CommuneTable, postcode: str, name: str, remark: AddFieldRemark) -> None:
    """Add a remark if no commune has this name, or if none of those that have it has the postcode.

    A name that several communes have, without a postcode, is not wrong.
    """
    namesakes = table.namesakes(name)
    if namesakes and not any(_agrees(commune, postcode, table) for commune in namesakes):
        remark("postcode", f"aucune commune {quoted(name)} n’a ce code postal")
    if not name or namesakes:
        return
    others = sorted((commune.name for commune in table.of_postcode(postcode)), key=_distance_from(name))
    shown = ", ".join(others[:_SHOWN_NAMES]) + (", …" if len(others) > _SHOWN_NAMES else "")
    remark("commune", f"aucune commune de France ne s’appelle ainsi{f' ({postcode} : {shown})' if others else ''}")


def _distance_from(name: str) -> Callable[[str], float]:
    """Return a sort key that puts the names most similar to `name` first."""
    matcher = SequenceMatcher(b=fold_name(name), autojunk=False)

    def distance(other: str) -> float:
        matcher.set_seq1(fold_name(other))
        return -matcher.ratio()

    return distance


def _is_another(commune: CommuneRow, postcode: str, name: str, table: CommuneTable) -> bool:
    """Return whether postcode and name together mean another commune than the INSEE code."""
    if not name or not postcode or postcode in commune.postcodes or table.is_named(commune, name):
        return False
    return table.named(name, postcode) is not None


def _agrees(commune: CommuneRow, postcode: str, table: CommuneTable) -> bool:
    """Return whether a postcode, if there is one, may be that of a commune."""
    is_cedex = not table.has_postcode(postcode) and postcode.startswith(commune.department)  # which no table has
    return not postcode or not commune.postcodes or postcode in commune.postcodes or is_cedex


def _with_case(name: str, commune: CommuneRow, table: CommuneTable, remark: AddFieldRemark) -> str:
    """Return the official name of a commune if a word of `name` is in capitals, or all are in lower case."""
    in_capitals = any(word.isupper() and len(word) > 1 for word in _BETWEEN_WORDS.split(name))
    if not (in_capitals or name.islower()) or not table.is_named(commune, name):
        return name
    official = table.official_name(commune, name)
    if official != name:
        remark("commune", f"écrit {official}")
    return official
