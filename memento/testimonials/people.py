"""The person of a contributed testimonial: an existing `core.Person`, or one that is added and later cleaned up.

A new person is saved with the draft page, and its log says so. When no page names that person any more it is deleted,
unlike a person that an editor has entered.
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


def person_named(name: str, role: str) -> Person:
    """Return the person with exactly this name and role, or an unsaved one: with another role it may be a namesake."""
    person = Person.objects.filter(name=name, role=role, organisation=None).order_by("pk").first()
    return person or Person(name=name, role=role)


def save_person(page: TestimonialPage, previous: Person | None) -> None:
    """Save the person of a page that is about to be saved. Delete its `previous` person if that became unused."""
    person = page.person
    if person is not None and person.pk is None:
        person.save()
        page.person = person  # sets person_id
        log(instance=person, action=ADDED, user=page.owner, data={"page": page.title})
    if previous is not None and previous.pk != page.person_id:
        delete_unused(previous.pk, apart_from=page.pk)


def delete_unused(pk: int | None, apart_from: int | None = None) -> None:
    """Delete a person if a testimonial added it and no page names it, except the page with the id `apart_from`."""
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
def delete_unused_person(instance: TestimonialPage, **_: Any) -> None:
    delete_unused(instance.person_id)


class _AddedFormatter(LogFormatter):
    """Formats a log entry: « Ajoutée avec un témoignage proposé : « Ouvrir chaque mardi » »."""

    label = "Ajoutée avec un témoignage proposé"

    def format_message(self, log_entry: Any) -> str:
        title = log_entry.data.get("page")
        return self.label + (f" : « {title} »" if title else "")


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    registry.register_action(ADDED)(_AddedFormatter)
