"""Segment's `track` calls: who used what of which tool, taken from an event that a firm sends anyway.

Source: the Segment Track spec. `userId` is the person (an e-mail address or a person's id), `messageId` the
event's id, the day that of `timestamp`. `properties.tool` names the tool; the feature is `properties.feature`
or else the event's name. Each call is one action, unless `properties.actions` says how many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SOURCE = "segment"
_USED = {"tool", "feature", "actions"}


def is_track(found: Mapping[str, Any]) -> bool:
    """Whether this is a call of Segment rather than a CloudEvent."""
    return found.get("type") == "track" and "event" in found and "specversion" not in found


def is_other_call(found: Mapping[str, Any]) -> bool:
    """Whether this is one of Segment's calls that tell of no use: identify, page and the like."""
    return (
        found.get("type") in {"identify", "page", "screen", "group", "alias"} and "specversion" not in found
    )


def calls_in(body: Mapping[str, Any]) -> list[Any] | None:
    """The calls of Segment's batch; None when the body is none."""
    batch = body.get("batch")
    return batch if isinstance(batch, list) and "specversion" not in body else None


def as_usage(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same in the words of our own events; a missing part is missing there, too."""
    properties = found.get("properties")
    said = properties if isinstance(properties, Mapping) else {}
    usage: dict[str, Any] = {"actions": 1, "feature": key_of(found["event"])}
    usage |= {name: said[name] for name in _USED if name in said}
    stamp = found.get("timestamp") or found.get("originalTimestamp")
    usage["day"] = stamp[:10] if isinstance(stamp, str) else stamp
    usage["person"] = found.get("userId")
    return {"id": found.get("messageId"), "source": SOURCE, "data": usage}


def key_of(event: Any) -> Any:
    """An event's name as a key: “Summary Created” is `summary-created`."""
    return re.sub(r"[^a-z0-9]+", "-", event.lower()).strip("-")[:60] if isinstance(event, str) else event
