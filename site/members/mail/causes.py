"""Explain in French why a mail was not sent, from the text that `outbox.reason` stored."""

from __future__ import annotations

import re

from core.text.typography import french

#: « SMTPDataError: 554 refusé »: the type of an error, the server's code and answer.
ANSWER = re.compile(r"\w+: (?P<answer>(?P<code>[245]\d\d)\b.*)", re.DOTALL)

CUT = "Le serveur de courriel a coupé la connexion."
NOT_ENCRYPTED = "La connexion chiffrée avec le serveur de courriel n’a pas pu s’établir."
NOT_COMPOSED = "Ce courriel n’a pas pu être composé."
#: Causes by name of the exception.
CAUSES = {
    "ConnectionRefusedError": "Le serveur de courriel refuse la connexion : est-il en marche ?",
    "TimeoutError": "Le serveur de courriel n’a pas répondu à temps.",
    "gaierror": "Le nom du serveur de courriel est introuvable.",
    "SMTPServerDisconnected": CUT,
    "ConnectionResetError": CUT,
    "BrokenPipeError": CUT,
    "OSError": "Le serveur de courriel est injoignable.",
    "SSLError": NOT_ENCRYPTED,
    "SSLEOFError": NOT_ENCRYPTED,
    "SSLZeroReturnError": NOT_ENCRYPTED,
    "SSLCertVerificationError": "Le certificat du serveur de courriel n’est pas valable.",
    "SMTPNotSupportedError": "Le serveur n’offre pas le chiffrement ou l’identification que demande EMAIL_URL.",
    "InvalidMailbox": "L’adresse de l’expéditeur ou d’un destinataire n’est pas valable.",
    "ValueError": NOT_COMPOSED,
    "UnicodeEncodeError": NOT_COMPOSED,
    "HeaderParseError": NOT_COMPOSED,
}
#: What the server refused, by name of the exception; for other exceptions, the whole mail.
REFUSED = {
    "SMTPAuthenticationError": "le nom d’utilisateur ou le mot de passe de EMAIL_URL",
    "SMTPConnectError": "la connexion",
    "SMTPHeloError": "la connexion",
    "SMTPSenderRefused": "l’expéditeur",
    "SMTPRecipientsRefused": "un destinataire",
    "SomeRecipientsRefused": "un destinataire",
}
OTHER = "Une erreur inattendue."


def cause(error: str) -> str:
    """Return the cause of an `OutgoingMail.error` in French; "" if there is no error."""
    kind = error.partition(":")[0]
    if not error:
        text = ""
    elif answer := ANSWER.fullmatch(error):
        refused = REFUSED.get(kind, "ce courriel")
        later = " pour l’instant" if answer["code"].startswith("4") else ""
        text = f"Le serveur de courriel refuse{later} {refused} : « {answer['answer']} »."
    else:
        text = CAUSES.get(kind, OTHER)
    return french(text)
