import logging
from typing import Any

import wagtail.images.models
from django.db import migrations, models

import core.files.fields
import core.files.storage
from core.files import move

logger = logging.getLogger(__name__)


def make_private(apps: Any, schema_editor: Any) -> None:
    tell(move.make_private(columns(apps)))


def make_public(apps: Any, schema_editor: Any) -> None:
    tell(move.make_public(columns(apps)))


def columns(apps: Any) -> move.Columns:
    return [
        (apps.get_model("core", "SillonDocument"), "file"),
        (apps.get_model("core", "SillonImage"), "file"),
        (apps.get_model("wagtailusers", "UserProfile"), "avatar"),
        (apps.get_model("wagtailcore", "UploadedFile"), "file"),
    ]


def tell(report: move.Report) -> None:
    if report.moved or report.missing or report.conflicts or report.failed:
        logger.warning("Fichiers privés : %s.", report)
    for name in (*report.conflicts, *report.failed):
        logger.warning("Fichier resté où il était : %s", name)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_help_texts"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sillondocument",
            name="file",
            field=models.FileField(
                storage=core.files.storage.private_storage, upload_to="documents", verbose_name="fichier"
            ),
        ),
        migrations.AlterField(
            model_name="sillonimage",
            name="file",
            field=core.files.fields.OriginalField(
                height_field="height",
                storage=core.files.storage.private_storage,
                upload_to=wagtail.images.models.get_upload_to,
                verbose_name="fichier",
                width_field="width",
            ),
        ),
        # Files are moved, not rows: run again, the migration and `move_private_files` go on where it stopped.
        migrations.RunPython(make_private, make_public),
    ]
