"""Reads Teams' raw activities: pure, and only after the gate has proved who sent them.

The JSON is read as it came, because the SDK's own classes lose the tenant id. Identity is taken
from the envelope alone; what a card sends back is text.

Source: learn.microsoft.com/microsoftteams/platform/bots, "Conversation events" and "Work with
Universal Actions for Adaptive Cards".
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.cards.clean import clean
from bot.chat import Arrived, Departed, Interaction, Pressed, Said, Sender
from bot.teams.render import MARK, PICK, RESERVED

Activity = Mapping[str, Any]

EXECUTE = "adaptiveCard/action"
# Teams delivers again what had no answer for 15 seconds, under the same id and without any mark.
REPEATED_AFTER = timedelta(seconds=15)
_AT_TAG = re.compile(r"</?at\b[^>]*>", re.IGNORECASE)


class MalformedError(ValueError):
    """An activity lacks what Teams always sends in it."""


def read(activity: Activity, at: datetime, home_tenant: str = "") -> list[Interaction]:
    """The interactions in one activity, none where the bot has no part in it.

    A sender of a tenant other than `home_tenant` is a guest ("" knows no guests). The sender's
    e-mail address stays empty: the activity does not carry it. Raises MalformedError.
    """
    if text_at(activity, "from", "id").startswith("28:"):  # another bot
        return []
    match activity.get("type"):
        case "message":
            return _message(activity, at, home_tenant)
        case "invoke" if activity.get("name") == EXECUTE:
            return [_executed(activity, at, home_tenant)]
        case "conversationUpdate":
            return _arrivals(activity, at, home_tenant)
        case "installationUpdate" if is_personal(activity):
            return _installation(activity, at, home_tenant)
        case _:
            return []


def is_execute(activity: Activity) -> bool:
    """Whether this is a tap whose answer rides on the response."""
    return activity.get("type") == "invoke" and activity.get("name") == EXECUTE


def is_personal(activity: Activity) -> bool:
    """Whether the bot and one person are alone in the conversation."""
    conversation = activity.get("conversation")
    if not isinstance(conversation, dict):
        return False
    kind = conversation.get("conversationType")
    return kind == "personal" if kind else conversation.get("isGroup") is not True


def tenants(activity: Activity) -> set[str]:
    """Every tenant id the envelope names; more than one is a contradiction."""
    named = (
        text_at(activity, "channelData", "tenant", "id"),
        text_at(activity, "conversation", "tenantId"),
    )
    return {tenant for tenant in named if tenant}


def account_id(activity: Activity, user: str) -> str:
    """The id the connector knows `user` by, who is the sender or one of those added."""
    added = activity.get("membersAdded")
    accounts = [activity.get("from"), *(added if isinstance(added, list) else [])]
    known = (text_at(a, "id") for a in accounts if text_at(a, "aadObjectId") == user)
    return next(known, user)


def text_at(body: Any, *path: str) -> str:
    """The text at `path`, or "" where there is none."""
    for key in path:
        body = body.get(key) if isinstance(body, Mapping) else None
    return body if isinstance(body, str) else ""


def _message(activity: Activity, at: datetime, home: str) -> list[Interaction]:
    sender = _sender(activity, activity.get("from"), home)
    carried = activity.get("value")
    if isinstance(carried, dict):
        return [_pressed(activity, sender, at, carried)] if text_at(carried, "action") else []
    if not text_at(activity, "text"):
        return []
    return [Said(_event_id(activity), sender, at, _spoken(activity))]


def _spoken(activity: Activity) -> str:
    """What the person typed, the bot's own name taken out and other names left in."""
    text = text_at(activity, "text")
    bot = text_at(activity, "recipient", "id")
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        if bot and text_at(entity, "mentioned", "id") == bot:
            text = text.replace(text_at(entity, "text") or "\0", " ")
    return clean(html.unescape(_AT_TAG.sub("", text)).replace("\xa0", " ")).strip()


def _executed(activity: Activity, at: datetime, home: str) -> Pressed:
    value = activity.get("value")
    action = value.get("action") if isinstance(value, dict) else None
    carried = action.get("data") if isinstance(action, dict) else None
    verb = text_at(action, "verb")
    if not isinstance(carried, dict) or not verb:
        raise MalformedError("an invoke without verb or data")
    sender = _sender(activity, activity.get("from"), home)
    return _pressed(activity, sender, at, {**carried, "action": verb})


def _pressed(activity: Activity, sender: Sender, at: datetime, carried: Mapping[str, Any]) -> Pressed:
    picks = text_at(carried, "picks")
    return Pressed(
        event_id=_event_id(activity),
        sender=sender,
        at=at,
        action=clean(text_at(carried, "action")),
        target=clean(text_at(carried, "target")),
        value=_written(carried.get(picks or "value")),
        fields={} if picks else _fields(carried),
        delivery=clean(text_at(carried, "delivery")),
        message=clean(text_at(activity, "replyToId")),
        first_sent_at=_first_sent(activity, at),
    )


def _first_sent(activity: Activity, at: datetime) -> datetime | None:
    """The instant Teams' own service (never the client) put on an activity that comes so late that
    it was delivered before; None for a first delivery."""
    try:
        sent_at = datetime.fromisoformat(text_at(activity, "timestamp"))
    except ValueError:
        return None
    return sent_at if sent_at.tzinfo and at - sent_at >= REPEATED_AFTER else None


def _fields(carried: Mapping[str, Any]) -> dict[str, str]:
    """The inputs of the form that was sent; Teams sends those of its neighbours along."""
    mark = text_at(carried, "mark")
    inputs = {key: _written(value) for key, value in carried.items() if key not in RESERVED}
    if mark:
        return {key.removesuffix(mark): v for key, v in inputs.items() if key.endswith(mark)}
    return {key: v for key, v in inputs.items() if MARK not in key and key != PICK}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return clean(str(value)) if isinstance(value, (str, int, float)) else ""


def _arrivals(activity: Activity, at: datetime, home: str) -> list[Interaction]:
    """The people who can be reached now: those added, or who added the bot to their own chat."""
    added = activity.get("membersAdded")
    bot = text_at(activity, "recipient", "id")
    found: dict[str, Sender] = {}
    for member in added if isinstance(added, list) else []:
        if text_at(member, "id").startswith("28:") or text_at(member, "id") == bot:
            member = activity.get("from") if is_personal(activity) else None
        if text_at(member, "id") not in ("", bot):
            sender = _sender(activity, member, home)
            found.setdefault(sender.user, sender)
    first = _event_id(activity)
    return [
        Arrived(f"{first}:{number}" if number else first, sender, at)
        for number, sender in enumerate(found.values())
    ]


def _installation(activity: Activity, at: datetime, home: str) -> list[Interaction]:
    sender = _sender(activity, activity.get("from"), home)
    match activity.get("action"):
        case "add" | "add-upgrade":
            return [Arrived(_event_id(activity), sender, at)]
        case "remove":  # not "remove-upgrade", after which the bot is there again
            return [Departed(_event_id(activity), sender, at)]
        case _:
            return []


def _sender(activity: Activity, account: Any, home: str) -> Sender:
    named = tenants(activity)
    user = text_at(account, "aadObjectId") or text_at(account, "id")
    conversation = text_at(activity, "conversation", "id")
    if len(named) != 1 or not user or not conversation:
        raise MalformedError("an activity needs one tenant, a sender and a conversation")
    (tenant,) = named
    own_tenant = text_at(account, "tenantId") or tenant
    return Sender(
        platform="teams",
        workspace=tenant,
        user=user,
        conversation=conversation if is_personal(activity) else "",
        service_url=text_at(activity, "serviceUrl"),
        name=clean(text_at(account, "name")),
        locale=_locale(activity),
        is_guest=bool(home) and own_tenant != home,
    )


def _locale(activity: Activity) -> str:
    entities = activity.get("entities")
    told = [text_at(e, "locale") for e in entities] if isinstance(entities, list) else []
    return next((each for each in (text_at(activity, "locale"), *told) if each), "")


def _event_id(activity: Activity) -> str:
    """The same for a second delivery of the same activity."""
    conversation = text_at(activity, "conversation", "id")
    own = text_at(activity, "id")
    if not own:
        whole = json.dumps(activity, sort_keys=True).encode()
        own = hashlib.sha256(whole).hexdigest()[:32]
    return f"{conversation}:{own}"
