"""What leaves for the mail server: CRLF, 7 bits, lines of at most 998 octets, read back by Python's email library."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils import timezone

from members.mail.outbox import send_due
from members.models import OutgoingMail

pytestmark = pytest.mark.django_db
LONG = "Une très longue phrase sans le moindre retour à la ligne, écrite d’une traite. " * 40
WORD = "a" * 1500


def received(mailbox):
    """Send the mail that is due, check its bytes, and return it as the server received it."""
    assert send_due() == (1, 0)
    mailbox.check_wire_format()
    (message,) = mailbox.messages
    return message


def test_text_and_html_leave_with_crlf(write, mailbox):
    write("Votre proposition est publiée", "Bonjour,\n\nà bientôt.")
    message = received(mailbox)
    assert message["Subject"] == "Votre proposition est publiée"
    assert message.get_body(("plain",)).get_content().splitlines() == ["Bonjour,", "", "à bientôt."]
    assert "à bientôt" in message.get_body(("html",)).get_content()
    assert [part.get("Content-Transfer-Encoding") for part in message.iter_parts()] == ["quoted-printable"] * 2


def test_a_row_written_with_lf_and_8_bits_leaves_with_crlf_too(mailbox):
    message = EmailMultiAlternatives("Été", "Première ligne\nà côté\n.\nfin", "a@example.org", ["anne@example.org"])
    message.attach_alternative(f"<p>{LONG}</p>", "text/html")
    source = message.message().as_bytes()
    assert b"\r\n" not in source
    OutgoingMail.objects.create(
        sender="Alliance, Grenoble <a@example.org>",
        recipients=["anne@example.org"],
        subject="Été",
        message=source,
        next_attempt_at=timezone.now(),
    )
    message = received(mailbox)
    assert message["Subject"] == "Été"
    assert [(a.display_name, a.addr_spec) for a in message["From"].addresses] == [
        ("Alliance, Grenoble", "a@example.org")
    ]
    assert message.get_body(("plain",)).get_content().splitlines() == ["Première ligne", "à côté", ".", "fin"]
    assert message.get_body(("html",)).get_content().strip() == f"<p>{LONG}</p>"


@pytest.mark.parametrize("body", [LONG, WORD, "\r".join("abc"), "x\r\ny\nz", "From moi\n.\n..fin", "\x00\x0b"])
def test_any_body_leaves(write, mailbox, body):
    write(body=body)
    text = received(mailbox).get_body(("plain",)).get_content()
    assert text.split() == body.split()


@pytest.mark.parametrize(
    "subject",
    [LONG.strip(), WORD, "é" * 1200, "Une ligne\nBcc: autre@example.org", "« L’été »\u00a0: 1\u202f000\u00a0€", ""],
)
def test_any_subject_leaves_in_one_header(write, mailbox, subject):
    write(subject)
    message = received(mailbox)
    assert message["Subject"] == subject.replace("\n", " ")
    assert message["Bcc"] is None
    assert mailbox.envelopes[0][1] == ["anne@example.org"]


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Alliance, Grenoble <contact@example.org>", "Alliance, Grenoble"),
        ('"Alliance, Grenoble" <contact@example.org>', "Alliance, Grenoble"),
        ("L’Alliance « d’été », Grenoble <contact@example.org>", "L’Alliance « d’été », Grenoble"),
        ('Anne "Nanou" Dupont (Sillon) <contact@example.org>', 'Anne "Nanou" Dupont (Sillon)'),
        ("contact@example.org", ""),
        ("<contact@example.org>", ""),
        ("A\\B; C: D. <contact@example.org>", "A\\B; C: D."),
    ],
)
def test_any_name_of_a_sender_leaves(write, mailbox, sender, name):
    write(from_email=sender)
    message = received(mailbox)
    assert [(a.display_name, a.addr_spec) for a in message["From"].addresses] == [(name, "contact@example.org")]
    assert mailbox.envelopes[0][0] == "contact@example.org"


def test_a_very_long_name_is_folded_between_encoded_words(write, mailbox):
    name = ("Réseau des tiers-lieux d’été, " * 20).strip()
    write(from_email=f"{name} <contact@example.org>")
    received(mailbox)
    # Python's newer parser puts a space between two encoded words of a name; its older one reads RFC 2047 rightly.
    header = message_from_bytes(mailbox.sources[0])["From"]
    assert str(make_header(decode_header(header))) == f"{name} <contact@example.org>"
    assert max(len(line) for line in header.splitlines()) <= 78


def test_names_of_recipients_are_for_the_header_only(write, mailbox):
    write(to=["Dupont, Anne <anne@example.org>", "zoé@café.example".replace("zoé", "zoe")], bcc=["secret@example.org"])
    message = received(mailbox)
    assert [a.display_name for a in message["To"].addresses] == ["Dupont, Anne", ""]
    assert b"secret" not in mailbox.sources[0]
    assert mailbox.envelopes[0][1] == ["anne@example.org", "zoe@xn--caf-dma.example", "secret@example.org"]


def test_fifty_recipients_make_a_folded_header(write, mailbox):
    write(to=[f"Prénom Nom numéro {n} <personne-{n}@example.org>" for n in range(50)])
    message = received(mailbox)
    assert len(message["To"].addresses) == 50


def test_attachments_leave_whole(mailbox):
    message = EmailMessage("Pièces", "Voir ci-joint.", to=["anne@example.org"])
    message.attach("relevé d’été.txt", f"{LONG}\n{WORD}\n", "text/plain")
    message.attach("données.bin", bytes(range(256)) * 20, "application/octet-stream")
    message.attach("message.eml", f"Subject: x\n\n{LONG}".encode(), "message/rfc822")
    message.send()
    message = received(mailbox)
    text, binary, _ = message.iter_attachments()
    assert text.get_filename() == "relevé d’été.txt"
    assert text.get_content().splitlines() == [LONG, WORD]
    assert binary.get_content() == bytes(range(256)) * 20


def test_message_id_and_date_are_set_once_and_say_nothing_of_the_machine(write, mailbox, settings, monkeypatch):
    def no_name_server(*_):
        raise AssertionError("the name of the machine was looked up")

    monkeypatch.setattr("socket.getfqdn", no_name_server)
    settings.SITE_URL = "https://tiers-lieux.example:8443"
    row = write()
    message = received(mailbox)
    assert message["Message-ID"].endswith("@tiers-lieux.example>")
    assert f"Message-ID: {message['Message-ID']}".encode() in bytes(row.message)
    assert f"Date: {message['Date']}".encode() in bytes(row.message)
    assert mailbox.hello == ["tiers-lieux.example"]


def test_one_message_sent_twice_makes_two_mails_with_their_own_html(mailbox):
    message = EmailMultiAlternatives("Un", "Premier texte", to=["anne@example.org"])
    message.send()
    message.body = "Second texte"
    message.send()
    assert send_due() == (2, 0)
    first, second = mailbox.messages
    assert first["Message-ID"] != second["Message-ID"]
    assert "Second texte" in second.get_body(("html",)).get_content()
    assert message.alternatives == []
