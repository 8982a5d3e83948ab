"""One bad row never takes others along, whatever is wrong with it."""

from __future__ import annotations

import json
import re

import pytest

from inventory.import_export import diff, file_mapping, importer, reimporter
from inventory.import_export.values import cells, rows
from inventory.models import PlaceRoom, PlaceSource, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.import_export.files import counts, export_file, import_file, import_remarks

pytestmark = pytest.mark.django_db
NEVER = re.compile(r"(?!)")


@pytest.fixture
def file(tmp_path):
    def write(items):
        path = tmp_path / "lieux.json"
        path.write_text(json.dumps(items), encoding="utf-8")
        return path

    return write


def without_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let characters pass that no database stores."""
    monkeypatch.setattr(file_mapping, "repair_row", lambda row, *_: row)
    for module in (cells, rows):
        monkeypatch.setattr(module, "UNSTORABLE", NEVER)


def titles() -> list[str]:
    return sorted(SiteProfilePage.objects.values_list("title", flat=True))


def test_identifier_that_is_too_long_is_refused_alone(home, file):
    path = file([{"identifier": "x" * 101, "title": "Long"}, {"identifier": "B", "title": "Bon"}])
    assert import_file(path, "--publish") == counts(created=1, rejected=1)
    assert titles() == ["Bon"]
    assert "identifiant trop long" in import_remarks(path, "--dry-run")[0]


def test_characters_that_no_database_stores_are_removed_and_said(home, file):
    path = file([
        {"identifier": "A", "title": "Bon"},
        {"identifier": "B", "title": "Nul\0", "summary": "a\0b", "email": "a@b.fr\0"},
        {"identifier": "C\0", "title": "Sans identifiant"},
    ])  # fmt: skip
    assert import_file(path, "--publish") == counts(created=2, rejected=1)
    assert titles() == ["Bon", "Nul"]
    place = SiteProfilePage.objects.get(title="Nul")
    assert (place.summary, place.email) == ("ab", "a@b.fr")
    first, second, _ = import_remarks(path, "--dry-run")
    assert first.count("caractères illisibles retirés") == 3
    assert "identifiant illisible" in second


def test_row_that_the_database_refuses_is_isolated(home, file, monkeypatch):
    without_gate(monkeypatch)
    items = [{"identifier": str(number), "title": f"Lieu {number}"} for number in range(9)]
    items[6]["title"] += "\ud800"
    path = file(items)
    assert import_file(path, "--publish") == counts(created=8, rejected=1)
    assert "Lieu 6" not in titles()
    assert SiteProfilePage.objects.first().get_parent().numchild == 8
    refusal = import_remarks(file(items[6:7]))[0]
    assert "rejeté" in refusal
    assert "la base de données refuse cette ligne" in refusal


def test_identifier_that_another_import_has_just_taken_is_isolated(home, file, monkeypatch):
    PlaceSource.objects.create(place=SiteProfilePageFactory(title="Là"), source="import", identifier="2")
    monkeypatch.setattr(importer, "_source_ids", dict)
    path = file([{"identifier": str(number), "title": f"Lieu {number}"} for number in range(5)])
    assert import_file(path) == counts(created=4, rejected=1)
    assert titles() == ["Lieu 0", "Lieu 1", "Lieu 3", "Lieu 4", "Là"]
    assert PlaceSource.objects.filter(source="import").count() == 5


def test_update_that_the_database_refuses_is_isolated(home, file, monkeypatch):
    items = [{"identifier": str(number), "title": f"Lieu {number}"} for number in range(3)]
    import_file(file(items), "--publish")
    without_gate(monkeypatch)
    items = [item | {"summary": "Neuf" + "\ud800" * (item["identifier"] == "1")} for item in items]
    assert import_file(file(items), "--publish") == counts(updated=2, rejected=1)
    assert list(SiteProfilePage.objects.order_by("title").values_list("summary", flat=True)) == ["Neuf", "", "Neuf"]


def test_new_row_of_an_exported_file_is_isolated_with_its_lists(home, tmp_path, monkeypatch):
    for number in range(4):
        SiteProfilePageFactory(title=f"Lieu {number}", rooms=[PlaceRoom(name=f"Salle {number}")])
    export_file(tmp_path / "lieux.geojson")
    data = json.loads((tmp_path / "lieux.geojson").read_bytes())
    data["features"][1]["properties"]["title"] += "\ud800"
    (tmp_path / "lieux.geojson").write_text(json.dumps(data), encoding="utf-8")
    for place in SiteProfilePage.objects.all():
        place.delete()
    monkeypatch.setattr(diff, "UNSTORABLE", NEVER)
    monkeypatch.setattr(reimporter, "without_halves", lambda row: row)
    assert import_file(tmp_path / "lieux.geojson") == counts(created=3, rejected=1)
    assert titles() == ["Lieu 0", "Lieu 2", "Lieu 3"]
    rooms = PlaceRoom.objects.order_by("name").values_list("name", "place__title")
    assert list(rooms) == [("Salle 0", "Lieu 0"), ("Salle 2", "Lieu 2"), ("Salle 3", "Lieu 3")]


def test_title_of_an_exported_row_is_stored_without_what_cannot_be(home, tmp_path):
    SiteProfilePageFactory(title="Lieu")
    export_file(tmp_path / "lieux.geojson")
    data = json.loads((tmp_path / "lieux.geojson").read_bytes())
    data["features"][0]["properties"]["title"] = "Lieu\0 " + "mot " * 100
    (tmp_path / "lieux.geojson").write_text(json.dumps(data), encoding="utf-8")
    remarks = import_remarks(tmp_path / "lieux.geojson", "--dry-run")
    assert "title « Lieu� mot mot" in remarks[0]
    SiteProfilePage.objects.get().delete()
    assert import_file(tmp_path / "lieux.geojson") == counts(created=1)
    title = SiteProfilePage.objects.get().title
    assert title.startswith("Lieu mot")
    assert title.endswith(" mot…")
    assert len(title) <= 255
