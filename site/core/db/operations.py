"""Migration operations: rename a block, and delete rows that refer to a table when its creation is undone.

Blocks are always renamed with `RenameBlock`. A migration that creates a model with revisions, workflows or references
ends with `forget_when_undone`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import RenameStreamChildrenOperation


class RenameBlock(MigrateStreamData):
    """Rename a block of a stream in all rows and revisions; reversible.

    `path` is the block path of a nested stream, as in `wagtail.blocks.migrations`. The type of the block also changes
    in the API, which belongs in the changelog.
    """

    def __init__(self, app_name: str, model_name: str, field_name: str, old: str, new: str, path: str = "") -> None:
        super().__init__(app_name, model_name, field_name, _renaming(old, new, path))
        self.names = (old, new, path)
        self.reverse_code = self.rename_back

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.app_name, self.model_name, self.field_name, *self.names], {}

    def rename_back(self, apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        old, new, path = self.names
        back = MigrateStreamData(self.app_name, self.model_name, self.field_name, _renaming(new, old, path))
        back.migrate_stream_data_forward(apps, schema_editor)


def _renaming(old: str, new: str, path: str) -> list[tuple[RenameStreamChildrenOperation, str]]:
    return [(RenameStreamChildrenOperation(old_name=old, new_name=new), path)]


def forget_when_undone(app_label: str, *model_names: str) -> RunPython:
    """Return the last operation of a migration that creates these models; its reverse deletes rows that refer to them.

    Revisions, workflow states and reference index entries refer to a row by content type and id, so they outlive its
    table. If the table is created again, they would refer to new rows with the same ids.
    """
    return RunPython(RunPython.noop, _forget(app_label, model_names))


def _forget(app_label: str, model_names: tuple[str, ...]) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def backwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        names = [name.lower() for name in model_names]
        types = apps.get_model("contenttypes", "ContentType").objects.filter(app_label=app_label, model__in=names)
        type_ids = list(types.values_list("pk", flat=True))
        for model, field in (
            ("WorkflowState", "content_type"),
            ("Revision", "content_type"),
            ("ReferenceIndex", "content_type"),
            ("ReferenceIndex", "to_content_type"),
        ):
            apps.get_model("wagtailcore", model).objects.filter(**{f"{field}_id__in": type_ids}).delete()
        check_constraints_now(schema_editor)

    return backwards


def check_constraints_now(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Run deferred constraint checks, so that PostgreSQL allows the schema to change in the same transaction."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
