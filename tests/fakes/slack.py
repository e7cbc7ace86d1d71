"""A Slack workspace on loopback: strict where Slack is strict, and broken on demand.

It records every call, keeps each channel's messages with their metadata, and refuses blocks that
Slack would refuse. `fail("chat.postMessage", "close_after")` breaks the next call of that method.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from aiohttp import web

from tests.fakes.slack_blocks import refusals

Json = dict[str, Any]
Fault = Literal[
    "ratelimited",
    "ratelimited_without_hint",
    "500",
    "503",
    "html",
    "html_502",
    "plain_text",
    "garbage",
    "close_before",
    "close_after",
    "reset_before",
    "reset_after",
    "hang_before",
    "hang_after",
]
TEAM, BOT_USER, BOT = "T0HOME", "U0BOT", "B0BOT"
TOKEN, APP_TOKEN = "xoxb-test", "xapp-test"

_ANSWERS = {
    "ratelimited": (429, {"Retry-After": "17"}, "application/json", '{"ok":false,"error":"x"}'),
    "ratelimited_without_hint": (429, {}, "text/html", "<h1>slow down</h1>"),
    "500": (500, {}, "application/json", '{"ok":false,"error":"internal_error"}'),
    "503": (503, {}, "text/html", "<h1>unavailable</h1>"),
    "html": (200, {}, "text/html", "<h1>captive portal</h1>"),
    "html_502": (502, {}, "text/html", "<h1>bad gateway</h1>"),
    "plain_text": (200, {}, "text/plain", "ok"),
    "garbage": (200, {}, "application/json", '{"ok":tr'),
}


class FakeSlack:
    """One workspace. `now` is the clock its timestamps come from; `draws_charts` switches the
    native chart block; `calls` is every (method, arguments) in order."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.messages: dict[str, list[Json]] = defaultdict(list)
        self.users: dict[str, Json] = {}
        self.groups: dict[str, list[str]] = {}
        self.responses: list[tuple[str, Json]] = []
        self.acks: asyncio.Queue[Json] = asyncio.Queue()
        self.draws_charts = True
        self.page_of_users = 1000
        self.posted = asyncio.Event()
        self._now = now
        self._faults: dict[str, deque[Fault | Json]] = defaultdict(deque)
        self._count = 0
        self._closing = asyncio.Event()
        self._sockets: list[web.WebSocketResponse] = []
        self._runner: web.AppRunner | None = None
        self.host = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._respond)
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._closing.set()
        for socket in self._sockets:
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://{self.host}/api/"

    def response_url(self, name: str) -> str:
        return f"http://{self.host}/response/{name}"

    def fail(self, method: str, *faults: Fault | Json) -> None:
        """Breaks the next calls of `method`, one fault each; a dict is an answer of Slack's."""
        self._faults[method].extend(faults)

    def called(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    def add_user(self, user: str, **about: Any) -> None:
        profile = {"real_name": about.pop("name", user), "email": about.pop("email", "")}
        self.users[user] = {"id": user, "team_id": TEAM, "profile": profile, **about}

    async def send_envelope(self, kind: str, payload: Json) -> Json:
        """Delivers `payload` over Socket Mode and waits for the acknowledgement."""
        envelope = {"type": kind, "envelope_id": f"env-{self._next()}", "payload": payload}
        await self._sockets[-1].send_json({**envelope, "accepts_response_payload": True})
        async with asyncio.timeout(10):  # a bot that never acknowledges fails, it does not hang
            return await self.acks.get()

    def _next(self) -> int:
        self._count += 1
        return self._count

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        fault = self._faults[method].popleft() if self._faults[method] else None
        if isinstance(fault, dict):
            return web.json_response(fault)
        if fault in _ANSWERS:
            status, headers, kind, text = _ANSWERS[fault]
            return web.Response(status=status, headers=headers, content_type=kind, text=text)
        where, _, when = (fault or "").partition("_")
        if when == "before":
            return await self._break_off(request, where)
        answer = self._answer(method, arguments, request.headers.get("Authorization", ""))
        if when == "after":
            return await self._break_off(request, where)
        return web.json_response(answer)

    async def _break_off(self, request: web.Request, how: str) -> web.StreamResponse:
        if how == "hang":
            await self._closing.wait()
        transport = request.transport
        if transport is not None:
            transport.abort() if how == "reset" else transport.close()
        return web.Response()

    def _answer(self, method: str, arguments: Json, authorization: str) -> Json:
        wanted = APP_TOKEN if method == "apps.connections.open" else TOKEN
        if authorization != f"Bearer {wanted}":
            return _no("invalid_auth")
        known: dict[str, Callable[[Json], Json]] = {
            "auth.test": lambda _: {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT},
            "apps.connections.open": lambda _: {"url": f"ws://{self.host}/link"},
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.open": lambda a: {"channel": {"id": direct_message(a["users"])}},
            "conversations.history": self._history,
            "usergroups.users.list": self._group,
            "users.info": self._user,
            "users.list": self._users,
        }
        if method not in known:
            return _no("unknown_method")
        return {"ok": True, **known[method](arguments)}

    def _post(self, arguments: Json) -> Json:
        channel = arguments["channel"]
        if channel[0] in "UW":
            if channel not in self.users:
                return _no("channel_not_found")
            channel = direct_message(channel)
        if wrong := self._refusal(arguments):
            return wrong
        ts = f"{self._now().timestamp():.0f}.{self._next():06d}"
        kept = {key: arguments.get(key) for key in ("text", "blocks", "metadata")}
        self.messages[channel].append({"type": "message", "ts": ts, "user": BOT_USER, **kept})
        self.posted.set()
        return {"channel": channel, "ts": ts}

    def _update(self, arguments: Json) -> Json:
        if len(arguments["text"]) > 4000:
            return _no("msg_too_long")
        for message in self.messages[arguments["channel"]]:
            if message["ts"] == arguments["ts"]:
                if wrong := self._refusal(arguments):
                    return wrong
                message.update(text=arguments["text"], blocks=arguments["blocks"])
                return {"channel": arguments["channel"], "ts": arguments["ts"]}
        return _no("message_not_found")

    def _refusal(self, message: Json) -> Json | None:
        if not message.get("text"):
            return _no("no_text")
        kinds = {block["type"] for block in message.get("blocks") or []}
        if "data_visualization" in kinds and not self.draws_charts:
            return _no("invalid_blocks")
        why = refusals(message)
        return {**_no("invalid_blocks"), "errors": why} if why else None

    def _history(self, arguments: Json) -> Json:
        oldest, limit = float(arguments.get("oldest") or 0), int(arguments["limit"])
        since = [m for m in self.messages[arguments["channel"]] if float(m["ts"]) > oldest]
        page = list(reversed(since))[:limit]
        if arguments.get("include_all_metadata") not in ("1", "true", True):
            page = [{k: v for k, v in message.items() if k != "metadata"} for message in page]
        return {"messages": page, "has_more": len(since) > limit}

    def _user(self, arguments: Json) -> Json:
        user = self.users.get(arguments["user"])
        return {"user": user} if user else _no("user_not_found")

    def _group(self, arguments: Json) -> Json:
        users = self.groups.get(arguments["usergroup"])
        return {"users": users} if users is not None else _no("no_such_subteam")

    def _users(self, arguments: Json) -> Json:
        everyone = list(self.users.values())
        start, limit = int(arguments.get("cursor") or 0), min(int(arguments["limit"]), self.page_of_users)
        after = str(start + limit) if start + limit < len(everyone) else ""
        return {"members": everyone[start : start + limit], "response_metadata": {"next_cursor": after}}

    async def _respond(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = await request.json()
        if name == "expired":
            return web.json_response(_no("expired_url"), status=404)
        if self._refusal(body):
            return web.json_response(_no("invalid_blocks"))
        self.responses.append((name, body))
        return web.Response(text="ok")

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            self.acks.put_nowait(json.loads(message.data))
        return socket


def direct_message(user: str) -> str:
    """The id of the bot's direct message with `user`."""
    return "D" + user[1:]


def _no(error: str) -> Json:
    return {"ok": False, "error": error}


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **(await request.post())}
