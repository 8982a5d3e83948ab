"""Run in a process of its own on an instance. JSON on the standard output.

`write` makes what the backup must hold, prints it, then changes the instance without end. `look BACKUP` tries to
restore over what is there, sends the mail that waits, and prints what the instance holds.
"""

from __future__ import annotations

import json
import os
import sys
from io import BytesIO, StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django  # noqa: E402

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.files.base import File  # noqa: E402
from django.core.mail import EmailMessage  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connection  # noqa: E402
from wagtail.models import APIToken, Collection, CollectionViewRestriction  # noqa: E402

from core.files.storage import make_folder  # noqa: E402
from core.models import SillonDocument  # noqa: E402
from core.setup import ensure_page  # noqa: E402
from home.models import HomePage, StandardPage  # noqa: E402
from members.models import OutgoingMail, User  # noqa: E402

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: How many documents there are before the backup begins.
EARLY = 20
TEXT = b"Pour les membres seulement."


def document(title: str, collection: Collection, content: bytes) -> SillonDocument:
    found = SillonDocument(title=title, collection=collection, file=File(BytesIO(content), name=f"{title}.txt"))
    found.save()
    return found


def fill() -> dict[str, object]:
    for alias in ("default", "private"):
        make_folder(alias)
    ensure_page(HomePage.objects.get(), StandardPage, "a-garder", "Une page à garder")
    private = Collection.get_first_root_node().add_child(name="Réservé")
    members = Group.objects.get(name="Membres")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.GROUPS
    ).groups.add(members)
    reserved = document("reserve", private, TEXT)
    user = User.objects.create_user("jeanne", "jeanne@example.org", "un-long-mot-de-passe")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.add(members)
    TOTP.activate(user, SECRET)
    _, token = APIToken.create_token(user=user, name="essai")
    EmailMessage("Qui attend", "Bonjour.", "sillon@example.org", ["paul@example.org"]).send()
    message = bytes(OutgoingMail.objects.get(state="waiting").message).decode()
    (message_id,) = [line for line in message.splitlines() if line.lower().startswith("message-id:")]
    return {"token": token, "document": reserved.url, "message_id": message_id.partition(":")[2].strip()}


def write() -> None:
    """Add documents, delete those that were there at first, until the process is ended; print the number of each."""
    collection, number = Collection.get_first_root_node(), 0
    early: list[SillonDocument] = []
    while True:
        number += 1
        made = document(f"pendant-{number}", collection, b"x" * 50_000)
        if number <= EARLY:
            early.append(made)
        elif number % 3 == 0 and early:
            early.pop().delete()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def look(backup: str) -> dict[str, object]:
    refusal, sent = "", StringIO()
    try:
        call_command("restore", backup)
    except CommandError as error:
        refusal = str(error)
    call_command("send_outbox", stdout=sent)
    documents = list(SillonDocument.objects.all())
    missing = [one.title for one in documents if not one.file.storage.exists(one.file.name)]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check" if connection.vendor == "sqlite" else "SELECT 'ok'")
        (integrity,) = cursor.fetchone()
    return {
        "refusal": refusal, "sent": sent.getvalue(), "documents": len(documents), "missing": missing,
        "integrity": integrity,
    }  # fmt: skip


def show(values: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(values)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "look":
        show(look(sys.argv[2]))
    else:
        show(fill())
        write()
