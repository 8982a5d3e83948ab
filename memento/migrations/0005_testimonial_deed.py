"""The action of a testimonial is stored as `deed`, in rows and in revisions.

A form that has a field called `action` hides its own address from the scripts that save it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def rename_in_revisions(apps: StateApps, old: str, new: str) -> None:
    """Give the field its new name in what revisions hold."""
    content_type = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="memento", model="testimonialpage"
    )
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=content_type)
    for revision in revisions.iterator(chunk_size=500):
        if old in revision.content:
            revision.content[new] = revision.content.pop(old)
            revision.save(update_fields=["content"])


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rename_in_revisions(apps, "action", "deed")


def backwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rename_in_revisions(apps, "deed", "action")


class Migration(migrations.Migration):
    dependencies = [
        ("memento", "0004_rename_good_practice"),
    ]

    operations = [
        migrations.RenameField("testimonialpage", "action", "deed"),
        migrations.RunPython(forwards, backwards),
    ]
