"""Delivery over TLS, from the first octet or by STARTTLS, with a log-in; certificates are checked."""

from __future__ import annotations

import ssl
from datetime import timedelta

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from members.mail import smtp
from members.mail.outbox import send_due
from tests.members.mail.conftest import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The path of a certificate of « localhost » with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = built.sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    key_bytes = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(key_bytes + signed.public_bytes(pem))
    return path


@pytest.fixture
def context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(monkeypatch, certificate):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def log_in(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"sillon", b"secret"), handled=False)


@pytest.fixture
def starttls(serve, settings, context):
    """A server that takes nothing before STARTTLS and a log-in."""
    handler = Mailbox()
    serve(handler, tls_context=context, require_starttls=True, auth_required=True, authenticator=log_in)
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = "localhost", True, "sillon"
    return handler


def test_a_mail_leaves_after_starttls_and_a_log_in(write, settings, starttls, trusted):
    settings.EMAIL_HOST_PASSWORD = "secret"
    write()
    assert send_due() == (1, 0)
    starttls.check_wire_format()
    assert len(starttls.messages) == 1


def test_refused_log_in_waits_for_the_operator(write, settings, starttls, trusted):
    settings.EMAIL_HOST_PASSWORD = "faux"
    row = write()
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert row.state == "waiting"
    assert row.error.startswith("SMTPAuthenticationError: 535")
    assert "faux" not in row.error


def test_untrusted_certificate_is_refused(write, settings, starttls):
    settings.EMAIL_HOST_PASSWORD = "secret"
    row = write()
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert row.error.startswith("SSLCertVerificationError")
    assert starttls.messages == []


def test_a_server_without_starttls_gets_nothing(write, settings, mailbox):
    settings.EMAIL_USE_TLS = True
    row = write()
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert row.error.startswith("SMTPNotSupportedError")
    assert mailbox.messages == []


def test_a_mail_leaves_over_tls_from_the_first_octet(write, settings, serve, context, trusted):
    handler = Mailbox()
    serve(handler, ssl_context=context, hostname="localhost")
    settings.EMAIL_HOST, settings.EMAIL_USE_SSL = "localhost", True
    write()
    assert send_due() == (1, 0)
    assert len(handler.messages) == 1


def test_a_slow_server_is_cut_over_tls_too(write, settings, serve, context, trusted, monkeypatch):
    monkeypatch.setattr(smtp, "DELIVERY_LIMIT", 0.5)
    handler = Mailbox(seconds_a_step=0.3)
    serve(handler, ssl_context=context, hostname="localhost")
    settings.EMAIL_HOST, settings.EMAIL_USE_SSL = "localhost", True
    row = write()
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert (row.state, row.error, handler.sources) == ("waiting", "TimeoutError: coupé après 0.5 s", [])
