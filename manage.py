#!/usr/bin/env python3
"""Django's command line for Sillon."""

import os
import sys
from importlib import import_module
from pathlib import Path

# The folder `site/` cannot be a package, since `site` is a module of the standard library; its content is imported
# through sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    check_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def check_settings() -> None:
    """Import the settings; exit with one line if they are not there, or if a variable of the environment is wrong."""
    from django.core.exceptions import ImproperlyConfigured

    settings = os.environ["DJANGO_SETTINGS_MODULE"]
    try:
        import_module(settings)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # the French message about an environment variable, without a traceback
    except ModuleNotFoundError as error:
        if error.name is None or not f"{settings}.".startswith(f"{error.name}."):
            raise
        sys.exit(f"DJANGO_SETTINGS_MODULE : le module « {settings} » n’existe pas.")


if __name__ == "__main__":
    main()
