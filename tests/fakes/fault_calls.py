"""Every call this product makes to a platform, and what has to become of it when it meets a fault."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.cards.card import Card, Text
from bot.chat import Address, Doubtful, NoGroupError, Posted, Refused, UnreachableError
from bot.settings import Settings
from bot.slack.client import SlackChat
from bot.teams.client import TeamsChat
from tests.fakes.faults import Fault, FaultyServer, Json

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CARD = Card(title="How was it?", blocks=(Text(text="One question."),), note="Why you got this.")
AT_HOME = Address("slack", "T0HOME", "U0ADA", "D0ADA")
NEW = Address("slack", "T0HOME", "U0ADA")
PATIENT, HASTY = 20.0, 0.2
GOOD: dict[str, Json] = {
    "auth.test": {"ok": True, "team_id": "T0HOME", "user_id": "U0BOT", "bot_id": "B0BOT"},
    "chat.postMessage": {"ok": True, "channel": "D0ADA", "ts": "1762074000.000100"},
    "chat.update": {"ok": True, "channel": "D0ADA", "ts": "1762074000.000100"},
    "conversations.open": {"ok": True, "channel": {"id": "D0ADA"}},
    "conversations.history": {"ok": True, "messages": [], "has_more": False},
    "usergroups.users.list": {"ok": True, "users": ["U0ADA"]},
    "users.info": {"ok": True, "user": {"id": "U0ADA", "profile": {"email": "ada@example.com"}}},
    "users.list": {"ok": True, "members": [], "response_metadata": {"next_cursor": ""}},
    "response/": {"ok": True},
    "/token": {"access_token": "granted", "expires_in": 3600},
    "/pagedmembers": {"members": [{"id": "29:ada", "aadObjectId": "ada", "email": "ada@example.com"}]},
    "/members/": {"id": "29:ada", "email": "ada@example.com"},
    "/activities": {"id": "m1"},
    "v3/conversations ": {"id": "a:opened"},
}


@dataclass(frozen=True)
class Call:
    """One call: where it goes on the wire, how it is made with a client and the server's address, and
    what it has to become."""

    name: str
    path: str
    make: Callable[[Any, str], Awaitable[object]]
    becomes: Callable[[Fault], str]
    has_token: bool = False
    is_question: bool = False  # asking twice is harmless, and aiohttp does it where a connection broke

    @property
    def platform(self) -> str:
        return self.name.partition(" ")[0]


@dataclass(frozen=True)
class Met:
    """What became of one call that met one fault, and how often it reached the server."""

    call: str
    fault: str
    outcome: str
    expected: tuple[str, ...]
    requests: int
    retry_after: float | None
    most: int = 1

    @property
    def is_right(self) -> bool:
        return self.outcome in self.expected and self.requests <= self.most


async def meet(call: Call, fault: Fault, session: aiohttp.ClientSession) -> Met:
    """Makes `call` once, to a server that breaks it with `fault`."""
    server = FaultyServer(GOOD)
    await server.start()
    patience = HASTY if fault.is_slow else PATIENT
    opened = _slack if call.platform == "slack" else _teams
    try:
        async with opened(server, session, patience, call.has_token) as chat:
            server.break_off(call.path, fault)
            result = await _result(call, chat, server.url)
            await server.stop()
    finally:
        await server.stop()
    waits = result.retry_after if isinstance(result, Refused) else None
    most = 2 if call.is_question else 1
    return Met(call.name, fault.name, _in_words(result), _right(call, fault), server.met, waits, most)


def _right(call: Call, fault: Fault) -> tuple[str, ...]:
    expected = call.becomes(fault)
    if expected == "unknown" and not fault.is_read:
        return expected, "refused"  # a reset that comes before connecting has ended: nothing ever left
    return (expected,)


async def _result(call: Call, chat: Any, url: str) -> object:
    try:
        return await call.make(chat, url)
    except Exception as error:
        return error


def _in_words(result: object) -> str:
    match result:
        case Posted():
            return "accepted"
        case Refused():
            return "refused for good" if result.permanent else "refused"
        case Doubtful():
            return "unknown"
        case UnreachableError():
            return "can't be asked"
        case NoGroupError():
            return "no such group"
        case Exception():
            return f"raised {type(result).__name__}"
        case False | None:
            return "no"
    return "yes"


@asynccontextmanager
async def _slack(
    server: FaultyServer, session: aiohttp.ClientSession, patience: float, _: bool
) -> AsyncIterator[SlackChat]:
    settings = Settings(_env_file=None, slack_bot_token="xoxb-test", slack_api_url=f"{server.url}/api/")
    yield SlackChat(settings, session, patience=patience, hurry=patience)


@asynccontextmanager
async def _teams(
    server: FaultyServer, session: aiohttp.ClientSession, patience: float, has_token: bool
) -> AsyncIterator[TeamsChat]:
    identity: Json = {"teams_app_id": "app", "teams_tenant_id": "tenant", "teams_login_url": server.url}
    settings = Settings(_env_file=None, **(identity if has_token else {"teams_anonymous": True}))
    chat = TeamsChat(settings, session, lambda: NOW, allows=lambda _: True, seconds=patience)
    yield chat
    await server.stop()
    await chat.close()


def _ada(url: str, conversation: str = "a:ada") -> Address:
    return Address("teams", "tenant", "ada", conversation, f"{url}/amer/")


def _asked(_: Fault) -> str:
    return "can't be asked"


def _redrawn(_: Fault) -> str:
    return "no"


def _responded(fault: Fault) -> str:
    return "yes" if fault.name == "200, plain text" else "no"  # which is Slack's own "ok"


def _edited(fault: Fault) -> str:
    """An edit may be repeated, so a 2xx without an id is as good as any."""
    harmless = ("200, empty", "200, null", "200, another object", "200, not UTF-8")
    return "accepted" if fault.name in harmless or fault.name.startswith("says ") else fault.teams


def _opened(fault: Fault) -> str:
    """Opening a conversation twice opens one: never a doubt about the message."""
    return "refused" if fault.teams == "unknown" else fault.teams


def _looked_up(fault: Fault) -> str:
    return "no" if fault.teams == "refused for good" else "can't be asked"


def _grouped(fault: Fault) -> str:
    return "no such group" if fault.teams == "refused for good" else "can't be asked"


CALLS: tuple[Call, ...] = (
    Call("slack post", "chat.postMessage", lambda c, url: c.post(AT_HOME, CARD, "k"), lambda f: f.slack),
    Call(
        "slack read back",
        "conversations.history",
        lambda c, url: c.was_posted(AT_HOME, "k", NOW),
        _asked,
        is_question=True,
    ),
    Call(
        "slack open",
        "conversations.open",
        lambda c, url: c.was_posted(NEW, "k", NOW),
        _asked,
        is_question=True,
    ),
    Call("slack look up", "users.info", lambda c, url: c.profile("U0ADA"), _asked, is_question=True),
    Call("slack directory", "users.list", lambda c, url: c.directory(), _asked, is_question=True),
    Call("slack group", "usergroups.users.list", lambda c, url: c.group("S0PILOT"), _asked, is_question=True),
    Call("slack who am I", "auth.test", lambda c, url: c.home(), _asked, is_question=True),
    Call("slack redraw", "chat.update", lambda c, url: c.replace("D0ADA", "1.2", CARD), _redrawn),
    Call(
        "slack respond",
        "response/",
        lambda c, url: c.respond(f"{url}/response/x", CARD, True),
        _responded,
    ),
    Call("teams post", "/activities", lambda c, url: c.post(_ada(url), CARD, "k"), lambda f: f.teams),
    Call("teams open", "v3/conversations ", lambda c, url: c.post(_ada(url, ""), CARD, "k"), _opened),
    Call("teams edit", "/activities/m1", lambda c, url: c.replace(_ada(url), "m1", CARD), _edited),
    Call(
        "teams look up",
        "/members/",
        lambda c, url: c.member("a:ada", f"{url}/amer/", "29:ada"),
        _looked_up,
    ),
    Call(
        "teams group", "/pagedmembers", lambda c, url: c.group("19:p@thread.tacv2", f"{url}/amer/"), _grouped
    ),
    Call(
        "teams token",
        "/token",
        lambda c, url: c.post(_ada(url), CARD, "k"),
        lambda _: "refused",
        has_token=True,
    ),
)
