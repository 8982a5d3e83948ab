"""Every address that the site answers to, read off its URL configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

#: What stands for a part of an address.
HOLE = re.compile(
    r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()\[\]]|\[[^\]]*\])*\)|\((?:[^()\[\]]|\[[^\]]*\]|\((?:[^()\[\]]|\[[^\]]*\])*\))*\)\*?"
)


@dataclass(frozen=True, order=True)
class Route:
    """A pattern of the URL configuration and a method it may be asked with."""

    pattern: str
    method: str

    @property
    def holes(self) -> list[str]:
        """The names of its variable parts; « 0 », « 1 »… where they have none."""
        return [match[1] or match[2] or str(rank) for rank, match in enumerate(HOLE.finditer(self.pattern))]

    def path(self, values: dict[str, object]) -> str:
        """The address with these values in its variable parts. Fails where one is not known."""
        names = iter(self.holes)

        def value(match: re.Match[str]) -> str:
            name = next(names)
            assert name in values, f"What may stand for « {name} » in {self.pattern}?"
            return str(values[name])

        return "/" + HOLE.sub(value, self.pattern).replace("^", "").replace("$", "").replace("\\", "").removesuffix("*")


def routes() -> list[Route]:
    """All of them, each once with each method. Django's own views are asked with GET and POST."""
    found: set[Route] = set()
    for pattern, view in _walk(get_resolver(), ""):
        methods = _methods_of_api(pattern, view) or ("GET", "POST")
        found |= {Route(pattern, method) for method in methods}
    return sorted(found)


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for child in resolver.url_patterns:
        pattern = prefix + str(child.pattern)
        if isinstance(child, URLResolver):
            yield from _walk(child, pattern)
        else:
            yield pattern, child


def _methods_of_api(pattern: str, view: URLPattern) -> set[str]:
    """The methods of a route of the JSON API, as its routers know them."""
    if not pattern.startswith("api/v3/"):
        return set()
    from config.api import api

    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern.removeprefix("api/v3"))
    methods: set[str] = set()
    for known, operations in _operations(api).items():
        if known.strip("/") == path.strip("/"):
            methods |= operations
    return methods - {"HEAD"}


def _operations(api) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}

    def walk(prefix: str, router) -> None:
        for path, view in router.path_operations.items():
            joined = re.sub(
                r"\{(?:\w+:)?(\w+)\}", r"{\1}", "/" + "/".join(filter(None, (prefix.strip("/"), path.strip("/"))))
            )
            found.setdefault(joined, set()).update(
                method for operation in view.operations for method in operation.methods
            )
        for child_prefix, child, *_ in router._routers:
            walk(f"{prefix.rstrip('/')}/{child_prefix.strip('/')}", child)

    for prefix, router in api._routers:
        walk(prefix, router)
    return found
