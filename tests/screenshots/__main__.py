"""The command: `python3 bootstrap.py screenshots [--only NAME,…] [--widths …] [--schemes …] [--base-url …]`."""

from __future__ import annotations

import argparse
import queue
import signal
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.chromium import CHROMIUM
from tests.screenshots import readme, sheets
from tests.screenshots.camera import PRINT, SCHEMES, SCREENS, WINDOWS, ZOOM, Camera, Missing, Shot, View, open_browser
from tests.screenshots.scratch import FOLDER, scratch_site
from tests.screenshots.states import STATES, State, chosen

WORKERS = 2
WIDTHS = [str(window.width) for window in WINDOWS]


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bootstrap.py screenshots", description="Contact sheets of every page type.")
    parser.add_argument(
        "--only", type=words, default=[], help="names of pages, or how they begin: inventaire,lieu-vide"
    )
    parser.add_argument("--widths", type=words, default=[], help=f"among {', '.join(WIDTHS)}; no print then")
    parser.add_argument("--schemes", type=words, default=[], help=f"among {', '.join(SCHEMES)}; no print then")
    parser.add_argument("--base-url", default="", help="a running site; pages that it has not are left out")
    parser.add_argument("--fresh", action="store_true", help="make the scratch site again first")
    parser.add_argument("--readme", action="store_true", help="take the README's images into docs/images instead")
    options = parser.parse_args()
    try:
        options.states = chosen(options.only)
    except ValueError as unknown:
        parser.error(f"--only: {unknown} is none of {', '.join(state.name for state in STATES)}")
    if strange := {*options.widths} - {*WIDTHS} | {*options.schemes} - {*SCHEMES}:
        parser.error(f"unknown: {', '.join(sorted(strange))}")
    return options


def sheets_of(options: argparse.Namespace, state: State) -> dict[str, list[View]]:
    """The views of a page by the sheet they stand on: light, dark, then paper and the enlarged page."""
    wanted = {
        name: [
            view
            for view in SCREENS
            if view.scheme == scheme and (not options.widths or str(view.window.width) in options.widths)
        ]
        for name, scheme in SCHEMES.items()
        if not options.schemes or name in options.schemes
    }
    if not options.widths and not options.schemes:
        wanted["impression"] = [PRINT, ZOOM] if state.zoom else [PRINT]
    return wanted


class Run:
    """One run of the command: pages still to take, and what was found."""

    def __init__(self, options: argparse.Namespace, base_url: str) -> None:
        self.options = options
        self.base_url = base_url
        self.todo: queue.SimpleQueue[State] = queue.SimpleQueue()
        for state in options.states:
            self.todo.put(state)
        self.found: dict[str, dict[str, Any]] = {}
        self.left_out: list[str] = []
        self.stopped = threading.Event()

    def work(self) -> None:
        """Take pages with a browser of one's own until none is left."""
        with open_browser(self.base_url) as browser:
            camera = Camera(browser, self.base_url)
            while not self.stopped.is_set():
                try:
                    self.take(camera, self.todo.get_nowait())
                except queue.Empty:
                    return

    def take(self, camera: Camera, state: State) -> None:
        folder = FOLDER / state.name
        folder.mkdir(parents=True, exist_ok=True)
        wanted = sheets_of(self.options, state)
        try:
            shots = camera.take(state, [view for views in wanted.values() for view in views], folder)
        except Missing as error:
            if state.optional or self.options.base_url:
                self.left_out.append(state.name)
            else:
                self.note(state, [], [], [f"{error}, voir var/screenshots/site/extremes/site.log"])
            return
        except Exception as error:  # one page that cannot be taken must not cost the others
            self.note(state, [], [], [f"{type(error).__name__} : {str(error).splitlines()[0][:300]}"])
            return
        made = [
            file
            for name, views in wanted.items()
            for file in sheets.compose(
                f"{state.label}  –  {state.path}",
                [shot for shot in shots if shot.view in views],
                FOLDER / f"{state.name}-{name}.png",
            )
        ]
        self.note(state, shots, made, sheets.grouped(shots))

    def note(self, state: State, shots: list[Shot], made: list[Path], faults: list[str]) -> None:
        files = {shot.view.label: f"{state.name}/{shot.image.name}" for shot in shots}
        files |= {f"{shot.view.label}, PDF": f"{state.name}/{shot.pdf.name}" for shot in shots if shot.pdf}
        self.found[state.name] = {
            "label": state.label,
            "path": state.path,
            "sheets": [file.name for file in made],
            "files": files,
            "faults": faults,
        }
        print(f"  {state.name}{'  ⚠' if faults else ''}", flush=True)


def take_all(options: argparse.Namespace, base_url: str) -> int:
    """Take the chosen pages; return the command's exit code."""
    run = Run(options, base_url)
    workers = [threading.Thread(target=run.work) for _ in range(WORKERS)]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        run.stopped.set()
        for worker in workers:
            worker.join()
    sheets.record(FOLDER, run.found)
    for name in run.left_out:
        print(f"Absent de ce site : {name}")
    faulty = {name: page["faults"] for name, page in run.found.items() if page["faults"]}
    for name, faults in sorted(faulty.items()):
        print(f"\n{name}", *faults, sep="\n  - ")
    missed = len(options.states) - len(run.found) - len(run.left_out)
    if missed:
        print(f"\n{missed} pages n’ont pas été prises.")
    print(f"\n{len(run.found)} planches, {sum(map(len, faulty.values()))} défauts : {FOLDER / 'index.html'}")
    return 1 if faulty or missed else 0


def main() -> int:
    options = parsed()
    if CHROMIUM is None:
        print("Chromium n’est pas installé : paquet « chromium » de Debian.")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    if not options.base_url:
        print("Site d’essai…", flush=True)
    site = (
        nullcontext(options.base_url.rstrip("/"))
        if options.base_url
        else scratch_site(not options.readme, options.fresh)
    )
    with site as base_url:
        code = readme.take_all(base_url) if options.readme else take_all(options, base_url)
    print(f"{time.monotonic() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
