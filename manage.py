#!/usr/bin/env python3
"""Django's command line for Sillon."""

import os
import sys
from pathlib import Path

# `site` is a module of the standard library, so the folder `site/` can never be a package: what it holds is
# imported from sys.path instead.
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
