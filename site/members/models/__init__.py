"""Accounts, uploads waiting for a moderator, and the outbox."""

from members.models.mail import OutgoingMail
from members.models.upload import Upload
from members.models.user import User

__all__ = ["OutgoingMail", "Upload", "User"]
