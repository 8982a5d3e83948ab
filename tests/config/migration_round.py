"""Each of our migrations backwards and forwards, on filled tables, in the database that DATABASE_URL names.

A process of its own, started by `test_migration_round.py`: migrating leaves caches of models behind that no test should
share. Prints a JSON object: what went wrong, by step.
"""

from __future__ import annotations

import json
import os
import sys
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, migrations, models  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page, ReferenceIndex, Revision, Task, WorkflowState  # noqa: E402

from core.fields import FuzzyDateField  # noqa: E402
from members.models import User  # noqa: E402
from tests.factories.contributions import send  # noqa: E402
from tests.overhead import quick_migrations  # noqa: E402

#: Migrations that no instance undoes, and why.
IRREVERSIBLE = {
    **{
        f"{app}.0001_initial": "It makes the tables of the whole app: undoing it means an older backup."
        for app in ("archive", "core", "home", "inventory", "memento")
    },
    "members.0001_user": "Wagtail's own tables refer to the accounts.",
}


def own_apps() -> list[str]:
    return [config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT)
            and ".venv" not in config.path]  # fmt: skip


OWN = own_apps()


def own_models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.app_label in OWN and model._meta.managed]


def fill() -> None:
    """The demonstration, contributions that wait, and a row in each table that is still empty."""
    dummy = {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
    with override_settings(TASKS={"default": dummy, "durable": dummy}):  # no image sizes, and the index of all at once
        call_command("load_demo", stdout=StringIO())
    call_command("rebuild_references_index", stdout=StringIO())
    member = User.objects.get(username="membre")
    send("lieu", member)
    place = apps.get_model("inventory", "SiteProfilePage").objects.live().first()
    send("corriger-un-lieu", member, page=place, phone="04 76 00 00 00")
    empty = [model for model in own_models() if not model._default_manager.exists()]
    for _ in range(len(empty)):
        for model in list(empty):
            if not any(not model_of.objects.exists() for model_of in needed(model)):
                model._base_manager.bulk_create([model(**values_of(model))])
                empty.remove(model)
    assert not empty, empty


def needed(model: type[models.Model]) -> list[type[models.Model]]:
    return [field.related_model for field in model._meta.concrete_fields if field.is_relation and not field.null]


def values_of(model: type[models.Model]) -> dict[str, Any]:
    """What a row needs at the least, and whatever else its columns take."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if not field.is_relation and (field.primary_key or field.has_default()):
            continue
        if field.is_relation:
            values[field.name] = field.related_model._default_manager.first()
        elif isinstance(field, models.FileField):
            values[field.name] = "essai.jpg"
        elif isinstance(field, FuzzyDateField):
            values[field.name] = "2017"
        elif isinstance(field, (models.CharField, models.TextField)):
            values[field.name] = "a"
        elif isinstance(field, models.IntegerField):
            values[field.name] = 1
        elif isinstance(field, models.BooleanField):
            values[field.name] = True
        elif not field.null:
            values[field.name] = timezone.now() if isinstance(field, models.DateTimeField) else timezone.localdate()
    return values


def stored() -> dict[str, dict[str, list[tuple[str, ...]]]]:
    """What is stored in each of our tables and those of pages, by table and column, sorted by row."""
    with connection.cursor() as cursor:
        tables = {}
        for model in (*own_models(), Page, Revision):
            quote, fields = connection.ops.quote_name, model._meta.local_concrete_fields
            names = [field.column for field in fields]
            of_pages = ""
            if model is Revision:  # those of a dropped model go with it
                of_pages = f"WHERE base_content_type_id = {ContentType.objects.get_for_model(Page).pk}"
            cursor.execute(
                f"SELECT {', '.join(map(quote, names))} FROM {quote(model._meta.db_table)} {of_pages} "
                f"ORDER BY {quote(model._meta.pk.column)}"
            )
            columns = list(zip(*cursor.fetchall(), strict=True)) or [() for _ in names]
            tables[model._meta.db_table] = {
                name: [as_text(value) for value in column] for name, column in zip(names, columns, strict=True)
            }
    return tables


def as_text(value: Any) -> str:
    """A stored value, JSON without regard to the order of its keys."""
    try:
        return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True, default=str)
    except ValueError:
        return str(value)


def lost_by(operations: list[Any], app: str) -> tuple[set[str], set[str]]:
    """The tables and the columns (« table.column ») that undoing these operations drops."""
    tables, columns = set(), set()
    for operation in operations:
        name = getattr(operation, "model_name", getattr(operation, "name", ""))
        if isinstance(operation, migrations.CreateModel):
            tables.add(f"{app}_{operation.name.lower()}")
            tables |= {
                f"{app}_{operation.name.lower()}_{name}"
                for name, field in operation.fields
                if isinstance(field, models.ManyToManyField)
            }
        elif isinstance(operation, migrations.AddField):
            column = operation.field
            column.set_attributes_from_name(operation.name)
            columns.add(f"{app}_{name.lower()}.{column.column}")
            tables.add(f"{app}_{name.lower()}_{operation.name}")  # a relation of many to many has a table
    return tables, columns


def main() -> None:
    with quick_migrations():
        sys.stdout.write(json.dumps(go_round()))


def go_round() -> dict[str, list[str]]:
    fill()
    before = stored()
    loader = MigrationLoader(connection)
    leaves = loader.graph.leaf_nodes()
    every = [key for leaf in leaves for key in loader.graph.forwards_plan(leaf) if key[0] in OWN]
    steps = [key for key in dict.fromkeys(every) if ".".join(key) not in IRREVERSIBLE]
    tables: set[str] = set()
    columns: set[str] = set()
    for app, name in steps:
        more = lost_by(loader.get_migration(app, name).operations, app)
        tables, columns = tables | more[0], columns | more[1]
    undone, errors = undo(set(steps))
    ContentType.objects.clear_cache()
    if not errors:
        errors = attempt("migrate")
    ContentType.objects.clear_cache()
    if not errors:
        errors = differences(before, stored(), tables, columns) + leftovers(tables) + works()
    return {"undone": undone, "errors": errors}


def undo(keys: set[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Undo these migrations, the last one first: the names of those undone, and the error that ended it if any.

    Django's own plan keeps the models of all states up to date from the first migration on, which takes as long as
    undoing. Here they are made when their migration is undone.
    """
    executor = MigrationExecutor(connection)
    state, before = ProjectState(real_apps=executor.loader.unmigrated_apps), {}
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        is_undone = (migration.app_label, migration.name) in keys
        if is_undone:
            before[migration] = state
        state = migration.mutate_state(state, preserve=is_undone)
    names: list[str] = []
    try:
        for migration in reversed(list(before)):
            names.append(f"{migration.app_label}.{migration.name}")
            ContentType.objects.clear_cache()  # as a command of its own has none
            state = before.pop(migration)
            _ = state.apps  # makes the models
            executor.unapply_migration(state, migration)
    except Exception as error:
        return names, [f"{names[-1] if names else 'undo'}: {type(error).__name__}: {error}"]
    return names, []


def attempt(command: str) -> list[str]:
    """Run a command: the error it ended with, if any."""
    try:
        call_command(command, stdout=StringIO(), stderr=StringIO())
    except Exception as error:
        return [f"{command}: {type(error).__name__}: {error}"]
    return []


def differences(before: dict, after: dict, tables: set[str], columns: set[str]) -> list[str]:
    """Where what is stored has changed, although the way back could know it."""
    errors = []
    for table, contents in before.items():
        if table in tables:
            continue
        for column, values in contents.items():
            if f"{table}.{column}" not in columns and after[table][column] != values:
                pairs = zip(values, after[table][column], strict=False)
                changed = [f"{old[:200]} → {new[:200]}" for old, new in pairs if old != new][:1]
                errors.append(f"{table}.{column}: {len(values)} rows → {len(after[table][column])} {changed}")
    return errors


def leftovers(tables: set[str]) -> list[str]:
    """Rows that name a row of a table that was dropped: relations by content type, which no database watches."""
    errors = []
    for model in own_models():
        if model._meta.db_table not in tables:
            continue
        content_type = ContentType.objects.get_for_model(model)
        for generic, name in (
            (Revision, "content_type"),
            (WorkflowState, "content_type"),
            (ReferenceIndex, "to_content_type"),
        ):
            rows = generic.objects.filter(**{name: content_type})
            if generic is Revision:  # a page outlives the table of its type, and so do its revisions
                rows = rows.exclude(base_content_type=ContentType.objects.get_for_model(Page))
            count = rows.count()
            if count:
                errors.append(f"{count} rows of {generic.__name__} name a {model._meta.label} that is gone")
    return errors


def works() -> list[str]:
    """Whether the instance starts again: set up, checked, its pages and its list of moderation served."""
    errors = []
    for command in ("setup_site", "check", "publish_scheduled", "rebuild_references_index"):
        errors += attempt(command)
    for task in Task.objects.all():
        try:
            assert task.specific.pk == task.pk
        except Exception as error:
            errors.append(f"task {task.name}: {error}")
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="admin"))
    for path in ("/", "/inventaire/", "/memento/", "/admin/", "/admin/moderation/", "/contribuer/"):
        status = client.get(path).status_code
        if status != 200:
            errors.append(f"{path}: {status}")
    return errors


if __name__ == "__main__":
    main()
