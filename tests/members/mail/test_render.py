"""Every mail, in both its forms."""

from __future__ import annotations

import re
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import allauth
import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from wagtail.admin import signal_handlers

from core.mail import render
from members.models import OutgoingMail, User
from tests.consistency.source import ROOT
from tests.factories.mails import LINK, MAILS, REASON, Scene, caused

pytestmark = pytest.mark.django_db

ADDRESS = re.compile(r"https?://[^\s\"<]+")
ENGLISH = re.compile(r"\b(the|you|your|has been|please|hello|thank|mail can|page here|password|email)\b", re.IGNORECASE)
#: Of allauth's, those that our settings never cause: log-in and reset by code, news of a confirmation.
NEVER = {"login_code", "password_reset_code", "email_confirm", "webauthn_added", "webauthn_removed"}


@pytest.fixture
def scene(member, moderator, editor):
    return Scene(member, moderator, editor)


def forms(mail) -> tuple[str, str]:
    return tuple(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


@pytest.fixture(scope="module", params=MAILS)
def letter(request, people) -> EmailMessage:
    """Each mail of the site. What caused it is undone."""
    users = [User.objects.get(pk=people[role]) for role in ("member", "moderator", "editor")]
    with transaction.atomic():
        mail = caused(MAILS[request.param], Scene(*users))
        transaction.set_rollback(True)
    mail.name = request.param
    return mail


def test_mail_says_the_same_in_text_and_in_html(letter):
    mail = letter
    text, html = forms(mail)
    assert "\n" not in mail["Subject"]
    assert 5 < len(mail["Subject"]) < 80
    assert f'<h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.25;">{mail["Subject"]}' in unescape(html)

    found = set(ADDRESS.findall(text))
    assert found
    assert set(ADDRESS.findall(unescape(html))) == found
    body = text.partition(render.SIGNATURE)[0]
    assert len(ADDRESS.findall(body)) == 1, "one clear link"
    words = unescape(re.sub(r"<[^>]+>", " ", html.partition("<body")[2].partition(">")[2]))
    if mail.name != "wagtailadmin/notifications/workflow_state_rejected":  # whose reason holds a tag
        flat = " ".join(words.split())
        plain = [line.lstrip("–> ").rstrip(": ") for line in body.splitlines() if line.strip()]
        assert [line for line in plain if line and " ".join(line.split()) not in flat] == []


def test_mail_is_french_and_loads_nothing(letter):
    mail = letter
    text, html = forms(mail)
    words = ADDRESS.sub("", text)
    assert not ENGLISH.search(words + mail["Subject"])
    assert "'" not in words.replace("L'atelier", "").replace("l'adresse", "").replace("d'un", "")
    assert "{" not in text
    assert "&lt;a" not in html
    assert not re.search(r"<(img|script|link|iframe|form)\b|url\(", html)


@pytest.mark.parametrize("folder", ["account/email", "mfa/email"])
def test_every_mail_of_allauth_has_our_text_or_is_never_sent(folder):
    installed = Path(allauth.__file__).parent / "templates" / folder
    names = {path.name.removesuffix("_message.txt") for path in installed.glob("*_message.txt")} - {"base"}
    ours = {path.name.removesuffix("_message.txt") for path in (ROOT / "templates" / folder).glob("*_message.txt")}
    assert names - NEVER == ours - {"base"}
    assert {f"{folder}/{name}" for name in ours - {"base"}} <= set(MAILS)


def test_every_notification_of_wagtail_has_our_text():
    names = {
        "task_submission_email_notifier": "task_state_submitted",
        "workflow_submission_email_notifier": "workflow_state_submitted",
        "workflow_approval_email_notifier": "workflow_state_approved",
        "workflow_rejection_email_notifier": "workflow_state_rejected",
    }
    connected = {name for name in vars(signal_handlers) if name.endswith("_email_notifier")}
    assert connected == set(names)
    folder = ROOT / "templates/wagtailadmin/notifications"
    for name in (*names.values(), "updated_comments"):
        assert (folder / f"{name}.txt").exists()
        assert (folder / f"{name}_subject.txt").exists()


def test_rejection_has_the_reason_and_a_link_for_members(scene):
    text, html = forms(caused(MAILS["wagtailadmin/notifications/workflow_state_rejected"], scene))
    assert "> Il manque les horaires.\n> <b>Et l'adresse</b>" in text
    assert "&lt;b&gt;Et" in html
    assert "/admin/" not in text + html
    assert "Aller sur le site" in text


def test_acceptance_links_to_the_page(scene):
    text, _ = forms(caused(MAILS["wagtailadmin/notifications/workflow_state_approved"], scene))
    scene.page.refresh_from_db()
    assert scene.page.live
    assert f"Voir la page\u00a0:\n{scene.page.full_url}\n" in text


def test_notice_to_moderators_links_to_the_admin(scene, client):
    text, _ = forms(caused(MAILS["wagtailadmin/notifications/task_state_submitted"], scene))
    path = reverse("wagtailadmin_pages:edit", args=[scene.page.pk])
    assert path in text
    client.force_login(scene.moderator)
    assert client.get(path).status_code == 200


def test_rejection_links_to_the_admin_for_editors(scene):
    scene.member = scene.editor
    text, _ = forms(caused(MAILS["wagtailadmin/notifications/workflow_state_rejected"], scene))
    assert reverse("wagtailadmin_pages:edit", args=[scene.page.pk]) in text
    assert REASON.splitlines()[0] in text


def test_notice_to_superusers_has_the_same_words(scene, admin):
    with override_settings(EMAIL_BACKEND="members.mail.outbox.OutboxBackend"):
        scene.submit()
        OutgoingMail.objects.all().delete()
        with override_settings(WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS=True):
            state = scene.page.current_workflow_state
            signal_handlers.workflow_submission_email_notifier(instance=state, user=scene.member)
    assert OutgoingMail.objects.get().subject == "Proposé\u00a0: L'atelier & Cie (Grenoble)"


def test_link_of_the_mail_resets_the_password(client, scene):
    def reset(_):
        client.post("/compte/password/reset/", {"email": scene.member.email})

    text, _ = forms(caused(reset, scene))
    (address,) = ADDRESS.findall(text.partition(render.SIGNATURE)[0])
    page = client.get(re.sub(r"^https?://[^/]+", "", address), follow=True)
    assert page.status_code == 200
    assert 'name="password1"' in page.text


def test_changed_password_sends_a_mail(client, scene):
    client.force_login(scene.member)

    def change(_):
        words = {"oldpassword": "motdepasse", "password1": "Sapin-42-bleu", "password2": "Sapin-42-bleu"}
        assert client.post("/compte/password/change/", words).status_code == 302

    assert caused(change, scene)["Subject"] == "Votre mot de passe a changé"


def test_admin_has_no_password_reset_of_its_own(client, home):
    assert client.get("/admin/password_reset/").status_code == 404


def test_message_with_its_own_html_keeps_it(home):
    message = EmailMultiAlternatives("Objet", "Texte", to=["a@example.org"])
    message.attach_alternative("<p>À moi</p>", "text/html")
    render.add_html(message)
    assert [alternative.content for alternative in message.alternatives] == ["<p>À moi</p>"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un\n\nDeux", [("text", ["Un"], ""), ("text", ["Deux"], "")]),
        (f"Ouvrir :\n{LINK}", [("link", ["Ouvrir"], LINK)]),
        (f"Voyez {LINK}", [("text", [f"Voyez {LINK}"], "")]),
        ("– un\n– deux", [("list", ["un", "deux"], "")]),
        ("> un\n> deux", [("quote", ["un", "deux"], "")]),
        ("", []),
    ],
)
def test_text_is_split_into_parts(text, expected):
    assert [(part["kind"], part["lines"], part["url"]) for part in render.paragraphs(text)] == expected
