"""Signals of the bin."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent in the transaction in which pages go into the bin, before their reviews are cancelled and their contacts erased.
#: Arguments: `pages`, a list of specific pages, and `user` or None.
pages_binned = Signal()
