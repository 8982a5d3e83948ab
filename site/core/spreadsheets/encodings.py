"""Decodes text files of unknown encoding: UTF-8, UTF-16 or UTF-32, else what spreadsheets in France write, by line.

A file may be mixed, since people paste lines of one file into another. A line that is UTF-8 stays UTF-8. Any other line
takes the one-byte encoding that makes it French (`core.spreadsheets.accents`): that of the whole file if it can be,
else the one of this line alone. A line that no encoding makes French, or that two make French about as well, is not
decoded: a wrong guess would be published.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from operator import itemgetter

from charset_normalizer import from_bytes

from core.spreadsheets.accents import IMPLAUSIBLE, points
from core.spreadsheets.double_encoding import repaired
from core.spreadsheets.tables import ReadError, unreadable
from core.text.typography import quantity

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_BOM = ("utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be")
#: What is looked at to recognise an encoding, in bytes or characters; a multiple of the size of all characters.
_SAMPLE = 4096
#: The one-byte encodings and their names; the first of two that read a file alike names it.
_ONE_BYTE = {
    "cp1252": "Windows-1252", "iso8859_15": "ISO 8859-15", "cp858": "MS-DOS (CP850)", "mac_roman": "Mac Roman",
}  # fmt: skip
#: By how many points an encoding must beat all others, and the points that one has before any line is read.
_MARGIN, _EXPECTED = 3, {"cp1252": 1}
UNDECODED = (
    "texte illisible : ni UTF-8 ni Windows-1252, MS-DOS ou Mac n’en font du français à coup sûr ; enregistrez le "
    "fichier en UTF-8"
)
_SHOWN_LINES, _SHOWN_TEXT = 5, 60


@dataclass
class DecodedText:
    """The lines of a file, with their line ends, and what people should know about them, in French.

    `notices` are about the whole file. `problems` and `remarks` are by line, from 1: why a line could not be decoded
    (its text has U+FFFD instead), and the encoding of a line that is not encoded like most others.
    """

    lines: list[str]
    notices: list[str] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)


def decode(data: bytes, suffix: str) -> DecodedText:
    """Decode a text file. Raise ReadError for a binary one; `suffix` (« .csv ») is the format named in its message."""
    data = data.removesuffix(b"\x1a")  # the end of a file of MS-DOS
    if encoding := _wide_encoding(data):
        return _decode_wide(data, encoding)
    if b"\0" in data and _is_binary(data.splitlines()):
        raise ReadError(unreadable(suffix))
    data = data.removeprefix(codecs.BOM_UTF8)
    with suppress(UnicodeDecodeError):
        lines = _split(data.decode())
        if not _may_be_another_encoding(lines):
            return DecodedText(lines)
    return _decode_lines(data.splitlines(keepends=True))


def _is_binary(lines: list[bytes]) -> bool:
    """Return whether most lines have NULs; a few may be damaged."""
    return sum(b"\0" in line for line in lines) * 2 > len(lines)


def _wide_encoding(data: bytes) -> str:
    """Return the encoding of a file in UTF-16 or UTF-32, with or without a byte order mark; "" for any other."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    sample = data[: min(_SAMPLE, len(data) // 4 * 4)]
    if sample.count(0) * 3 < len(sample) or not sample:
        return ""
    best = from_bytes(sample, cp_isolation=list(_WITHOUT_BOM)).best()
    return best.encoding if best else ""


def _decode_wide(data: bytes, encoding: str) -> DecodedText:
    name = encoding.upper().replace("_", "-").removesuffix("-LE").removesuffix("-BE")
    notices = [f"Texte lu en {name}."]
    try:
        return DecodedText(_split(data.decode(encoding)), notices)
    except UnicodeDecodeError:
        lines = _split(data.decode(encoding, "replace"))
        problems = {number: f"caractères abîmés ({name})" for number, line in enumerate(lines, 1) if "\ufffd" in line}
        return DecodedText(lines, notices, problems)


def _split(text: str) -> list[str]:
    return list(StringIO(text, newline=""))


def _may_be_another_encoding(lines: list[str]) -> bool:
    """Return whether no accented line of a valid UTF-8 file is French.

    « ’é » in Mac Roman has the bytes of an Armenian letter in UTF-8.
    """
    accented = [start for line in lines if not (start := line[:_SAMPLE]).isascii()]
    return bool(accented) and all(points(line) == IMPLAUSIBLE for line in accented)


#: The texts of a line by encoding, each with its points.
_Readings = Mapping[str, tuple[str, int]]


def _decode_lines(lines: list[bytes]) -> DecodedText:
    """Decode lines that may not be UTF-8."""
    result = DecodedText([line.decode(errors="replace") for line in lines])
    readings: dict[int, _Readings] = {}
    for number, text in enumerate(result.lines, 1):
        if "\ufffd" in text or (not text.isascii() and points(text) == IMPLAUSIBLE):
            readings[number] = {encoding: _read(lines[number - 1], encoding) for encoding in _ONE_BYTE}
    main, rivals = _main_encoding(readings.values())
    # In a mixed file, the encodings of single lines rival that of the file.
    rivals |= {_best_encoding(texts) for texts in readings.values() if main and texts[main][1] == IMPLAUSIBLE} - {""}
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, texts in readings.items():
        if encoding := _encoding_of(texts, main, rivals):
            result.lines[number - 1] = texts[encoding][0]
            numbers[encoding].append(number)
        elif "\ufffd" in result.lines[number - 1]:
            result.problems[number] = UNDECODED
    in_utf_8 = sum(number not in readings and not line.isascii() for number, line in enumerate(lines, 1))
    _report(result, numbers, in_utf_8)
    return result


def _read(line: bytes, encoding: str) -> tuple[str, int]:
    """Return the text of a line in an encoding, where parts of it may be UTF-8 (pasted cells), and its points.

    Texts that were encoded twice count as repaired.
    """
    texts = []
    for name, errors in (("utf-8", f"sillon.{encoding}"), (encoding, "strict")):
        with suppress(UnicodeDecodeError):
            texts.append(line.decode(name, errors))
    return max(((text, points(repaired(text))) for text in texts), key=itemgetter(1), default=("", IMPLAUSIBLE))


def _main_encoding(lines: Collection[_Readings]) -> tuple[str, set[str]]:
    """Return the encoding that makes most of a file French, and those that do about as well; "" if none does."""
    totals = dict.fromkeys(_ONE_BYTE, 0) | _EXPECTED
    for texts in lines:
        for encoding, (_, value) in texts.items():
            totals[encoding] += max(value, -_MARGIN)  # so that no single line decides
    main = max(totals, key=totals.__getitem__)
    if totals[main] <= _EXPECTED.get(main, 0):
        return "", set()
    return main, {encoding for encoding in totals if totals[encoding] > totals[main] - _MARGIN}


def _encoding_of(texts: _Readings, main: str, rivals: Collection[str]) -> str:
    """Return the encoding of a line; "" if it cannot be determined."""
    if main and texts[main][1] != IMPLAUSIBLE and _is_ahead(texts, main, rivals):
        best = max(value for _, value in texts.values())
        return main if texts[main][1] >= 0 or best < texts[main][1] + _MARGIN else ""
    return _best_encoding(texts)


def _best_encoding(texts: _Readings) -> str:
    """Return the encoding that alone makes a line French; "" if none does, or several do."""
    best = max(texts, key=lambda encoding: texts[encoding][1])
    return best if texts[best][1] > 0 and _is_ahead(texts, best, texts) else ""


def _is_ahead(texts: _Readings, encoding: str, others: Collection[str]) -> bool:
    """Return whether an encoding is clearly better than the others that read the line otherwise."""
    text, value = texts[encoding]
    return all(value >= texts[other][1] + _MARGIN for other in others if texts[other][0] != text)


def _report(result: DecodedText, numbers: Mapping[str, list[int]], in_utf_8: int) -> None:
    """Add the notices of a file, and the remarks of lines that are not encoded like most others."""
    counts = {"": in_utf_8} | {encoding: len(lines) for encoding, lines in numbers.items()}
    most = max(counts, key=counts.__getitem__)
    for encoding, lines in sorted(numbers.items(), key=lambda item: item[0] != most):
        name, first = _ONE_BYTE[encoding], _excerpt(result.lines[lines[0] - 1].strip())
        if encoding == most:
            result.notices.append(f"Texte lu en {name}, par exemple la ligne {lines[0]} : « {first} ».")
            continue
        shown = ", ".join(map(str, lines[:_SHOWN_LINES])) + (", …" if len(lines) > _SHOWN_LINES else "")
        result.notices.append(f"{quantity(len(lines), 'ligne')} en {name} ({shown}), par exemple « {first} ».")
        result.remarks |= dict.fromkeys(lines, f"ligne lue en {name}")


def _excerpt(line: str) -> str:
    """Return the part of a line with its first accent, by which people see whether it was read rightly."""
    accent = next((position for position, character in enumerate(line) if not character.isascii()), 0)
    start = max(0, accent - _SHOWN_TEXT // 2) if accent > _SHOWN_TEXT * 2 // 3 else 0
    return f"{'…' if start else ''}{line[start : start + _SHOWN_TEXT]}"


def _register(encoding: str) -> None:
    """Register an error handler for UTF-8 that reads invalid bytes in a one-byte encoding."""

    def handler(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        return error.object[error.start : error.end].decode(encoding), error.end

    codecs.register_error(f"sillon.{encoding}", handler)


for _encoding in _ONE_BYTE:
    _register(_encoding)
