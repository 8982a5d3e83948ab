"""Nothing that is typed into a contribution runs on any screen, in a mail, a feed or the API: three kinds, whole.

The kinds are a new page, a correction and a message. `test_own_fields.py` has what the other kinds do not share.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import cycle

import pytest
from django.urls import reverse
from wagtail.models import Page

from core.contributions import kinds
from core.contributions.kinds import Kind, Purpose
from members.contributions import drafts
from members.models import Contribution, OutgoingMail, User
from members.moderation import decisions
from tests.factories import payloads
from tests.factories.inventory import inventory_index
from tests.factories.payloads import PAYLOADS
from tests.members.payloads.content import OTHERS, WHOLE, WORDS, about, draft, form_data_of, send_files
from tests.members.payloads.visitor import Visitor, check_mails

pytestmark = pytest.mark.django_db
#: How many contributions are in each state. Together their titles have all payloads; a long text has all by itself.
STATES = {"draft": 2, "waiting": 2, "changes": 1, "refused": 1, "published": 2}


def test_every_kind_is_tried():
    assert {kind.code for kind in kinds.kinds()} == {*WHOLE, *OTHERS}


def test_inspection_finds_what_would_run():
    for payload in PAYLOADS[:7]:
        pages = (f"<p>{payload}</p>", f'<p title="{payload}">', f"<p title='{payload}'>")
        assert any(payloads.faults(html) for html in pages), payload
    for address in ("javascript:pwned()", " JavaScript:pwned()", "java\tscript:pwned()", "data:text/html,pwned"):
        assert payloads.faults(f'<a href="{address}">'), address
    assert payloads.faults("<script>let title = 'pwned'</script>")
    assert payloads.faults("<p>190991</p>")
    assert payloads.faults("<p>&lt;script&gt;pwned(1)</p><a href='/pwned'>{{ 190917|add:74 }}</a>") == []


# --- Contributions of a kind in every state ---------------------------------------------------------------------------


@dataclass
class Life:
    """Contributions of one kind by their state."""

    kind: Kind
    people: dict[str, User]
    by_state: dict[str, list[uuid.UUID]]

    def contributions(self, *states: str) -> list[Contribution]:
        return [Contribution.objects.get(pk=pk) for state in states for pk in self.by_state[state]]

    @property
    def proposes_a_page(self) -> bool:
        return self.kind.purpose == Purpose.NEW

    @property
    def has_preview(self) -> bool:
        return self.kind.purpose in (Purpose.NEW, Purpose.CORRECTION)


@pytest.fixture(scope="module", params=WHOLE)
def life(request, people) -> Life:
    kind, member, moderator = kinds.kind(request.param), people["member"], people["moderator"]
    data, by_state = cycle(form_data_of(kind.code)), {}
    for state, count in STATES.items():
        for _ in range(count):
            rank = sum(map(len, by_state.values()))
            contribution = draft(kind.code, member, next(data), about(kind, rank))
            send_files(contribution, kind, member)
            by_state.setdefault(state, []).append(contribution.pk)
            if state == "draft":
                continue
            contribution = drafts.submit(contribution, member)
            match state:
                case "changes":
                    decisions.send_back(contribution, moderator, WORDS)
                case "refused":
                    decisions.refuse(contribution, moderator, WORDS)
                case "published":
                    decisions.accept(contribution, moderator, WORDS)
    return Life(kind, people, by_state)


# --- Its author -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "changes"])
def test_author_can_open_what_is_not_sent(life, state):
    member, kind = Visitor(life.people["member"]), life.kind
    for contribution in life.contributions(state):
        for step in kind.steps:
            path = reverse("contribute_step", args=[kind.code, contribution.pk, step.slug])
            member.open(f"step {step.slug}", f"{path}?revoir=tout")
        member.open("review", reverse("contribute_send", args=[kind.code, contribution.pk]))
        if life.has_preview:
            member.open("preview", reverse("contribute_preview", args=[kind.code, contribution.pk]))
        removal = "members_delete_draft" if state == "draft" else "members_withdraw"
        member.open("removal", reverse(removal, args=[contribution.pk]))
        for upload in contribution.uploads.all():
            member.open_file(upload)
    member.check("review", *(["preview"] if life.has_preview else []))


def test_author_can_open_each_contribution(life):
    member = Visitor(life.people["member"])
    for contribution in life.contributions(*STATES):
        member.open("contribution", reverse("members_contribution", args=[contribution.pk]))
        member.open("api", f"/api/v3/contributions/{contribution.pk}/")
    member.check("contribution", "api")


def test_author_can_open_lists_and_account(life):
    member = Visitor(life.people["member"])
    member.open_all(
        {
            "contributions": "/compte/contributions/",
            "account": "/compte/",
            "profile": "/compte/profil/",
            "deletion": "/compte/supprimer/",
            "doors": "/contribuer/",
            "home": "/",
            "api": "/api/v3/contributions/",
        }
    )
    member.check("contributions", "api", "profile")


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("life", ["lieu", "corriger-un-lieu"], indirect=True)
def test_preview_of_every_payload_in_every_field(life, part):
    member = Visitor(life.people["member"])
    page = about(life.kind, 100)
    for typed in form_data_of(life.kind.code)[part::4]:
        contribution = draft(life.kind.code, life.people["member"], typed, page)
        member.open("preview", reverse("contribute_preview", args=[life.kind.code, contribution.pk]))
    member.check("preview")


# --- Moderators -------------------------------------------------------------------------------------------------------


def test_moderator_can_open_each_contribution(life):
    moderator = Visitor(life.people["moderator"])
    for contribution in life.contributions("waiting", "changes", "refused", "published"):
        moderator.open("moderation", reverse("moderation_contribution", args=[contribution.pk]))
    moderator.check("moderation")


def screens_of_page(page: Page) -> dict[str, str]:
    """Return the screens of Wagtail's admin that show a page, beside the editor, by name."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return {
        "preview in the editor": f"{edit}preview/?in_preview_panel=true",
        "draft": reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        "history": reverse("wagtailadmin_pages:history", args=[page.pk]),
        "reviews": reverse("wagtailadmin_pages:workflow_history", args=[page.pk]),
        "comparison": reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        "deletion": reverse("wagtailadmin_pages:delete", args=[page.pk]),
    }


@pytest.mark.parametrize("state", ["waiting", "changes"])
@pytest.mark.parametrize("life", ["lieu"], indirect=True)
def test_moderator_can_open_proposed_page_in_the_editor(life, state):
    moderator = Visitor(life.people["moderator"])
    page = life.contributions(state)[0].page
    moderator.open("editor", reverse("wagtailadmin_pages:edit", args=[page.pk]))
    moderator.check("editor")


@pytest.mark.parametrize("life", ["lieu"], indirect=True)
def test_moderator_can_open_screens_about_proposed_page(life):
    moderator = Visitor(life.people["moderator"])
    for contribution in life.contributions("waiting", "changes"):
        moderator.open_all(screens_of_page(contribution.page))
    moderator.check("draft")


def test_moderator_can_open_lists(life):
    moderator = Visitor(life.people["moderator"])
    lists = {
        "dashboard": "/admin/",
        "moderation": "/admin/moderation/?etat=toutes",
        "moderation of what waits": "/admin/moderation/",
    }
    moderator.open_all(lists)
    if life.proposes_a_page:
        moderator.open_all(
            {
                "images": "/admin/images/",
                "documents": "/admin/documents/",
                "workflow report": "/admin/reports/workflow/",
                "explorer": reverse("wagtailadmin_explore", args=[inventory_index().pk]),
            }
        )
    moderator.check(*lists)


# --- Readers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("life", ["lieu"], indirect=True)
def test_reader_can_open_published_page(life):
    reader = Visitor()
    for contribution in life.contributions("published"):
        page = contribution.page.specific
        reader.open_all({"page": page.url, "list": page.get_parent().url, "api": f"/api/v3/places/{page.slug}/"})
    reader.check("page", "list", "api")


@pytest.mark.parametrize("visitor", ["reader", "member", "moderator"])
@pytest.mark.parametrize("life", ["lieu"], indirect=True)
def test_everybody_can_open_lists_and_feeds(life, visitor):
    visitor = Visitor(life.people.get(visitor))
    visitor.open_all(
        {
            "home": "/",
            "places in the api": "/api/v3/places/",
            "places as GeoJSON": "/api/v3/places.geojson",
            "events in the api": "/api/v3/events/",
            "feed of events": reverse("archive:events_feed"),
            "agenda of events": reverse("archive:agenda"),
            "feed of publications": reverse("archive:publications_feed"),
            "sitemap": reverse("sitemap"),
        }
    )
    visitor.check("places in the api")


# --- Mails ------------------------------------------------------------------------------------------------------------


def test_mails_of_every_step(life):
    check_mails(life.people)


def test_title_of_several_lines_becomes_one_line_in_the_subject_of_moderators(people):
    """The subject is a header of the mail, which cannot have a line end in it."""
    OutgoingMail.objects.all().delete()
    contribution = draft("lieu", people["member"], {"title": ["La Scierie\r\nBcc: pwned@pwned.example"]})
    assert contribution.title == "La Scierie Bcc: pwned@pwned.example"
    drafts.submit(contribution, people["member"])
    assert Contribution.objects.get(pk=contribution.pk).page.title == "La Scierie Bcc: pwned@pwned.example"
    subjects = {mail.recipients[0]: mail.subject for mail in OutgoingMail.objects.all()}
    assert subjects[people["moderator"].email] == "À relire\u00a0: La Scierie Bcc: pwned@pwned.example (Grenobl…"
    check_mails(people)


def test_text_of_the_full_length_may_have_line_ends(people):
    """A browser counts each line end as one character and sends two."""
    summary, note = "Un atelier.\n" + "x" * 268, "a\n" * 999 + "bb"
    assert (len(summary), len(note)) == (280, 2000)
    typed = {"summary": [summary.replace("\n", "\r\n")], "note": [note.replace("\n", "\r\n")]}
    contribution = drafts.submit(draft("lieu", people["member"], typed), people["member"])
    assert contribution.typed["note"] == [note]
    assert contribution.page.specific.summary == summary.replace("\n", " ")
