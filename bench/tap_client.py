"""Slack as the sender of taps: signed requests over open connections, by the clock or as fast as they are answered."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.tap_servers import PATH, TEAM

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Tap:
    """Who taps which message, and what: the value of the button or, in a list, of the choice."""

    user: str
    channel: str
    ts: str
    key: str
    value: str
    is_choice: bool
    message: dict[str, object] = field(repr=False)

    def body(self, number: int) -> bytes:
        """As Slack sends it: JSON in a form."""
        named = {
            "action_id": "feedback.answer:1",
            "block_id": f"{self.key}#1",
            "action_ts": f"{1762074001 + number}.500000",
        }
        chosen = {"text": {"type": "plain_text", "text": "One", "emoji": False}, "value": self.value}
        pressed = (
            {"type": "static_select", "selected_option": chosen}
            if self.is_choice
            else {"type": "button", "text": chosen["text"], "value": self.value}
        )
        payload: dict[str, object] = {
            "type": "block_actions",
            "user": {"id": self.user, "username": "somebody", "name": "somebody", "team_id": TEAM},
            "api_app_id": "A0BENCH",
            "token": "unused",
            "container": {
                "type": "message", "message_ts": self.ts, "channel_id": self.channel, "is_ephemeral": False,
            },
            "trigger_id": "12466734323.1395872398.8088930838d88f008e0",
            "team": {"id": TEAM, "domain": "bench"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": self.channel, "name": "directmessage"},
            "message": {**self.message, "ts": self.ts, "user": "U0BOT", "bot_id": "B0BENCH", "team": TEAM},
            "state": {"values": {}},
            "response_url": "",
            "actions": [{**named, **pressed}],
        }  # fmt: skip
        return urlencode({"payload": json.dumps(payload)}).encode()


class Line(asyncio.Protocol):
    """One open connection: one request at a time, until its answer is there in full."""

    def __init__(self) -> None:
        self._answered: asyncio.Future[int] | None = None
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        self._answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._answered

    def data_received(self, data: bytes) -> None:
        self._rest += data
        ends = self._rest.find(b"\r\n\r\n")
        if ends < 0 or self._answered is None:
            return
        length = _LENGTH.search(self._rest, 0, ends)
        size = ends + 4 + (int(length[1]) if length else 0)
        if len(self._rest) >= size:
            status, self._rest = int(self._rest[9:12]), self._rest[size:]
            self._answered.set_result(status)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(error or ConnectionResetError("the server hung up"))


@dataclass(frozen=True)
class Load:
    """What came of sending taps: when each was to leave, and when its answer came, by the steady clock."""

    meant: list[float]
    answered: list[float]

    @property
    def rate(self) -> float:
        """Answers a second, from the first request to the last answer."""
        return len(self.answered) / (max(self.answered) - min(self.meant))


class Sender:
    """Sends to one server."""

    def __init__(self, port: int, secret: str) -> None:
        self._port, self._secret = port, secret.encode()

    async def by_clock(self, taps: Sequence[Tap], per_second: float, lines: int) -> Load:
        """Each at its instant, answered or not what went before: who waits for a free connection waits since then."""
        free: asyncio.Queue[Line] = asyncio.Queue()
        for line in await self._open(lines):
            free.put_nowait(line)
        began = time.monotonic() + 0.5
        meant = [began + number / per_second for number in range(len(taps))]
        answered = [0.0] * len(taps)

        async def send(number: int, body: bytes) -> None:
            line = await free.get()
            await self._ask(line, body)
            answered[number] = time.monotonic()
            free.put_nowait(line)

        async with asyncio.TaskGroup() as under_way:
            for number, tap in enumerate(taps):
                body = tap.body(number)
                if (early := meant[number] - time.monotonic()) > 0:
                    await asyncio.sleep(early)
                under_way.create_task(send(number, body))
        self._close(free)
        return Load(meant, answered)

    async def at_once(self, taps: Sequence[Tap], lines: int) -> Load:
        """As fast as `lines` connections are answered, each sending its next tap then."""
        bodies = [tap.body(number) for number, tap in enumerate(taps)]
        numbers = iter(range(len(taps)))
        meant, answered = [0.0] * len(taps), [0.0] * len(taps)
        opened = await self._open(lines)

        async def keep_sending(line: Line) -> None:
            for number in numbers:
                meant[number] = time.monotonic()
                await self._ask(line, bodies[number])
                answered[number] = time.monotonic()
            line.transport.close()

        await asyncio.gather(*map(keep_sending, opened))
        return Load(meant, answered)

    async def _open(self, lines: int) -> list[Line]:
        loop = asyncio.get_running_loop()
        opened = [await loop.create_connection(Line, "127.0.0.1", self._port) for _ in range(lines)]
        return [line for _, line in opened]

    def _close(self, free: asyncio.Queue[Line]) -> None:
        while not free.empty():
            free.get_nowait().transport.close()

    async def _ask(self, line: Line, body: bytes) -> None:
        stamp = f"{time.time():.0f}"
        proof = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={proof}\r\n"
            f"User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\nAccept: application/json,*/*\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        status = await line.ask(head.encode() + body)
        if status != 200:
            raise RuntimeError(f"a tap was answered with {status}")
