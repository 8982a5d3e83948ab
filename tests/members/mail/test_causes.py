"""The French cause of a failed delivery in the list of mails, from errors of a real connection."""

from __future__ import annotations

import socket

import pytest
from aiosmtpd.smtp import AuthResult

from members.mail import smtp
from members.mail.causes import OTHER, cause
from members.mail.outbox import reason, send_due
from tests.members.mail.conftest import DELIVERY, Mailbox, free_port

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def cause_after_sending(row) -> str:
    assert send_due() == (0, 1)
    row.refresh_from_db()
    return plain(cause(row.error))


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("127.0.0.1", "Le serveur de courriel refuse la connexion : est-il en marche ?"),
        ("introuvable.invalid", "Le nom du serveur de courriel est introuvable."),
    ],
)
def test_cause_of_an_unreachable_server(write, settings, host, text):
    settings.DELIVERY_EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = DELIVERY, host, free_port()
    assert cause_after_sending(write()) == text


def test_cause_of_a_silent_server(write, settings, monkeypatch):
    monkeypatch.setattr(smtp, "DELIVERY_LIMIT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.DELIVERY_EMAIL_BACKEND, settings.EMAIL_HOST = DELIVERY, "127.0.0.1"
        settings.EMAIL_PORT = listener.getsockname()[1]
        assert cause_after_sending(write()) == "Le serveur de courriel n’a pas répondu à temps."


def test_cause_of_missing_encryption(write, serve, settings):
    serve(Mailbox())
    settings.EMAIL_USE_SSL = True
    row = write()
    assert cause_after_sending(row) == "La connexion chiffrée avec le serveur de courriel n’a pas pu s’établir."


def test_a_server_without_starttls(write, serve, settings):
    serve(Mailbox())
    settings.EMAIL_USE_TLS = True
    text = "Le serveur n’offre pas le chiffrement ou l’identification que demande EMAIL_URL."
    assert cause_after_sending(write()) == text


def test_cause_of_a_refused_log_in(write, serve, settings):
    serve(Mailbox(), auth_require_tls=False, authenticator=lambda *_: AuthResult(success=False, handled=False))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "sillon", "faux"
    text = cause_after_sending(write())
    assert text.startswith(
        "Le serveur de courriel refuse le nom d’utilisateur ou le mot de passe de EMAIL_URL : « 535 "
    )


@pytest.mark.parametrize(
    ("handler", "text"),
    [
        (
            Mailbox(data=["451 4.3.0 plus tard"]),
            "Le serveur de courriel refuse pour l’instant ce courriel : « 451 4.3.0 plus tard ».",
        ),
        (Mailbox(data=["554 5.7.1 refusé"]), "Le serveur de courriel refuse ce courriel : « 554 5.7.1 refusé »."),
        (
            Mailbox(recipients={"anne@example.org": "550 inconnue <anne@example.org>"}),
            "Le serveur de courriel refuse un destinataire : « 550 inconnue <…> ».",
        ),
        (Mailbox(drop_after_data=True), "Le serveur de courriel a coupé la connexion."),
    ],
    ids=["later", "never", "recipient", "cut"],
)
def test_the_server_s_code_and_words_are_repeated(write, serve, handler, text):
    serve(handler)
    assert cause_after_sending(write()) == text


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"from_email": "personne"}, "L’adresse de l’expéditeur ou d’un destinataire n’est pas valable."),
        ({"to": ["é@example.org"]}, "L’adresse de l’expéditeur ou d’un destinataire n’est pas valable."),
        ({"body": "\ud800"}, "Ce courriel n’a pas pu être composé."),
    ],
)
def test_cause_of_an_invalid_mail(write, options, text):
    assert plain(cause(write(**options).error)) == text


def test_cause_of_other_errors():
    assert cause(reason(KeyError("a"))) == OTHER
    assert cause("") == ""


def test_the_mask_leaves_what_holds_no_address():
    error = ValueError("il manque « Alliance, Grenoble <…> », pas <class 'str'> ni < un nom @ lui >, anne@example.org")
    assert reason(error) == "ValueError: il manque « Alliance, Grenoble <…> », pas <class 'str'> ni < un nom @ lui >, …"
