"""A signal for sections whose pages show something of PDFs."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent with `document_ids` when what everybody may know of these documents may have changed: when a PDF was read, when
#: a title changed, and when a collection was closed or opened.
pdfs_changed = Signal()
