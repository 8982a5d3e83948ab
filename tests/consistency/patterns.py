"""Every compiled pattern of the packages, how it is used, and texts that are hard for it."""

from __future__ import annotations

import ast
import gc
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from itertools import product
from math import inf
from re import _constants as kinds
from re import _parser as parser
from typing import Any, NamedTuple

from django.db import connection

from tests.consistency.source import modules

#: The methods that read a text, each called with the text alone.
READERS: dict[str, Callable[[re.Pattern, Any], object]] = {
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "search": lambda pattern, text: pattern.search(text),
    "findall": lambda pattern, text: pattern.findall(text),
    "finditer": lambda pattern, text: pattern.findall(text),
    "split": lambda pattern, text: pattern.split(text),
    "sub": lambda pattern, text: pattern.sub(text[:0], text),
}
FUNCTIONS = {*READERS, "subn", "compile"}
#: The module that cannot be imported with each database: its models are those of the other.
OTHER_DATABASE = {"postgresql": "search/backends/sqlite.py", "sqlite": "search/backends/postgres.py"}
#: What people type, by kind: letters, digits, spaces, line ends, quotation marks, tags, signs.
POOL = "a1 \n\u00a0'\"<>«»-,;.:/!é"
#: Seconds; a time below is measured again.
QUICK = 0.02
#: No pattern takes it, except those that take everything.
NOTHING = "\x00"


class Compiled(NamedTuple):
    """A pattern, where it stands (« core.text.typography.TAG »), and the names of the methods it is used by."""

    name: str
    pattern: re.Pattern
    methods: tuple[str, ...]


class TooSlow(Exception):
    """A pattern or a function has used up its time of processor."""


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Raise TooSlow in code that runs longer, in seconds of this process, so that a busy machine changes nothing.

    The garbage collector waits meanwhile: walking through what the whole run has in memory takes longer than the code,
    and an exception raised within its callbacks is swallowed.
    """

    def stop(*_: object) -> None:
        raise TooSlow

    collecting = gc.isenabled()
    gc.disable()
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if collecting:
            gc.enable()


# --- Which patterns there are -----------------------------------------------------------------------------------------


def inline(parsed: ast.Module) -> list[int]:
    """The lines on which a function gives `re` a pattern, so that nobody can collect it."""
    within = {
        id(node)
        for outer in ast.walk(parsed)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(outer)
    }
    return [node.lineno for node in ast.walk(parsed) if _asks_re(node) and (id(node) in within or _reads(node))]


def _asks_re(node: ast.AST) -> bool:
    asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS
    return asked and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"


def _reads(node: ast.Call) -> bool:
    return node.func.attr != "compile"


@cache
def compiled() -> tuple[Compiled, ...]:
    """All patterns that modules and classes of the packages hold, in containers too."""
    found: dict[tuple[str, int], Compiled] = {}
    for path, _ in modules():
        if "/settings/" in path or path == OTHER_DATABASE.get(connection.vendor):
            continue
        module = import_module(
            path.removeprefix("site/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
        for name, value in _named(module):
            for rank, pattern in enumerate(_patterns(value)):
                label = f"{module.__name__}.{name}" + (f"-{rank}" if rank else "")
                plain = name.rpartition(".")[2]
                found[(pattern.pattern, pattern.flags)] = Compiled(label, pattern, _methods(plain, path))
    return tuple(sorted(found.values(), key=lambda one: one.name))


def _named(module: Any) -> Iterator[tuple[str, Any]]:
    for name, value in vars(module).items():
        yield name, value
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from ((f"{name}.{inner}", held) for inner, held in vars(value).items())


def _patterns(value: Any) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif type(value) in (tuple, list, dict, set, frozenset):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _patterns(part)


def _methods(name: str, path: str) -> tuple[str, ...]:
    """The methods that are called on a name, in its own module and wherever it is imported; all if none is seen."""
    used = {
        method
        for other, (imported, calls) in _names_by_module().items()
        if other == path or name in imported
        for called, method in calls
        if called == name
    }
    return tuple(sorted(used or READERS))


@cache
def _names_by_module() -> dict[str, tuple[set[str], set[tuple[str, str]]]]:
    """By module: the names that it imports, and each name on which it calls a method of patterns, with that method."""
    return {
        path: (
            {one.name for node in parsed.body if isinstance(node, ast.ImportFrom) for one in node.names},
            {
                (name, node.attr)
                for node in ast.walk(parsed)
                if isinstance(node, ast.Attribute) and node.attr in READERS
                for name in _names_in(node.value)
            },
        )
        for path, parsed in modules()
    }


def _names_in(node: ast.AST) -> set[str]:
    return {getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node)}


# --- Texts that are hard for one --------------------------------------------------------------------------------------


def hard_texts(pattern: re.Pattern, length: int) -> Iterator[Any]:
    """Texts of about this length, made of the pattern's own parts, that make it go back and try again."""
    is_bytes = isinstance(pattern.pattern, bytes)
    source = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
    tree = list(parser.parse(source, pattern.flags & ~re.UNICODE if is_bytes else pattern.flags))
    beginnings = list(dict.fromkeys(_beginnings(tree, "")))
    letters = list(dict.fromkeys([*_letters(tree), *POOL]))
    units = [*letters, *beginnings, *("".join(pair) for pair in product(letters[:8], repeat=2))]
    texts = [(unit * length)[:length] + end for unit in units for end in ("", NOTHING)]
    texts += [start + letter * length + end for start, letter in _repeated(tree, "") for end in ("", NOTHING)]
    for text in dict.fromkeys(texts):
        yield text.encode("latin-1", "replace") if is_bytes else text


def _letters(tree: Any) -> Iterator[str]:
    """Characters that the parts of a pattern take."""
    for kind, value in tree:
        if kind in (kinds.LITERAL, kinds.NOT_LITERAL, kinds.ANY, kinds.IN):
            yield from _taken(kind, value)
        else:
            for part in _inner(kind, value):
                yield from _letters(part)


def _taken(kind: Any, value: Any) -> Iterator[str]:
    if kind is kinds.LITERAL:
        yield chr(value)
    elif kind is kinds.IN and value[0][0] is not kinds.NEGATE:
        for inner, part in value:
            if inner is kinds.LITERAL:
                yield chr(part)
            elif inner is kinds.RANGE:
                yield chr(part[0])
            else:
                yield {kinds.CATEGORY_DIGIT: "1", kinds.CATEGORY_SPACE: " "}.get(part, "a")
    else:  # what a negation takes is in the pool: letters first
        refused = {chr(part) for inner, part in value if inner is kinds.LITERAL} if kind is kinds.IN else set()
        yield next(letter for letter in f"a 1{POOL}" if letter not in refused)


def _inner(kind: Any, value: Any) -> list[Any]:
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind is kinds.SUBPATTERN:
        return [value[3]]
    if kind is kinds.BRANCH:
        return value[1]
    if kind in (kinds.ASSERT, kinds.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is kinds.ATOMIC_GROUP else []


def _shortest(kind: Any, value: Any) -> str:
    """A short text that one part takes."""
    if kind in (kinds.LITERAL, kinds.NOT_LITERAL, kinds.ANY, kinds.IN):
        return next(_taken(kind, value))
    if kind in (kinds.ASSERT, kinds.ASSERT_NOT, kinds.AT) or not (parts := _inner(kind, value)):
        return ""
    text = "".join(_shortest(*part) for part in parts[0])
    return text * max(value[0], 1) if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) else text


def _beginnings(tree: Any, before: str) -> Iterator[str]:
    """The pattern's shortest text, up to each of its parts."""
    for kind, value in tree:
        for part in _inner(kind, value):
            yield from _beginnings(part, before)
        before += _shortest(kind, value)
        if before:
            yield before


def _repeated(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What stands before each part that may come any number of times, and a text of that part."""
    for kind, value in tree:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT) and value[1] > 20:
            yield from ((before, letter) for letter in [*_letters(value[2]), "".join(_shortest(*p) for p in value[2])])
        for part in _inner(kind, value):
            yield from _repeated(part, before)
        before += _shortest(kind, value)


def slow(pattern: re.Pattern, methods: tuple[str, ...], length: int, seconds: float = 1.0) -> str:
    """Return the method and the beginning of a text of this length that takes a pattern longer; "" if none does.

    All texts are tried at a hundredth of the length. The three worst of each method are tried at the whole of it.
    """
    for method in methods:
        read = partial(READERS[method], pattern)
        worst, too_slow = slowest(read, list(hard_texts(pattern, max(length // 100, 10))), seconds)
        for rank, text in enumerate(hard_texts(pattern, length)):
            if rank in too_slow or (rank in worst and elapsed(read, text, seconds) == inf):
                return f"{method} {text[:40]!r}"
    return ""


def slowest(read: Callable[[Any], object], texts: Sequence[Any], limit: float) -> tuple[set[int], set[int]]:
    """Return the ranks of the three texts that take longest to read, and of those above the limit in seconds.

    The eight that seem to be slowest are read twice more if that is quick, and count by their shortest time: whatever
    else the machine does only adds to a time.
    """
    times = [elapsed(read, text, limit) for text in texts]
    too_slow = {rank for rank, seconds in enumerate(times) if seconds == inf}
    candidates = sorted(set(range(len(texts))) - too_slow, key=times.__getitem__)[-8:]
    for rank in (rank for rank in candidates if times[rank] < QUICK):
        times[rank] = min(times[rank], *(elapsed(read, texts[rank], limit) for _ in range(2)))
    return set(sorted(candidates, key=times.__getitem__)[-3:]), too_slow


def elapsed(read: Callable[[Any], object], text: Any, limit: float) -> float:
    """Return the seconds that reading a text takes, infinite if it uses more processor time than the limit.

    Clocks of processor time may tick every few milliseconds, which is too coarse to compare short texts.
    """
    start = time.perf_counter()
    try:
        with processor_time(limit):
            read(text)
    except TooSlow:
        return inf
    return time.perf_counter() - start
