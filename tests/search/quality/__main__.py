"""Prints how well the search answers: `make search-quality`. Fills a scratch database with the demonstration."""

from __future__ import annotations

import os
import sys
import tempfile
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: Below it the run fails.
TARGET = 0.92


def main() -> int:
    sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/quality.sqlite3"
        os.environ["MEDIA_STORAGE_URL"], os.environ["PRIVATE_FOLDER"] = f"file://{folder}/media", f"{folder}/private"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=StringIO())
        return report()


def report() -> int:
    """Print a line for each question and the mean; return the exit code."""
    from tests.search.quality.measure import mean, measure

    judged = measure()
    for row in sorted(judged, key=lambda row: (row.is_negative, row.score)):
        kind = "nothing exact" if row.is_negative else "nDCG@10"
        print(f"{row.score:5.2f}  {kind:13}  {row.text:42}  {'  '.join(row.answers[:3])}")
    negatives = [row for row in judged if row.is_negative]
    failed = sum(not row.score for row in negatives)
    empty = sum(not row.answers for row in judged if not row.is_negative)
    print(f"nDCG@10 {mean(judged):.3f} (target {TARGET}), {empty} empty, {failed} of {len(negatives)} negatives wrong")
    return 0 if mean(judged) >= TARGET and not empty and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
