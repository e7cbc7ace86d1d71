"""What Slack sends to a bot, in Slack's shapes and signed as Slack signs.

Shapes: docs.slack.dev/reference/interaction-payloads and /reference/events.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.fakes.slack import BOT_USER, TEAM, direct_message

Json = dict[str, Any]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def signed(raw: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    """The headers with which Slack proves that it sent `raw`."""
    stamp = f"{at.timestamp():.0f}"
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256)
    form_type = "application/x-www-form-urlencoded"
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
        "Content-Type": "application/json" if raw[:1] == b"{" else form_type,
    }


def as_json(payload: Json) -> bytes:
    """How events arrive."""
    return json.dumps(payload).encode()


def as_form(payload: Json) -> bytes:
    """How slash commands arrive."""
    return urlencode(payload).encode()


def as_interaction(payload: Json) -> bytes:
    """How taps arrive: JSON in a form."""
    return as_form({"payload": json.dumps(payload)})


def command(text: str, user: str = "U0ADA", **changes: Any) -> Json:
    """A slash command; `text` starts with its name."""
    name, _, words = text.partition(" ")
    return {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "home",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": user,
        "user_name": "somebody",
        "command": name,
        "text": words,
        "api_app_id": "A0APP",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/x",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        **changes,
    }


def event(inner: Json, event_id: str = "Ev0ONE", **changes: Any) -> Json:
    """An Events API envelope around `inner`."""
    return {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": "A0APP",
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1762074000,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
        **changes,
    }


def direct(text: str, user: str = "U0ADA", **changes: Any) -> Json:
    """A message.im event's inner part."""
    return {
        "client_msg_id": "a8a2b0c1",
        "type": "message",
        "text": text,
        "user": user,
        "ts": "1762074000.000100",
        "team": TEAM,
        "channel": direct_message(user),
        "event_ts": "1762074000.000100",
        "channel_type": "im",
        **changes,
    }


def tap(message: Json, label: str, channel: str, user: str = "U0ADA", **changes: Any) -> Json:
    """block_actions for the button or choice with this label, found in the rendered message.

    `fields` fills the form's inputs by name; `response_url` and `is_ephemeral` say where it stands.
    """
    element, block_id = _tapped(message, label)
    fields = changes.pop("fields", {})
    is_ephemeral = changes.pop("is_ephemeral", False)
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "somebody", "name": "somebody", "team_id": TEAM},
        "api_app_id": "A0APP",
        "token": "unused",
        "container": {**container, "is_ephemeral": is_ephemeral},
        "trigger_id": "12466734323.1395872398",
        "team": {"id": TEAM, "domain": "home"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "directmessage"},
        "message": message,
        "state": {"values": {name: {name: _input(value)} for name, value in fields.items()}},
        "response_url": "",
        "actions": [{**element, "block_id": block_id, "action_ts": "1762074001.500000"}],
        **changes,
    }


def _input(value: str) -> Json:
    return {"type": "plain_text_input", "value": value or None}


def _tapped(message: Json, label: str) -> tuple[Json, str]:
    for block in message["blocks"]:
        block_id = block.get("block_id", "0oAzk")  # Slack makes one up where there is none
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            if element.get("text", {}).get("text") == label:
                return dict(element), block_id
            for option in element.get("options", []):
                if option["text"]["text"] == label:
                    kept = {key: element[key] for key in ("type", "action_id")}
                    return {**kept, "selected_option": option}, block_id
    raise LookupError(f"nothing to tap is called {label!r}")
