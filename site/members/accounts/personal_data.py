"""Personal data of an account: download and erasure. Sent contributions stay, without their author."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from io import RawIOBase
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import get_valid_filename
from wagtail.models import APIToken, ModelLogEntry, Page
from wagtail.users.models import UserProfile

from core import contracts
from core.contributions import kinds
from core.contributions.kinds import Purpose
from core.mail import render
from core.visibility.gate import Gate
from members.models import Contribution, Managed, OutgoingMail, Upload, User
from members.permissions import works_in_admin

State = Contribution.State
#: Contributions that only their author can see: never sent, or withdrawn.
UNSENT = (State.DRAFT, State.WITHDRAWN)
#: Contributions whose files may still be accepted.
PENDING = (State.WAITING, State.CHANGES)


class CannotDelete(Exception):
    """The owner may not delete the account; the message says why."""


# --- Download ---------------------------------------------------------------------------------------------------------


class _Buffer(RawIOBase):
    """A write-only file without seek or tell; written bytes stay in `content` until `take`."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += data
        return len(data)

    def take(self) -> bytes:
        content = bytes(self.content)
        self.content.clear()
        return content


def archive(user: User) -> Iterator[bytes]:
    """Yield the chunks of a ZIP with all data of a user: `donnees.json`, and the files that wait for a moderator.

    The rows are read at once, the files one by one. Files are stored without compression: photos, films and documents
    are compressed already.
    """
    return _archive(describe(user), list(uploads_of(user)))


def _archive(description: dict[str, Any], uploads: list[Upload]) -> Iterator[bytes]:
    buffer, files = _Buffer(), []
    with ZipFile(buffer, "w", ZIP_STORED) as target:
        for number, upload in enumerate(uploads, 1):
            name = _name(upload, number)
            is_missing = yield from _copy_file(buffer, target, upload, name)
            files.append(
                {
                    "fichier": None if is_missing else name,
                    "titre": upload.title,
                    "contribution": str(upload.contribution_id or ""),
                    "envoyé_le": _moment(upload.created_at),
                }
            )
        text = json.dumps(description | {"fichiers": files}, ensure_ascii=False, indent=2)
        target.writestr("donnees.json", text, ZIP_DEFLATED)
    yield buffer.take()


def describe(user: User) -> dict[str, Any]:
    """Return all data of a user as JSON values, with French keys. The number of queries is constant."""
    contributions = Contribution.objects.filter(author=user).select_related("page").prefetch_related("entries")
    managed = Managed.objects.filter(user=user).select_related("page").order_by("pk")
    return {
        "compte": {
            "nom": user.get_full_name(),
            "nom_d_utilisateur": user.username,
            "organisation": user.organisation,
            "adresse_électronique": user.email,
            "ouvert_le": _moment(user.date_joined),
            "dernière_connexion": _moment(user.last_login),
            "groupes": sorted(user.groups.values_list("name", flat=True)),
            "connexion_en_deux_étapes": Authenticator.objects.filter(user=user, type="totp").exists(),
            "jetons_de_l_api": list(APIToken.objects.filter(user=user).order_by("pk").values_list("name", flat=True)),
        },
        "adresses": [
            {"adresse": address.email, "confirmée": address.verified, "principale": address.primary}
            for address in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "contributions": [_contribution(row) for row in contributions.order_by("created_at", "pk")],
        "lieux_gérés": [
            {"lieu": row.page.title, "adresse": row.page.specific.full_url, "depuis": _moment(row.since)}
            for row in managed
        ],
    }


def uploads_of(user: User) -> Any:
    mine = Q(owner=user) | Q(contribution__author=user)
    return Upload.objects.filter(mine).select_related("contribution").order_by("created_at", "pk")


def _contribution(contribution: Contribution) -> dict[str, Any]:
    return {
        "numéro": str(contribution.pk),
        "nature": contribution.label,
        "titre": contribution.title,
        "état": contribution.state_label,
        "page": contribution.page.specific.full_url if contribution.page and contribution.page.live else None,
        "adresse_pour_répondre": contribution.contact,
        "commencée_le": _moment(contribution.created_at),
        "modifiée_le": _moment(contribution.updated_at),
        "envoyée_le": _moment(contribution.submitted_at),
        "saisi": contribution.typed,
        "envoyé": contribution.sent,
        "journal": [
            {"le": _moment(entry.at), "étape": entry.get_what_display(), "mots": entry.words}
            for entry in contribution.entries.all()
        ],
    }


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _name(upload: Upload, number: int) -> str:
    """Return a unique, portable name for a file in the ZIP."""
    suffix = PurePosixPath(str(upload.file.name)).suffix
    stem = get_valid_filename(PurePosixPath(upload.title or "fichier").stem or "fichier")[:80]
    return f"fichiers/{number:03d}-{stem}{suffix}"


def _copy_file(buffer: _Buffer, target: ZipFile, upload: Upload, name: str) -> Generator[bytes, None, bool]:
    """Copy a file into the archive chunk by chunk; return True if the storage has lost it."""
    try:
        source = upload.file.open("rb")
    except FileNotFoundError:
        return True
    entry = ZipInfo(name, timezone.localtime(upload.created_at).timetuple()[:6])
    entry.file_size = source.size  # needed in the header above 2 GB
    with source, target.open(entry, "w") as copy:
        for chunk in source.chunks():
            copy.write(chunk)
            yield buffer.take()
    return False


# --- Erasure ----------------------------------------------------------------------------------------------------------


def deletion_obstacle(user: User) -> str:
    """Return in French why users cannot delete their account themselves; "" if they can."""
    if works_in_admin(user):
        return (
            "Votre compte travaille dans l’administration. Demandez d’abord à un administrateur de vous en retirer "
            "les droits ; vous pourrez ensuite le supprimer ici."
        )
    return ""


@transaction.atomic
def delete_account(user: User) -> None:
    """Erase an account at its owner's request, and send a last mail. Raises CannotDelete."""
    account = User.objects.select_for_update().get(pk=user.pk)
    if obstacle := deletion_obstacle(account):
        raise CannotDelete(obstacle)
    context = {"site_url": f"{settings.SITE_URL}/", "team": contracts.team_address(Gate.public())}
    letter = render.letter("members/account/email/deleted.txt", account.email, context)
    erase(account)
    letter.send()


@transaction.atomic
def erase(user: User) -> None:
    """Delete an account and all its personal data; sent contributions stay, without an author."""
    # An unconfirmed address may be another person's: their mails are not deleted.
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    addresses = {address.lower() for address in (user.email, *confirmed)}
    _clear_contributions(user)
    _delete_mail(addresses)
    _delete_sessions(user)
    # Log entries of the account have its name.
    ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)).delete()
    profile = UserProfile.objects.filter(user=user).first()
    if profile is not None and profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    user.delete()


def _clear_contributions(user: User) -> None:
    """Delete unsent and withdrawn contributions, and claims, which are personal; anonymize the others."""
    mine = Contribution.objects.filter(author=user)
    claims = [kind.code for kind in kinds.kinds(Purpose.CLAIM)]
    reports = [kind.code for kind in kinds.kinds(Purpose.REPORT)]
    deletable = mine.filter(Q(state__in=UNSENT) | Q(kind__in=claims)).select_related("page")
    for contribution in deletable:
        page = contribution.page if contribution.purpose == Purpose.NEW else None
        contribution.delete()
        if page is not None and _has_no_other_author(page, user):
            page.specific.delete()
    uploads_of(user).filter(Q(contribution=None) | ~Q(contribution__state__in=PENDING)).delete()
    identifiers = {
        user.get_full_name(),
        user.email,
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    }
    for contribution in mine.select_for_update():
        # Data typed after the last sending was never sent: drop it.
        typed = contribution.sent if contribution.sent else contribution.typed
        kind = contribution.declared_kind
        typed = typed | {name: [] for name in (kind.contact_fields if kind else ()) if name in typed}
        if contribution.kind in reports:
            typed = {name: [value for value in values if value not in identifiers] for name, values in typed.items()}
        Contribution.objects.filter(pk=contribution.pk).update(typed=typed, sent=typed, contact="", author=None)


def _has_no_other_author(page: Page, user: User) -> bool:
    """Whether a draft page was never published and never edited by another user."""
    others = page.revisions.exclude(user=user).exists()
    return not page.live and page.first_published_at is None and not others and page.is_leaf()


def _delete_mail(addresses: set[str]) -> None:
    """Delete the mails to these addresses; a mail with other recipients keeps those."""
    matches = Q()
    for address in addresses:
        matches |= Q(text__icontains=address)
    rows = OutgoingMail.objects.annotate(text=Cast("recipients", TextField())).filter(matches)
    for row in rows.only("pk", "recipients"):
        others = [recipient for recipient in row.recipients if recipient.lower() not in addresses]
        if not others:
            row.delete()
        elif others != row.recipients:
            row.recipients = others
            row.save(update_fields=["recipients"])


def _delete_sessions(user: User) -> None:
    """Delete the sessions of a user, which hold the address. All have to be decoded to find them."""
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
