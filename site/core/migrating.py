"""Operations for migrations that change what StreamFields hold: a block is renamed with them, never by hand."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import RenameStreamChildrenOperation


class RenameBlock(MigrateStreamData):
    """Rename a block of a stream in all rows and all revisions, drafts included; and back.

    `path` leads to a stream within the field's own, as `wagtail.blocks.migrations` writes it. Answers of the API that
    name the block change with it: say so in the changelog.
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
