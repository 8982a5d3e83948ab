"""Make the site, serve it twice, check that both tell the same, measure, and end with 1 where a ratio is too low."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from dataclasses import dataclass
from statistics import median

from tests.bench import same
from tests.bench.loadgen import rate, settle, warm
from tests.bench.scenarios import VARIETY, Scenario, scenarios
from tests.bench.servers import SETTINGS, Server
from tests.bench.site import FOLDER, environment, inside, make

PLACES = 20_000
EVENTS = 5_000
PAGES = 2_000  # of other types
LEAST = 2 / 3  # of its target, below which a scenario fails
CHECKED = 8  # places that both sides are compared on
COLUMNS = {"Wagtail": 10, "Sillon": 10, "rapport": 9, "cible": 8, "deux tiers": 13, "SQL W.": 10, "SQL S.": 10}
HEAD = " " * 22 + "".join(f"{name:>{width}}" for name, width in COLUMNS.items())


@dataclass(frozen=True)
class Measure:
    """Requests per second of both sides, and the queries of one request; `one` is that of a single item."""

    sillon: float
    plain: float
    queries: int
    one: int
    plain_queries: int


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bootstrap.py bench", description="Sillon against plain Wagtail.")
    parser.add_argument("--fresh", action="store_true", help="make the database again first")
    parser.add_argument("--careful", action="store_true", help="measure three times, and take the median")
    parser.add_argument("--seconds", type=int, default=8, help="of load for one measure")
    parser.add_argument("--places", type=int, default=PLACES, help="how many places there are")
    parser.add_argument("--only", default="", help="names of scenarios: liste,fiche")
    parser.add_argument("--profile", action="store_true", help="write a profile of every scenario")
    return parser.parse_args()


def measure(
    scenario: Scenario, sides: dict[str, Server], first: dict[str, str], options: argparse.Namespace
) -> Measure:
    """Both sides in turn, the first to go changing from run to run. `first` are paths that both answer at once."""
    paths = {"sillon": scenario.sillon} | ({"plain": scenario.plain} if scenario.plain else {})
    rates: dict[str, list[float]] = {side: [] for side in ("sillon", "plain")}
    slow = {side: scenario.slow and side == "plain" for side in paths}
    for side in paths:
        warm(sides[side], paths[side], slow[side])
        settle(sides[side], first[side])
    for run in range(3 if options.careful else 1):
        for side in sorted(paths, reverse=run % 2 == 0):
            rates[side].append(rate(sides[side], paths[side], options.seconds, slow[side]))
            settle(sides[side], first[side])
    counts = {
        side: json.loads(inside(environment(SETTINGS[side]), "queries", *asked))
        for side, asked in {
            "sillon": [scenario.sillon[0], scenario.one or scenario.sillon[0]],
            "plain": [scenario.plain[0]] if scenario.plain else [],
        }.items()
        if asked
    }
    return Measure(
        median(rates["sillon"]), median(rates["plain"] or [0]), *counts["sillon"], counts.get("plain", [0])[0]
    )


def reached(scenario: Scenario, found: Measure) -> float:
    """The part of its target that a scenario reaches; 1 without a target."""
    if scenario.plain:
        return found.sillon / found.plain / scenario.target
    return found.sillon / scenario.per_second if scenario.per_second else 1


def line(scenario: Scenario, found: Measure) -> str:
    plain, ratio, plain_queries = "", "", ""
    wanted, unit = scenario.per_second, "/s"
    if scenario.plain:
        plain, ratio = f"{found.plain:.1f}", f"{found.sillon / found.plain:.1f}×"
        plain_queries = str(found.plain_queries)
        wanted, unit = scenario.target, "×"
    targets = [f"{wanted:.0f}{unit}", f"{wanted * LEAST:.1f}{unit}"] if wanted else ["", ""]
    queries = f"{found.one} → {found.queries}" if found.one != found.queries else f"{found.queries}"
    cells = [plain, f"{found.sillon:.1f}", ratio, *targets, plain_queries, queries]
    verdict = "" if reached(scenario, found) >= 1 else f"  voir {FOLDER.name}/{scenario.name}.txt"
    row = "".join(f"{cell:>{width}}" for cell, width in zip(cells, COLUMNS.values(), strict=True))
    return f"{scenario.label:22}{row}{verdict}"


def engine_lines(env: dict[str, str]) -> list[str]:
    """Return the table of the search engine: milliseconds of processor, or of the clock, and what is wanted."""
    built, updated, found = json.loads(inside(env, "build_index")), json.loads(inside(env, "update_index")), {}
    for command in ("engine", "suggestions", "first_search", "search_memory"):
        found[command] = json.loads(inside(env, command))
    engine, understood, shown = (found["engine"][name] for name in ("engine", "understood", "shown"))
    suggested = found["suggestions"]["suggestions"]
    rows: list[tuple[str, float, float]] = [
        ("Question, médiane (ms)", engine["p50"], 5),
        ("Question, 99 % (ms)", engine["p99"], 30),
        ("Avec ce qui est compris, médiane", understood["p50"], 0),
        ("Avec ce qui est compris, 99 %", understood["p99"], 0),
        ("Avec ses résultats, médiane", shown["p50"], 0),
        ("Avec ses résultats, 99 %", shown["p99"], 0),
        ("La pire question", found["engine"]["worst"], 0),
        ("Suggestions, médiane", suggested["p50"], 0),
        ("Suggestions, 99 %", suggested["p99"], 30),
        ("La pire suggestion", found["suggestions"]["worst"], 30),
        ("Première après un changement", found["first_search"]["index"], 60),
        ("Mise à jour d’une page (s)", updated["seconds"], 1),
        ("Construction (s)", built["seconds"], 60),
        ("Construction (s, calcul)", built["processor"], 0),
        ("Mémoire propre (Mo)", found["search_memory"]["own"], 60),
        ("Avec l’index lu (Mo)", found["search_memory"]["all"], 0),
    ]
    return [
        f"{label:34}{value:>10.1f}{f'< {most:.0f}' if most else '':>8}{'  trop' if most and value >= most else ''}"
        for label, value, most in rows
    ]


def main() -> int:
    options = parsed()
    if shutil.which("wrk") is None:
        sys.exit("Il faut wrk pour cette mesure (paquet Debian du même nom).")
    env = environment(SETTINGS["sillon"])
    make(options.places, EVENTS, PAGES, options.fresh, env)
    places = [(pk, slug) for pk, slug in json.loads(inside(env, "places", str(VARIETY)))]
    asked = scenarios(places, options.places)
    known = [*(scenario.name for scenario in asked), "moteur"]
    names = [name for name in options.only.split(",") if name] or known
    if strange := {*names} - {*known}:
        sys.exit(f"Scénario inconnu : {', '.join(sorted(strange))}.")
    sides: dict[str, Server] = {}
    low: list[str] = []
    try:
        first = {"sillon": asked[0].sillon[0], "plain": asked[0].plain[0]}
        for side, path in first.items():
            sides[side] = Server.start(side, path)
        if problems := same.check(sides["sillon"].get, sides["plain"].get, places[:: len(places) // CHECKED]):
            print("\n".join(["Les deux côtés ne disent pas la même chose :", *problems]), flush=True)
            return 2
        cores = os.cpu_count()
        print(f"\n{options.places} lieux, {EVENTS} évènements, deux processus, seize connexions, {cores} cœurs ;")
        print("requêtes par seconde.\n")
        print(HEAD, flush=True)
        for scenario in asked:
            if scenario.name not in names:
                continue
            found = measure(scenario, sides, first, options)
            print(line(scenario, found), flush=True)
            if reached(scenario, found) < 1 or options.profile:
                (FOLDER / f"{scenario.name}.txt").write_text(inside(env, "profile", *scenario.sillon[:50]))
            if reached(scenario, found) < LEAST:
                low.append(scenario.label)
        if "moteur" in names:
            print("\nMoteur de recherche, processeur :\n")
            print("\n".join(engine_lines(env)), flush=True)
        print(f"\n{'Mémoire (Mo)':22}{sides['plain'].memory():>10}{sides['sillon'].memory():>10}")
        print(f"{'Démarrage (s, calcul)':22}{sides['plain'].cold_start:>10.1f}{sides['sillon'].cold_start:>10.1f}")
        print(f"{'Catalogue à neuf (s)':22}{'':>10}{float(inside(env, 'catalogue')):>10.2f}")
    finally:
        for server in sides.values():
            server.stop()
    print(f"\nTrop bas : {', '.join(low)}." if low else "\nRien n’est sous les deux tiers de sa cible.", flush=True)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
