"""What calendars have to know of each event: how often it has changed for them, and when."""

import hashlib
import json

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone

#: The fields and statuses of `archive.events.calendar.fingerprint` at the time of this migration. If it differs later,
#: the next publication of an event counts as a change, which is harmless.
SHOWN_FIELDS = (
    "title", "slug", "kind", "date", "start_time", "end_time", "mode", "venue", "place_id", "access",
    "introduction",
)  # fmt: skip
STATUSES = {"postponed": "TENTATIVE", "cancelled": "CANCELLED"}
DATES = ("last_published_at", "latest_revision_created_at", "first_published_at")


def fingerprint(row: dict) -> str:
    values = [*(row[name] for name in SHOWN_FIELDS), STATUSES.get(row["state"], "")]
    return hashlib.blake2b(json.dumps(values, default=str).encode(), digest_size=16).hexdigest()


def add_entries(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add an entry for each live event, changed when it was last published."""
    entries = apps.get_model("archive", "CalendarEntry").objects
    events = apps.get_model("archive", "EventReportPage").objects.filter(live=True)
    now = timezone.now()
    entries.bulk_create(
        [
            entries.model(
                event_id=row["pk"],
                fingerprint=fingerprint(row),
                changed_at=next((row[name] for name in DATES if row[name]), now),
            )
            for row in events.values("pk", "state", *SHOWN_FIELDS, *DATES)
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0005_decisions_and_follow_ups"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=32, verbose_name="empreinte")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="révision")),
                ("changed_at", models.DateTimeField(verbose_name="changé le")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_entry",
                        to="archive.eventreportpage",
                        verbose_name="évènement",
                    ),
                ),
            ],
            options={
                "verbose_name": "entrée d’agenda",
                "verbose_name_plural": "entrées d’agenda",
            },
        ),
        migrations.RunPython(add_entries, migrations.RunPython.noop),
    ]
