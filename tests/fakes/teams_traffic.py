"""What Teams sends to a bot: activities, and the tokens that prove them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.fakes.teams_cards import button, inputs

Json = dict[str, Any]

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-0000-0000-0000-000000000001"
OTHER_TENANT = "bbbbbbbb-0000-0000-0000-000000000002"
BOT = f"28:{APP}"
ISSUER = "https://api.botframework.com"


@cache
def private_key(kid: str) -> RSAPrivateKey:
    """One key pair for each key id, made once a run."""
    return generate_private_key(65537, 2048)


def public_jwk(kid: str, endorsements: tuple[str, ...] = ("msteams",)) -> Json:
    """The half Bot Framework publishes."""
    jwk: Json = jwt.algorithms.RSAAlgorithm.to_jwk(private_key(kid).public_key(), as_dict=True)
    return {**jwk, "kid": kid, "use": "sig", "endorsements": list(endorsements)}


def claims(now: datetime, service_url: str, **changes: Any) -> Json:
    """A token's claims as Teams makes them; a change to None leaves the claim out."""
    seconds = int(now.timestamp())
    made = {
        "iss": ISSUER,
        "aud": APP,
        "nbf": seconds,
        "exp": seconds + 3600,
        "serviceurl": service_url,
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def signed(said: Json, kid: str | None = "key-1", algorithm: str = "RS256", **header: Any) -> str:
    """A token over `said`, in which `header` overrides the header."""
    key = private_key(kid or "key-1")
    names = {"kid": kid, **header} if kid else header
    return jwt.encode(said, key, algorithm=algorithm, headers=names)


@dataclass
class Person:
    """Somebody with Teams; each method gives the activity Teams posts when they do it."""

    service_url: str
    id: str = "29:ada"
    aad: str = "ada00000-0000-0000-0000-000000000000"
    name: str = "Ada"
    tenant: str = TENANT
    conversation: str = "a:ada"
    locale: str = "zh-TW"
    _numbers = count(1)

    def activity(self, kind: str, **more: Any) -> Json:
        """An activity in the person's own chat with the bot."""
        return {
            "type": kind,
            "id": f"f:{next(self._numbers)}",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": self.id, "aadObjectId": self.aad, "name": self.name},
            "recipient": {"id": BOT, "name": "Uptake"},
            "conversation": {
                "id": self.conversation,
                "conversationType": "personal",
                "tenantId": self.tenant,
            },
            "channelData": {"tenant": {"id": self.tenant}},
            "locale": self.locale,
            **more,
        }

    def says(self, text: str, **more: Any) -> Json:
        """Writes to the bot."""
        return self.activity("message", text=text, textFormat="plain", **more)

    def says_in_channel(self, text: str) -> Json:
        """Mentions the bot in a channel."""
        mention = {
            "type": "mention",
            "mentioned": {"id": BOT, "name": "Uptake"},
            "text": "<at>Uptake</at>",
        }
        channel = {
            "id": "19:team@thread.tacv2;messageid=7",
            "conversationType": "channel",
            "isGroup": True,
            "tenantId": self.tenant,
        }
        written = f"<at>Uptake</at>&nbsp;{text}\r\n"
        return self.says(written, entities=[mention], conversation=channel)

    def presses(self, card: Json, label: str, reply_to: str = "", **filled: str) -> Json:
        """Presses a button of a rendered card: an invoke."""
        pressed = button(card, label)
        action = {"type": "Action.Execute", "verb": pressed["verb"]}
        value = {"action": {**action, "data": _sent(card, pressed, filled)}, "trigger": "manual"}
        more = {"replyToId": reply_to} if reply_to else {}
        return self.activity("invoke", name="adaptiveCard/action", value=value, **more)

    def submits(self, card: Json, label: str, reply_to: str = "", **filled: str) -> Json:
        """The same in a client that knows no Action.Execute: a message with a value."""
        pressed = button(card, label)["fallback"]
        more = {"replyToId": reply_to} if reply_to else {}
        return self.activity("message", value=_sent(card, pressed, filled), **more)

    def installs(self) -> Json:
        """Installs the app for themselves."""
        return self.activity("installationUpdate", action="add")

    def uninstalls(self) -> Json:
        """Removes the app."""
        return self.activity("installationUpdate", action="remove")

    def opens_chat(self) -> Json:
        """The bot joins the person's own chat."""
        return self.activity("conversationUpdate", membersAdded=[{"id": BOT}])


def _sent(card: Json, pressed: Json, filled: dict[str, str]) -> Json:
    if pressed.get("associatedInputs") == "none":
        return dict(pressed["data"])
    return {**pressed["data"], **inputs(card), **filled}
