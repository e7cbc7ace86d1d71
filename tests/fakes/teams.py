"""Bot Framework on loopback: the keys, the bot's token, and a connector that is strict.

It records every request, keeps every conversation's messages, refuses cards Teams would refuse, and
breaks on demand: `fail("429")` breaks the next connector request.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from typing import Any, Literal

from aiohttp import web

from tests.fakes.teams_cards import refusals
from tests.fakes.teams_traffic import public_jwk

Json = dict[str, Any]
Fault = Literal[
    "",  # this one goes well
    "429",
    "429_without_hint",
    "401",
    "403",
    "403_html",
    "404",
    "408",
    "412",
    "413",
    "500",
    "502",
    "503",
    "redirect",
    "not_json",
    "close_before",
    "close_after",
    "hang_before",
    "hang_after",
]
GRANTED = "granted-token"

_ANSWERS: dict[str, tuple[int, dict[str, str], str, str]] = {
    "429": (429, {"Retry-After": "17"}, "application/json", '{"error":{"code":"TooMany"}}'),
    "429_without_hint": (429, {}, "text/html", "<h1>slow down</h1>"),
    "401": (401, {}, "application/json", '{"message":"Authorization has been denied"}'),
    "403": (403, {}, "application/json", '{"error":{"code":"MessageWritesBlocked"}}'),
    "403_html": (403, {}, "text/html", "<h1>forbidden</h1>"),
    "404": (404, {}, "application/json", '{"error":{"code":"ConversationNotFound"}}'),
    "408": (408, {}, "application/json", "{}"),
    "412": (412, {}, "application/json", '{"error":{"code":"PreconditionFailed"}}'),
    "413": (413, {}, "application/json", '{"error":{"code":"MessageSizeTooBig"}}'),
    "500": (500, {}, "application/json", '{"error":{"code":"ServiceError"}}'),
    "502": (502, {}, "text/plain", "bad gateway"),
    "503": (503, {}, "text/html", "<h1>unavailable</h1>"),
    "redirect": (307, {"Location": "/elsewhere"}, "text/plain", ""),
    "not_json": (200, {}, "application/json", '{"id":'),
}


class FakeTeams:
    """One Bot Framework: `sent` is every (method, path) the connector saw, `messages` what stands
    in each conversation, by message id; `teams` who is in each team; `key_ids` what is published now,
    `key_fetches` how often it was asked for, `grants` how often a token was given, `forms` what was asked for it with,
    `opened` every conversation that was asked for."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.bearers: list[str] = []
        self.messages: dict[str, dict[str, Json]] = defaultdict(dict)
        self.members: dict[str, Json] = {}
        self.teams: dict[str, list[Json]] = {}
        self.page_of_members = 500
        self.key_ids: dict[str, tuple[str, ...]] = {"key-1": ("msteams",)}
        self.key_fetches = 0
        self.keys_are_down = False
        self.grants = 0
        self.forms: list[Json] = []
        self.opened: list[Json] = []
        self.denies = False
        self.is_hanging = asyncio.Event()
        self.url = ""
        self._faults: deque[Fault] = deque()
        self._count = 0
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def service_url(self) -> str:
        """Where the connector is."""
        return f"{self.url}/amer/"

    @property
    def openid_url(self) -> str:
        """Where the keys are found."""
        return f"{self.url}/openid"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._grant)
        app.router.add_route("*", "/amer/{path:v3/.*}", self._connector)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()

    def release(self) -> None:
        """Ends every hanging request."""
        self._closing.set()

    def fail(self, *faults: Fault) -> None:
        """Breaks the next connector requests, one each."""
        self._faults.extend(faults)

    def cards(self, conversation: str) -> list[Json]:
        """The cards that stand in a conversation, oldest first."""
        standing = self.messages[conversation].values()
        return [message["attachments"][0]["content"] for message in standing]

    async def _openid(self, request: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.keys_are_down:
            return web.Response(status=503)
        return web.json_response({"jwks_uri": f"{self.url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        published = [public_jwk(kid, endorsed) for kid, endorsed in self.key_ids.items()]
        broken = {"kty": "RSA", "kid": "broken", "n": "", "e": "!"}
        return web.json_response({"keys": [broken, {"kty": "EC"}, *published]})

    async def _grant(self, request: web.Request) -> web.Response:
        self.forms.append({"tenant": request.match_info["tenant"], **await request.post()})
        if self.denies:
            return web.json_response({"error": "invalid_client"}, status=401)
        self.grants += 1
        return web.json_response({"access_token": f"{GRANTED}-{self.grants}", "expires_in": 3600})

    async def _connector(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.sent.append((request.method, path))
        self.bearers.append(request.headers.get("Authorization", ""))
        fault = self._faults.popleft() if self._faults else None
        if fault in _ANSWERS:
            status, headers, kind, text = _ANSWERS[fault]
            return web.Response(status=status, headers=headers, content_type=kind, text=text)
        if fault in ("close_before", "hang_before"):
            return await self._break(request, fault)
        answer = await self._accept(request, path.split("/"))
        return await self._break(request, fault) if fault else answer

    async def _break(self, request: web.Request, fault: str) -> web.Response:
        if fault.startswith("hang"):
            self.is_hanging.set()
            await self._closing.wait()
        if request.transport:
            request.transport.close()
        return web.Response()

    async def _accept(self, request: web.Request, path: list[str]) -> web.Response:
        match (request.method, path):
            case ("POST", ["v3", "conversations"]):
                wanted = await request.json()
                self.opened.append(wanted)
                return web.json_response({"id": f"a:opened-{wanted['members'][0]['id']}"}, status=201)
            case ("POST", ["v3", "conversations", conversation, "activities"]):
                self._count += 1
                return await self._keep(request, conversation, f"m{self._count}", status=201)
            case ("PUT", ["v3", "conversations", conversation, "activities", activity]):
                return await self._keep(request, conversation, activity, status=200)
            case ("GET", ["v3", "conversations", _, "members", user]) if user in self.members:
                return web.json_response(self.members[user])
            case ("GET", ["v3", "conversations", team, "pagedmembers"]) if team in self.teams:
                return self._page(request, self.teams[team])
        return web.json_response({"error": {"code": "NotFound"}}, status=404)

    def _page(self, request: web.Request, members: list[Json]) -> web.Response:
        start = int(request.query.get("continuationToken") or 0)
        end = start + min(int(request.query.get("pageSize") or 50), self.page_of_members)
        more = {"continuationToken": str(end)} if end < len(members) else {}
        return web.json_response({"members": members[start:end], **more})

    async def _keep(
        self, request: web.Request, conversation: str, activity: str, status: int
    ) -> web.Response:
        message = await request.json()
        attachment = message["attachments"][0]
        if found := refusals(attachment["content"]):
            error = {"code": "BadSyntax", "message": "; ".join(found)}
            return web.json_response({"error": error}, status=400)
        self.messages[conversation][activity] = message
        return web.json_response({"id": activity}, status=status)
