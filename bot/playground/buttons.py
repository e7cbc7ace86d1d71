"""Finds what can be tapped in a message as Slack was sent it, as a person does: by looking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.playground.client import Message
from bot.playground.inbound import SlackPress
from bot.playground.render import Json


@dataclass(frozen=True)
class Button:
    """One thing to tap. `action` and `value` are what the label would tell a person; `inputs` are
    the fields of the message, by name, with the longest text each takes."""

    user: str
    ref: str
    action_id: str
    wire_value: str
    inputs: dict[str, int] = field(default_factory=dict)

    @property
    def action(self) -> str:
        return self.action_id.partition(":")[0]

    @property
    def value(self) -> str:
        return self.wire_value.partition("|")[2]

    def press(self, **fields: str) -> SlackPress:
        """The tap, as the page would send it."""
        return SlackPress(
            dress="slack",
            user=self.user,
            ref=self.ref,
            action_id=self.action_id,
            value=self.wire_value,
            fields=fields,
        )


def buttons_of(message: Message) -> list[Button]:
    """Every button and every entry of a list, in reading order; none for what a person wrote."""
    if message.dressed is None:
        return []
    blocks = message.dressed.slack["blocks"]
    inputs = {
        block["block_id"]: block["element"].get("max_length", 20)
        for block in blocks
        if block["type"] == "input"
    }
    found = (pair for block in blocks if block["type"] == "actions" for pair in _tappable(block))
    return [Button(message.user, message.ref, action_id, value, inputs) for action_id, value in found]


def _tappable(block: Json) -> Iterator[tuple[str, str]]:
    for element in block["elements"]:
        if element["type"] == "static_select":
            yield from ((element["action_id"], option["value"]) for option in element["options"])
        else:
            yield element["action_id"], element["value"]
