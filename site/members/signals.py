"""Signals that models send to `members.receivers`, so that models need not import the code of decisions.

An exception raised by a receiver aborts the action that sent the signal.
"""

from __future__ import annotations

from django.dispatch import Signal

#: A correction is about to be published, in a transaction. Arguments: `instance`, the correction, and `user`.
correction_accepted = Signal()
#: A review ends with a refusal. Arguments: `instance`, the `TaskState`, and `user`.
review_refused = Signal()
