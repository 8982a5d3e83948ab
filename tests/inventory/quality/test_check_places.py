"""`manage.py check_places`: its list, its report, its exit status, and the column that it updates."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.management.commands import prepare
from core.bin import moves
from inventory.choices import Visibility
from inventory.models import SiteProfilePage
from inventory.quality import check
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def run(**options):
    """The output of the command and its exit status."""
    out = StringIO()
    try:
        call_command("check_places", stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}", error.returncode
    return out.getvalue(), 0


def spoiled(**values):
    """A place whose row has values that passed no form."""
    place = SiteProfilePageFactory(title=values.pop("title", "La Filature"), slug=values.pop("slug", "la-filature"))
    SiteProfilePage.objects.filter(pk=place.pk).update(**values)
    return place


def test_nothing_to_review(home):
    SiteProfilePageFactory()
    assert run() == ("1 fiche : rien à revoir.\n", 0)


def test_each_flaw_is_listed_with_the_form_that_mends_it(home):
    SiteProfilePageFactory()
    place = spoiled(phone="le soir", other_names="La For\u00c3\u00aat\u200b")
    text, status = run()
    assert status == 1
    assert f"La Filature – http://localhost:8000/admin/pages/{place.pk}/edit/\n" in text
    assert "  téléphone « le soir » : Ce n’est pas un numéro de téléphone." in text
    assert "  autres noms « La For\u00c3\u00aat[U+200B] » : Des lettres ont été mal lues" in text
    assert text.endswith("2 fiches : 1 à revoir.")


def test_filter_is_up_to_date_afterwards(home):
    place = spoiled(phone="le soir")
    assert SiteProfilePage.objects.get().flaws == []
    run()
    assert SiteProfilePage.objects.get().flaws == ["phone"]
    SiteProfilePage.objects.filter(pk=place.pk).update(phone="")
    assert run()[1] == 0
    assert SiteProfilePage.objects.get().flaws == []


def test_places_in_the_bin_are_left_out(home, editor):
    moves.put(spoiled(phone="le soir"), editor)
    assert run() == ("0 fiche : rien à revoir.\n", 0)


def test_report_is_a_table_without_formulas_and_reserved_values(home, tmp_path):
    spoiled(title="=2+2", website="lieu.example", phone="06 le soir", visibility_contact=Visibility.TEAM)
    text, status = run(report=tmp_path / "revoir.csv")
    assert (status, "06 le soir" in text) == (1, True)
    header, *rows = (tmp_path / "revoir.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header == "lieu;fiche;champ;valeur;raison"
    assert [row.split(";")[0] for row in rows] == ["'=2+2", "'=2+2"]
    assert [row.split(";")[2:4] for row in rows] == [["site web", "lieu.example"], ["téléphone", "(réservé)"]]


def test_report_that_cannot_be_written_is_an_error_of_its_own(home, tmp_path):
    SiteProfilePageFactory()
    text, status = run(report=tmp_path / "absent" / "revoir.csv")
    assert status == 2
    assert "n’a pas pu être écrit" in text


def test_as_many_queries_for_five_places_as_for_two_and_batches_follow_one_another(home, monkeypatch):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert run()[1] == 1
        return len(captured)

    spoiled(phone="le soir")
    spoiled(phone="le soir", commune="Nulle-Part", insee_code="", slug="autre")
    two = queries()
    for number in range(3):
        spoiled(phone="le soir", slug=f"lieu-{number}")
    assert queries() == two
    monkeypatch.setattr(check, "BATCH", 2)
    assert run()[0].endswith("5 fiches : 5 à revoir.")


def test_upgrade_checks_the_places_from_before(home, monkeypatch):
    spoiled(phone="le soir")
    monkeypatch.setattr(prepare, "is_migrated", lambda: False)
    call_command("prepare", stdout=StringIO())
    assert SiteProfilePage.objects.get().flaws == ["phone"]
