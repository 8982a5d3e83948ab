"""Contributions of the kind « lieu » with a title of their own."""

from __future__ import annotations

from members.models import Contribution, User
from tests.factories import contributions


def begin(author: User, title: str = "La Scierie") -> Contribution:
    return contributions.begin("lieu", author, title=title)


def send(author: User, title: str = "La Scierie") -> Contribution:
    return contributions.send("lieu", author, title=title)
