"""Blocks whose fields are drawn when their panel is opened, by `static/js/admin-deferred-struct.js`.

Until then hidden inputs post the values, so that the server reads the same form either way.
"""

from __future__ import annotations

from core.blocks.base import RecordBlock


class DeferredRecordBlock(RecordBlock):
    """A block of a stream with many. Its `label_format` names fields that are texts."""
