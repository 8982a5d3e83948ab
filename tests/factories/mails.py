"""Every mail that the site sends, by the name of its template, with what causes it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from types import SimpleNamespace

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, override_settings
from django.utils import timezone
from wagtail.admin.mail import send_notification
from wagtail.models import Page, Workflow

from archive.models import EventIndexPage, Registration, Subscriber
from archive.notices import mails as notices
from archive.notices import tasks as notice_tasks
from archive.registrations import seats as seats_of
from archive.registrations.mails import PROMOTED, REGISTERED, REMINDER, REMOVED, send
from archive.registrations.seats import Details
from archive.registrations.tasks import follow_publication
from core.contributions import kinds
from members.accounts import approval, personal_data
from members.contributions import drafts, form_data
from members.models import OutgoingMail, User
from members.moderation import decisions
from memento.links.check import Report, mail_editors
from memento.links.cited_urls import CitingSheet
from memento.models import CheckedLink
from tests.factories.archive import EventReportPageFactory
from tests.factories.inventory import SiteProfilePageFactory

REASON = "Il manque les horaires.\n<b>Et l'adresse</b> est celle d'un autre lieu."


class Scene:
    """The users and the page that the mails are about."""

    def __init__(self, member: User, moderator: User, editor: User) -> None:
        self.member, self.moderator, self.editor = member, moderator, editor
        self.page = SiteProfilePageFactory(title="L'atelier & Cie", slug="atelier", owner=member, live=False)

    def from_account(self, name: str, **values) -> None:
        """Send a mail of allauth to the member."""
        request = RequestFactory().get("/", HTTP_USER_AGENT="Navigateur")
        request.user = AnonymousUser()
        with context.request_context(request):
            adapter = get_adapter()
            send = adapter.send_notification_mail if name in NOTICES else adapter.send_mail
            folder = "mfa/email" if name in SECOND_STEP else "account/email"
            send(f"{folder}/{name}", self.member if name in NOTICES else self.member.email, values)

    def opens_account(self) -> None:
        """Make the member's account a new one."""
        self.member.groups.clear()
        self.member.organisation = "Les Granges & Cie"
        self.member.save()

    def waits(self) -> None:
        self.opens_account()
        with override_settings(MEMBERS_APPROVAL=True):
            approval.on_email_confirmed(self.member)

    def tells_moderators(self) -> None:
        self.waits()
        OutgoingMail.objects.exclude(recipients=[self.moderator.email]).delete()

    def approves(self) -> None:
        self.opens_account()
        approval.accept(self.member)

    def refuses(self) -> None:
        self.opens_account()
        approval.refuse(self.member, REASON)

    def submit(self) -> None:
        self.page.save_revision(user=self.member)
        Workflow.objects.get(name="Modération").start(self.page, self.member)

    def decide(self, verb: str, **values) -> None:
        self.submit()
        OutgoingMail.objects.all().delete()
        state = Page.objects.get(pk=self.page.pk).specific.current_workflow_state.current_task_state.specific
        getattr(state, verb)(user=self.moderator, **values)

    def comment(self) -> None:
        words = [SimpleNamespace(text=text) for text in ("Quels horaires ?", "Et le téléphone ?")]
        thread = {"comment": words[0], "replies": [SimpleNamespace(text="De 9 h à 18 h.")]}
        changes = {"new_comments": words, "resolved_comments": words[:1], "deleted_comments": words[1:]}
        changes |= {"page": self.page, "editor": self.moderator, "replied_comments": [thread]}
        send_notification([self.editor], "updated_comments", changes)

    def contribute(self, decide: str = "", code: str = "lieu") -> None:
        """Send a contribution of the member, and decide on it by a function of `decisions`."""
        kind = kinds.kind(code)
        assert kind is not None
        self.page.live = True
        self.page.save_revision(user=self.editor).publish()
        made = drafts.start(kind, self.member, uuid.uuid4(), page=self.page if kind.about_a_page else None)
        typed = {name: values for name, values in CONTRIBUTED.items() if name in kind.form.base_fields}
        drafts.save(made, form_data.extract(typed, typed, kind.form))
        made = drafts.submit(made, self.member)
        if decide:
            OutgoingMail.objects.all().delete()
            getattr(decisions, decide)(made, self.moderator, ANSWER)

    def dead_link(self) -> None:
        sheets = [CitingSheet(1, "Les murs & le bail")]
        new = [CheckedLink(url="https://perdu.example/page?a=1", problem="page introuvable (404)")]
        moved = {"http://ancien.example/": "https://nouveau.example/"}
        mail_editors(Report(sheets_by_url={new[0].url: sheets}, new=new, moved=moved))

    def register(self, confirmed: bool = True, seats: int = 1, **fields) -> Registration:
        """Register the member's address for an event."""
        date = (timezone.localdate() + timedelta(days=30)).isoformat()
        event = EventReportPageFactory(
            parent=EventIndexPage.objects.get(), title="L'atelier & Cie", date=date, state="announced", light=True,
            takes_registrations=True, capacity=seats, organiser=self.moderator, **fields,
        )  # fmt: skip
        registration = seats_of.register(event.pk, Details("Ada Martin", self.member.email)).registration
        if confirmed:
            registration = seats_of.confirm(registration)
        OutgoingMail.objects.all().delete()
        return registration

    def wait(self) -> Registration:
        """Register the member's address for an event that is full."""
        registration = self.register(confirmed=False)
        registration.has_seat = False
        registration.save()
        return registration

    def change_event(self, **changes) -> None:
        registration = self.register(venue="Salle du haut")
        for name, value in changes.items():
            setattr(registration.event, name, value)
        registration.event.save()
        follow_publication.call(registration.event.pk)

    def subscribe(self) -> Subscriber:
        return Subscriber.objects.create(email=self.member.email, mailbox=self.member.email, created_at=timezone.now())

    def announce(self) -> None:
        event = self.register().event
        notices.ask_to_confirm(self.subscribe())
        Subscriber.objects.update(confirmed_at=timezone.now())
        event.first_published_at = timezone.now()
        event.save()
        OutgoingMail.objects.all().delete()
        notice_tasks.announce.call(event.pk)

    def misses_report(self) -> None:
        event = self.register().event
        event.date = (timezone.localdate() - timedelta(days=20)).isoformat()
        event.save()
        notice_tasks.ask_for_reports()


SECOND_STEP = ("totp_activated", "totp_deactivated", "recovery_codes_generated")
ANSWER = "Il manque la rue.\nEt l’année d’ouverture ?"
CONTRIBUTED = {
    "title": ["L'atelier & Cie"], "summary": ["Un atelier."], "families": ["coworking"], "state": ["active"],
    "commune": ["Grenoble"], "postcode": ["38000"], "insee_code": ["38185"], "milieu": ["urban"],
    "reason": ["gone"], "role": ["Gérante"], "proof": ["Appelez le lieu."],
}  # fmt: skip

NOTICES = ("password_changed", "password_set", "password_reset", "email_changed", "email_deleted", *SECOND_STEP)
LINK = "https://tiers-lieux.example/compte/cle/1-abc/"

#: By the name of the template.
MAILS: dict[str, Callable[[Scene], None]] = {
    "account/email/password_reset_key": lambda scene: scene.from_account(
        "password_reset_key", password_reset_url=LINK, username=scene.member.username
    ),
    "account/email/unknown_account": lambda scene: scene.from_account("unknown_account", signup_url=LINK),
    "account/email/email_confirmation": lambda scene: scene.from_account(
        "email_confirmation", activate_url=LINK, user=scene.member
    ),
    "account/email/email_confirmation_signup": lambda scene: scene.from_account(
        "email_confirmation_signup", activate_url=LINK, user=scene.member
    ),
    "account/email/account_already_exists": lambda scene: scene.from_account(
        "account_already_exists", password_reset_url=LINK, signup_url=LINK
    ),
    "account/email/password_changed": lambda scene: scene.from_account("password_changed"),
    "account/email/password_set": lambda scene: scene.from_account("password_set"),
    "account/email/password_reset": lambda scene: scene.from_account("password_reset"),
    "account/email/email_changed": lambda scene: scene.from_account(
        "email_changed", from_email="avant@example.org", to_email="apres@example.org"
    ),
    "account/email/email_deleted": lambda scene: scene.from_account("email_deleted", deleted_email="avant@example.org"),
    **{f"mfa/email/{name}": partial(Scene.from_account, name=name) for name in SECOND_STEP},
    "members/account/email/pending": lambda scene: scene.waits(),
    "members/account/email/to_approve": lambda scene: scene.tells_moderators(),
    "members/account/email/approved": lambda scene: scene.approves(),
    "members/account/email/refused": lambda scene: scene.refuses(),
    "members/account/email/deleted": lambda scene: personal_data.delete_account(scene.member),
    "wagtailadmin/notifications/task_state_submitted": lambda scene: scene.submit(),
    "wagtailadmin/notifications/workflow_state_approved": lambda scene: scene.decide("approve"),
    "wagtailadmin/notifications/workflow_state_rejected": lambda scene: scene.decide("reject", comment=REASON),
    "wagtailadmin/notifications/updated_comments": lambda scene: scene.comment(),
    "memento/email/dead_links": lambda scene: scene.dead_link(),
    "members/email/submitted": lambda scene: scene.contribute(),
    "members/email/returned": lambda scene: scene.contribute("send_back"),
    "members/email/accepted": lambda scene: scene.contribute("accept"),
    "members/email/refused": lambda scene: scene.contribute("refuse"),
    "members/email/refused, a correction": lambda scene: scene.contribute("refuse", "corriger-un-lieu"),
    "members/email/accepted, a claim": lambda scene: scene.contribute("accept", "gerer"),
    "members/email/accepted, a report": lambda scene: scene.contribute("accept", "signaler"),
    "members/email/to_answer": lambda scene: scene.contribute(code="gerer"),
    "archive/email/registered": lambda scene: send(REGISTERED, [scene.register(confirmed=False)]),
    "archive/email/registered, confirmed": lambda scene: send(REGISTERED, [scene.register()]),
    "archive/email/registered, waiting": lambda scene: send(REGISTERED, [scene.wait()]),
    "archive/email/promoted": lambda scene: send(PROMOTED, [scene.register()]),
    "archive/email/reminder": lambda scene: send(
        REMINDER, [scene.register(mode="online", online_url="https://visio.example/salle")]
    ),
    "archive/email/removed": lambda scene: send(REMOVED, [scene.register()]),
    "archive/email/changed": lambda scene: scene.change_event(venue="Salle du bas"),
    "archive/email/changed, cancelled": lambda scene: scene.change_event(state="cancelled"),
    "archive/email/changed, postponed": lambda scene: scene.change_event(state="postponed"),
    "archive/email/subscribed": lambda scene: notices.ask_to_confirm(scene.subscribe()),
    "archive/email/new_event": lambda scene: scene.announce(),
    "archive/email/report_missing": lambda scene: scene.misses_report(),
}


def parsed(row: OutgoingMail) -> EmailMessage:
    """Parse a mail of the outbox, with line feeds as line ends."""
    return message_from_bytes(bytes(row.message).replace(b"\r\n", b"\n"), policy=policy.default)


def caused(cause: Callable[[Scene], None], scene: Scene) -> EmailMessage:
    """Return the first mail that `cause` sends; its forms are `get_body(("plain",))` and `get_body(("html",))`."""
    with override_settings(EMAIL_BACKEND="members.mail.outbox.OutboxBackend"):
        OutgoingMail.objects.all().delete()
        cause(scene)
    return parsed(OutgoingMail.objects.earliest("pk"))
