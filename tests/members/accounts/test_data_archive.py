"""The file with everything that is stored about an account."""

from __future__ import annotations

import io
import json
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.accounts import personal_data
from members.contributions import limits
from members.models import Managed, Upload
from tests.conftest import make_user
from tests.factories.contributions import add_file
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.accounts.places import begin, send

pytestmark = pytest.mark.django_db


def archive_of(client: Client) -> ZipFile:
    response = client.get("/compte/donnees/")
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_archive_has_all_data_and_files_of_the_account(as_member, member):
    member.organisation = "La Scierie & Cie"
    member.save()
    sent, begun = send(member), begin(member, "Brouillon")
    add_file(sent, member, "../../Plan du 1er étage")
    add_file(begun, member, "Plan du 1er étage")
    Managed.objects.create(user=member, page=SiteProfilePageFactory(title="Mon lieu"))
    send(make_user("zoe", "Membres"), "D’une autre")

    archive = archive_of(as_member)
    data = json.loads(archive.read("donnees.json"))
    assert data["compte"]["organisation"] == "La Scierie & Cie"
    assert data["compte"]["groupes"] == ["Membres"]
    assert data["adresses"] == [{"adresse": "un-membre@example.org", "confirmée": True, "principale": True}]
    assert [one["titre"] for one in data["contributions"]] == ["La Scierie", "Brouillon"]
    assert data["contributions"][0]["saisi"]["commune"] == ["Grenoble"]
    assert [line["étape"] for line in data["contributions"][0]["journal"]] == ["Commencée", "Envoyée"]
    assert [place["lieu"] for place in data["lieux_gérés"]] == ["Mon lieu"]
    files = [row["fichier"] for row in data["fichiers"]]
    assert sorted(archive.namelist()) == sorted(["donnees.json", *files])
    assert len(set(files)) == 2
    assert not any(".." in name or name.count("/") != 1 for name in files)
    assert archive.read(files[0]) == b"%PDF-1.4"
    assert "D’une autre" not in archive.read("donnees.json").decode()
    assert "motdepasse" not in archive.read("donnees.json").decode()
    assert member.password not in archive.read("donnees.json").decode()


def test_lost_file_is_null_in_the_archive(as_member, member):
    upload = add_file(begin(member), member)
    upload.file.storage.delete(upload.file.name)
    archive = archive_of(as_member)
    assert json.loads(archive.read("donnees.json"))["fichiers"][0]["fichier"] is None


def test_files_are_stored_without_compression(as_member, member):
    add_file(begin(member), member)
    files = [entry for entry in archive_of(as_member).infolist() if entry.filename.startswith("fichiers/")]
    assert [(entry.compress_type, entry.file_size) for entry in files] == [(ZIP_STORED, 8)]


def test_archive_is_sent_while_it_is_written(as_member, member, monkeypatch):
    contribution = begin(member)
    add_file(contribution, member, "Premier")
    add_file(contribution, member, "Second")
    opened = []
    put = personal_data._copy_file
    monkeypatch.setattr(personal_data, "_copy_file", lambda *args: opened.append(args[-1]) or put(*args))
    response = as_member.get("/compte/donnees/")
    parts = iter(response.streaming_content)
    begun = next(parts)
    assert begun.startswith(b"PK")
    assert len(opened) == 1
    assert ZipFile(io.BytesIO(begun + b"".join(parts))).testzip() is None
    assert len(opened) == 2


def test_large_file_is_sent_in_small_parts(as_member, member):
    content = bytes(range(256)) * 4096
    Upload.objects.create(
        kind="document", title="Film", file=ContentFile(content, "x.mp4"), owner=member, contribution=begin(member)
    )
    parts = list(as_member.get("/compte/donnees/").streaming_content)
    assert max(map(len, parts)) < 200_000
    archive = ZipFile(io.BytesIO(b"".join(parts)))
    assert archive.read(archive.namelist()[0]) == content


def test_archive_is_limited_to_a_few_an_hour(as_member, member):
    most = limits.BY_ACCOUNT["archive"][0].times
    for _ in range(most):
        assert archive_of(as_member).testzip() is None
    response = as_member.get("/compte/donnees/")
    assert response.status_code == 429
    assert response["Content-Type"].startswith("text/html")
    assert f"Vous avez téléchargé vos données {most} fois" in response.text
    assert "Réessayez à partir de" in response.text
    assert "<h1>Mon compte</h1>" in response.text
    other = Client()
    other.force_login(make_user("zoe", "Membres"))
    assert archive_of(other).testzip() is None


def test_number_of_queries_does_not_grow_with_contributions(member):
    def queries() -> int:
        personal_data.describe(member)
        with CaptureQueriesContext(connection) as captured:
            personal_data.describe(member)
        return len(captured)

    send(member)
    one = queries()
    for number in range(3):
        send(member, f"Lieu {number}")
    assert queries() == one
