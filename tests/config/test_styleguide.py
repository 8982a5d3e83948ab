"""The pattern page: for who works on the look, and for nobody else."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.config.test_production import REQUIRED
from tests.consistency.source import ROOT


def test_it_shows_components_and_blocks(client, home):
    html = client.get("/styleguide/").text
    for words in ("La Fabrique du Vercors", "Reporté", 'id="composant-pagination"', 'id="bloc-table"', "Page 3 sur 10"):
        assert words in html


def test_it_asks_few_queries_of_the_database(client, home, django_assert_max_num_queries):
    client.get("/styleguide/")
    with django_assert_max_num_queries(25):
        client.get("/styleguide/")


def test_production_has_no_route_to_it():
    code = "from config.urls import urlpatterns; print([route.name for route in urlpatterns if hasattr(route, 'name')])"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    answer = subprocess.run(command, cwd=ROOT, env=environment | REQUIRED, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert "sitemap" in answer.stdout
    assert "styleguide" not in answer.stdout
