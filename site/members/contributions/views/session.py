"""Contributions in the session: those without an account, and steps that could not be saved."""

from __future__ import annotations

import json
from typing import NotRequired, TypedDict
from uuid import UUID

from django.http import HttpRequest

from core.contributions.kinds import Step
from members.contributions.form_data import Typed

#: Session keys: the ids of this visitor's contributions without an account, and the steps that could not be saved,
#: such as those typed after the session had expired.
OWN_KEY, UNSAVED_KEY = "contributions_sans_compte", "contributions_de_cote"
MAX_OWN, MAX_UNSAVED, MAX_UNSAVED_LENGTH = 20, 5, 100_000


def is_own(request: HttpRequest, pk: UUID) -> bool:
    """Whether this visitor started a contribution without an account."""
    return str(pk) in request.session.get(OWN_KEY, [])


def remember_own(request: HttpRequest, pk: UUID) -> None:
    """Remember that this visitor, who has no account, started a contribution."""
    if not is_own(request, pk):
        request.session[OWN_KEY] = [*request.session.get(OWN_KEY, []), str(pk)][-MAX_OWN:]


class UnsavedStep(TypedDict):
    """A step that could not be saved. `stamp` proves when its form was opened, `account` under which account."""

    step: str
    typed: Typed
    seen: str  # the base digest; the key stays for sessions that exist
    stamp: str
    account: NotRequired[str]  # signed; sessions that exist have none


def keep_unsaved(request: HttpRequest, pk: UUID, unsaved: UnsavedStep) -> bool:
    """Store a step in the session. Return False if it is too large."""
    if len(json.dumps(unsaved["typed"])) > MAX_UNSAVED_LENGTH:
        return False
    steps = request.session.get(UNSAVED_KEY, {})
    steps.pop(str(pk), None)
    steps[str(pk)] = unsaved
    request.session[UNSAVED_KEY] = dict(list(steps.items())[-MAX_UNSAVED:])
    return True


def unsaved_step(request: HttpRequest, pk: UUID, step: Step) -> UnsavedStep | None:
    """Return the unsaved data of a step, if any."""
    unsaved: UnsavedStep | None = request.session.get(UNSAVED_KEY, {}).get(str(pk))
    return unsaved if unsaved and unsaved["step"] == step.slug else None


def forget_unsaved(request: HttpRequest, pk: UUID) -> None:
    steps = request.session.get(UNSAVED_KEY, {})
    if steps.pop(str(pk), None):
        request.session[UNSAVED_KEY] = steps
