"""Corrections against what has become of the page meanwhile: three versions, field by field.

A correction says what its fields were when it was written, and what they should be. What readers see now is the third.
A field that somebody else has changed since, to something else, is a conflict that a moderator decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core.typography import french
from members import publishing
from members.models import Correction, User
from members.threeway import Clash, Values, merged, same

#: What a moderator decides of a field in conflict.
LIVE, PROPOSED = "live", "proposed"
CHOICES = (LIVE, PROPOSED)


class CannotApply(ValidationError):
    """A correction cannot be published as it stands; the message says so to the moderator."""

    def __init__(self, message: str) -> None:
        super().__init__(french(message))


class Gone(CannotApply):
    """There is nothing to correct any more."""


class Conflict(CannotApply):
    """Fields were changed meanwhile: somebody has to choose."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("La page a changé depuis que la correction a été écrite. Choisissez, pour chaque champ.")
        self.fields = fields


class Stale(CannotApply):
    """What is to be accepted is not what the moderator saw."""

    def __init__(self) -> None:
        super().__init__("La page ou la correction vient de changer : comparez de nouveau avant de décider.")


@dataclass(frozen=True)
class Comparison:
    """A correction beside what readers see: stored values by name of field.

    `result` holds what accepting publishes, without the fields in conflict; `seen` names all of it.
    """

    revision_id: int | None
    live: Values
    proposed: Values
    result: Values
    conflicts: tuple[str, ...]

    @property
    def changes(self) -> Values:
        """What accepting would change."""
        return {name: value for name, value in self.result.items() if not same(value, self.live.get(name))}

    @property
    def seen(self) -> str:
        told = json.dumps([self.live, self.proposed], sort_keys=True)
        return f"{self.revision_id or 0}-{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def proposal(form: Any) -> tuple[Values, Values]:
    """What a valid form changes in its page: the values before, and the values proposed, by field.

    Columns that are worked out from others are left aside: they follow.
    """
    page = form.instance
    before = publishing.as_stored(type(page).objects.get(pk=page.pk))
    form.write(page)
    after = publishing.as_stored(page)
    fields = {field.name: field for field in page._meta.concrete_fields}
    changed = [
        name
        for name, value in after.items()
        if value != before.get(name) and (name not in fields or fields[name].editable)
    ]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def compare(correction: Correction, page: Any) -> Comparison:
    """A correction against a live page. A field that the page type no longer has is left out."""
    stored = publishing.as_stored(page)
    base, proposed = correction.base or {}, correction.proposed or {}
    names = [name for name in proposed if name in stored]
    result, conflicts = {}, []
    for name in names:
        try:
            result[name] = merged(base.get(name), stored[name], proposed[name])
        except Clash:
            conflicts.append(name)
    return Comparison(
        revision_id=page.live_revision_id,
        live={name: stored[name] for name in names},
        proposed={name: proposed[name] for name in names},
        result=result,
        conflicts=tuple(conflicts),
    )


def live_page(correction: Correction) -> Any:
    """The page that a correction is about, as readers see it, and held. Raises Gone."""
    page = publishing.hold(correction.page_id)
    if page is None or not page.live:
        raise Gone("Cette page n’est plus en ligne : il n’y a plus rien à corriger.")
    return page


def settle(correction: Correction, comparison: Comparison, choices: Mapping[str, str], user: User | None) -> None:
    """Write a moderator's choices into the correction. Raises Conflict where one is missing."""
    missing = tuple(name for name in comparison.conflicts if choices.get(name) not in CHOICES)
    if missing:
        raise Conflict(missing)
    if not comparison.conflicts:
        return
    for name in comparison.conflicts:
        if choices[name] == LIVE:
            del correction.proposed[name]
            correction.base.pop(name, None)
        else:
            correction.base[name] = comparison.live[name]
    correction.save(update_fields=["base", "proposed"])
    correction.save_revision(user=user, clean=False)


def apply(correction: Correction, user: User | None) -> None:
    """Publish what a correction proposes, with its files. Raises CannotApply, or PermissionDenied."""
    page = live_page(correction)
    if user is not None and not page.permissions_for_user(user).can_publish():
        raise PermissionDenied("Vous ne pouvez pas publier cette page.")
    if page.locked and (user is None or page.locked_by_id != user.pk):
        by = f" par {page.locked_by}" if page.locked_by else ""
        raise CannotApply(f"Cette page est verrouillée{by} : demandez qu’elle soit déverrouillée, puis recommencez.")
    comparison = compare(correction, page)
    if comparison.conflicts:
        raise Conflict(comparison.conflicts)
    contribution = correction.contribution
    if not comparison.changes and not contribution.uploads.exists():
        return
    publishing.publish_beside(
        page, comparison.changes, lambda changed: publishing.attach_files(contribution, changed), user
    )
