"""Two chat platforms held in memory: they dress cards with the real renderers, keep what was posted,
and turn a tap on what stands there into the platform's own payload for the real inbound parser."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

from bot.cards.card import Card
from bot.chat import Address, Arrived, Interaction, Outcome, Posted, Said
from bot.slack import inbound as slack_inbound
from bot.slack import render as slack_render
from bot.teams import inbound as teams_inbound
from bot.teams import render as teams_render
from tests.fakes import slack_traffic
from tests.fakes.slack import TEAM, direct_message

TENANT = "00000000-0000-0000-0000-00000000aaaa"
Json = dict[str, Any]


@dataclass
class Message:
    """One message as it stands in a conversation."""

    ref: str
    user: str
    card: Card
    at: datetime
    key: str = ""


@dataclass
class ChatDouble(ABC):
    """What both have in common: posting keeps, faults are given out one a call."""

    messages: list[Message] = field(default_factory=list)
    faults: list[Outcome | Exception] = field(default_factory=list)
    posts: int = 0
    now: Any = None
    can_read_back: bool = True
    hanging: dict[str, asyncio.Event] = field(default_factory=dict)
    hung: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._numbers = count(1)

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        self.posts += 1
        if to.user in self.hanging:
            self.hung.add(to.user)
            await self.hanging[to.user].wait()
        self.dress(card, key)
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            if not isinstance(fault, Posted):
                return fault
        return self.keep(to.user, card, key)

    def keep(self, user: str, card: Card, key: str = "") -> Posted:
        message = Message(f"1762074{next(self._numbers):06d}.000100", user, card, self.now(), key)
        self.messages.append(message)
        return Posted(message.ref, self.conversation(user))

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        if not self.can_read_back:
            return True
        found = [m for m in self.messages if m.key == key]
        return Posted(found[0].ref, self.conversation(found[0].user)) if found else False

    @abstractmethod
    def dress(self, card: Card, key: str = "") -> Json:
        """The card as the platform's own JSON, by the real renderer."""

    @abstractmethod
    def conversation(self, user: str) -> str:
        """The id of the bot's conversation with a user."""


class SlackDouble(ChatDouble):
    """A Slack workspace."""

    platform: Literal["slack"] = "slack"
    home = slack_inbound.Home(TEAM)

    def dress(self, card: Card, key: str = "") -> Json:
        return slack_render.render(card, key=key)

    def conversation(self, user: str) -> str:
        return direct_message(user)

    def account(self, name: str) -> str:
        return f"U0{name.upper()}"

    def arrive(self, user: str, at: datetime, event_id: str) -> Interaction:
        inner = {
            "type": "app_home_opened",
            "user": user,
            "channel": direct_message(user),
            "tab": "messages",
        }
        return self._read(slack_traffic.event(inner, event_id=event_id), at)

    def say(self, user: str, text: str, at: datetime, event_id: str) -> Interaction:
        if text.startswith("/"):
            return self._read(slack_traffic.command(text, user=user, trigger_id=event_id), at)
        return self._read(slack_traffic.event(slack_traffic.direct(text, user=user), event_id=event_id), at)

    def tap(
        self,
        user: str,
        message: Message,
        label: str,
        fields: Mapping[str, str],
        at: datetime,
        event_id: str,
        first_sent_at: datetime | None = None,
    ) -> Interaction:
        rendered = {**self.dress(message.card, message.key), "ts": message.ref}
        payload = slack_traffic.tap(rendered, label, direct_message(user), user=user, fields=dict(fields))
        tapped_at = f"{int(first_sent_at.timestamp())}.{first_sent_at:%f}" if first_sent_at else event_id
        payload["actions"][0]["action_ts"] = tapped_at
        return self._read(payload, at, is_repeated=first_sent_at is not None)

    def _read(self, payload: Json, at: datetime, is_repeated: bool = False) -> Interaction:
        found = slack_inbound.read(payload, self.home, at, is_repeated)
        assert found is not None, payload
        return found


class TeamsDouble(ChatDouble):
    """A Microsoft tenant."""

    platform: Literal["teams"] = "teams"

    def dress(self, card: Card, key: str = "") -> Json:
        return teams_render.render(card, key)

    def conversation(self, user: str) -> str:
        return f"a:{user}"

    def account(self, name: str) -> str:
        return f"00000000-0000-0000-0000-{name.encode().hex()[:12].rjust(12, '0')}"

    def arrive(self, user: str, at: datetime, event_id: str) -> Interaction:
        activity = self._activity(user, event_id, type="installationUpdate", action="add")
        found = self._read(activity, at)
        assert isinstance(found, Arrived)
        return found

    def say(self, user: str, text: str, at: datetime, event_id: str) -> Interaction:
        found = self._read(self._activity(user, event_id, type="message", text=text), at)
        assert isinstance(found, Said)
        return found

    def tap(
        self,
        user: str,
        message: Message,
        label: str,
        fields: Mapping[str, str],
        at: datetime,
        event_id: str,
        first_sent_at: datetime | None = None,
    ) -> Interaction:
        body = self.dress(message.card, message.key)["body"]
        action, more = self._tapped(body, label)
        data = {**action["data"], **self._filled(body, action["data"], fields), **more}
        value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}}
        about = {"replyToId": message.ref, "timestamp": (first_sent_at or at).isoformat(), "value": value}
        activity = self._activity(user, event_id, type="invoke", name="adaptiveCard/action", **about)
        return self._read(activity, at)

    def _tapped(self, body: list[Json], label: str) -> tuple[Json, Json]:
        for place, element in enumerate(body):
            for action in element.get("actions", []):
                if action["title"] == label:
                    return action, {}
            for choice in element.get("choices", []):
                if choice["title"] == label:
                    return body[place + 1]["actions"][0], {element["id"]: choice["value"]}
        raise LookupError(f"nothing to tap is called {label!r}")

    def _filled(self, body: list[Json], data: Json, fields: Mapping[str, str]) -> Json:
        mark = data.get("mark", "")
        inputs = {e["id"]: e.get("value", "") for e in body if e["type"].startswith("Input.")}
        given = {name + mark: value for name, value in fields.items()}
        unknown = given.keys() - inputs.keys()
        assert not unknown, f"no such input: {unknown}"
        return {name: value for name, value in {**inputs, **given}.items() if value}

    def _activity(self, user: str, event_id: str, **changes: Any) -> Json:
        return {
            "id": event_id,
            "channelId": "msteams",
            "serviceUrl": "https://smba.trafficmanager.net/emea/",
            "from": {"id": f"29:{user}", "aadObjectId": user},
            "recipient": {"id": "28:bot"},
            "conversation": {
                "id": self.conversation(user),
                "conversationType": "personal",
                "tenantId": TENANT,
            },
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-US",
            **changes,
        }

    def _read(self, activity: Json, at: datetime) -> Interaction:
        found = teams_inbound.read(activity, at, TENANT)
        assert len(found) == 1, activity
        return found[0]
