"""Every mail, in both its forms."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import allauth
import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings
from django.urls import reverse
from wagtail.admin import signal_handlers

from members import letters
from members.models import OutgoingMail
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


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_says_the_same_in_text_and_in_html(scene, name):
    mail = caused(MAILS[name], scene)
    text, html = forms(mail)
    assert "\n" not in mail["Subject"]
    assert 5 < len(mail["Subject"]) < 80
    assert f'<h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.25;">{mail["Subject"]}' in unescape(html)

    found = set(ADDRESS.findall(text))
    assert found
    assert set(ADDRESS.findall(unescape(html))) == found
    body = text.partition(letters.SIGNATURE)[0]
    assert len(ADDRESS.findall(body)) == 1, "one clear link"
    words = unescape(re.sub(r"<[^>]+>", " ", html.partition("<body")[2].partition(">")[2]))
    if name != "wagtailadmin/notifications/workflow_state_rejected":  # whose reason holds a tag
        flat = " ".join(words.split())
        plain = [line.lstrip("–> ").rstrip(": ") for line in body.splitlines() if line.strip()]
        assert [line for line in plain if line and " ".join(line.split()) not in flat] == []


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_french_and_asks_nothing_of_anybody(scene, name):
    mail = caused(MAILS[name], scene)
    text, html = forms(mail)
    words = ADDRESS.sub("", text)
    assert not ENGLISH.search(words + mail["Subject"])
    assert "'" not in words.replace("L'atelier", "").replace("l'adresse", "").replace("d'un", "")
    assert "{" not in text
    assert "&lt;a" not in html
    assert not re.search(r"<(img|script|link|iframe|form)\b|url\(", html)


@pytest.mark.parametrize("folder", ["account/email", "mfa/email"])
def test_every_mail_of_allauth_is_ours_or_never_sent(folder):
    installed = Path(allauth.__file__).parent / "templates" / folder
    names = {path.name.removesuffix("_message.txt") for path in installed.glob("*_message.txt")} - {"base"}
    ours = {path.name.removesuffix("_message.txt") for path in (ROOT / "templates" / folder).glob("*_message.txt")}
    assert names - NEVER == ours - {"base"}
    assert {f"{folder}/{name}" for name in ours - {"base"}} <= set(MAILS)


def test_every_notification_that_wagtail_connects_is_ours():
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


def test_a_member_learns_the_reason_and_is_led_where_they_may_go(scene):
    text, html = forms(caused(MAILS["wagtailadmin/notifications/workflow_state_rejected"], scene))
    assert "> Il manque les horaires.\n> <b>Et l'adresse</b>" in text
    assert "&lt;b&gt;Et" in html
    assert "/admin/" not in text + html
    assert "Aller sur le site" in text


def test_a_member_is_led_to_the_page_that_was_accepted(scene):
    text, _ = forms(caused(MAILS["wagtailadmin/notifications/workflow_state_approved"], scene))
    scene.page.refresh_from_db()
    assert scene.page.live
    assert f"Voir la page\u00a0:\n{scene.page.full_url}\n" in text


def test_a_moderator_is_led_to_the_page_in_the_admin(scene, client):
    text, _ = forms(caused(MAILS["wagtailadmin/notifications/task_state_submitted"], scene))
    path = reverse("wagtailadmin_pages:edit", args=[scene.page.pk])
    assert path in text
    client.force_login(scene.moderator)
    assert client.get(path).status_code == 200


def test_an_editor_whose_page_comes_back_is_led_to_the_admin(scene):
    scene.member = scene.editor
    text, _ = forms(caused(MAILS["wagtailadmin/notifications/workflow_state_rejected"], scene))
    assert reverse("wagtailadmin_pages:edit", args=[scene.page.pk]) in text
    assert REASON.splitlines()[0] in text


def test_superusers_would_learn_of_a_proposal_in_the_same_words(scene, admin):
    with override_settings(EMAIL_BACKEND="members.outbox.OutboxBackend"):
        scene.submit()
        OutgoingMail.objects.all().delete()
        with override_settings(WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS=True):
            state = scene.page.current_workflow_state
            signal_handlers.workflow_submission_email_notifier(instance=state, user=scene.member)
    assert OutgoingMail.objects.get().subject == "Proposé\u00a0: L'atelier & Cie"


def test_a_password_is_reset_by_the_link_of_the_mail(client, scene):
    def ask(_):
        client.post("/compte/password/reset/", {"email": scene.member.email})

    text, _ = forms(caused(ask, scene))
    (address,) = ADDRESS.findall(text.partition(letters.SIGNATURE)[0])
    page = client.get(re.sub(r"^https?://[^/]+", "", address), follow=True)
    assert page.status_code == 200
    assert 'name="password1"' in page.text


def test_a_changed_password_is_told(client, scene):
    client.force_login(scene.member)

    def change(_):
        words = {"oldpassword": "motdepasse", "password1": "Sapin-42-bleu", "password2": "Sapin-42-bleu"}
        assert client.post("/compte/password/change/", words).status_code == 302

    assert caused(change, scene)["Subject"] == "Votre mot de passe a changé"


def test_there_is_one_way_to_a_new_password(client, home):
    assert client.get("/admin/password_reset/").status_code == 404


def test_a_message_with_a_form_of_its_own_keeps_it(home):
    message = EmailMultiAlternatives("Objet", "Texte", to=["a@example.org"])
    message.attach_alternative("<p>À moi</p>", "text/html")
    letters.add_html(message)
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
def test_a_text_has_its_parts(text, expected):
    assert [(part["kind"], part["lines"], part["url"]) for part in letters.paragraphs(text)] == expected
