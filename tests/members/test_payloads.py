"""Nothing that people type runs anywhere: in pages, the admin, mails, feeds and what programs get."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from xml.etree import ElementTree

import pytest
from django import forms as django_forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from archive.models import EventIndexPage, PublicationIndexPage
from core import contributions
from core.contributions import Kind, Purpose
from members import approval, contributing, decisions, files
from members.models import Contribution, OutgoingMail, Upload, User
from tests.conftest import make_user
from tests.factories import payloads
from tests.factories.archive import EventReportPageFactory, PublicationPageFactory
from tests.factories.contributions import begin
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.payloads import ADDRESSES, PAYLOADS, SIGN, Inspection
from tests.members.test_files import MP4, PDF, picture

pytestmark = pytest.mark.django_db
CODES = ("lieu", "temoignage", "evenement", "publication", "corriger-un-lieu", "corriger-un-evenement",
         "corriger-une-publication", "signaler", "gerer")  # fmt: skip
#: How many forms, of those that it takes to have everything in each field, are looked at on every screen: everything is
#: in each title and in each long text by then.
THOROUGH = 6
#: What the team answers: the same, and what would give a letter another end or another button.
WORDS = "\n\n".join(PAYLOADS)
NEEDED = {"signaler": {"reason": ["other"]}}
HERE = "http://localhost:8000"
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
    "Content-Transfer-Encoding",
}  # fmt: skip


@pytest.fixture(autouse=True)
def as_in_life(settings):
    cache.clear()
    settings.EMAIL_BACKEND = "members.outbox.OutboxBackend"


def test_every_kind_is_tried():
    assert {kind.code for kind in contributions.kinds()} == set(CODES)


def test_the_inspection_sees_what_would_run():
    for payload in PAYLOADS[:7]:
        written = (f"<p>{payload}</p>", f'<p title="{payload}">', f"<p title='{payload}'>")
        assert any(payloads.faults(html) for html in written), payload
    for address in ("javascript:pwned()", " JavaScript:pwned()", "java\tscript:pwned()", "data:text/html,pwned"):
        assert payloads.faults(f'<a href="{address}">'), address
    assert payloads.faults("<script>let title = 'pwned'</script>")
    assert payloads.faults("<p>190991</p>")
    assert payloads.faults("<p>&lt;script&gt;pwned(1)</p><a href='/pwned'>{{ 190917|add:74 }}</a>") == []


# --- People, and what they look at ------------------------------------------------------------------------------------


class Looking:
    """Somebody looks at pages; `faults` has what was wrong in each, `shown` those in which the texts could be read."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client()
        self.faults: dict[str, list[str]] = {}
        self.shown: set[str] = set()
        if user is not None:
            self.client.force_login(user)

    def at(self, name: str, url: str, status: int = 200, data: Mapping[str, Any] | None = None, **told: Any) -> Any:
        answer = self.client.get(url, **told) if data is None else self.client.post(url, data, **told)
        assert answer.status_code == status, f"{name}: {answer.status_code} {url}"
        kind = answer["Content-Type"].partition(";")[0]
        if kind == "text/html":
            self._note(name, payloads.faults(answer.text), Inspection(answer.text).text)
        elif kind in ("application/json", "application/geo+json"):
            self._note(name, [] if answer["X-Content-Type-Options"] == "nosniff" else ["may be sniffed"], answer.text)
            json.loads(answer.text)
        elif kind in ("application/atom+xml", "application/xml"):
            self._note(name, list(wrong_in_xml(answer.text)), answer.text)
        else:
            raise AssertionError(f"{name}: {kind}")
        return answer

    def _note(self, name: str, found: list[str], text: str) -> None:
        if found:
            self.faults[name] = sorted({*self.faults.get(name, []), *found})
        if SIGN in text:
            self.shown.add(name)


def wrong_in_xml(text: str) -> Iterator[str]:
    for element in ElementTree.fromstring(text).iter():
        if SIGN in element.tag:
            yield f"element {element.tag}"
        for name, value in element.attrib.items():
            if name == "href" and not value.startswith("http"):
                yield f"address {value}"
        if element.get("type") == "html":
            yield from payloads.faults(element.text or "")


@pytest.fixture
def people(home) -> dict[str, User]:
    """Accounts whose names and organisations are no names; our forms take none of these names."""
    found = {"member": make_user("pwned-membre", "Membres"), "moderator": make_user("pwned-moderateur", "Modérateurs")}
    names = [text for text in payloads.packed(150, lines=False) if "\n" not in text]
    for rank, user in enumerate(found.values()):
        user.first_name, user.last_name, user.organisation = names[rank], names[rank + 2], names[rank + 3]
        user.save()
    return found


def about(kind: Kind, rank: int) -> Page | None:
    """A page that a contribution of a kind speaks of, called by the payloads."""
    if not kind.about_a_page:
        return None
    titles = payloads.packed(255, lines=False)
    told = {"title": " ".join(titles[rank % len(titles)].split()), "slug": f"{kind.code}-{rank}"}
    if "evenement" in kind.code:
        page: Page = EventReportPageFactory(parent=EventIndexPage.objects.get(), **told)
    elif "publication" in kind.code:
        page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), **told)
    else:
        page = SiteProfilePageFactory(**told)
    page.save_revision().publish()
    return page


def send_files(contribution: Contribution, kind: Kind, author: User) -> None:
    """As many files as the form takes, called by the payloads."""
    words = payloads.packed(files.MAX_WORDS, lines=False)
    for declared in kind.files:
        for rank in range(min(declared.maximum, 2)):
            suffix, content = {
                "image": (".jpg", picture(size=(60 + rank, 40))),
                "document": (".pdf", PDF + b"%" * rank),
                "video": (".mp4", MP4),
            }[declared.kind]
            sent = SimpleUploadedFile("file", content)
            sent._name = f"{PAYLOADS[rank + 3]}{suffix}"  # as another program than a browser may send it
            files.add(contribution, declared, sent, author, words[rank] if rank else "")


# --- The life of a contribution of each kind --------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_nothing_that_is_sent_runs(code, people):
    kind = contributions.kind(code)
    reader, member, moderator = Looking(), Looking(people["member"]), Looking(people["moderator"])
    made: list[uuid.UUID] = []
    for rank, typed in enumerate(payloads.forms_full(kind)):
        contribution = begin(code, people["member"], about(kind, rank), **NEEDED.get(code, {}), **typed)
        send_files(contribution, kind, people["member"])
        made.append(contribution.pk)
        if rank < THOROUGH:
            look_as_author(member, contribution, kind)
        contributing.submit(contribution, people["member"])
        look_as_moderator(moderator, contribution.pk, kind, rank < THOROUGH)
        if rank < 2:
            decisions.send_back(reread(contribution), people["moderator"], WORDS)
            look_as_author(member, reread(contribution), kind)
            look_as_moderator(moderator, contribution.pk, kind)
            contributing.submit(reread(contribution), people["member"])
    for rank, pk in enumerate(made):
        decide = decisions.refuse if rank == 1 else decisions.accept
        decide(Contribution.objects.get(pk=pk), people["moderator"], WORDS)
        contribution = Contribution.objects.get(pk=pk)
        member.at("one of mine", reverse("members_contribution", args=[pk]))
        member.at("api detail", f"/api/v3/contributions/{pk}/")
        moderator.at("moderation of one", reverse("moderation_contribution", args=[pk]))
        if contribution.page and contribution.page.live:
            look_as_reader(reader, contribution.page.specific)
    for looking in (reader, member, moderator):
        look_at_lists(looking)
    look_as_author_of_all(member)
    look_as_moderator_of_all(moderator)
    found = [looking.faults for looking in (reader, member, moderator) if looking.faults]
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
    seen = reader.shown | member.shown | moderator.shown
    assert {"one of mine", "mine", "api detail", "moderation of one", "moderation"} <= seen
    if kind.purpose == Purpose.NEW:
        assert {"preview", "editor", "draft", "page", "search", "api of the page"} <= seen
    check_mails(people)


def reread(contribution: Contribution) -> Contribution:
    return Contribution.objects.get(pk=contribution.pk)


def look_as_author(member: Looking, contribution: Contribution, kind: Kind) -> None:
    """Everything that an author sees of a contribution that is still hers to change."""
    for step in kind.steps:
        way = reverse("contribute_step", args=[kind.code, contribution.pk, step.slug])
        member.at(f"step {step.slug}", f"{way}?revoir=tout")
    member.at("look over", reverse("contribute_send", args=[kind.code, contribution.pk]))
    if kind.purpose in (Purpose.NEW, Purpose.CORRECTION):
        member.at("preview", reverse("contribute_preview", args=[kind.code, contribution.pk]))
    member.at("one of mine", reverse("members_contribution", args=[contribution.pk]))
    member.at("withdrawing", reverse("members_withdraw", args=[contribution.pk]))
    member.at("api detail", f"/api/v3/contributions/{contribution.pk}/")
    for upload in contribution.uploads.all():
        check_file(member.client, upload)


def check_file(client: Client, upload: Upload) -> None:
    """A file is given out under a name that ends no header, and nothing in it may run."""
    answer = client.get(reverse("members_upload", args=[upload.pk]))
    assert answer.status_code == 200
    assert answer.getvalue()
    assert not re.search(r"[\r\n]", answer["Content-Disposition"])
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] in ("image/jpeg", "application/octet-stream")


def look_as_author_of_all(member: Looking) -> None:
    for name, url in {
        "mine": "/compte/contributions/",
        "account": "/compte/",
        "profile": "/compte/profil/",
        "deletion": "/compte/supprimer/",
        "doors": "/contribuer/",
        "home": "/",
        "api list": "/api/v3/contributions/",
    }.items():
        member.at(name, url)


def look_as_moderator(moderator: Looking, pk: uuid.UUID, kind: Kind, thorough: bool = True) -> None:
    """Everything that a moderator sees of one contribution."""
    moderator.at("moderation of one", reverse("moderation_contribution", args=[pk]))
    page = Contribution.objects.get(pk=pk).page
    if kind.purpose != Purpose.NEW or not thorough:
        return
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for name, url in {
        "editor": edit,
        "preview in the editor": f"{edit}preview/?in_preview_panel=true",
        "draft": reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        "history": reverse("wagtailadmin_pages:history", args=[page.pk]),
        "reviews": reverse("wagtailadmin_pages:workflow_history", args=[page.pk]),
        "comparison": reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        "deletion": reverse("wagtailadmin_pages:delete", args=[page.pk]),
    }.items():
        moderator.at(name, url)


def look_as_moderator_of_all(moderator: Looking) -> None:
    for name, url in {
        "dashboard": "/admin/",
        "moderation": "/admin/moderation/?etat=toutes",
        "moderation of what waits": "/admin/moderation/",
        "search in the admin": f"/admin/pages/search/?q={SIGN}",
        "images": "/admin/images/",
        "documents": "/admin/documents/",
        "workflow report": "/admin/reports/workflow/",
    }.items():
        moderator.at(name, url)
    for parent in Page.objects.filter(pk__in=[page.get_parent().pk for page in Page.objects.filter(depth=4)]):
        moderator.at("explorer", reverse("wagtailadmin_explore", args=[parent.pk]))


def look_as_reader(reader: Looking, page: Any) -> None:
    """A page, and what programs get of it."""
    reader.at("page", page.url)
    reader.at("list", page.get_parent().url)
    reader.at("api of the page", f"/api/v3/{API[page._meta.label]}/{page.slug}/")


def look_at_lists(reader: Looking) -> None:
    """What names pages, to readers and to programs."""
    for name, url in {
        "home": "/",
        "search": f"/recherche/?q={SIGN}",
        "search by programs": f"/api/v3/search/?q={SIGN}",
        "places by programs": "/api/v3/places/",
        "places as GeoJSON": "/api/v3/places.geojson",
        "events by programs": "/api/v3/events/",
        "feed of events": reverse("archive:events_feed"),
        "feed of publications": reverse("archive:publications_feed"),
        "sitemap": reverse("sitemap"),
    }.items():
        reader.at(name, url)


API = {
    "inventory.SiteProfilePage": "places",
    "memento.TestimonialPage": "testimonials",
    "archive.EventReportPage": "events",
    "archive.PublicationPage": "publications",
}


# --- Mails ------------------------------------------------------------------------------------------------------------


def check_mails(people: Mapping[str, User]) -> None:
    """No header, no element and no way anywhere comes from what was typed."""
    rows = list(OutgoingMail.objects.all())
    assert rows
    known = {user.email for user in people.values()}
    for row in rows:
        mail = message_from_bytes(bytes(row.message), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        assert set(mail.keys()) <= HEADERS, mail.keys()
        assert set(row.recipients) <= known
        assert not re.search(r"[\r\n]", mail["Subject"])
        assert len(mail["Subject"]) < 120
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert payloads.faults(html) == [], row.subject
        ways = set(Inspection(html).links) - {f"{HERE}/", f"{HERE}/admin/account/#tab-notifications"}
        assert len(ways) <= 1, ways
        assert all(way.startswith(f"{HERE}/") for way in ways), ways
        assert "Bcc" not in mail
        assert text.count("\n—\n") == 1


def test_a_title_of_several_lines_is_one_line_and_moderators_are_told(people):
    """It is a header of their mail, which cannot be written with a line end in it."""
    title = "La Scierie\r\nBcc: pwned@pwned.example"
    contribution = begin("lieu", people["member"], title=title)
    assert contribution.title == "La Scierie Bcc: pwned@pwned.example"
    contributing.submit(contribution, people["member"])
    assert reread(contribution).page.title == "La Scierie Bcc: pwned@pwned.example"
    subjects = {mail.recipients[0]: mail.subject for mail in OutgoingMail.objects.all()}
    assert subjects[people["moderator"].email] == "À relire\u00a0: La Scierie Bcc: pwned@pwned.example"
    check_mails(people)


def test_a_text_of_the_full_length_may_have_line_ends(people):
    """A browser counts each as one character, and sends two; a moderator's too, when the page is saved again."""
    summary, note = "Un atelier.\n" + "x" * 268, "a\n" * 999 + "bb"
    assert (len(summary), len(note)) == (280, 2000)
    sent = {"summary": summary.replace("\n", "\r\n"), "note": note.replace("\n", "\r\n")}
    contribution = contributing.submit(begin("lieu", people["member"], **sent), people["member"])
    assert contribution.typed["note"] == [note]
    assert contribution.page.specific.summary == summary.replace("\n", " ")


# --- Drafts: what no form takes, kept as it was typed -----------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_nothing_that_is_kept_runs(code, people):
    """Dates, numbers, choices and parts of fields that are no such thing come back as they were typed."""
    kind = contributions.kind(code)
    member, page = Looking(people["member"]), about(kind, 0)
    # Its author may put it anywhere that the form does not, by a program or by hand.
    for payload in (PAYLOADS[3], PAYLOADS[5], PAYLOADS[6], PAYLOADS[9], "\n".join(PAYLOADS)):
        contribution = contributing.start(kind, people["member"], uuid.uuid4(), page=page)
        names = [*kind.form.base_fields, *PARTS]
        contributing.keep(contribution, contributing.part_of({n: [payload] for n in names}, names, kind.form))
        for step in kind.steps:
            way = reverse("contribute_step", args=[kind.code, contribution.pk, step.slug])
            member.at("step", way)
            member.at("step in its eyes", f"{way}?revoir=tout")
            if step.fields:
                told = dict.fromkeys((*step.fields, *PARTS), f"{payload}2")
                member.at("another window", way, 409, {**told, "_vu": payload, "aller": payload})
        member.at("look over", reverse("contribute_send", args=[kind.code, contribution.pk]))
        if code != "gerer":  # which takes any words
            member.at("refused", reverse("contribute_send", args=[kind.code, contribution.pk]), data={})
        member.at("one of mine", reverse("members_contribution", args=[contribution.pk]))
        member.at("mine", "/compte/contributions/")
        member.at("api detail", f"/api/v3/contributions/{contribution.pk}/")
    assert not member.faults, json.dumps(member.faults, indent=1, ensure_ascii=False)
    assert {"step", "step in its eyes", "another window", "look over", "api detail"} <= member.shown


#: Parts of fields that take several inputs.
PARTS = ("opening_hours_mo0_from", "opening_hours_text", "point_latlng")


# --- Addresses --------------------------------------------------------------------------------------------------------

LINKS = [(kind.code, name) for kind in contributions.kinds() for name, field in kind.form.base_fields.items()
         if isinstance(field, django_forms.URLField)]  # fmt: skip


def test_every_kind_s_addresses_are_tried():
    assert {name for _, name in LINKS} == {"website", "video_url", "film", "link"}


@pytest.mark.parametrize(("code", "name"), LINKS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_no_web_page_is_refused_in_french(code, name, address, people):
    kind = contributions.kind(code)
    contribution = begin(code, people["member"], about(kind, 0), **{name: address})
    form = contributing.bind(contribution)
    assert not form.is_valid()
    assert list(form.errors) == [name]
    (message,) = form.errors[name]
    assert "adresse" in message
    assert "qui commence par https" in message or "mailto" in address


# --- Accounts ---------------------------------------------------------------------------------------------------------


def test_nothing_in_the_name_of_an_account_runs(people, admin, settings, home):
    settings.MEMBERS_APPROVAL = True
    names = [text for text in payloads.packed(150, lines=False) if "\n" not in text]
    admin.first_name = names[0]
    admin.save()
    looking = Looking(admin)
    for rank, name in enumerate(names):
        user = make_user(f"nouveau-{rank}", first_name=name, organisation=names[rank - 1])
        approval.confirmed(user)
        own = Looking(user)
        for way in ("/compte/", "/compte/profil/", "/compte/supprimer/", "/", "/contribuer/", "/contribuer/lieu/"):
            own.at(way, way, 403 if way == "/contribuer/lieu/" else 200)
        own.at("profile refused", "/compte/profil/", data={"name": "\n".join(PAYLOADS), "organisation": name})
        assert not own.faults, json.dumps(own.faults, indent=1, ensure_ascii=False)
        assert "/compte/profil/" in own.shown
        looking.at("account", reverse("wagtailusers_users:edit", args=[user.pk]))
    looking.at("waiting accounts", "/admin/moderation/comptes/")
    looking.at("accounts", "/admin/users/")
    looking.at("dashboard", "/admin/")
    looking.at("own account", "/admin/account/")
    assert not looking.faults, json.dumps(looking.faults, indent=1, ensure_ascii=False)
    assert {"waiting accounts", "accounts", "account", "own account"} <= looking.shown
    newcomers = {user.username: user for user in User.objects.filter(username__startswith="nouveau")}
    for rank, user in enumerate(newcomers.values()):
        approval.refuse(user, WORDS) if rank % 2 else approval.accept(user)
    check_mails(people | newcomers | {"admin": admin})
