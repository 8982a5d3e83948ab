"""Short keys of blocks, for addresses: the same whatever is edited around the block."""

from __future__ import annotations

import hashlib


def key_of(block_id: str) -> str:
    """Return the key of the block with this id: six hexadecimal digits."""
    return short_hash(block_id)


def short_hash(text: str) -> str:
    """Return six hexadecimal digits that depend on a text."""
    return hashlib.blake2s(text.encode(errors="replace"), digest_size=3).hexdigest()
