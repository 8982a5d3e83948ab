from __future__ import annotations

import csv
import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import Block
from wagtail.models import Page

from core.blocks import GENERAL_BLOCKS
from core.gate import Gate
from core.models import PageTheme
from core.streams import Resolver
from inventory.exporting.cells import escaped, protected, unescaped, unprotected
from inventory.exporting.columns import FOR_READERS, columns
from inventory.exporting.kinds import Rows, Themes
from inventory.exporting.writers import LONGEST_CELL, WRITERS
from inventory.importing.reading import read_rows
from inventory.models import PlaceLink, PlaceRoom, PlaceSource, SiteProfilePage
from tests.factories.archive import ThemeFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.inventory.test_api import full_place
from tests.inventory.test_import import counts, errors_of, run

pytestmark = pytest.mark.django_db
every_format = pytest.mark.parametrize("suffix", WRITERS)
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")
APART = ("url", "updated")
TRICKY = (
    "=1+1", "-12", "+33 4", "@SUM(A1)", "007", "'t Hof", "''", "#N/A", "=", "1,5", "TRUE", "_x000D_", "a;b,c|d",
    'Le "Bar"', "Café ☕ 🏔", " bords ", "deux\nlignes", "retour\r\nchariot", "fin\u2028de ligne", "{[", "\t", "１",
)  # fmt: skip


def export(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("export_places", str(path), *options, stdout=out)
    return out.getvalue().strip()


def told(path: Path) -> list[dict[str, str]]:
    """The rows of a file, without what depends on where they stand and when they were published."""
    return [{name: cell for name, cell in row.items() if name not in APART} for _, row in read_rows(path)]


def crowd() -> SiteProfilePage:
    """A place with every field, one with none, and some with names that formats dislike."""
    place = full_place()
    place.other_names, place.rna, place.address_extra = "Cime", "W123456789", "Étage 2"
    place.closed, place.closing_causes, place.hindsight = "2019-12~", "Le bail.\nL’eau.", "=Autrement"
    place.video_url, place.verified_on, place.verified_by = "https://v.example/1", "2026-03-03", "Anne"
    place.seo_title, place.search_description = "La Cime, coworking", "Un lieu."
    place.visibility_economy, place.visibility_contact = 1, 2
    place.page_themes = [PageTheme(theme=ThemeFactory(title="Ruralité", slug="ruralite"), sort_order=0)]
    place.save_revision().publish()
    SiteProfilePageFactory(bare=True, title="Rien")
    for number, name in enumerate(TRICKY):
        SiteProfilePageFactory(
            title=name if name.strip() else "Tabulation", summary=name, rituals=name, operator=name,
            slug=f"piege-{number}", point="", rooms=[PlaceRoom(name=name, sort_order=0)],
        )  # fmt: skip
    return SiteProfilePage.objects.get(slug="la-cime")


@every_format
def test_the_same_instance_reads_its_file_back_unchanged(suffix, home, tmp_path):
    crowd()
    path = tmp_path / f"lieux{suffix}"
    assert export(path) == f"{2 + len(TRICKY)} lieux écrits dans {path}"
    with CaptureQueriesContext(connection) as queries:
        assert run(path, "--publish") == counts(unchanged=2 + len(TRICKY))
    assert not any("wagtailcore_revision" in query["sql"] for query in queries)


@every_format
def test_what_was_never_valid_is_unchanged_too(suffix, home, tmp_path):
    link = PlaceLink(network="perdu", url="pas une adresse", sort_order=0)
    body = [{"type": "perdu", "id": "a", "value": 1}]
    place = SiteProfilePageFactory(links=[link], body=body)
    wrong = {"email": "a@", "siret": "12", "state": "perdu", "families": ["perdu"]}
    SiteProfilePage.objects.filter(pk=place.pk).update(**wrong)
    export(tmp_path / f"lieux{suffix}")
    assert run(tmp_path / f"lieux{suffix}", "--publish") == counts(unchanged=1)


@every_format
def test_another_instance_gets_the_same_places(suffix, home, tmp_path):
    crowd()
    path, again = tmp_path / f"lieux{suffix}", tmp_path / f"encore{suffix}"
    export(path)
    for place in SiteProfilePage.objects.all():
        place.delete()
    assert run(path, "--publish") == counts(created=2 + len(TRICKY))
    export(again)
    assert told(again) == told(path)
    if suffix != ".xlsx":  # which holds the hour of its making
        assert MOMENT.sub(b"", again.read_bytes()) == MOMENT.sub(b"", path.read_bytes())
    place = SiteProfilePage.objects.get(slug="la-cime")
    assert (place.completeness > 80, place.department, place.opened_label) == (True, "38", "vers 2014")
    assert place.get_latest_revision_as_object().prices.get().price == Decimal("15.50")
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_file_tells_every_field_of_the_sheet(home, tmp_path):
    derived = {"point", "department", "completeness", "longitude", "latitude", "page_ptr", "translation_key"}
    dates = ("opened", "closed", "lease_end")
    derived |= {f"{name}_{part}" for name in dates for part in ("earliest", "latest", "label")}
    own = {field.name for field in SiteProfilePage._meta.local_fields} - derived
    assert own <= set(columns())
    crowd()
    export(tmp_path / "lieux.csv", "--filter", "q=cime")
    full = told(tmp_path / "lieux.csv")[0]
    assert {name for name, cell in full.items() if not cell} == {"logo", "photos", "social_image"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_from_a_cell(text):
    cell = escaped(protected(text))
    assert unprotected(unescaped(cell)) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.search(cell)


rows_of = st.fixed_dictionaries(
    {"offer": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=150),
     "unit": st.sampled_from(["", "day", "hour"]),
     "price": st.decimals(0, 999_999, places=2)}
)  # fmt: skip


@given(st.lists(rows_of, max_size=5))
def test_any_list_comes_back_from_a_cell(rows):
    column, remarks = Rows("prices", "prices"), []
    assert column.read(column.text(rows), remarks.append) == rows
    assert column.read(json.dumps(column.plain(rows)), remarks.append) == rows
    assert remarks == []


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def block_like(named: tuple[str, Block]) -> st.SearchStrategy:
    """Something of the name of a block and with the names of its parts, but with anything in them."""
    name, parts = named[0], list(getattr(named[1], "child_blocks", ()))
    value = st.dictionaries(st.sampled_from(parts), anything) if parts else anything
    return st.fixed_dictionaries({"type": st.just(name), "value": value, "id": st.text()})


blocks = st.lists(st.sampled_from([*GENERAL_BLOCKS, ("lost", Block())]).flatmap(block_like), max_size=4)
odd = st.sampled_from(["[NaN]", "[1e999]", "[" * 100_000, '["\\ud800"]'])
said = st.text() | (blocks | anything).map(json.dumps) | odd


@given(said)
def test_nothing_that_a_cell_says_is_more_than_a_remark(said):
    for column in columns().values():
        if column.field or isinstance(column, Rows | Themes):
            with suppress(ValidationError):
                column.text(column.read(said, lambda remark: None))


@given(blocks)
def test_a_block_that_is_read_can_be_shown(blocks):
    try:
        kept = columns()["body"].read(json.dumps(blocks), lambda remark: None)
    except ValidationError:
        return
    resolver, stream = Resolver(Gate.public()), SiteProfilePage._meta.get_field("body").stream_block
    resolver.want_stream(stream, kept)
    resolver.load()
    assert len(list(resolver.stream(stream, kept))) <= len(kept)


def test_a_spreadsheet_gets_nothing_that_runs(home, tmp_path):
    SiteProfilePageFactory(title="=HYPERLINK(1)", point="SRID=4326;POINT(-4.480000 48.390000)", desks=12)
    export(tmp_path / "lieux.csv")
    text = (tmp_path / "lieux.csv").read_text(encoding="utf-8-sig")
    row = next(csv.DictReader(StringIO(text), delimiter=";"))
    assert (row["title"], row["longitude"], row["desks"]) == ("'=HYPERLINK(1)", "-4,480000", "12")
    export(tmp_path / "lieux.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "lieux.xlsx").worksheets[0]
    cells = {name.value: cell for name, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["title"].data_type, cells["title"].value) == ("s", "'=HYPERLINK(1)")
    assert (cells["desks"].data_type, cells["longitude"].value) == ("n", -4.48)


def test_what_a_cell_cannot_hold_is_not_lost(home, tmp_path):
    long = "é=\r" * LONGEST_CELL
    SiteProfilePageFactory(governance=long, body=[{"type": "text", "id": "a", "value": f"<p>{'x' * 140_000}</p>"}])
    for suffix in WRITERS:
        export(tmp_path / f"lieux{suffix}")
        assert told(tmp_path / f"lieux{suffix}")[0]["governance"] == long
        assert run(tmp_path / f"lieux{suffix}") == counts(unchanged=1)


def test_geojson_is_as_its_standard_says(home, tmp_path):
    place = full_place()
    SiteProfilePageFactory(title="Sans point", point="")
    assert export(tmp_path / "lieux.geojson").startswith("2 lieux écrits")
    data = json.loads((tmp_path / "lieux.geojson").read_text(encoding="utf-8"))
    first, second = data["features"]
    assert first["id"] == first["properties"]["uid"] == str(place.translation_key)
    assert first["geometry"] == {"type": "Point", "coordinates": [5.55, 45.07]}
    assert first["properties"]["families"] == ["coworking", "fablab"]
    assert first["properties"]["prices"] == [{"offer": "Poste", "unit": "day", "price": 15.5}]
    assert (second["geometry"], second["properties"]["desks"]) == (None, None)
    assert set(first["properties"]) == {*columns(), *FOR_READERS} - {"longitude", "latitude"}


def test_filters_are_those_of_the_api(home, tmp_path):
    SiteProfilePageFactory(title="Ferme", insee_code="38225", postcode="38880", milieu="rural")
    SiteProfilePageFactory(title="Ville", milieu="urban")
    SiteProfilePageFactory(title="Ailleurs", insee_code="73065", postcode="73000", milieu="rural", state="closed")
    SiteProfilePageFactory(title="Brouillon", draft=True)
    path = tmp_path / "lieux.csv"
    assert export(path, "--filter", "departement=38", "--filter", "milieu=rural") == f"1 lieu écrit dans {path}"
    assert [row["title"] for row in told(path)] == ["Ferme"]
    assert export(
        path, "--filter", "departement=38", "--filter", "departement=73", "--filter", "fermes=non"
    ).startswith("2 ")
    assert export(path, "--filter", "milieu=mountain").startswith("0 lieu écrit")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("lieux.pdf", (), "« .pdf »"), ("absent/lieux.csv", (), "n’existe pas"),
        ("lieux.csv", ("--filter", "couleur=bleu"), "« couleur »"),
        ("lieux.csv", ("--filter", "etat=rose"), "« rose » n’existe pas. Valeurs possibles : idea .En réflexion., "),
        ("lieux.csv", ("--filter", "fermes=peut-être"), "Valeurs possibles : oui, non"),
        ("lieux.csv", ("--filter", "etat"), "clé=valeur"), ("lieux.csv", ("--filter", "departement=999"), "999"),
        ("lieux.csv", ("--filter", "radius_km=3"), "centre"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_told_and_nothing_is_touched(name, options, said, home, tmp_path):
    SiteProfilePageFactory()
    (tmp_path / "lieux.csv").write_text("avant")
    with pytest.raises(CommandError, match=said) as error:
        export(tmp_path / name, *options)
    assert error.value.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["lieux.csv"]
    assert (tmp_path / "lieux.csv").read_text() == "avant"


def test_a_file_for_partners_holds_what_all_may_know_and_empties_nothing(home, tmp_path):
    place = full_place()
    place.visibility_contact, place.visibility_address = 1, 2
    place.save_revision().publish()
    path = tmp_path / "lieux.csv"
    for audience, email, address in (
        ("public", "", ""),
        ("membres", place.email, ""),
        ("équipe", place.email, place.address),
    ):
        export(path, "--audience", audience)
        row = told(path)[0]
        assert (row["email"], row["address"], "visibility_contact" in row) == (email, address, audience == "équipe")
        assert run(path, "--publish") == counts(unchanged=1)
    # A partner may have removed a column that said nothing to them.
    export(path, "--audience", "public")
    path.write_text(path.read_text(encoding="utf-8").replace("audience;", "public;").replace(";public;", ";;"))
    assert run(path, "--publish") == counts(unchanged=1)


def test_as_many_queries_for_twenty_places_as_for_one(home, tmp_path):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            export(tmp_path / "lieux.csv")
        return len(captured)

    full_place()
    one = queries()
    for _ in range(19):
        SiteProfilePageFactory(links=[PlaceLink(network="other", url="https://x.example/", sort_order=0)])
    assert queries() == one


# --- Files that people have changed ---------------------------------------------------------------------------------


@pytest.fixture
def changed(tmp_path):
    """Export, change the only row, and give the path of the changed file."""

    def change(**cells: str | None) -> Path:
        export(tmp_path / "lieux.csv")
        rows = told(tmp_path / "lieux.csv")
        row = {name: cell for name, cell in (rows[0] | cells).items() if cell is not None}
        with (tmp_path / "change.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, row, delimiter=";")
            writer.writeheader()
            writer.writerow({name: protected(cell) for name, cell in row.items()})
        return tmp_path / "change.csv"

    return change


def test_a_changed_cell_changes_its_field_and_nothing_else(home, changed):
    place = full_place()
    links = '[{"network":"x","url":"https://x.example/a"}]'
    path = changed(title="La Cime d’en haut", desks="14", phone="", opened="vers 2015", links=links, latitude="45,08",
                   rooms=None, families="fablab", staff="1,5")  # fmt: skip
    assert run(path, "--publish") == counts(updated=1)
    place = SiteProfilePage.objects.get(pk=place.pk)
    assert (place.title, place.desks, place.phone, place.opened) == ("La Cime d’en haut", 14, "", "2015~")
    assert (place.latitude, place.families, place.staff) == (Decimal("45.08"), ["fablab"], Decimal("1.5"))
    assert [link.url for link in place.links.all()] == ["https://x.example/a"]
    assert (place.rooms.count(), place.live, place.has_unpublished_changes) == (1, True, False)
    assert run(path, "--publish") == counts(unchanged=1)


def test_a_changed_list_keeps_what_its_sources_imported(home, changed):
    place = full_place()
    PlaceSource.objects.filter(place=place).update(imported={"title": "La Cime"})
    sources = '[{"source":"Enquête"},{"source":"CGET 2019","identifier":"99","licence":"Autre"}]'
    assert run(changed(sources=sources), "--publish") == counts(updated=1)
    rows = list(place.sources.order_by("sort_order").values_list("source", "licence", "imported"))
    assert rows == [("Enquête", "", {}), ("CGET 2019", "Autre", {"title": "La Cime"})]


def test_what_is_wrong_in_a_cell_is_remarked_and_the_rest_is_read(home, changed, tmp_path):
    place = full_place()
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
    assert run(path, "--publish", "--report", str(report)) == counts(updated=1)
    remark = report.read_text(encoding="utf-8-sig")
    for name in ("siret", "opened", "opening_hours", "state", "families", "prices", "desks", "rooms", "coordonnées",
                 "logo", "themes", "email", "sources", "body", "verified_on", "visibility_offer", "practices",
                 "shares"):  # fmt: skip
        assert name in remark, name
    place = SiteProfilePage.objects.get(pk=place.pk)
    assert (place.summary, place.families, place.siret) == ("Bon", ["fablab"], "73282932000074")
    assert (place.state, place.desks, place.prices.count()) == ("active", 12, 1)
    assert [room.name for room in place.rooms.all()] == ["Haute"]


def test_refused_cells_are_told_on_the_screen(home, changed):
    full_place()
    path = changed(state="ouvert", families="fablab,rose", prices='[{"offer":"Poste","unit":"siècle","price":1}]',
                   siret="123", insee_code="99999", opening_hours="lundi matin")  # fmt: skip
    told_rows = errors_of(path, "--dry-run")
    assert told_rows[0].startswith("ligne 2 : modifié – La Cime – ")
    assert "state « ouvert » : cette valeur n’existe pas. Valeurs possibles : idea (En réflexion), " in told_rows[0]
    assert "families « rose » : cette valeur n’existe pas. Valeurs possibles : coworking (Coworking), " in told_rows[0]
    assert "« unit » : cette valeur n’existe pas. Valeurs possibles : hour (l’heure), " in told_rows[0]
    for name in ("siret", "insee_code", "opening_hours"):
        assert f" {name} « " in told_rows[0], name
    assert told_rows[1:] == ["1 ligne avec des remarques"]


def test_what_an_import_changes_is_no_remark(home, changed):
    full_place()
    assert errors_of(changed(desks="14"), "--dry-run") == []


def test_line_ends_of_another_system_are_no_difference(home, changed):
    place = full_place()
    place.rituals = "Un café.\r\nUne soupe.\r\n"
    place.save_revision().publish()
    path = changed(rituals="Un café.\nUne soupe.\n")
    assert run(path, "--publish") == counts(unchanged=1)
    place.refresh_from_db()
    assert place.rituals == "Un café.\r\nUne soupe.\r\n"
    assert run(changed(rituals="Un café.\nDeux soupes.\n"), "--publish") == counts(updated=1)


@every_format
def test_a_place_published_since_an_export_is_left_alone(suffix, home, tmp_path):
    place = full_place()
    published_at(place, datetime(2026, 11, 20, 8, tzinfo=UTC))
    path = tmp_path / f"lieux{suffix}"
    export(path)
    assert read_rows(path)[0][1]["updated"] == "2026-11-20T08:00:00+00:00"
    place.phone = "02"
    place.save_revision().publish()
    published_at(place, datetime(2026, 11, 22, 9, 12, tzinfo=UTC))
    assert run(path, "--publish", "--dry-run") == counts(rejected=1)
    assert errors_of(path, "--publish")[0] == (
        "ligne 2 : rejeté – La Cime – modifiée depuis cet export (le 22 novembre 2026 à 10 h 12) : "
        "exportez de nouveau, ou ajoutez --overwrite"
    ).replace("ligne 2", "ligne 1" if suffix == ".geojson" else "ligne 2")
    place.refresh_from_db()
    assert place.phone == "02"
    assert run(path, "--publish", "--overwrite") == counts(updated=1)
    place.refresh_from_db()
    assert place.phone == "04 76 00 00 00"


def test_what_a_place_says_already_needs_no_newer_export(home, tmp_path):
    place = full_place()
    export(tmp_path / "lieux.csv")
    place.save_revision().publish()
    assert run(tmp_path / "lieux.csv", "--publish") == counts(unchanged=1)


@pytest.mark.parametrize(
    ("updated", "remarked"), [(None, False), ("", False), ("22/11/2026 10:12", True), ("2999-01-01 10:00:00", False)]
)
def test_a_row_that_does_not_tell_when_it_was_written_is_read(updated, remarked, home, changed):
    published_at(full_place(), datetime(2026, 11, 22, 9, 12, tzinfo=UTC))
    path = changed(desks="14", updated=updated)
    assert ("updated « 22/11/2026 10:12 » : " in "".join(errors_of(path, "--dry-run"))) == remarked
    assert run(path, "--publish") == counts(updated=1)


def published_at(place: SiteProfilePage, moment: datetime) -> None:
    SiteProfilePage.objects.filter(pk=place.pk).update(last_published_at=moment)


@pytest.mark.parametrize("cells", [{"uid": ""}, {"uid": "x"}, {"title": " "}, {"uid": "page"}])
def test_a_row_that_tells_of_no_place_is_rejected(cells, home, changed):
    SiteProfilePageFactory()
    if cells.get("uid") == "page":
        cells = {"uid": str(inventory_index().translation_key)}
    assert run(changed(**cells)) == counts(rejected=1)


def test_a_place_told_twice_is_read_once(home, tmp_path):
    SiteProfilePageFactory()
    path = tmp_path / "lieux.csv"
    export(path)
    head, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, row, row]), encoding="utf-8")
    assert run(path) == counts(unchanged=1, rejected=1)


def test_a_place_known_by_its_source_is_found_though_its_uid_is_another(home, changed):
    full_place()
    other = "6f9619ff-8b86-4011-b42d-00cf4fc964ff"
    assert run(changed(uid=other, desks="3"), "--publish") == counts(updated=1)
    assert SiteProfilePage.objects.get().desks == 3


def test_a_new_place_gets_an_address_that_can_be_one(home, changed):
    SiteProfilePageFactory()
    path = changed(uid="6f9619ff-8b86-4011-b42d-00cf4fc964ff", title="Ailleurs", slug="../a b", latitude="46")
    assert run(path, "--publish") == counts(created=1)
    assert SiteProfilePage.objects.get(title="Ailleurs").slug == "ailleurs"


def test_a_new_row_that_looks_like_a_known_place_is_set_aside(home, changed):
    SiteProfilePageFactory()
    assert run(changed(uid="6f9619ff-8b86-4011-b42d-00cf4fc964ff")) == counts(duplicates=1)


def test_a_waiting_draft_is_joined_and_never_overwritten_nor_published(home, changed, tmp_path):
    place = full_place()
    path = changed(desks="14", phone="01")
    place = SiteProfilePage.objects.get(pk=place.pk)
    place.phone = "02"
    place.save_revision()
    report = tmp_path / "rapport.csv"
    assert run(path, "--publish", "--report", str(report)) == counts(updated=1)
    assert "gardé tel que le brouillon en attente le dit : phone" in report.read_text(encoding="utf-8-sig")
    place.refresh_from_db()
    draft = place.get_latest_revision_as_object()
    assert (place.desks, place.phone) == (12, "04 76 00 00 00")
    assert (draft.desks, draft.phone) == (14, "02")
    assert run(path, "--publish") == counts(unchanged=1)


def test_a_locked_place_is_left_alone(home, changed, admin):
    place = full_place()
    path = changed(desks="14")
    place.locked, place.locked_by = True, admin
    place.save()
    assert run(path, "--publish") == counts(unchanged=1)


def test_a_dry_run_of_a_changed_file_writes_nothing(home, changed):
    place = full_place()
    assert run(changed(desks="14"), "--dry-run", "--publish") == counts(updated=1)
    assert SiteProfilePage.objects.get(pk=place.pk).desks == 12
