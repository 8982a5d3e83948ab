"""Valid form data of contributions, and contributions that are drafts, sent or accepted."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Page

from archive.models import CommitmentPage
from core.contributions import kinds
from members.contributions import drafts, form_data
from members.models import Contribution, Upload, User
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory

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
PROJECT: dict[str, list[str]] = {
    "title": ["Groupe de réflexion sur la mobilité"],
    "kind": ["reflection_group"],
    "state": ["unknown"],
}
#: With the date, which is only needed to publish.
REQUEST: dict[str, list[str]] = {
    "title": ["Ouvrir un tiers-lieu dans un bourg"],
    "introduction": ["Ce que d’autres communes en ont tiré."],
    "date": ["mars 2099"],
}
EVIDENCE: dict[str, list[str]] = {
    "commitment": ["Ouvrir un lieu par vallée"],
    "title": ["Décret du 11 février 2016"],
    "date": ["11/02/2016"],
    "kind": ["law"],
    "establishes": ["done"],
    "extract": ["Un lieu par vallée est ouvert."],
}
TYPED = {
    "lieu": PLACE,
    "temoignage": TESTIMONIAL,
    "evenement": EVENT,
    "organiser-un-evenement": REQUEST,
    "publication": PUBLICATION,
    "preuve": EVIDENCE,
    "projet": PROJECT,
}


def named_measure() -> CommitmentPage:
    """The measure that a piece of evidence names, which must be public."""
    existing = CommitmentPage.objects.filter(slug="un-lieu-par-vallee").first()
    return existing or CommitmentPageFactory(
        parent=CommitmentPlanPageFactory(), title="Ouvrir un lieu par vallée", slug="un-lieu-par-vallee"
    )


def typed_for(code: str, changes: dict[str, Any]) -> dict[str, list[str]]:
    """Return the smallest valid form data of a kind with these changes; a text stands for a list of one."""
    texts = {name: [value] if isinstance(value, str) else value for name, value in changes.items()}
    return TYPED[code] | texts


def begin(code: str, author: User, page: Page | None = None, **typed: Any) -> Contribution:
    """Create a draft with valid form data and these changes; about a page, with the given fields alone."""
    kind = kinds.kind(code)
    assert kind is not None
    if code == "preuve" and typed_for(code, typed)["commitment"] == EVIDENCE["commitment"]:
        named_measure()
    data = typed_for(code, typed) if page is None else {n: [v] if isinstance(v, str) else v for n, v in typed.items()}
    contribution = drafts.start(kind, author, uuid.uuid4(), page=page)
    names = list(kind.form.base_fields) if page is None else form_data.owners(data, kind.form)
    drafts.save(contribution, form_data.extract(data, names, kind.form))
    return contribution


def errors(code: str, author: User, page: Page | None = None, **typed: Any) -> dict[str, str]:
    """Send a contribution and return the messages of its form by field."""
    try:
        drafts.submit(begin(code, author, page, **typed), author)
    except drafts.Incomplete as incomplete:
        return {name: " ".join(texts) for name, texts in incomplete.form.errors.items()}
    return {}


def send(code: str, author: User, page: Page | None = None, **typed: Any) -> Contribution:
    """Create a contribution that waits for a moderator."""
    return drafts.submit(begin(code, author, page, **typed), author)


def accept(contribution: Contribution, moderator: User) -> Any:
    """Approve the page of a contribution and return it."""
    page = Contribution.objects.get(pk=contribution.pk).page.specific
    page.current_workflow_task_state.specific.approve(user=moderator)
    return type(page).objects.get(pk=page.pk)


def add_file(contribution: Contribution | None, owner: User, title: str = "Plan") -> Upload:
    """Store a small PDF for a contribution, or for an owner alone."""
    return Upload.objects.create(
        kind="document", title=title, file=ContentFile(b"%PDF-1.4", "x.pdf"), owner=owner, contribution=contribution
    )


def with_file(contribution: Contribution, field: str) -> Contribution:
    """Add a document to an upload field of a contribution, and return the contribution."""
    Upload.objects.create(
        kind=Upload.Kind.DOCUMENT, title="Synthèse", owner=contribution.author, contribution=contribution, field=field,
        file=ContentFile(b"%PDF-1.4", name="a.pdf"),
    )  # fmt: skip
    return contribution


def send_again(contribution: Contribution, member: User, moderator: User, **typed: Any) -> Any:
    """Return the page after a moderator has sent it back, and its author has made these changes."""
    contribution.page.specific.current_workflow_task_state.specific.reject(user=moderator, comment="Quand ?")
    found = Contribution.objects.get(pk=contribution.pk)
    drafts.save(found, {name: [value] for name, value in typed.items()})
    drafts.submit(found, member)
    return found.page.specific_class.objects.get(pk=found.page_id)
