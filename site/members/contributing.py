"""Filling, sending and taking back a contribution: what its author does, on the site and through the API.

Nothing that was typed is judged before it is sent: it is kept as it came, and read by the form of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from wagtail.actions import action_registry
from wagtail.models import Page, WorkflowState

from core.contributions import ContributionForm, Kind, Purpose
from members import decisions, merging
from members.models import Contribution, Correction, Entry, User

Typed = dict[str, list[str]]
#: What a database or a JSON column cannot hold: the null character, and halves of characters.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class NotOpen(PermissionDenied):
    """The contribution cannot be changed now: it waits for a moderator, or has had its answer."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(f"Cette contribution est « {contribution.state_label.lower()} » : elle ne peut plus changer.")
        self.contribution = contribution


class Incomplete(Exception):
    """Something is missing or wrong; `form` says what, at its fields."""

    def __init__(self, form: forms.BaseForm) -> None:
        super().__init__("incomplete")
        self.form = form


# --- What was typed ---------------------------------------------------------------------------------------------------


def owner_of(key: str, names: Iterable[str]) -> str | None:
    """The field that a name of a form's data belongs to: its own, or that of a part such as « hours_mo0_from »."""
    fits = [name for name in names if key == name or key.startswith(f"{name}_")]
    return max(fits, key=len) if fits else None


def part_of(data: Mapping[str, Any], names: Iterable[str], form: type[forms.BaseForm]) -> Typed:
    """What some fields of a form were sent, as it is kept. Each of them is there, if only with an empty list."""
    wanted, every = set(names), list(form.base_fields)
    typed: Typed = {name: [] for name in wanted}
    lists = data.lists() if isinstance(data, MultiValueDict) else data.items()
    for key, values in lists:
        if owner_of(key, every) in wanted:
            typed[key] = [as_kept(str(value)) for value in values]
    return typed


def as_kept(text: str) -> str:
    """A text as it is kept: with the line ends that its author has counted. A browser sends two characters for one."""
    return UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def keep(contribution: Contribution, typed: Typed) -> None:
    """Put what was typed in place of what these fields held. Raises NotOpen."""
    with transaction.atomic():
        held = Contribution.objects.select_for_update().get(pk=contribution.pk)
        if not held.is_open:
            raise NotOpen(held)
        kind = declared(held)
        every = list(kind.form.base_fields)
        replaced = {owner_of(key, every) for key in typed}
        kept = {key: values for key, values in held.typed.items() if owner_of(key, every) not in replaced}
        held.typed = kept | typed
        if kind.purpose == Purpose.NEW:
            held.title = " ".join(next(iter(held.typed.get("title", [])), "").split())[:255]
        held.save(update_fields=["typed", "title", "updated_at"])
    contribution.typed, contribution.title, contribution.updated_at = held.typed, held.title, held.updated_at


def declared(contribution: Contribution) -> Kind:
    """The kind of a contribution. Raises PermissionDenied where the site no longer takes it."""
    kind = contribution.declared
    if kind is None:
        raise PermissionDenied("Le site ne prend plus ce genre de contribution.")
    return kind


# --- Its form ---------------------------------------------------------------------------------------------------------


def bind(contribution: Contribution, only: Iterable[str] | None = None) -> forms.BaseForm:
    """The form with what was typed. Of a correction: only the fields that were shown, the page says the rest.

    `only` leaves out all other fields.
    """
    kind = declared(contribution)
    form = make_form(contribution, kind, _query(contribution.typed))
    shown = None if kind.purpose != Purpose.CORRECTION else set(contribution.typed)
    for name in list(form.fields):
        if (shown is not None and name not in shown) or (only is not None and name not in only):
            del form.fields[name]
    return form


def make_form(contribution: Contribution, kind: Kind, data: QueryDict | None, instance: Page | None = None) -> Any:
    """The form of a kind for one contribution, bound where there is `data`."""
    told: dict[str, Any] = {}
    if issubclass(kind.form, ContributionForm):
        told["instance"] = instance or _instance(contribution, kind)
    form = kind.form(data, **told)
    form.attached = _attached(contribution)  # type: ignore[attr-defined]
    form.made = contribution.page_id if kind.purpose == Purpose.NEW else None  # type: ignore[attr-defined]
    return form


def shown_form(contribution: Contribution, names: Iterable[str], check: bool = False) -> forms.BaseForm:
    """The form as its author sees some of its fields: what was typed, else what the page says.

    Fields that were never shown are not bound, so that nothing is missed in them yet; `check` tells what is wrong with
    the others.
    """
    kind = declared(contribution)
    names = list(names)
    seen = [name for name in names if name in contribution.typed]
    form = make_form(contribution, kind, _query(contribution.typed) if seen else None)
    shown = {name: field for name, field in form.fields.items() if name in names}
    if seen and check:
        _keep(form, contribution.typed)
        form.full_clean()  # with the fields of other steps, which a rule may be about
        for name in [name for name in form._errors if name not in shown]:
            del form._errors[name]
    elif seen:
        form._errors = forms.utils.ErrorDict()  # what was typed comes back as it is, without blame
    form.fields = shown
    return form


def _keep(form: forms.BaseForm, names: Iterable[str]) -> None:
    """Leave a form these fields alone."""
    for name in form.fields.keys() - set(names):
        del form.fields[name]


def _query(typed: Mapping[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for key, values in typed.items():
        query.setlist(key, list(values))
    return query


def _instance(contribution: Contribution, kind: Kind) -> Any:
    model = kind.form._meta.model  # type: ignore[attr-defined]
    if kind.purpose == Purpose.CORRECTION and contribution.page_id:
        return model.objects.get(pk=contribution.page_id)
    return model()


def _attached(contribution: Contribution) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in contribution.uploads.values_list("field", flat=True):
        found[name] = found.get(name, 0) + 1
    return found


# --- Steps of its life ------------------------------------------------------------------------------------------------


def start(kind: Kind, author: User | None, pk: UUID, page: Page | None = None) -> Contribution:
    """The contribution of this number, made when it is not there: a form sent twice makes one.

    Raises PermissionDenied where the number is somebody else's or another kind's.
    """
    contribution, made = Contribution.objects.get_or_create(
        pk=pk,
        defaults={
            "kind": kind.code,
            "author": author,
            "page": page if kind.about_a_page else None,
            "title": page.title if page and kind.about_a_page else "",
        },
    )
    if contribution.author_id != (author.pk if author else None) or contribution.kind != kind.code:
        raise PermissionDenied("Cette contribution n’est pas la vôtre.")
    if made:
        Entry.objects.create(contribution=contribution, by=author, what=Entry.What.STARTED)
    return contribution


@transaction.atomic
def submit(contribution: Contribution, user: User | None) -> Contribution:
    """Hand a contribution to the moderators; one that waits already stays as it is.

    Raises Incomplete with the form that says what is missing, or NotOpen where it has had its answer.
    """
    held = Contribution.objects.select_for_update(of=("self",)).select_related("page").get(pk=contribution.pk)
    if held.state == Contribution.State.WAITING:
        return held
    if not held.is_open:
        raise NotOpen(held)
    kind = declared(held)
    form = bind(held)
    if not form.is_valid():
        raise Incomplete(form)
    match kind.purpose:
        case Purpose.NEW:
            reviewed: Any = _draft_page(held, kind, form, user)
        case Purpose.CORRECTION:
            reviewed = _correction(held, kind, form, user)
        case _:
            reviewed = None
    held.submitted_at, held.decided_at, held.sent = timezone.now(), None, held.typed
    # Who has an account is answered there.
    held.contact = "" if held.author_id else form.cleaned_data.get("contact", "")
    decisions.move(held, Contribution.State.WAITING, Entry.What.SUBMITTED, by=user)
    if reviewed is not None:
        _review(reviewed, user)
    return held


@transaction.atomic
def withdraw(contribution: Contribution, user: User | None) -> Contribution:
    """Take a contribution back; its author may send it again. Raises NotOpen where it has had its answer."""
    held = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if held.state == Contribution.State.WITHDRAWN:
        return held
    if not (held.is_open or held.state == Contribution.State.WAITING):
        raise NotOpen(held)
    decisions.move(held, Contribution.State.WITHDRAWN, Entry.What.WITHDRAWN, by=user)
    if (review := decisions.review_of(held)) is not None:
        review.cancel(user=user)
    return held


def _draft_page(contribution: Contribution, kind: Kind, form: Any, user: User | None) -> Page:
    """The draft page of a contribution, made or changed as its author may.

    What a moderator has changed meanwhile in a field that the author has not touched since it was last sent stays.
    """
    if contribution.page is None:
        parent = kind.parent() if kind.parent else None
        if parent is None:
            raise PermissionDenied("Le site n’a pas de rubrique où ranger cette contribution.")
        form.instance.owner = user
        action = action_registry.get_action_class(kind.form._meta.model, "create")  # type: ignore[attr-defined]
        page = action(form.instance, parent, user=user, form=form).execute()
        contribution.page = page.page_ptr
        contribution.save(update_fields=["page", "updated_at"])
        return page
    page = contribution.page.specific.get_latest_revision_as_object()
    narrow = make_form(contribution, kind, _query(contribution.typed), instance=page)
    every = list(kind.form.base_fields)
    changed = {owner_of(key, every) for key in _differing(contribution.typed, contribution.sent)}
    _keep(narrow, {name for name in changed if name})
    if not narrow.is_valid():  # what a moderator has changed does not go with it
        raise Incomplete(narrow)
    action = action_registry.get_action_class(kind.form._meta.model, "edit")  # type: ignore[attr-defined]
    return action(page, user=user, form=narrow).execute()


def _differing(one: Typed, other: Typed) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _correction(contribution: Contribution, kind: Kind, form: Any, user: User | None) -> Correction:
    if contribution.page is None or not contribution.page.live:
        form.add_error(None, "Cette page n’est plus en ligne : il n’y a plus rien à corriger.")
        raise Incomplete(form)
    base, proposed = merging.proposal(form)
    if not proposed and not form.attached and not form.cleaned_data.get("note"):
        form.add_error(None, "Rien n’a changé par rapport à la fiche en ligne.")
        raise Incomplete(form)
    correction, _ = Correction.objects.update_or_create(
        contribution=contribution,
        defaults={
            "page": contribution.page,
            "base_revision": contribution.page.live_revision,
            "base": base,
            "proposed": proposed,
            "live": False,
            "has_unpublished_changes": True,
        },
    )
    correction.save_revision(user=user)
    return correction


def _review(reviewed: Any, user: User | None) -> None:
    """Start the workflow of what is handed in, or take it up where the moderators sent it back."""
    state = reviewed.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    elif state is None and (workflow := reviewed.get_workflow()) is not None:
        workflow.start(reviewed, user)
