"""Who testifies through the form: found in the directory or added to it, and gone with the last page that names them.

A person is added only with the draft page, and the log of the directory says so. One that nobody names any more is
deleted, but only if a testimonial had brought it: whom editors have written down stays.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, ManyToOneRel
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail import hooks
from wagtail.log_actions import LogFormatter, log
from wagtail.models import ModelLogEntry

from core.models import Person
from memento.models import TestimonialPage

ADDED = "memento.person.add"


def named(name: str, role: str) -> Person:
    """The person of just this name and role, or one to be saved. Another role may be a namesake's."""
    found = Person.objects.filter(name=name, role=role, organisation=None).order_by("pk").first()
    return found or Person(name=name, role=role)


def settle(page: TestimonialPage, before: Person | None) -> None:
    """Save the person that a page is about to name, and let go of who it named before."""
    person = page.person
    if person is not None and person.pk is None:
        person.save()
        page.person = person  # which takes its number
        log(instance=person, action=ADDED, user=page.owner, data={"page": page.title})
    if before is not None and before.pk != page.person_id:
        forget(before.pk, apart_from=page.pk)


def forget(pk: int | None, apart_from: int | None = None) -> None:
    """Delete a person that a testimonial had brought and that no other page names."""
    person = Person.objects.filter(pk=pk).first() if pk else None
    if person is None or not ModelLogEntry.objects.for_instance(person).filter(action=ADDED).exists():
        return
    if not any(_named_by(person, relation, apart_from) for relation in _relations()):
        person.delete()


def _relations() -> list[ManyToOneRel]:
    fields = Person._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, ManyToOneRel)]


def _named_by(person: Person, relation: ManyToOneRel, apart_from: int | None) -> bool:
    field: ForeignKey = relation.field  # type: ignore[assignment]
    rows = relation.related_model._base_manager.filter(**{field.name: person})
    return rows.exclude(pk=apart_from).exists() if relation.related_model is TestimonialPage else rows.exists()


@receiver(post_delete, sender=TestimonialPage, dispatch_uid="testimonial-person")
def testimonial_is_gone(instance: TestimonialPage, **_: Any) -> None:
    forget(instance.person_id)


class _AddedFormatter(LogFormatter):
    """« Ajoutée avec un témoignage proposé : « Ouvrir chaque mardi » »."""

    def format_message(self, log_entry: Any) -> str:
        title = log_entry.data.get("page")
        return self.label + (f" : « {title} »" if title else "")


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    said = {"label": "Ajoutée avec un témoignage proposé"}
    registry.register_action(ADDED)(type("AddedFormatter", (_AddedFormatter,), said))
