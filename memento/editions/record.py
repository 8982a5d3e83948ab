"""Recording of editions: when the guide is published, its new editions store the text of every published sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core.visibility import version
from memento.editions.passages import SHEET_FIELDS, passages_of_sheets
from memento.models import Edition, EditionSheet, MementoPage, SheetPage


def record(memento: MementoPage) -> int:
    """Record the published sheets in each edition with `records` that has none yet. Return the number of editions.

    Sheets of private sections are recorded too: the gate hides them later.
    """
    with transaction.atomic():
        # The lock keeps two simultaneous publications from recording twice.
        live = Page.objects.select_for_update().filter(pk=memento.pk, live=True).values_list("path").first()
        editions = Edition.objects.filter(memento=memento.pk, records=True, sheets=None)
        # The oldest first, so that the latest edition is also the last recorded.
        if not live or not (waiting := latest_first(editions, {})[::-1]):
            return 0
        sheets = list(SheetPage.objects.live().within(live[0]).only(*SHEET_FIELDS))
        passages = passages_of_sheets(sheets)
        EditionSheet.objects.bulk_create(
            EditionSheet(
                edition=edition,
                sheet=sheet,
                revision_id=sheet.live_revision_id,
                position=position,
                number=sheet.number,
                title=sheet.title,
                passages=passages[sheet.pk],
            )
            for edition in waiting
            for position, sheet in enumerate(sheets)
        )
        version.bump()
        return len(waiting)


def latest_first(editions: Iterable[Edition], recorded_at: Mapping[int, datetime]) -> list[Edition]:
    """Sort editions by date, the latest first. `recorded_at` has the time of recording by id of edition.

    A vague date counts by its last day, but no later than the recording. Without a date the recording counts; editions
    with neither come last. Ties are sorted by recording, then by order in the form.
    """
    today, never = timezone.now(), datetime.min.replace(tzinfo=UTC)

    def sort_key(edition: Edition) -> tuple[date, datetime]:
        day, at = edition.fuzzy_date, recorded_at.get(edition.pk, today if edition.records else None)
        days = [
            day["latest"] or day["earliest"] if day else None,
            timezone.localdate(at) if at else None,
        ]
        return min(filter(None, days), default=date.min), at or never

    return sorted(sorted(editions, key=lambda edition: edition.sort_order or 0), key=sort_key, reverse=True)


def forget_if_private(sheet: SheetPage) -> None:
    """Remove a sheet that is about to be deleted from all editions if its section is private.

    Once it is deleted, nothing shows that its title is private.
    """
    if any(sheet.path.startswith(restriction.path) for restriction in version.current().restrictions):
        EditionSheet.objects.filter(sheet=sheet.pk).delete()
