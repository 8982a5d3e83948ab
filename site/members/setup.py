"""Create the groups, permissions and workflow that every instance needs. Safe to run again."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from members.models import Contribution, ModerationTask
from members.permissions import EDITORS, MEMBERS, MODERATORS

WORKFLOW = "Modération"
TASK = "Relecture par un modérateur"

PAGE_RIGHTS = {
    EDITORS: ("add", "change", "publish", "lock", "unlock"),
    MODERATORS: ("add", "change", "publish", "lock", "unlock"),
}
SNIPPET_RIGHTS = ("add", "change", "delete", "view", "publish", "lock", "unlock")


def ensure_groups(root: Page, sections: Iterable[Page], snippets: Iterable[type[Model]]) -> None:
    """Create the groups: editors and moderators get rights on the whole site, members on these sections."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in (EDITORS, MODERATORS, MEMBERS)}
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    on_snippets = Permission.objects.filter(
        content_type__in=ContentType.objects.get_for_models(*snippets).values(),
        codename__in=[f"{verb}_{model._meta.model_name}" for verb in SNIPPET_RIGHTS for model in snippets],
    )
    for name in (EDITORS, MODERATORS):
        groups[name].permissions.add(access, *on_snippets)
        for right in PAGE_RIGHTS[name]:
            _page_right(groups[name], root, right)
        _collection_rights(groups[name])
    settings = Permission.objects.filter(content_type__app_label="home", codename__startswith="change_")
    groups[EDITORS].permissions.add(*settings)
    jobs = Permission.objects.filter(content_type__app_label="django_tasks_database")
    groups[EDITORS].permissions.add(*jobs.filter(codename__in=["view_dbtaskresult", "change_dbtaskresult"]))
    groups[MODERATORS].permissions.add(
        *Permission.objects.filter(content_type=ContentType.objects.get_for_model(Contribution))
    )
    for section in sections:
        _page_right(groups[MEMBERS], section, "add")


def ensure_workflow(root: Page, reviewed: Iterable[type[Model]]) -> Workflow:
    """Create the workflow: one step by the moderators, for all pages and these snippets.

    A workflow that an operator assigned to the site or to a snippet type stays.
    """
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    if not workflow.workflow_tasks.exists() or _cannot_refuse(workflow):
        task, _ = ModerationTask.objects.get_or_create(name=TASK, defaults={"active": True})
        task.groups.add(Group.objects.get(name=MODERATORS))
        workflow.workflow_tasks.all().delete()
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    for content_type in ContentType.objects.get_for_models(*reviewed).values():
        WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})
    return workflow


def _cannot_refuse(workflow: Workflow) -> bool:
    """Whether the only step is the one of earlier releases, which could accept and send back but not refuse."""
    steps = list(Task.objects.filter(workflow_tasks__workflow=workflow))
    return len(steps) == 1 and steps[0].name == TASK and not isinstance(steps[0].specific, ModerationTask)


def remove_wagtail_defaults() -> None:
    """Remove the groups and the workflow that Wagtail's migrations create, if they are unused."""
    Workflow.objects.filter(name__in=("Moderators approval", "Approbation des modérateurs")).filter(
        workflow_states__isnull=True
    ).delete()
    Group.objects.filter(name__in=("Editors", "Moderators"), user__isnull=True).delete()


def _page_right(group: Group, page: Page, right: str) -> None:
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{right}_page")
    GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _collection_rights(group: Group) -> None:
    """Allow a group to add, change and choose images and documents.

    Wagtail checks the permissions of its own models, even where custom models store the files.
    """
    root = Collection.get_first_root_node()
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        codenames = [f"{verb}_{model}" for verb in ("add", "change", "choose")]
        for right in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=right)
