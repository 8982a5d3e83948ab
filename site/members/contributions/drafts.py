"""What authors do with a contribution, on the site and through the API: start, save, submit, withdraw; and its form.

Form data is stored as it was typed, valid or not; the form of the kind validates it when the contribution is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from wagtail.actions import action_registry
from wagtail.models import Page, WorkflowState

from core.contributions.kinds import ContributionForm, Kind, Purpose
from core.visibility.gate import Gate
from members.contributions import form_data, journal
from members.contributions.form_data import Typed
from members.corrections import merge
from members.models import Contribution, Correction, Entry, User
from members.moderation import decisions


class NotOpen(PermissionDenied):
    """The contribution cannot be changed: it waits for a moderator, or was decided."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(f"Cette contribution est « {contribution.state_label.lower()} » : elle ne peut plus changer.")
        self.contribution = contribution


class AlreadySent(PermissionDenied):
    """The contribution was sent to the moderators: it can be withdrawn, not deleted."""

    def __init__(self) -> None:
        super().__init__("Cette contribution a été envoyée : elle ne peut plus être supprimée.")


class PageOffline(PermissionDenied):
    """The page that a contribution is about is offline, or its author may no longer read it."""

    def __init__(self) -> None:
        super().__init__(
            "La page dont parle cette contribution n’est plus en ligne, ou ne vous est plus ouverte : la contribution "
            "ne peut pas continuer."
        )


class Incomplete(Exception):
    """A contribution cannot be sent; `form` holds the errors."""

    def __init__(self, form: forms.BaseForm) -> None:
        super().__init__("incomplete")
        self.form = form


def kind_of(contribution: Contribution) -> Kind:
    """Return the kind of a contribution. Raises PermissionDenied if the site no longer offers it."""
    kind = contribution.declared_kind
    if kind is None:
        raise PermissionDenied("Le site ne prend plus ce genre de contribution.")
    return kind


def check_page(contribution: Contribution, gate: Gate) -> None:
    """Raise PageOffline if a contribution is about a page that this reader may not read: its form would show it."""
    kind = contribution.declared_kind
    if kind and kind.about_a_page and (contribution.page is None or not gate.admits(contribution.page)):
        raise PageOffline


# --- The form ---------------------------------------------------------------------------------------------------------


def bind(contribution: Contribution) -> forms.BaseForm:
    """Bind the form to all stored data; for a correction, only with the fields that its author was shown."""
    kind = kind_of(contribution)
    form = make_form(contribution, kind, _query(contribution.typed))
    if kind.purpose == Purpose.CORRECTION:
        _restrict(form, contribution.typed)
    return form


def make_form(contribution: Contribution, kind: Kind, data: QueryDict | None, instance: Page | None = None) -> Any:
    """Build the form of a kind for one contribution, bound if there is `data`.

    A page form edits `instance`: by default the live page for a correction, else a new page.
    """
    options: dict[str, Any] = {}
    if issubclass(kind.form, ContributionForm):
        options["instance"] = instance or _instance(contribution, kind)
    form = kind.form(data, **options)
    form.file_counts = _count_files(contribution)  # type: ignore[attr-defined]
    form.made_page_id = contribution.page_id if kind.purpose == Purpose.NEW else None  # type: ignore[attr-defined]
    return form


def blank_form(contribution: Contribution, kind: Kind, typed: Typed) -> Any:
    """Build the form with only these inputs, on a new page, so that it shows nothing of the contribution's page."""
    model = kind.form._meta.model if issubclass(kind.form, ContributionForm) else None
    form = make_form(contribution, kind, _query(typed), instance=model() if model else None)
    _restrict(form, form_data.owners(typed, kind.form))
    return form


def form_of_fields(
    contribution: Contribution,
    kind: Kind,
    names: Iterable[str],
    typed: Typed | None = None,
    check: bool = False,
    required: bool = True,
) -> forms.BaseForm:
    """Build the form with the fields in `names`, filled with the stored data, or with the page if none was ever typed.

    `typed` replaces the stored data. With `check` the form is validated; `required=False` then drops the errors of
    empty required fields.
    """
    names = list(names)
    data = contribution.typed if typed is None else typed
    bound = any(name in data for name in names)
    form = make_form(contribution, kind, _query(data) if bound else None)
    fields = {name: field for name, field in form.fields.items() if name in names}
    if bound and check:
        _restrict(form, data)
        form.full_clean()  # with the fields of the other steps: a rule may compare them
        for name in form.errors.keys() - fields.keys():
            del form.errors[name]
        if not required:
            _remove_required_errors(form)
    elif bound:
        form._errors = forms.utils.ErrorDict()  # shown without validation
    form.fields = fields
    return form


def _restrict(form: forms.BaseForm, names: Iterable[str]) -> None:
    """Remove all other fields from a form."""
    for name in form.fields.keys() - set(names):
        del form.fields[name]


def _remove_required_errors(form: forms.BaseForm) -> None:
    """Remove the `required` errors from a form; keep all others."""
    for name, errors in list(form.errors.items()):
        errors.data = [error for error in errors.as_data() if error.code != "required"]
        if not errors:
            del form.errors[name]


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


def _count_files(contribution: Contribution) -> Counter[str]:
    """Count the files of a contribution by `Upload.field`."""
    return Counter(contribution.uploads.values_list("field", flat=True))


# --- Actions of the author --------------------------------------------------------------------------------------------


@transaction.atomic
def start(
    kind: Kind, author: User | None, pk: UUID, page: Page | None = None, typed: Typed | None = None
) -> Contribution:
    """Create the contribution with this primary key, or save into it if it exists: a form sent twice creates one.

    `page` is the page that the contribution is about. Raises PermissionDenied if the key belongs to another author or
    kind; NotOpen; TooLong.
    """
    data = form_data.merged({}, typed or {}, kind)
    title = _title(data) if kind.purpose == Purpose.NEW else page.title if page else ""
    contribution, created = Contribution.objects.get_or_create(
        pk=pk, defaults={"kind": kind.code, "author": author, "page": page, "title": title, "typed": data}
    )
    if contribution.author_id != (author.pk if author else None) or contribution.kind != kind.code:
        raise PermissionDenied("Cette contribution n’est pas la vôtre.")
    if created:
        journal.add_entry(contribution, Entry.Event.STARTED, by=author)
    elif typed:
        save(contribution, typed)
    return contribution


@transaction.atomic
def save(contribution: Contribution, typed: Typed) -> None:
    """Replace the stored data of the fields in `typed`. Raises NotOpen, TooLong."""
    locked = lock_if_open(contribution)
    kind = kind_of(locked)
    locked.typed = form_data.merged(locked.typed, typed, kind)
    if kind.purpose == Purpose.NEW:
        locked.title = _title(locked.typed)
    locked.save(update_fields=["typed", "title", "updated_at"])
    contribution.typed, contribution.title, contribution.updated_at = locked.typed, locked.title, locked.updated_at


def lock_if_open(contribution: Contribution) -> Contribution:
    """Read the contribution again with a row lock. Raises NotOpen."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not locked.is_open:
        raise NotOpen(locked)
    return locked


def _title(typed: Typed) -> str:
    """Return the typed title on one line, cut to the length of the column."""
    return " ".join(next(iter(typed.get("title", [])), "").split())[:255]


@transaction.atomic
def submit(contribution: Contribution, user: User | None) -> Contribution:
    """Send a contribution to the moderators; one that waits already is returned unchanged.

    Raises Incomplete with the invalid form, or NotOpen if a moderator has decided.
    """
    locked = Contribution.objects.select_for_update(of=("self",)).select_related("page").get(pk=contribution.pk)
    if locked.state == Contribution.State.WAITING:
        return locked
    if not locked.is_open:
        raise NotOpen(locked)
    kind = kind_of(locked)
    form = bind(locked)
    if not form.is_valid():
        raise Incomplete(form)
    match kind.purpose:
        case Purpose.NEW:
            reviewed: Any = _save_draft_page(locked, kind, form, user)
        case Purpose.CORRECTION:
            reviewed = _save_correction(locked, kind, form, user)
        case _:
            reviewed = None
    locked.submitted_at, locked.decided_at, locked.sent = timezone.now(), None, locked.typed
    # Authors with an account are written to at its address.
    locked.contact = "" if locked.author_id else form.cleaned_data.get("contact", "")
    journal.change_state(locked, Contribution.State.WAITING, Entry.Event.SUBMITTED, by=user)
    if reviewed is not None:
        _start_review(reviewed, user)
    return locked


@transaction.atomic
def withdraw(contribution: Contribution, user: User | None) -> Contribution:
    """Withdraw a contribution; its author may send it again. Raises NotOpen if a moderator has decided."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if locked.state == Contribution.State.WITHDRAWN:
        return locked
    if not (locked.is_open or locked.state == Contribution.State.WAITING):
        raise NotOpen(locked)
    journal.change_state(locked, Contribution.State.WITHDRAWN, Entry.Event.WITHDRAWN, by=user)
    if (review := decisions.review_of(locked)) is not None:
        review.cancel(user=user)
    return locked


@transaction.atomic
def delete(contribution: Contribution) -> None:
    """Delete a contribution that was never sent, with its files. Raises AlreadySent."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not locked.never_sent:
        raise AlreadySent
    locked.delete()


def _save_draft_page(contribution: Contribution, kind: Kind, form: Any, user: User | None) -> Page:
    """Create or update the draft page of a contribution.

    An update only writes the inputs that changed since the contribution was last sent: a moderator may have edited the
    others.
    """
    if contribution.page is None:
        parent = kind.parent_page(form)
        if parent is None:
            raise PermissionDenied("Le site n’a pas de rubrique où ranger cette contribution.")
        form.instance.owner = user
        action = action_registry.get_action_class(kind.form._meta.model, "create")  # type: ignore[attr-defined]
        page = action(form.instance, parent, user=user, form=form).execute()
        contribution.page = page.page_ptr
        contribution.save(update_fields=["page", "updated_at"])
        return page
    page = contribution.page.specific.get_latest_revision_as_object()
    update = make_form(contribution, kind, _query(contribution.typed), instance=page)
    _restrict(update, form_data.owners(_changed_inputs(contribution.typed, contribution.sent), kind.form))
    if not update.is_valid():  # in conflict with an edit of a moderator
        raise Incomplete(update)
    action = action_registry.get_action_class(kind.form._meta.model, "edit")  # type: ignore[attr-defined]
    return action(page, user=user, form=update).execute()


def _changed_inputs(typed: Typed, sent: Typed) -> set[str]:
    return {key for key in typed.keys() | sent.keys() if typed.get(key) != sent.get(key)}


def _save_correction(contribution: Contribution, kind: Kind, form: Any, user: User | None) -> Correction:
    if contribution.page is None or not contribution.page.live:
        form.add_error(None, "Cette page n’est plus en ligne : il n’y a plus rien à corriger.")
        raise Incomplete(form)
    base, proposed = merge.proposal(form)
    if not proposed and not form.file_counts and not form.cleaned_data.get("note"):
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


def _start_review(reviewed: Any, user: User | None) -> None:
    """Start the workflow of a page or a correction, or resume it if a moderator has sent it back."""
    state = reviewed.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    elif state is None and (workflow := reviewed.get_workflow()) is not None:
        workflow.start(reviewed, user)
