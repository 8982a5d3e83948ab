"""The block of a good practice is called `practice`, as places call theirs.

An example for who renames a block next: one `RenameBlock` for each field that takes it; rows, revisions and drafts
follow, and back. A test goes with it (`tests/memento/test_migrations.py`).
"""

from django.db import migrations

from core.db.operations import RenameBlock


class Migration(migrations.Migration):
    dependencies = [
        ("memento", "0003_shared_blocks_and_editions"),
    ]

    operations = [
        RenameBlock("memento", "SheetPage", "body", "good_practice", "practice"),
        RenameBlock("memento", "TestimonialPage", "body", "good_practice", "practice"),
    ]
