"""Compare a correction with its page (a three-way merge, field by field), and publish it.

The three sides are the values when the correction was written, the proposed values, and the live values. A field that
was changed on both sides, to different values, is a conflict that a moderator decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core.publishing.live_pages import as_stored, change_page, lock_reason, lock_rows
from core.publishing.three_way import Clash, Values, merged, same
from core.text.typography import french
from members.models import Correction, User

#: The choices for a field in conflict.
LIVE, PROPOSED = "live", "proposed"
CHOICES = (LIVE, PROPOSED)


class CannotApply(ValidationError):
    """A correction cannot be published as it is; the message is for the moderator."""

    def __init__(self, message: str) -> None:
        super().__init__(french(message))


class Gone(CannotApply):
    """The page of the correction is offline or deleted."""


class Conflict(CannotApply):
    """Some fields were changed meanwhile, and the moderator has not chosen a value."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("La page a changé depuis que la correction a été écrite. Choisissez, pour chaque champ.")
        self.fields = fields


class Stale(CannotApply):
    """The page or the correction has changed since the moderator saw the comparison."""

    def __init__(self) -> None:
        super().__init__("La page ou la correction vient de changer : comparez de nouveau avant de décider.")


@dataclass(frozen=True)
class Comparison:
    """A correction beside the live page: stored values by field name.

    `result` has the values to publish, without the fields in conflict.
    """

    revision_id: int | None
    live: Values
    proposed: Values
    result: Values
    conflicts: tuple[str, ...]

    @property
    def changes(self) -> Values:
        """The values in `result` that differ from the live page."""
        return {name: value for name, value in self.result.items() if not same(value, self.live.get(name))}

    @property
    def digest(self) -> str:
        """A digest of what the moderator sees, to detect later changes."""
        content = json.dumps([self.live, self.proposed], sort_keys=True)
        return f"{self.revision_id or 0}-{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def proposal(form: Any) -> tuple[Values, Values]:
    """Return the changes of a valid form: the current and the proposed values of the changed fields, by field name.

    Computed columns, which are not editable, are left out.
    """
    page = form.instance
    before = as_stored(type(page).objects.get(pk=page.pk))
    form.write(page)
    after = as_stored(page)
    fields = {field.name: field for field in page._meta.concrete_fields}
    changed = [
        name
        for name, value in after.items()
        if value != before.get(name) and (name not in fields or fields[name].editable)
    ]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def compare(correction: Correction, page: Any) -> Comparison:
    """Compare a correction with a live page. Fields that the page type no longer has are left out."""
    stored = as_stored(page)
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
    """Return the live page of a correction, with row locks. Raises Gone."""
    page = lock_rows([correction.page_id]).get(correction.page_id)
    if page is None or not page.live:
        raise Gone("Cette page n’est plus en ligne : il n’y a plus rien à corriger.")
    return page


def settle(correction: Correction, comparison: Comparison, choices: Mapping[str, str], user: User | None) -> None:
    """Apply a moderator's choices to the stored correction. Raises Conflict if one is missing."""
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
    """Publish the proposed values and the files of a correction. Raises CannotApply, PermissionDenied."""
    page = live_page(correction)
    if user is not None and not page.permissions_for_user(user).can_publish():
        raise PermissionDenied("Vous ne pouvez pas publier cette page.")
    if reason := lock_reason(page, user):
        raise CannotApply(f"Cette page est {reason} : demandez qu’elle soit déverrouillée, puis recommencez.")
    comparison = compare(correction, page)
    if comparison.conflicts:
        raise Conflict(comparison.conflicts)
    contribution = correction.contribution
    if not comparison.changes and not contribution.uploads.exists():
        return
    change_page(page, contribution.attach_files, user=user, values=comparison.changes)
