"""The command: `bootstrap.py headless [--extremes | --sillon URL --example URL]`; exit 1 if there are differences."""

from __future__ import annotations

import argparse
import sys
import time

from tests.headless.comparison import Comparison
from tests.headless.example import build, served
from tests.screenshots.scratch import FOLDER, scratch_site


def compare(sillon: str, example: str) -> list[str]:
    comparison = Comparison(sillon, example)
    paths = comparison.paths()
    print(f"Comparing {len(paths)} pages…", flush=True)
    for path in paths:
        comparison.compare(path)
    print("Following links…", flush=True)
    comparison.check_links()
    return comparison.differences


def main() -> int:
    parser = argparse.ArgumentParser(prog="bootstrap.py headless")
    parser.add_argument("--sillon", help="a running Sillon with the demo, instead of one of its own")
    parser.add_argument("--example", help="the example, built for it and running")
    parser.add_argument(
        "--extremes", action="store_true", help="with empty and overlong content, and every state of things"
    )
    options = parser.parse_args()
    if bool(options.sillon) != bool(options.example):
        parser.error("--sillon and --example belong together")
    start = time.monotonic()
    if options.sillon:
        differences = compare(options.sillon, options.example)
    else:
        with scratch_site(extremes=options.extremes) as sillon:
            _move_site(sillon)
            build(sillon, FOLDER / "example.log")
            with served(sillon) as example:
                differences = compare(sillon, example)
    print("\n".join([*differences, f"{len(differences)} differences, {time.monotonic() - start:.0f} s"]), flush=True)
    return 1 if differences else 0


def _move_site(url: str) -> None:
    """Give the scratch site the address at which it is served."""
    # Django is set up by `scratch_site`, for the database that it made.
    from django.conf import settings

    from core.visibility import version

    settings.SITE_URL = url
    version.bump()


if __name__ == "__main__":
    sys.exit(main())
