"""The search engine by itself: milliseconds of processor for each question, and memory. See `tests.bench.inside`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from tests.bench.questions import ASKED, SEED, WORST, WORST_BEGINNINGS, generated

QUESTIONS = 600
_WARM = 60


def questions() -> list[str]:
    """Return the generated questions, from the pages of the database."""
    from inventory.models import Commune, SiteProfilePage
    from tests.bench.vocabulary import rare

    names = list(SiteProfilePage.objects.order_by("pk").values_list("title", flat=True)[:5000])
    communes = list(SiteProfilePage.objects.order_by("pk").values_list("commune", flat=True)[:3000])
    elsewhere = list(Commune.objects.order_by("-population").values_list("name", flat=True)[:2000])
    chance = Random(SEED)
    words, weights = rare()
    return list(generated(QUESTIONS, names, [*communes, *elsewhere], chance.choices(words, cum_weights=weights, k=800)))


def engine() -> dict[str, Any]:
    """Rank and count; the same with what sections understand, and with what is shown; and the worst questions."""
    from core.search.questions import understanders
    from core.visibility.gate import Gate
    from search.query.results import search

    gate = Gate.public()
    asked = questions()
    measure(partial(search, gate, limit=0), asked[:_WARM])
    sections, understanders[:] = understanders[:], []
    ranked = measure(partial(search, gate, limit=0), asked)
    understanders[:] = sections
    return {
        "engine": percentiles(ranked),
        "understood": percentiles(measure(partial(search, gate, limit=0), asked)),
        "shown": percentiles(measure(partial(search, gate), asked)),
        "worst": max(measure(partial(search, gate, limit=0), WORST)),
    }


def suggestions() -> dict[str, Any]:
    """Suggestions for the beginnings of questions."""
    from core.visibility.gate import Gate
    from search.query.suggestions import suggestions_for

    gate, chance = Gate.public(), Random(SEED)
    asked = [text[: chance.randint(1, len(text))] for text in questions()]
    measure(partial(suggestions_for, gate), asked[:_WARM])
    return {
        "suggestions": percentiles(measure(partial(suggestions_for, gate), asked)),
        "worst": max(measure(partial(suggestions_for, gate), WORST_BEGINNINGS)),
    }


def first_search() -> dict[str, float]:
    """Return the milliseconds of the first search of a process after a change, with those of all that it reads anew.

    `index` are those of the search alone: the index opened again, and the keys of visible objects.
    """
    from core.search.documents import SOURCES
    from core.visibility import version
    from core.visibility.gate import Gate
    from search.index import folder
    from search.index.folder import current
    from search.query.results import search
    from search.query.visibility import visible_keys

    search(Gate.public(), "tiers-lieu", limit=0)
    build = current()
    assert build is not None
    version.bump()
    gate = Gate.public()
    everything = measure(lambda text: search(gate, text, limit=0), ["coworking annecy"])[0]
    gate.snapshot._values.clear()
    for source in SOURCES.values():  # what the other pages of the site read after a change too
        source.visible(gate)
    search(gate, "tiers-lieu", limit=0)
    gate.snapshot._values.pop(("search", gate.audience, *gate.scope), None)
    folder.publish(build.name)
    index = measure(lambda text: (visible_keys(gate), search(gate, text, limit=0)), ["coworking annecy"])[0]
    return {"all": everything, "index": index}


def search_memory() -> dict[str, float]:
    """Return the megabytes that the search adds to a process: its own, and with the pages of the index that it read."""
    from tests.bench.inside import _ask

    for path in ("/", "/inventaire/", "/api/v3/places/?limit=20", "/ressources/evenements/"):
        _ask(path)
    before = _resident()
    from urllib.parse import quote

    for text in (*ASKED, *questions()):
        _ask(f"/api/v3/search/?q={quote(text)}")
        _ask(f"/recherche/?q={quote(text)}")
        _ask(f"/api/v3/search/suggest/?q={quote(text[:5])}")
    after = _resident()
    return {name: after[name] - before[name] for name in after}


def build_index() -> dict[str, float]:
    """Build the whole index; return seconds of the clock, and of processor."""
    from search.index import writer

    return _timed(writer.build)


def update_index() -> dict[str, float]:
    """Change one page, and bring the index up to date; return seconds of the clock, and of processor."""
    from inventory.models import SiteProfilePage
    from search.index import writer

    writer.update()
    page = SiteProfilePage.objects.order_by("pk")[1000]
    page.summary = f"{page.summary[:200]} changé"
    page.save_revision().publish()
    return _timed(writer.update)


def _timed(function: Callable[[], Any]) -> dict[str, float]:
    began, used = time.perf_counter(), time.process_time()
    function()
    return {"seconds": time.perf_counter() - began, "processor": time.process_time() - used}


def measure(function: Callable[[str], Any], asked: Iterable[str]) -> list[float]:
    """Return the milliseconds of processor of each."""
    found = []
    for text in asked:
        began = time.process_time()
        function(text)
        found.append((time.process_time() - began) * 1000)
    return found


def percentiles(found: list[float]) -> dict[str, float]:
    cuts = quantiles(found, n=100)
    return {"p50": cuts[49], "p99": cuts[98], "max": max(found)}


def _resident() -> dict[str, float]:
    """Return the megabytes of memory of this process, and of it those that are its own."""
    text = Path("/proc/self/status").read_text()
    rows = {"all": "VmRSS", "own": "RssAnon"}
    return {name: int(re.search(rf"{row}:\s+(\d+)", text)[1]) / 1024 for name, row in rows.items()}  # type: ignore[index]


COMMANDS = {
    function.__name__: function
    for function in (engine, suggestions, first_search, search_memory, build_index, update_index)
}
