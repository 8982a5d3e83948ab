"""What happens to the contributions about pages that go into the bin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page, Revision

from core.bin.contacts import blank
from members.models import Contribution, Correction


def with_contributions(pages: list[Page]) -> list[Page]:
    """Return the pages that a contribution or a correction is about. Two queries."""
    keys = [page.pk for page in pages]
    ids = {
        pk
        for model in (Contribution, Correction)
        for pk in model.objects.filter(page__in=keys).values_list("page", flat=True)
    }
    return [page for page in pages if page.pk in ids]


def close_and_erase(pages: Iterable[Page], user: Any) -> None:
    """Cancel the reviews of corrections of these pages, and erase the contacts that their contributions hold.

    A proposal that its author can still send is detached from its page, as if that had been deleted: sending it makes
    a new page.
    """
    for page in pages:
        Contribution.objects.that_created(page).filter(state__in=Contribution.OPEN).update(page=None)
        names = set(getattr(page, "contact_fields", ()))
        for correction in Correction.objects.filter(page=page.pk):
            if state := correction.current_workflow_state:
                state.cancel(user=user)
            if names:
                _erase_from_correction(correction, names)
        for contribution in Contribution.objects.filter(page=page.pk):
            kind = contribution.declared_kind
            contacts = names.union(kind.contact_fields if kind else ())
            values = {"typed": contribution.typed, "sent": contribution.sent}
            for data in values.values():
                data.update({name: [""] for name in contacts if any(data.get(name) or ())})
            if contacts:
                Contribution.objects.filter(pk=contribution.pk).update(**values)


def _erase_from_correction(correction: Correction, names: set[str]) -> None:
    if blank(correction.base, names) | blank(correction.proposed, names):
        Correction.objects.filter(pk=correction.pk).update(base=correction.base, proposed=correction.proposed)
    for revision in correction.revisions.all():
        if blank(revision.content, names):
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)
