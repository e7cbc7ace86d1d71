"""The mark a posted message carries, by which it is known again when the conversation is read back."""

from __future__ import annotations

import hashlib
import hmac


def mark(secret: str, delivery_id: str) -> str:
    """The opaque text that stands beside a posted message: its id, and a proof that we put it there."""
    proof = hmac.new(secret.encode(), delivery_id.encode(), hashlib.sha256).hexdigest()
    return f"{delivery_id}.{proof[:20]}"


def marked(key: str) -> str:
    """The id of the delivery a mark names."""
    return key.partition(".")[0]
