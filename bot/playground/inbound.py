"""Turns what the page sends into interactions.

The page sends what stands in the rendered message, nothing else: from Slack's dress `action_id`
and `value` of the button, from Teams' dress `verb`, `data` and inputs of the action.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.cards.clean import clean
from bot.chat import Arrived, Pressed, Said, Sender
from bot.errors import BadInput
from bot.playground.client import WORKSPACE

_T = TypeVar("_T")
Short = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=4000)]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Typed(_Sent):
    """A line typed in one of the two panes, or beside them."""

    user: Short
    text: Long = Field(min_length=1)
    dress: Literal["", "slack", "teams"] = ""


class SlackPress(_Sent):
    """A button, list or form of a message in Slack's dress; `fields` by the inputs' block_id."""

    dress: Literal["slack"]
    user: Short
    ref: Short
    action_id: Short
    value: Long = ""
    fields: dict[Short, Long] = Field(default_factory=dict, max_length=20)


class TeamsPress(_Sent):
    """An Action.Execute of a message in Teams' dress; `inputs` by the inputs' id."""

    dress: Literal["teams"]
    user: Short
    ref: Short
    verb: Short
    data: dict[Short, Any] = Field(default_factory=dict, max_length=20)
    inputs: dict[Short, Long] = Field(default_factory=dict, max_length=20)


class Seated(_Sent):
    """Somebody sits down in a chair."""

    user: Short


class Moved(_Sent):
    """A jump of the clock, in the time zone of the person in the chair."""

    user: Short
    step: Literal["message", "morning", "monday", "phase", "stop"]


Press = Annotated[SlackPress | TeamsPress, Field(discriminator="dress")]
_typed, _seated, _moved = TypeAdapter(Typed), TypeAdapter(Seated), TypeAdapter(Moved)
_press: TypeAdapter[SlackPress | TeamsPress] = TypeAdapter(Press)


def read_typed(body: bytes) -> Typed:
    """A typed line; BadInput when the page sent something else."""
    return _read(_typed, body)


def read_press(body: bytes) -> SlackPress | TeamsPress:
    """A press; BadInput when the page sent something else."""
    return _read(_press, body)


def read_seated(body: bytes) -> Seated:
    """Who sits down; BadInput when the page sent something else."""
    return _read(_seated, body)


def read_moved(body: bytes) -> Moved:
    """A jump of the clock; BadInput when the page sent something else."""
    return _read(_moved, body)


def said(typed: Typed, event_id: str, at: datetime) -> Said:
    """A slash command of Slack rides on the response; everything else is a message."""
    is_command = typed.dress == "slack" and typed.text.startswith("/")
    return Said(event_id, sender(typed.user), at, clean(typed.text), rides_on_response=is_command)


def pressed(press: SlackPress | TeamsPress, event_id: str, at: datetime) -> Pressed:
    """The same `Pressed` from either dress."""
    if isinstance(press, SlackPress):
        return _from_slack(press, event_id, at)
    return _from_teams(press, event_id, at)


def arrived(user: str, event_id: str, at: datetime) -> Arrived:
    """Somebody sat down in the chair: the person opened the bot's page."""
    return Arrived(event_id, sender(user), at)


def sender(user: str) -> Sender:
    """Who sits in the chair; here the choice of a chair is the verified envelope."""
    return Sender("playground", WORKSPACE, user, conversation=user, email=user)


def _from_slack(press: SlackPress, event_id: str, at: datetime) -> Pressed:
    action = press.action_id.partition(":")[0]
    target, _, value = press.value.partition("|")
    fields = {name: clean(text) for name, text in press.fields.items()}
    return Pressed(event_id, sender(press.user), at, action, target, value, fields)


def _from_teams(press: TeamsPress, event_id: str, at: datetime) -> Pressed:
    picks, mark = (str(press.data.get(name, "")) for name in ("picks", "mark"))
    target, value = (str(press.data.get(name, "")) for name in ("target", "value"))
    inputs = {name: clean(text) for name, text in press.inputs.items()}
    fields = {} if picks else _own_inputs(inputs, mark)
    return Pressed(event_id, sender(press.user), at, press.verb, target, inputs.get(picks, value), fields)


def _own_inputs(inputs: dict[str, str], mark: str) -> dict[str, str]:
    """The inputs of the form that was sent; Teams sends those of its neighbours along."""
    if mark:
        return {name.removesuffix(mark): text for name, text in inputs.items() if name.endswith(mark)}
    return {name: text for name, text in inputs.items() if "~" not in name and name != "pick"}


def _read(shape: TypeAdapter[_T], body: bytes) -> _T:
    try:
        return shape.validate_json(body)
    except ValidationError as error:
        raise BadInput(
            [f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors()]
        ) from None
