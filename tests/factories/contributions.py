"""What people type in the forms of contributions, and the way of it: kept, sent, decided."""

from __future__ import annotations

import uuid
from typing import Any

from wagtail.models import Page

from core import contributions
from members import contributing
from members.models import Contribution, User

PLACE: dict[str, list[str]] = {
    "title": ["La Scierie"],
    "summary": ["Un atelier partagé au bord du Guiers."],
    "families": ["coworking", "fablab"],
    "state": ["active"],
    "description": ["Un étage.\n\nDeux salles."],
    "commune": ["Grenoble"],
    "point": ["45.19, 5.72"],
    "milieu": ["urban"],
}
TESTIMONIAL: dict[str, list[str]] = {
    "title": ["Ouvrir chaque mardi"],
    "introduction": ["Un atelier de vallée a trouvé ses habitués."],
    "person_name": ["Jeanne Martin"],
    "person_role": ["gérante"],
    "deed": ["Ouvrir chaque mardi."],
    "consent": ["on"],
}
EVENT: dict[str, list[str]] = {
    "title": ["Table ronde du printemps"],
    "kind": ["round_table"],
    "state": ["announced"],
    "date": ["3 mars 2099"],
    "mode": ["in_person"],
}
PUBLICATION: dict[str, list[str]] = {
    "title": ["Les tiers-lieux de montagne"],
    "kind": ["study"],
    "date": ["juin 2017"],
    "abstract": ["Ce que trois vallées ont tiré de leurs ateliers partagés."],
}
TYPED = {"lieu": PLACE, "temoignage": TESTIMONIAL, "evenement": EVENT, "publication": PUBLICATION}


def typed_for(code: str, changes: dict[str, Any]) -> dict[str, list[str]]:
    """What a form sends: the least that can be sent, with these changes; a text stands for a list of one."""
    texts = {name: [value] if isinstance(value, str) else value for name, value in changes.items()}
    return TYPED[code] | texts


def begin(code: str, author: User, page: Page | None = None, **typed: Any) -> Contribution:
    """A contribution with everything that its form sends, and these changes. Of a correction only what is given."""
    kind = contributions.kind(code)
    assert kind is not None
    data = typed_for(code, typed) if page is None else {n: [v] if isinstance(v, str) else v for n, v in typed.items()}
    contribution = contributing.start(kind, author, uuid.uuid4(), page=page)
    names = (
        list(kind.form.base_fields)
        if page is None
        else list({contributing.owner_of(n, kind.form.base_fields) for n in data})
    )
    contributing.keep(contribution, contributing.part_of(data, [name for name in names if name], kind.form))
    return contribution


def errors(code: str, author: User, page: Page | None = None, **typed: Any) -> dict[str, str]:
    """What is told at which field when a contribution is handed in."""
    try:
        contributing.submit(begin(code, author, page, **typed), author)
    except contributing.Incomplete as incomplete:
        return {name: " ".join(texts) for name, texts in incomplete.form.errors.items()}
    return {}


def send(code: str, author: User, page: Page | None = None, **typed: Any) -> Contribution:
    """A contribution that waits for a moderator."""
    return contributing.submit(begin(code, author, page, **typed), author)


def accept(contribution: Contribution, moderator: User) -> Any:
    """The page that a contribution has become."""
    page = Contribution.objects.get(pk=contribution.pk).page.specific
    page.current_workflow_task_state.specific.approve(user=moderator)
    return type(page).objects.get(pk=page.pk)
