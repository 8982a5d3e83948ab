"""Recording an edition: the passages of every published sheet, when the guide is published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from memento.editions.record import record
from memento.models import Edition, EditionSheet
from tests.memento.editions.guide import SHEET, change, publish_editions

pytestmark = pytest.mark.django_db


def test_publication_records_every_published_sheet(memento, sheet, make_sheet, second_chapter):
    make_sheet("ebauche", live=False)
    make_sheet("tenir", second_chapter, number=9)
    publish_editions(Edition(number="1"))
    first, second = EditionSheet.objects.all()
    assert (first.sheet, first.revision, first.number, first.title) == (sheet, sheet.live_revision, 4, "Les murs")
    assert (first.position, second.position, second.title) == (0, 1, "Tenir")
    assert [(part["kind"], part["text"]) for part in first.passages] == [
        ("Introduction", "De quoi agir dès demain."),
        ("Pour qui", "Porteurs de projet."),
        ("Quand", "Avant de chercher des murs."),
        ("Texte", "Louer ou acheter."),
        ("Texte", "Le bail."),
        ("À retenir", "Mesurer avant de louer"),
        ("Source", "La démarche, AUEG, 2016"),
    ]
    assert first.passages[3]["id"] == "bloc-1"


def test_later_publications_leave_the_record_unchange(memento, sheet):
    publish_editions(Edition(number="2"))
    before = list(EditionSheet.objects.values())
    change(sheet, introduction="Autre chose.")
    change(memento, introduction="Encore.")
    assert list(EditionSheet.objects.values()) == before


def test_draft_of_the_guide_records_nothing(memento, sheet):
    memento.editions = [Edition(number="1")]
    memento.save_revision()
    assert not EditionSheet.objects.exists()


def test_edition_older_than_this_site_records_nothing(client, memento, sheet):
    publish_editions(Edition(number="1", records=False))
    assert not EditionSheet.objects.exists()
    assert "édition 1" not in client.get(SHEET).text


def test_scheduled_publication_records_the_sheets_of_its_hour(memento, sheet):
    memento.editions = [Edition(number="1")]
    memento.go_live_at = timezone.now() + timedelta(hours=1)
    revision = memento.save_revision()
    revision.publish()
    assert not EditionSheet.objects.exists()
    change(sheet, introduction="Écrit entre-temps.")
    due = timezone.now() - timedelta(minutes=1)
    revision.refresh_from_db()
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
    revision.save()
    call_command("publish_scheduled")
    assert EditionSheet.objects.get().passages[0]["text"] == "Écrit entre-temps."


def test_revision_older_than_the_edition_leaves_the_record_unchange(memento, sheet):
    memento.editions = [Edition(number="1")]
    old = memento.save_revision()
    old.publish()
    recorded = EditionSheet.objects.values_list("pk", flat=True).get()
    change(sheet, introduction="Autre chose.")
    old.refresh_from_db()
    assert old.content["editions"][0]["pk"] is None
    old.publish()
    assert EditionSheet.objects.values_list("pk", flat=True).get() == recorded


def test_removed_edition_loses_its_record(client, memento, sheet):
    publish_editions(Edition(number="2"))
    change(sheet, introduction="Autre chose.")
    assert "depuis l’édition 2" in client.get(SHEET).text
    publish_editions()
    assert not EditionSheet.objects.exists()
    assert "depuis l’édition" not in client.get(SHEET).text


def test_as_many_queries_for_four_sheets_as_for_one(memento, sheet, make_sheet):
    def count(number: str) -> int:
        Edition.objects.create(memento=memento, number=number)
        with CaptureQueriesContext(connection) as captured:
            assert record(memento) == 1
        return len(captured)

    few = count("1")
    for number in range(3):
        make_sheet(f"fiche-{number}", written=True)
    assert count("2") == few <= 12
    assert EditionSheet.objects.count() == 5
