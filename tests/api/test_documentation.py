"""The examples of docs/api.md do what they say."""

from __future__ import annotations

import json
import re
import shlex
import uuid
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from inventory.catalogue.query_params import PlaceFilters
from search.api import SearchParams
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.contributions.test_files import picture

pytestmark = pytest.mark.django_db
#: Parameters of all lists, which « Read places » explains.
PAGING = ("limit", "offset", "fields")


def section_of_api(title: str) -> str:
    text = (Path(settings.BASE_DIR) / "docs/api.md").read_text(encoding="utf-8")
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_whole_site_is_read_page_by_page(client, home, monkeypatch, capsys):
    StandardPageFactory(parent=home, title="La démarche", slug="la-demarche")
    example = re.findall(r"```python\n(.*?)```", section_of_api("Build another front end"), re.DOTALL)[0]
    monkeypatch.setattr("urllib.request.urlopen", lambda url: BytesIO(client.get(url).content))
    exec(example, {})
    page, *routes = capsys.readouterr().out.splitlines()
    assert page.startswith("page La démarche ['Accueil'")
    assert any(line.startswith("/la-demarche/ page http") for line in routes)


def test_curl_reads_a_page_everything_and_an_export(client, home):
    StandardPageFactory(parent=home, title="La démarche", slug="la-demarche")
    SiteProfilePageFactory(title="Ferme", last_published_at=timezone.now())
    (example,) = re.findall(r"```sh\n(.*?)```", section_of_api("Build another front end"), re.DOTALL)
    page, routes, export = (curl(client, command, {}, {}) for command in example.splitlines())
    assert page.json()["title"] == "La démarche"
    assert page.json()["path"] in [route["path"] for route in routes.json()["items"]]
    assert [json.loads(line)["title"] for line in b"".join(export.streaming_content).splitlines()] == ["Ferme"]


@pytest.fixture(scope="module")
def section() -> str:
    return section_of_api("Read places")


def test_the_example_tells_the_rural_active_places_that_have_a_position(section, client, home, monkeypatch, capsys):
    SiteProfilePageFactory(title="Ferme", milieu="rural")
    SiteProfilePageFactory(title="Fermée", milieu="rural", state="closed")
    SiteProfilePageFactory(title="Sans position", milieu="rural", point="")
    SiteProfilePageFactory(title="Ville", milieu="urban")
    (example,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert re.findall(r"/api/v3/places\.geojson\S*?(?=\")", example) == re.findall(
        r"/api/v3/places\.geojson\S*?(?=\")", section.partition("```js")[2]
    )
    monkeypatch.setattr("urllib.request.urlopen", lambda url: BytesIO(client.get(url).content))
    exec(example, {})
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("45.19 5.72 Ferme http")


@pytest.mark.indexed
def test_the_example_of_the_search_names_correction_list_and_results(client, home, monkeypatch, capsys):
    SiteProfilePageFactory(title="La Boussole", summary="Un espace de coworking.", families=["coworking"])
    section = section_of_api("Search")
    (example,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    monkeypatch.setattr("urllib.request.urlopen", lambda url: BytesIO(client.get(url).content))
    exec(example, {})
    corrected, understood, result = capsys.readouterr().out.splitlines()
    assert corrected == "Résultats pour coworking à Grenoble"
    assert "Grenoble http" in understood
    assert result.startswith("Lieu La Boussole http")
    assert [name for name in SearchParams.model_fields if f"`{name}" not in section and name not in PAGING] == []


def test_every_filter_is_named(section):
    assert [name for name in PlaceFilters.model_fields if f"`{name}`" not in section] == []


def curl(client: Client, command: str, variables: dict[str, str], files: dict[str, bytes]) -> HttpResponse:
    """What curl would ask for a line of shell with these variables and files."""
    for name, value in variables.items():
        command = command.replace(f"${name}", value)
    words = iter(shlex.split(command)[1:])
    headers, parts, method, data, path = {}, {}, "GET", None, ""
    for word in words:
        match word:
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--json":
                method, data = "POST", next(words)
            case "-X":
                method = next(words)
            case "-F":
                name, _, value = next(words).partition("=")
                file = value.removeprefix("@")
                parts[name] = value if file == value else SimpleUploadedFile(file, files[file])
            case _:
                path = urlsplit(word)._replace(scheme="", netloc="").geturl()
    if parts:
        return client.post(path, parts, headers=headers)
    return client.generic(method, path, data or "", content_type="application/json", headers=headers)


def test_a_program_contributes_a_place(client, member, token_of):
    (example,) = re.findall(r"```sh\n(.*?)```", section_of_api("Contribute"), re.DOTALL)
    variables = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE))
    assert variables["ID"] == "$(uuidgen)"
    key = token_of(member)["Authorization"].removeprefix("Bearer ")
    assert key.startswith(variables["TOKEN"].removesuffix("0123456789"))
    variables |= {"ID": str(uuid.uuid4()), "TOKEN": key}
    commands = [command for command in re.split(r"^(?=curl )", example, flags=re.MULTILINE) if command[:4] == "curl"]
    answers = [curl(client, command, variables, {"cour.jpg": picture()}) for command in commands]
    assert [answer.status_code for answer in answers] == [201, 201, 200], answers[-1].text
    assert (answers[2].json()["id"], answers[2].json()["state"]) == (variables["ID"], "waiting")
    assert answers[2].json()["files"][0]["words"] == "La cour, au sud"
