"""Wagtail's `publish_scheduled`, changed so that an error of one page does not keep others from being published.

Wagtail's own command stops at the first page that raises, and begins with the same page at the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import OperationalError, transaction
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import DraftStateMixin, Page, Revision

from core.db.instance import InstanceCommand


class Command(InstanceCommand, WagtailCommand):
    help = "Publie et dépublie les contenus dont l’heure est venue ; l’erreur de l’un n’arrête pas les autres."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and unpublish what is due. Raise CommandError at the end if anything failed."""
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        failures = sum(not self._succeeds(label, change) for label, change in due_changes())
        if failures:
            contents = "1 contenu n’a" if failures == 1 else f"{failures} contenus n’ont"
            raise CommandError(f"{contents} pas pu être publié ou dépublié.")

    def _succeeds(self, label: str, change: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                change()
        except OperationalError:
            raise  # the database cannot be reached, so all others would fail too
        except Exception as error:
            self.stderr.write(f"{label} : {type(error).__name__}: {error}")
            return False
        return True


def due_changes() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield due changes as (label, function): expired objects, then scheduled revisions, as Wagtail selects them."""
    now = timezone.now()
    for model in (Page, *(m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page))):
        for item in list(model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")):
            unpublish = partial(item.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
            yield f"{model._meta.model_name} {item.pk}", unpublish
    for revision in list(Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")):
        label = f"{revision.content_type.model} {revision.object_id}"
        yield label, partial(revision.publish, log_action="wagtail.publish.scheduled")
