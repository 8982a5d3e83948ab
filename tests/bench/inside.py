"""What is done within a process that has the settings of one side: `python -m tests.bench.inside COMMAND …`."""

from __future__ import annotations

import cProfile
import gc
import io
import json
import pstats
import sys
import time
from random import Random
from typing import Any

from tests.bench import engine
from tests.bench.site import ROOT

sys.path.insert(0, str(ROOT / "site"))
PROFILED = 200
SEED = 2016


def load(places: str, events: str, pages: str) -> None:
    """Fill the database."""
    from django.db import connection

    from tests.bench import events as bench_events
    from tests.bench import pages as bench_pages
    from tests.bench.loading import load

    def progress(done: int) -> None:
        print(f"\r{done} lieux", end="", file=sys.stderr, flush=True)

    load(int(places), progress)
    print(file=sys.stderr)
    bench_events.load(int(events))
    bench_pages.load(int(pages))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def places(variety: str) -> Any:
    """Some places, chosen by chance: primary keys and slugs."""
    from inventory.models import SiteProfilePage

    rows = list(SiteProfilePage.objects.order_by("pk").values_list("pk", "slug"))
    return Random(SEED).sample(rows, min(int(variety), len(rows)))


def queries(*paths: str) -> Any:
    """How many queries each address takes when the process has answered it before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for path in paths:
        _ask(path)
        with CaptureQueriesContext(connection) as captured:
            _ask(path)
        found.append(len(captured))
    return found


def catalogue() -> Any:
    """Seconds to read the catalogue anew, after a change of the content."""
    from core.visibility import version
    from core.visibility.gate import Gate
    from inventory.catalogue.build import catalogue

    gc.freeze()  # as `gunicorn.conf.py` does
    gc.set_threshold(10_000)
    catalogue(Gate.public())
    found = []
    for _ in range(3):
        version._latest = None
        began = time.perf_counter()
        catalogue(Gate.public())
        found.append(time.perf_counter() - began)
    return min(found)


def profile(*paths: str) -> str:
    """Where the time goes: functions by their own time, then by all of it."""
    asked = (list(paths) * PROFILED)[:PROFILED]
    for path in asked[:20]:
        _ask(path)
    profiler = cProfile.Profile()
    began = time.perf_counter()
    profiler.enable()
    for path in asked:
        _ask(path)
        if time.perf_counter() - began > 30:
            break
    profiler.disable()
    text = io.StringIO()
    for order in ("tottime", "cumtime"):
        pstats.Stats(profiler, stream=text).strip_dirs().sort_stats(order).print_stats(60)
    return text.getvalue()


def _ask(path: str) -> None:
    """One request through the whole stack of middlewares, without a socket."""
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    global _application
    _application = _application or get_wsgi_application()
    statuses: list[str] = []
    environ = RequestFactory().get(path, headers={"host": "localhost"}).environ
    answer = _application(environ, lambda status, headers: statuses.append(status))
    b"".join(answer)
    answer.close()
    assert statuses[0].startswith("200"), f"{path} : {statuses[0]}"


_application: Any = None
COMMANDS = {function.__name__: function for function in (load, places, queries, catalogue, profile)} | engine.COMMANDS

if __name__ == "__main__":
    import django

    django.setup()
    result = COMMANDS[sys.argv[1]](*sys.argv[2:])
    print(result if isinstance(result, str) else json.dumps(result))
