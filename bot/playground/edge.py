"""The playground's web page and its few addresses, for people on this machine only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import BadInput
from bot.playground import inbound, view
from bot.playground.render import Json
from bot.playground.stage import Stage
from bot.store import people

PAGE = Path(__file__).resolve().parent / "page"
MOST_BYTES = 32_768
_PACE = 0.12  # seconds between two signs of life at least: a fast clock must not flood the page
_SILENCE = 10.0  # and at most, so that a page that went away is noticed
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PlaygroundEdge:
    """Serves one stage. Whoever opens the page can take any chair, so it answers loopback only."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._files = {path.name: path for path in PAGE.iterdir() if path.suffix in _KINDS}

    def routes(self) -> list[web.RouteDef]:
        """The page, its files, what it reads and what it sends."""
        return [
            web.get("/", self._guarded(self._page)),
            web.get("/page/{name}", self._guarded(self._file)),
            web.get("/api/company", self._guarded(self._company)),
            web.get("/api/state", self._guarded(self._state)),
            web.get("/api/live", self._guarded(self._live)),
            web.post("/api/sit", self._guarded(self._sit)),
            web.post("/api/say", self._guarded(self._say)),
            web.post("/api/press", self._guarded(self._press)),
            web.post("/api/clock", self._guarded(self._clock)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if refusal := _refusal(request):
                return _answer({"error": refusal}, 403)
            try:
                return await handler(request)
            except BadInput as error:
                return _answer({"error": "; ".join(error.problems)}, 400)

        return guarded

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return self._sent("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._sent(request.match_info["name"])

    def _sent(self, name: str) -> web.StreamResponse:
        path = self._files.get(name)
        if path is None:
            return _answer({"error": "there is no such file"}, 404)
        kind = _KINDS[path.suffix]
        return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=_HEADERS)

    async def _company(self, request: web.Request) -> web.StreamResponse:
        return _answer(await asyncio.to_thread(self._read_company))

    async def _state(self, request: web.Request) -> web.StreamResponse:
        version = self._stage.version
        shown = await asyncio.to_thread(self._read_state, request.query.get("user", ""))
        return _answer({**shown, "version": version, "moving": self._stage.is_moving})

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one version number whenever something changed."""
        response = web.StreamResponse(headers={**_HEADERS, "content-type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionResetError):
            while True:
                seen = self._stage.version
                await response.write(f"data: {json.dumps({'version': seen})}\n\n".encode())
                await asyncio.sleep(_PACE)
                await self._change_or_silence(seen)
        return response

    async def _change_or_silence(self, seen: int) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_SILENCE):
                await self._stage.changed(seen)

    async def _sit(self, request: web.Request) -> web.StreamResponse:
        seated = inbound.read_seated(await _body(request))
        await self._known(seated.user)
        await self._stage.sit(seated.user)
        return _answer({})

    async def _say(self, request: web.Request) -> web.StreamResponse:
        typed = inbound.read_typed(await _body(request))
        await self._known(typed.user)
        await self._stage.say(typed)
        return _answer({})

    async def _press(self, request: web.Request) -> web.StreamResponse:
        press = inbound.read_press(await _body(request))
        await self._known(press.user)
        await self._stage.press(press)
        return _answer({})

    async def _clock(self, request: web.Request) -> web.StreamResponse:
        moved = inbound.read_moved(await _body(request))
        await self._known(moved.user)
        if moved.step == "stop":
            await self._stage.halt()
        else:
            self._stage.begin_step(moved.step, moved.user)
        return _answer({}, 202)

    async def _known(self, user: str) -> None:
        if not await asyncio.to_thread(self._is_known, user):
            raise BadInput([f"user: nobody called {user[:80]!r} works here"])

    def _is_known(self, user: str) -> bool:
        with self._stage.house.context() as ctx:
            return people.find_by_email(ctx.db, user) is not None

    def _read_company(self) -> Json:
        with self._stage.house.context() as ctx:
            return view.company(ctx)

    def _read_state(self, user: str) -> Json:
        with self._stage.house.context() as ctx:
            return view.state(ctx, self._stage.chat, self._stage.journal, user)


def _refusal(request: web.Request) -> str:
    """Why a request is not answered; empty when it comes from this machine and this page.

    The host name is checked because a foreign site can point its own name at 127.0.0.1.
    """
    if not _is_loopback(request.remote or "") or not _is_loopback(_host(f"//{request.host}")):
        return "the playground answers this machine only"
    origin = request.headers.get("origin", "")
    if request.method == "POST" and urlsplit(origin).netloc != request.host:
        return "this came from another page"
    if request.method == "POST" and request.content_type != "application/json":
        return "JSON is expected"
    return ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def _body(request: web.Request) -> bytes:
    body = b""
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise BadInput([f"body: at most {MOST_BYTES} bytes"])
    return body


def _answer(content: Json, status: int = 200) -> web.Response:
    text = json.dumps(content, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json", headers=_HEADERS)
