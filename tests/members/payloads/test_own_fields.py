"""Nothing that is typed into a contribution runs: the screens that show the own fields of the other kinds."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from django.urls import reverse

from core.contributions import kinds
from core.contributions.kinds import Kind, Purpose
from members.contributions import drafts
from members.models import Contribution, User
from members.moderation import decisions
from tests.members.payloads.content import OTHERS, WORDS, about, draft, form_data_of, send_files
from tests.members.payloads.visitor import Visitor, check_mails

pytestmark = pytest.mark.django_db
#: Kinds that propose a page, with the lists and feeds that show it beside its own section.
LISTS = {
    "temoignage": {"api": "/api/v3/testimonials/"},
    "evenement": {"api": "/api/v3/events/", "feed": "archive:events_feed", "agenda": "archive:agenda"},
    "organiser-un-evenement": {"api": "/api/v3/events/", "feed": "archive:events_feed", "agenda": "archive:agenda"},
    "publication": {"api": "/api/v3/publications/", "feed": "archive:publications_feed"},
}


@dataclass
class Sent:
    """A contribution that waits, and one that was accepted."""

    kind: Kind
    waiting: uuid.UUID
    accepted: uuid.UUID
    people: dict[str, User]


@pytest.fixture(scope="module", params=OTHERS)
def sent(request, people) -> Sent:
    kind, member = kinds.kind(request.param), people["member"]
    contributions = []
    for rank, typed in enumerate(form_data_of(kind.code)[:2]):
        contribution = draft(kind.code, member, typed, about(kind, rank))
        send_files(contribution, kind, member)
        contributions.append(drafts.submit(contribution, member))
    waiting, accepted = contributions
    decisions.accept(accepted, people["moderator"], WORDS)
    return Sent(kind, waiting.pk, accepted.pk, people)


def test_author_can_open_steps_and_what_was_sent(sent):
    member, kind = Visitor(sent.people["member"]), sent.kind
    contribution = draft(kind.code, sent.people["member"], form_data_of(kind.code)[0], about(kind, 50))
    for step in kind.steps:
        path = reverse("contribute_step", args=[kind.code, contribution.pk, step.slug])
        member.open("step", f"{path}?revoir=tout")
    for pk in (sent.waiting, sent.accepted):
        member.open("contribution", reverse("members_contribution", args=[pk]))
        member.open("api", f"/api/v3/contributions/{pk}/")
    for upload in Contribution.objects.get(pk=sent.waiting).uploads.all():
        member.open_file(upload)
    member.check("step", "contribution", "api")


def test_preview_of_every_payload_in_every_field(sent):
    """The review takes the place of the preview where a kind has none."""
    member, kind = Visitor(sent.people["member"]), sent.kind
    screen = "contribute_preview" if kind.purpose in (Purpose.NEW, Purpose.CORRECTION) else "contribute_send"
    page = about(kind, 100)
    for typed in form_data_of(kind.code):
        contribution = draft(kind.code, sent.people["member"], typed, page)
        member.open(screen, reverse(screen, args=[kind.code, contribution.pk]))
    member.check(screen)


def test_moderator_can_open_each_contribution(sent):
    moderator = Visitor(sent.people["moderator"])
    for pk in (sent.waiting, sent.accepted):
        moderator.open("moderation", reverse("moderation_contribution", args=[pk]))
    moderator.open("documents", "/admin/documents/")
    moderator.check("moderation")


@pytest.mark.parametrize("sent", LISTS, indirect=True)
def test_moderator_can_open_proposed_page_in_the_editor(sent):
    moderator = Visitor(sent.people["moderator"])
    page = Contribution.objects.get(pk=sent.waiting).page
    moderator.open("editor", reverse("wagtailadmin_pages:edit", args=[page.pk]))
    moderator.check("editor")


@pytest.mark.parametrize("sent", LISTS, indirect=True)
def test_reader_can_open_published_page_and_lists(sent):
    reader = Visitor()
    page = Contribution.objects.get(pk=sent.accepted).page.specific
    reader.open_all({"page": page.url, "list": page.get_parent().url})
    lists = LISTS[sent.kind.code]
    for name, address in lists.items():
        reader.open(name, reverse(address) if ":" in address else address)
    reader.open("api of the page", f"{lists['api']}{page.slug}/")
    reader.check("page", "list", "api of the page", *lists)


def test_mails_of_every_step(sent):
    check_mails(sent.people)
