"""What an operator may set is written down, in one table, and nowhere read in secret."""

from __future__ import annotations

import ast
import re

import pytest

from tests.consistency.source import ROOT, files, modules

READERS = ("site/config/settings/", "site/config/wsgi.py", "site/config/asgi.py")
SCRIPTS = ("gunicorn.conf.py", "bootstrap.py", "manage.py")
PROMISED = {
    "DATABASE_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "MEDIA_STORAGE_URL",
    "GEOCODER_URL",
    "PRIVATE_FOLDER",
    "MAP_TILES_URL",
    "SILLON_DATA",
}


def read_by(parsed: ast.Module) -> set[str]:
    """The variables that a module reads through `env` or `os.environ`."""
    found = set()
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            if re.fullmatch(r"env(\.\w+)?|os\.environ\.\w+|os\.getenv", ast.unparse(node.func)):
                found.add(node.args[0].value)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            found.add(ast.literal_eval(node.slice))
    return found


def read() -> set[str]:
    names = [name for name in files() if name.endswith(".py") and name.startswith((*READERS, *SCRIPTS))]
    return set().union(*(read_by(ast.parse((ROOT / name).read_text())) for name in names))


def documented(readme: str) -> list[str]:
    """The variables of the table under « Environment »."""
    section = readme.partition("\n## Environment\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)


def test_every_variable_is_documented_and_no_other():
    table = documented((ROOT / "README.md").read_text())
    assert sorted(table) == sorted(read())


def test_what_was_promised_is_read():
    assert PROMISED - read() == set()


def test_packages_do_not_read_the_environment():
    found = {name: read_by(parsed) for name, parsed in modules() if not name.startswith(READERS) and read_by(parsed)}
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        'env.str("SECRET", default="")',
        'env("SECRET")',
        'os.environ["SECRET"]',
        'os.environ.get("SECRET")',
        'os.getenv("SECRET", "x")',
    ],
)
def test_a_variable_is_seen_however_it_is_read(source):
    assert read_by(ast.parse(source)) == {"SECRET"}


def test_a_row_of_another_table_does_not_count():
    readme = "# X\n| `OTHER` | a |\n\n## Environment\n\n| `SECRET_KEY` | none | b |\n\n## Next\n| `LATER` | c |\n"
    assert documented(readme) == ["SECRET_KEY"]
