"""Turns what Slack sends into interactions: pure, and only after the gate has proved the sender.

Source: docs.slack.dev/reference/events, /interactivity/implementing-slash-commands and
/reference/interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.cards.clean import clean
from bot.chat import Arrived, Departed, Interaction, Pressed, Said, Sender
from bot.slack.render import KEY_END

Body = Mapping[str, Any]

LOST_EVENTS = ("app_uninstalled", "tokens_revoked")
_SPOKEN_SUBTYPES = ("", "file_share", "me_message", "thread_broadcast")
_LINK = re.compile(r"<(?:mailto:[^|>]*\|([^>]*)|((?:https?|mailto|tel):[^|>]*)(?:\|[^>]*)?)>")
_TS = re.compile(r"[0-9]{1,10}(\.[0-9]{6})?")
_LEADING_MENTION = re.compile(r"^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


class MalformedError(ValueError):
    """A signed payload lacks what Slack always sends in it."""


@dataclass(frozen=True)
class Home:
    """Where this bot is installed, as auth.test says: ids of workspace, organisation ("" outside
    Enterprise Grid), bot user and bot."""

    team: str
    enterprise: str = ""
    bot_user: str = ""
    bot: str = ""


def read(body: Body, home: Home, at: datetime, is_repeated: bool = False) -> Interaction | None:
    """The interaction in one payload; None for what the bot has no part in.

    `is_repeated` says that Slack marks this as another delivery of what it sent before. The
    sender's e-mail address, name and language stay empty: the payload does not carry them.
    Raises MalformedError.
    """
    if "command" in body:
        return _command(body, home, at)
    match body.get("type"):
        case "block_actions":
            return _press(body, home, at, is_repeated)
        case "event_callback":
            return _event(body, home, at)
        case _:
            return None


def home_in(body: Body) -> Home:
    """Where this bot is installed, as far as a signed payload says it: enough to know who is one of
    us already, while Slack itself can't be asked."""
    authorizations = body.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else {}
    enterprise = _at(first, "enterprise_id") or _at(body, "enterprise_id") or _at(body, "enterprise", "id")
    bot_user = _at(first, "user_id") if isinstance(first, dict) and first.get("is_bot") is True else ""
    return Home(_workspace(body), enterprise, bot_user)


def event_name(body: Body) -> str:
    """Which event or kind of payload this is, for the log; never its content."""
    return _at(body, "event", "type") or _at(body, "type") or _at(body, "command")


def tapped_message(body: Body) -> tuple[str, str]:
    """(channel, ts) of the message that was tapped; empty when it is ephemeral or no message."""
    if not _stands_in_a_channel(body):
        return "", ""
    return _at(body, "container", "channel_id"), _at(body, "container", "message_ts")


def plain_text(text: str) -> str:
    """What a person typed, from Slack's wire form: links as addresses, entities undone."""
    bare = _LINK.sub(lambda link: link.group(1) or link.group(2), text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        bare = bare.replace(entity, character)
    return clean(bare).strip()


def _command(body: Body, home: Home, at: datetime) -> Said:
    # A command can be typed anywhere, also in a direct message of two other people, so its channel
    # says nothing about where this person can be reached.
    sender = _sender(body, home, user=_at(body, "user_id"), team=_at(body, "team_id"))
    text = plain_text(f"{_at(body, 'command')} {_at(body, 'text')}")
    return Said(_needed(body, "trigger_id"), sender, at, text, rides_on_response=True)


def _press(body: Body, home: Home, at: datetime, is_repeated: bool) -> Pressed:
    actions = body.get("actions")
    if not (isinstance(actions, list) and actions and isinstance(actions[0], dict)):
        raise MalformedError("block_actions without an action")
    pressed: Body = actions[0]
    action_id, user = _needed(pressed, "action_id"), _at(body, "user", "id")
    channel = _at(body, "container", "channel_id") if _stands_in_a_channel(body) else ""
    team = _at(body, "user", "team_id") or _at(body, "team", "id")
    sender = _sender(body, home, user=user, team=team, channel=channel)
    action = action_id.partition(":")[0]
    own = _value_of(pressed)
    target, bar, value = own.partition("|")
    fields = _fields(body)
    if not bar:  # an input that acts by itself carries a person's value, not our target and value
        target, value, fields = "", own, {**fields, action: own}
    where = _at(body, "container", "message_ts") or _at(body, "container", "view_id")
    tapped_at = _at(pressed, "action_ts")
    key, mark, _ = _at(pressed, "block_id").partition(KEY_END)
    return Pressed(
        event_id=f"{tapped_at}:{action_id}:{user}:{where}",
        sender=sender,
        at=at,
        action=action,
        target=target,
        value=value,
        fields=fields,
        delivery=clean(key) if mark else "",
        message=clean(_at(body, "container", "message_ts")),
        first_sent_at=_instant(tapped_at) if is_repeated else None,
    )


def _instant(ts: str) -> datetime | None:
    """Slack's `seconds.microseconds` since 1970 as an instant, exactly; None for anything else."""
    if not _TS.fullmatch(ts):
        return None
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(fraction or 0))


def _stands_in_a_channel(body: Body) -> bool:
    container = body.get("container")
    return isinstance(container, dict) and container.get("is_ephemeral") is not True


def _fields(body: Body) -> dict[str, str]:
    # A form's inputs are rendered with the same name as block and action; other elements are not.
    state = body.get("state")
    blocks = state.get("values") if isinstance(state, dict) else None
    if not isinstance(blocks, dict):
        return {}
    return {
        name: _value_of(elements[name])
        for name, elements in blocks.items()
        if isinstance(elements, dict) and isinstance(elements.get(name), dict)
    }


def _value_of(element: Body) -> str:
    for path in (
        ("value",),
        ("selected_option", "value"),
        ("selected_date",),
        ("selected_time",),
    ):
        if found := _at(element, *path):
            return clean(found)
    return ""


def _event(body: Body, home: Home, at: datetime) -> Interaction | None:
    event = body.get("event")
    if not isinstance(event, dict):
        raise MalformedError("event_callback without an event")
    event_id = _needed(body, "event_id")
    match event.get("type"):
        case "message" if _at(event, "channel_type") == "im" and _is_spoken(event, home):
            sender = _event_sender(body, event, home, channel=_at(event, "channel"))
            return Said(event_id, sender, at, plain_text(_at(event, "text")))
        case "app_mention" if _is_spoken(event, home):
            text = plain_text(_without_mention(_at(event, "text"), home))
            return Said(event_id, _event_sender(body, event, home), at, text)
        case "app_home_opened":
            sender = _event_sender(body, event, home, channel=_at(event, "channel"))
            return Arrived(event_id, sender, at)
        case "user_change" if isinstance(event.get("user"), dict) and event["user"].get("deleted"):
            user = _needed(event["user"], "id")
            return Departed(event_id, _sender(body, home, user=user, team=""), at)
        case _:
            return None


def _is_spoken(event: Body, home: Home) -> bool:
    is_by_a_person = bool(_at(event, "user")) and not event.get("bot_id")
    is_new = _at(event, "subtype") in _SPOKEN_SUBTYPES and "edited" not in event
    return is_by_a_person and is_new and event.get("user") not in ("USLACKBOT", home.bot_user)


def _without_mention(text: str, home: Home) -> str:
    if home.bot_user:
        text = re.sub(rf"<@{re.escape(home.bot_user)}(?:\|[^>]*)?>", "", text)
    return _LEADING_MENTION.sub("", text)


def _event_sender(body: Body, event: Body, home: Home, channel: str = "") -> Sender:
    team = _at(event, "user_team") or _at(event, "team")
    return _sender(body, home, user=_at(event, "user"), team=team, channel=channel)


def _sender(body: Body, home: Home, *, user: str, team: str, channel: str = "") -> Sender:
    if not user:
        raise MalformedError("nobody acts in this payload")
    return Sender(
        platform="slack",
        workspace=_workspace(body) or home.team,
        user=user,
        conversation=channel if channel.startswith("D") else "",
        is_guest=_is_stranger(body, team, home),
    )


def _workspace(body: Body) -> str:
    """The workspace whose installation this payload is for, never a message author's own."""
    authorizations = body.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else {}
    return (
        _at(first, "team_id")
        or _at(body, "team_id")
        or _at(body, "team", "id")
        or _at(body, "user", "team_id")
    )


def _is_stranger(body: Body, team: str, home: Home) -> bool:
    """Whether who acts belongs to another company's workspace, through Slack Connect."""
    if not team or team in (home.team, home.enterprise):
        return False
    # Within one Enterprise Grid people of sister workspaces are colleagues; only an externally
    # shared channel brings strangers there, and the directory (users.info) is asked for the rest.
    return not home.enterprise or body.get("is_ext_shared_channel") is True


def _needed(body: Body, key: str) -> str:
    value = _at(body, key)
    if not value:
        raise MalformedError(f"{key} is missing")
    return value


def _at(body: Any, *path: str) -> str:
    """The text at `path`, or "" where there is none."""
    for key in path:
        body = body.get(key) if isinstance(body, dict) else None
    return body if isinstance(body, str) else ""
