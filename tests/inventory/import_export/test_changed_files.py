"""Importing an exported file that people have changed: what is written, refused, remarked and left alone."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError

from core.spreadsheets.cells import protected
from inventory.import_export.readers.files import read_file
from inventory.import_export.writers import WRITERS
from inventory.models import Commune, PlaceSource, SiteProfilePage
from tests.factories.images import ImageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.inventory.api.test_routes import full_place
from tests.inventory.import_export.files import (
    counts,
    export_file,
    import_file,
    import_remarks,
    rows_of,
    set_publication_date,
)

pytestmark = pytest.mark.django_db
OTHER_UID = "6f9619ff-8b86-4011-b42d-00cf4fc964ff"


@pytest.fixture(scope="module")
def cime_pk(module_db) -> int:
    """A published place with every field: the only one."""
    return full_place().pk


@pytest.fixture
def place(cime_pk) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=cime_pk)


@pytest.fixture
def changed(place, tmp_path):
    """Export, change the first row, and give the path of a file with this row alone."""

    def change(**cells: str | None) -> Path:
        export_file(tmp_path / "lieux.csv")
        rows = rows_of(tmp_path / "lieux.csv")
        row = {name: cell for name, cell in (rows[0] | cells).items() if cell is not None}
        with (tmp_path / "change.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, row, delimiter=";")
            writer.writeheader()
            writer.writerow({name: protected(cell) for name, cell in row.items()})
        return tmp_path / "change.csv"

    return change


def test_changed_cell_changes_its_field_and_nothing_else(place, changed):
    links = '[{"network":"x","url":"https://x.example/a"}]'
    path = changed(title="La Cime d’en haut", desks="14", phone="", opened="vers 2015", links=links, latitude="45,08",
                   rooms=None, families="fablab", staff="1,5")  # fmt: skip
    assert import_file(path, "--publish") == counts(updated=1)
    place = SiteProfilePage.objects.get(pk=place.pk)
    assert (place.title, place.desks, place.phone, place.opened) == ("La Cime d’en haut", 14, "", "2015~")
    assert (place.latitude, place.families, place.staff) == (Decimal("45.08"), ["fablab"], Decimal("1.5"))
    assert [link.url for link in place.links.all()] == ["https://x.example/a"]
    assert (place.rooms.count(), place.live, place.has_unpublished_changes) == (1, True, False)
    assert import_file(path, "--publish") == counts(unchanged=1)


def test_changed_list_keeps_the_imported_values_of_its_sources(place, changed):
    PlaceSource.objects.filter(place=place).update(imported={"title": "La Cime"})
    sources = '[{"source":"Enquête"},{"source":"CGET 2019","identifier":"99","licence":"Autre"}]'
    assert import_file(changed(sources=sources), "--publish") == counts(updated=1)
    rows = list(place.sources.order_by("sort_order").values_list("source", "licence", "imported"))
    assert rows == [("Enquête", "", {}), ("CGET 2019", "Autre", {"title": "La Cime"})]


def test_invalid_cells_are_remarked_and_the_others_are_imported(place, changed, tmp_path):
    other = SiteProfilePageFactory()
    PlaceSource.objects.create(place=other, source="CGET 2019", identifier="7")
    other.unpublish()
    path = changed(
        siret="123", opened="jadis", opening_hours="parfois", state="rose", families="fablab,rose", prices="[{",
        desks="x", rooms='[{"name":"Haute"},{"nom":"Basse"}]', longitude="500", logo="99999", themes="inconnu",
        email="non",
        sources='[{"source":"CGET 2019","identifier":"7"}]', body='[{"type":"rose","value":1}]', verified_on="hier",
        visibility_offer="rose", summary="Bon", rituals="x" * 10, practices='[{"action":"\\u0000"}]', shares="3",
    )  # fmt: skip
    report = tmp_path / "rapport.csv"
    assert import_file(path, "--publish", "--report", str(report)) == counts(updated=1)
    remark = report.read_text(encoding="utf-8-sig")
    for name in ("siret", "opened", "opening_hours", "state", "families", "prices", "desks", "rooms", "coordonnées",
                 "logo", "themes", "email", "sources", "body", "verified_on", "visibility_offer", "practices",
                 "shares"):  # fmt: skip
        assert name in remark, name
    place = SiteProfilePage.objects.get(pk=place.pk)
    assert (place.summary, place.families, place.siret) == ("Bon", ["fablab"], "73282932000074")
    assert (place.state, place.desks, place.prices.count()) == ("active", 12, 1)
    assert [room.name for room in place.rooms.all()] == ["Haute"]


def test_refused_cells_are_named_on_the_screen(changed):
    path = changed(state="ouvert", families="fablab,rose", prices='[{"offer":"Poste","unit":"siècle","price":1}]',
                   siret="123", insee_code="99999", opening_hours="lundi matin")  # fmt: skip
    remark, *others = import_remarks(path, "--dry-run")
    assert remark.startswith("ligne 2 : modifié – La Cime – ")
    assert "state « ouvert » : cette valeur n’existe pas. Valeurs possibles : idea (En réflexion), " in remark
    assert "families « rose » : cette valeur n’existe pas. Valeurs possibles : coworking (Coworking), " in remark
    assert "« unit » : cette valeur n’existe pas. Valeurs possibles : hour (l’heure), " in remark
    for name in ("siret", "insee_code", "opening_hours"):
        assert f" {name} « " in remark, name
    assert others == ["1 ligne avec des remarques"]


def test_what_spreadsheets_do_to_values_is_undone_and_remarked(place, changed):
    path = changed(
        phone="476000003", postcode="1500", siret="73282932000074.0", website="www.lacime.example", state="Fermé",
        families="Fablab ; Coworking ; Living lab", opened="2015-03-01 00:00:00", desks="14.0", insee_code="1004",
        latitude="45°4'12\"N", email="bonjour@lacime.example\u200b ; b@lacime.example",
    )  # fmt: skip
    remarks = " ; ".join(import_remarks(path, "--dry-run"))
    assert import_file(path, "--publish") == counts(updated=1)
    place = SiteProfilePage.objects.get(pk=place.pk)
    assert (place.phone, place.postcode, place.insee_code) == ("04 76 00 00 03", "01500", "01004")
    assert (place.website, place.email) == ("https://www.lacime.example", "bonjour@lacime.example")
    assert (place.state, place.families) == ("closed", ["coworking", "fablab", "living_lab"])
    assert (place.opened, place.desks, place.siret) == ("2015-03-01", 14, "73282932000074")
    assert place.latitude == Decimal("45.07")
    for remark in ("phone « 476000003 » : zéro initial rétabli", "postcode « 1500 » : zéro initial rétabli",
                   "insee_code « 1004 » : zéro", "siret « 73282932000074.0 » : lu comme",
                   "seule bonjour@lacime.example"):  # fmt: skip
        assert remark in remarks


def test_values_that_the_form_refuses_are_left_out(place, changed):
    path = changed(
        phone="04 76 00 00 01 ou plus", email="non", website="rien", opened="2015", closed="2010", families="rose,bleu",
        latitude="5,55", longitude="45,07", labels='[{"label":"other"},{"label":"evs","year":2020,"expires":2010}]',
        difficulties='[{"difficulty":"staff","since":2999}]', summary="x" * 281, desks="14",
    )  # fmt: skip
    remarks = import_remarks(path, "--dry-run")[0]
    assert import_file(path, "--publish") == counts(updated=1)
    place = SiteProfilePage.objects.get(pk=place.pk)
    assert (place.email, place.website, place.opened, place.closed) == (
        "bonjour@lacime.example", "https://lacime.example", "2014~", "",
    )  # fmt: skip
    assert (place.families, str(place.latitude), place.desks) == (["coworking", "fablab"], "45.070000", 14)
    assert (place.summary, place.labels.count(), place.difficulties.count()) == (
        "Un coworking et un fablab de montagne.",
        0,
        0,
    )
    for remark in ("email « non »", "website « rien »", "closed « 2010 » : la fermeture précède l’ouverture",
                   "families « rose,bleu »", "latitude, longitude « 5,55, 45,07 »", "semblent inversées",
                   "Écrivez le nom de ce label",
                   "L’échéance précède", "Cette année n’est pas encore venue", "summary « xxx"):  # fmt: skip
        assert remark in remarks


def test_point_and_commune_that_are_far_apart_are_left_out(place, changed):
    Commune.objects.create(insee_code="38548", name="Villard-de-Lans", folded="villard de lans", department="38",
                           postcodes=["38250"], longitude="5.55", latitude="45.07")  # fmt: skip
    Commune.objects.create(
        insee_code="75056", name="Paris", folded="paris", department="75", longitude="2.34", latitude="48.86"
    )
    remark = import_remarks(changed(latitude="48.86", longitude="2.35"), "--dry-run")[0]
    assert "latitude, longitude « 48.86, 2.35 » : Ce point est à 486 km de Villard-de-Lans" in remark
    remark = import_remarks(changed(insee_code="75056"), "--dry-run")[0]
    assert "insee_code « 75056 » : Ce point est à 487 km de Paris" in remark
    assert (
        "insee_code « 38999 » : aucune commune n’a ce code"
        in import_remarks(changed(insee_code="38999"), "--dry-run")[0]
    )
    assert import_file(changed(insee_code="75056", latitude="48.86", longitude="2.35"), "--dry-run") == counts(
        updated=1
    )


def test_photo_that_nobody_describes_is_left_out(place, changed):
    image = ImageFactory(description="")
    remark = import_remarks(changed(photos=json.dumps([{"image_id": image.pk}])), "--dry-run")[0]
    assert f"image {image.pk} : Dites ce que montre la photo" in remark
    path = changed(photos=json.dumps([{"image_id": image.pk, "alt": "La façade"}]))
    assert import_remarks(path, "--dry-run") == []


def test_options_of_coordinates_are_for_files_of_others(changed):
    with pytest.raises(CommandError, match="--swap-axes et --projection"):
        import_file(changed(desks="14"), "--swap-axes")


def test_valid_change_is_no_remark(changed):
    assert import_remarks(changed(desks="14"), "--dry-run") == []


def test_line_ends_of_another_system_are_no_change(place, changed):
    place.rituals = "Un café.\r\nUne soupe.\r\n"
    place.save_revision().publish()
    path = changed(rituals="Un café.\nUne soupe.\n")
    assert import_file(path, "--publish") == counts(unchanged=1)
    place.refresh_from_db()
    assert place.rituals == "Un café.\r\nUne soupe.\r\n"
    assert import_file(changed(rituals="Un café.\nDeux soupes.\n"), "--publish") == counts(updated=1)


@pytest.mark.parametrize("suffix", WRITERS)
def test_place_published_since_the_export_is_rejected(suffix, place, tmp_path):
    set_publication_date(place, datetime(2026, 11, 20, 8, tzinfo=UTC))
    path = tmp_path / f"lieux{suffix}"
    export_file(path)
    assert read_file(path).rows[0].cells["updated"] == "2026-11-20T08:00:00+00:00"
    place.phone = "04 76 00 00 02"
    place.save_revision().publish()
    set_publication_date(place, datetime(2026, 11, 22, 9, 12, tzinfo=UTC))
    assert import_file(path, "--publish", "--dry-run") == counts(rejected=1)
    assert import_remarks(path, "--publish")[0] == (
        "ligne 2 : rejeté – La Cime – modifiée depuis cet export (le 22 novembre 2026 à 10 h 12) : "
        "exportez de nouveau, ou ajoutez --overwrite"
    ).replace("ligne 2", "ligne 1" if suffix == ".geojson" else "ligne 2")
    place.refresh_from_db()
    assert place.phone == "04 76 00 00 02"
    assert import_file(path, "--publish", "--overwrite") == counts(updated=1)
    place.refresh_from_db()
    assert place.phone == "04 76 00 00 00"


def test_place_published_again_without_changes_is_unchanged(place, tmp_path):
    export_file(tmp_path / "lieux.csv")
    place.save_revision().publish()
    assert import_file(tmp_path / "lieux.csv", "--publish") == counts(unchanged=1)


@pytest.mark.parametrize(
    ("updated", "remarked"), [(None, False), ("", False), ("22/11/2026 10:12", True), ("2999-01-01 10:00:00", False)]
)
def test_row_without_a_valid_export_date_is_imported(updated, remarked, place, changed):
    set_publication_date(place, datetime(2026, 11, 22, 9, 12, tzinfo=UTC))
    path = changed(desks="14", updated=updated)
    assert ("updated « 22/11/2026 10:12 » : " in "".join(import_remarks(path, "--dry-run"))) == remarked
    assert import_file(path, "--publish") == counts(updated=1)


@pytest.mark.parametrize("cells", [{"uid": ""}, {"uid": "x"}, {"title": " "}, {"uid": "page"}])
def test_row_without_a_valid_uid_and_title_is_rejected(cells, changed):
    if cells.get("uid") == "page":
        cells = {"uid": str(inventory_index().translation_key)}
    assert import_file(changed(**cells, sources="")) == counts(rejected=1)


def test_second_row_of_a_place_is_rejected(place, tmp_path):
    path = tmp_path / "lieux.csv"
    export_file(path)
    head, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, row, row]), encoding="utf-8")
    assert import_file(path) == counts(unchanged=1, rejected=1)


def test_place_with_another_uid_is_found_by_its_source(changed):
    assert import_file(changed(uid=OTHER_UID, desks="3"), "--publish") == counts(updated=1)
    assert SiteProfilePage.objects.get().desks == 3


def test_new_place_gets_a_valid_slug(changed):
    path = changed(uid=OTHER_UID, title="Ailleurs", slug="../a b", latitude="46", sources="")
    assert import_file(path, "--publish") == counts(created=1)
    assert SiteProfilePage.objects.get(title="Ailleurs").slug == "ailleurs"


def test_new_row_that_looks_like_a_known_place_is_a_duplicate(changed):
    path = changed(uid=OTHER_UID, sources="")
    assert import_file(path) == counts(duplicates=1)


@pytest.mark.parametrize(
    ("options", "live", "remark"),
    [
        (["--publish"], (14, "04 76 00 00 01"), "le brouillon en attente garde sa version de « téléphone »"),
        ([], (12, "04 76 00 00 00"), "gardé tel quel dans le brouillon en attente : phone"),
    ],
)
def test_waiting_draft_is_merged_and_neither_overwritten_nor_published(place, changed, tmp_path, options, live, remark):
    path = changed(desks="14", phone="04 76 00 00 01")
    place.phone = "04 76 00 00 02"
    place.save_revision()
    report = tmp_path / "rapport.csv"
    assert import_file(path, *options, "--report", str(report)) == counts(updated=1)
    assert remark in report.read_text(encoding="utf-8-sig")
    place.refresh_from_db()
    draft = place.get_latest_revision_as_object()
    assert (place.desks, place.phone) == live
    assert (draft.desks, draft.phone) == (14, "04 76 00 00 02")
    assert import_file(path, *options) == counts(unchanged=1)


def test_locked_place_is_rejected(place, changed, admin):
    path = changed(desks="14")
    place.locked, place.locked_by = True, admin
    place.save()
    assert import_file(path, "--publish", "--dry-run") == import_file(path, "--publish") == counts(rejected=1)


def test_dry_run_of_a_changed_file_writes_nothing(place, changed):
    assert import_file(changed(desks="14"), "--dry-run", "--publish") == counts(updated=1)
    assert SiteProfilePage.objects.get(pk=place.pk).desks == 12
