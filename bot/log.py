"""Logs: one JSON line an event, past tense, allow-listed fields, no bodies and no names."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

# Anything else that is put on a record stays off the line, so that no text or address leaks by accident.
FIELDS = (
    "error_id",
    "event_id",
    "delivery",
    "state",
    "reason",
    "job",
    "window",
    "platform",
    "status",
    "path",
)


class JsonLines(logging.Formatter):
    """A record as one line of JSON; control characters are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "from": record.name,
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["trace"] = self.formatException(record.exc_info) if record.levelno >= logging.ERROR else ""
        return json.dumps(line, ensure_ascii=False, default=str)


def start_logging(level: str) -> None:
    """Sends every log of this process to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in (
        "apscheduler",
        "aiohttp.access",
        "slack_sdk",
        "slack_bolt",
        "msal",
        "urllib3",
        "botframework",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
