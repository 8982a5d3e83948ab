"""Accounts, contributions and their files, and the outbox."""

from members.models.contribution import Contribution, Entry, Managed
from members.models.correction import Correction
from members.models.mail import OutgoingMail
from members.models.task import ModerationTask
from members.models.upload import Upload
from members.models.user import User

__all__ = [
    "Contribution",
    "Correction",
    "Entry",
    "Managed",
    "ModerationTask",
    "OutgoingMail",
    "Upload",
    "User",
]
