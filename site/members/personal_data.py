"""What is kept of somebody: given to them as a file, or erased. Their contributions stay, as those of « un membre »."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import get_valid_filename
from wagtail.models import APIToken, ModelLogEntry, Page
from wagtail.users.models import UserProfile

from core import contracts, contributions
from core.contributions import Purpose
from core.gate import Gate
from members import letters
from members.models import Contribution, Managed, OutgoingMail, Upload, User

State = Contribution.State
#: Contributions that nobody but their author has to do with: begun, or taken back.
OWN = (State.DRAFT, State.WITHDRAWN)
#: Contributions whose files somebody may still accept.
PENDING = (State.WAITING, State.CHANGES)


class Kept(Exception):
    """The account cannot be erased by its owner; the text says why."""


# --- To take away -----------------------------------------------------------------------------------------------------


def write_archive(user: User, target: IO[bytes]) -> None:
    """Everything that is kept of somebody, as a ZIP: a file of JSON, and the files that wait for a moderator."""
    held = list(uploads_of(user))
    names = {upload.pk: _name(upload, number) for number, upload in enumerate(held, 1)}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        lost = [upload.pk for upload in held if not _put(archive, upload, names[upload.pk])]
        told = describe(user) | {
            "fichiers": [
                {
                    "fichier": None if upload.pk in lost else names[upload.pk],
                    "titre": upload.title,
                    "contribution": str(upload.contribution_id or ""),
                    "envoyé_le": _moment(upload.created_at),
                }
                for upload in held
            ]
        }
        archive.writestr("donnees.json", json.dumps(told, ensure_ascii=False, indent=2))


def describe(user: User) -> dict[str, Any]:
    """What is kept of somebody, as plain values; its number of queries does not depend on how much that is."""
    found = Contribution.objects.filter(author=user).select_related("page").prefetch_related("entries")
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
        "contributions": [_contribution(one) for one in found.order_by("created_at", "pk")],
        "lieux_gérés": [
            {"lieu": row.page.title, "adresse": row.page.full_url, "depuis": _moment(row.since)} for row in managed
        ],
    }


def uploads_of(user: User) -> Any:
    mine = Q(owner=user) | Q(contribution__author=user)
    return Upload.objects.filter(mine).select_related("contribution").order_by("created_at", "pk")


def _contribution(one: Contribution) -> dict[str, Any]:
    return {
        "numéro": str(one.pk),
        "nature": one.label,
        "titre": one.title,
        "état": one.state_label,
        "page": one.page.full_url if one.page and one.page.live else None,
        "adresse_pour_répondre": one.contact,
        "commencée_le": _moment(one.created_at),
        "modifiée_le": _moment(one.updated_at),
        "envoyée_le": _moment(one.submitted_at),
        "saisi": one.typed,
        "envoyé": one.sent,
        "journal": [
            {"le": _moment(entry.at), "étape": entry.get_what_display(), "mots": entry.words}
            for entry in one.entries.all()
        ],
    }


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _name(upload: Upload, number: int) -> str:
    """A name that any system unpacks, numbered so that no two are alike."""
    suffix = PurePosixPath(str(upload.file.name)).suffix
    stem = get_valid_filename(PurePosixPath(upload.title or "fichier").stem or "fichier")[:80]
    return f"fichiers/{number:03d}-{stem}{suffix}"


def _put(archive: ZipFile, upload: Upload, name: str) -> bool:
    """Copy a file into the archive; False where the store no longer has it."""
    try:
        with upload.file.open("rb") as source, archive.open(name, "w") as target:
            for chunk in source.chunks():
                target.write(chunk)
    except FileNotFoundError:
        return False
    return True


# --- To erase ---------------------------------------------------------------------------------------------------------


def why_kept(user: User) -> str:
    """Why somebody cannot erase their account by themselves; empty where they can."""
    if letters.works_in_admin(user):
        return (
            "Votre compte travaille dans l’administration. Demandez d’abord à un administrateur de vous en retirer "
            "les droits ; vous pourrez ensuite le supprimer ici."
        )
    return ""


@transaction.atomic
def delete_account(user: User) -> None:
    """Erase an account at its owner's wish, and write to them once more. Raises Kept."""
    held = User.objects.select_for_update().get(pk=user.pk)
    if words := why_kept(held):
        raise Kept(words)
    context = {"site_url": f"{settings.SITE_URL}/", "team": contracts.team_address(Gate.public())}
    subject = render_to_string("members/account/email/deleted_subject.txt", context).strip()
    text = render_to_string("members/account/email/deleted.txt", context)
    address = held.email
    erase(held)
    EmailMultiAlternatives(subject, text, to=[address]).send()


@transaction.atomic
def erase(user: User) -> None:
    """Take an account away with all that is personal; what was handed in stays, without a name."""
    addresses = {address.email.lower() for address in EmailAddress.objects.filter(user=user)} | {user.email.lower()}
    _take_back(user)
    _forget_mail(addresses)
    _forget_sessions(user)
    # What the admin has noted of an account bears its name.
    ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)).delete()
    profile = UserProfile.objects.filter(user=user).first()
    if profile is not None and profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    user.delete()


def _take_back(user: User) -> None:
    """What was never handed in, or was taken back, goes; so do claims, which are about the person."""
    mine = Contribution.objects.filter(author=user)
    claims = [kind.code for kind in contributions.kinds(Purpose.CLAIM)]
    reports = [kind.code for kind in contributions.kinds(Purpose.REPORT)]
    dropped = mine.filter(Q(state__in=OWN) | Q(kind__in=claims)).select_related("page")
    for one in dropped:
        page = one.page if one.purpose == Purpose.NEW else None
        one.delete()
        if page is not None and _is_nobody_elses(page, user):
            page.specific.delete()
    uploads_of(user).filter(Q(contribution=None) | ~Q(contribution__state__in=PENDING)).delete()
    known = {user.get_full_name(), user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    for one in mine.select_for_update():
        # What was typed since it was sent has been handed in to nobody.
        typed = one.sent if one.sent else one.typed
        if one.kind in reports:
            typed = {name: [value for value in values if value not in known] for name, values in typed.items()}
        Contribution.objects.filter(pk=one.pk).update(typed=typed, sent=typed, contact="", author=None)


def _is_nobody_elses(page: Page, user: User) -> bool:
    """Whether a draft that its author took back is theirs alone: no reader saw it, nobody else wrote in it."""
    others = page.revisions.exclude(user=user).exists()
    return not page.live and page.first_published_at is None and not others and page.is_leaf()


def _forget_mail(addresses: set[str]) -> None:
    """No mail to them waits or is remembered; what goes to others too goes to the others."""
    named = Q()
    for address in addresses:
        named |= Q(text__icontains=address)
    rows = OutgoingMail.objects.annotate(text=Cast("recipients", TextField())).filter(named)
    for row in rows.only("pk", "recipients"):
        others = [recipient for recipient in row.recipients if recipient.lower() not in addresses]
        if not others:
            row.delete()
        elif others != row.recipients:
            row.recipients = others
            row.save(update_fields=["recipients"])


def _forget_sessions(user: User) -> None:
    """A session holds how one has logged in, with the address; only decoding it tells whose it is."""
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
