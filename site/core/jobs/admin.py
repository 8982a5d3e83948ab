"""The report « Travaux » in the admin: running, waiting and failed tasks, with « Relancer » for users who may."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Permission
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from core.jobs import lease
from core.jobs.declare import LABELS
from core.models import SillonDocument, SillonImage

VIEW, CHANGE = "django_tasks_database.view_dbtaskresult", "django_tasks_database.change_dbtaskresult"
PER_PAGE = 50
#: The tasks about images and about a document, and the maximum number of image titles in a row.
RENDER_IMAGES, READ_PDF, MAX_TITLES = "core.tasks.render_images", "core.tasks.read_pdf", 3
#: Maximum number of tasks in the dashboard panel.
PANEL_ROWS = 8
STATES = {
    TaskResultStatus.FAILED: "en échec",
    TaskResultStatus.RUNNING: "en cours",
    TaskResultStatus.READY: "en attente",
    TaskResultStatus.SUCCESSFUL: "terminé",
}
#: Messages by exception class, for causes that an editor or administrator can act on.
CAUSES = {
    lease.LOST: lease.LOST_TEXT,
    "core.jobs.worker.TaskTooLong": "Ce travail a duré trop longtemps.",
    "builtins.OSError": "Le disque est plein, ou Sillon ne peut pas y écrire.",
    "django.db.utils.OperationalError": "La base de données ne répondait pas.",
}
OTHER_CAUSE = "Une erreur du programme. Détail dans le journal du processus db_worker."


def label(row: DBTaskResult) -> str:
    return LABELS.get(row.task_path, row.task_path.rpartition(".")[2])


def since(row: DBTaskResult) -> datetime:
    """Return when the task entered its current state."""
    return row.finished_at or row.started_at or row.enqueued_at


def cause(row: DBTaskResult) -> str:
    """Return in French why a task failed; "" if it did not."""
    if row.status != TaskResultStatus.FAILED:
        return ""
    return CAUSES.get(row.exception_class_path, OTHER_CAUSE)


def _ids(row: DBTaskResult, task_path: str) -> list[int]:
    """Return the ids in the first argument of a task with this path, which is one or a list; [] for other tasks."""
    arguments = row.args_kwargs["args"][0] if row.args_kwargs["args"] else None
    if row.task_path != task_path:
        return []
    return [pk for pk in (arguments if isinstance(arguments, list) else [arguments]) if isinstance(pk, int)]


def _subjects(tasks: list[DBTaskResult]) -> dict[Any, str]:
    """Return the subject of each task by primary key: the titles of its images or its document, or ""."""
    subjects: dict[Any, str] = {}
    for task_path, model in ((RENDER_IMAGES, SillonImage), (READ_PDF, SillonDocument)):
        ids_of = {row.pk: ids for row in tasks if (ids := _ids(row, task_path))}
        objects: dict[int, Any] = model.objects.in_bulk([pk for ids in ids_of.values() for pk in ids[:MAX_TITLES]])
        for key, ids in ids_of.items():
            names = [f"« {objects[pk].title} »" for pk in ids[:MAX_TITLES] if pk in objects]
            more = f" et {len(ids) - MAX_TITLES} autres" if len(ids) > MAX_TITLES else ""
            subjects[key] = ", ".join(names) + more if names else ""
    return subjects


def _rows(tasks: Any) -> list[dict[str, Any]]:
    tasks = list(tasks)
    subjects = _subjects(tasks)
    return [
        {
            "pk": row.pk,
            "label": label(row),
            "subject": subjects.get(row.pk, ""),
            "traceback": row.traceback,
            "state": STATES[TaskResultStatus(row.status)],
            "failed": row.status == TaskResultStatus.FAILED,
            "since": date_format(localtime(since(row)), "j F Y, H:i"),
            "attempts": len(row.worker_ids),
            "cause": cause(row),
        }
        for row in tasks
    ]


def by_urgency() -> QuerySet[DBTaskResult]:
    """Return failed tasks first, then running, waiting and finished ones; the newest first."""
    rank = Case(*(When(status=state, then=Value(n)) for n, state in enumerate(STATES)), output_field=IntegerField())
    return DBTaskResult.objects.order_by(rank, "-enqueued_at")


@permission_required(VIEW, raise_exception=True)
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(by_urgency(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": _rows(page), "page": page, "may_retry": request.user.has_perm(CHANGE), "stuck": lease.stuck()}
    return render(request, "core/admin/jobs.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def retry(request: HttpRequest, pk: str) -> HttpResponse:
    if lease.retry(pk):
        messages.success(request, "Le travail est relancé.")
    else:
        messages.warning(request, "Ce travail n’est pas, ou n’est plus, en échec : rien n’a été relancé.")
    return redirect("jobs")


class FailedJobsPanel(Component):
    """A dashboard panel, shown while there are failed tasks or no worker takes waiting ones."""

    name = "jobs"
    order = 126
    template_name = "core/admin/jobs_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        failed = DBTaskResult.objects.failed().order_by("-finished_at")
        rows = _rows(failed[: PANEL_ROWS + 1])
        return {"rows": rows[:PANEL_ROWS], "more": len(rows) > PANEL_ROWS, "stuck": lease.stuck()}


class JobsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, components: list[Component]) -> None:
    if request.user.has_perm(VIEW) and (DBTaskResult.objects.failed().exists() or lease.stuck()):
        components.append(FailedJobsPanel())


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("travaux/", index, name="jobs"), path("travaux/<uuid:pk>/relancer/", retry, name="retry_job")]


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return JobsItem("Travaux", reverse("jobs"), name="jobs", icon_name="cogs", order=1200)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="django_tasks_database", codename__in=["view_dbtaskresult", "change_dbtaskresult"]
    )
