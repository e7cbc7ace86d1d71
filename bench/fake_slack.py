"""A Slack on loopback that accepts every message at once and remembers when which one came.

Runs in a process of its own and speaks just enough HTTP for a client that keeps connections open, so
that what is measured is the client and not this. `FakeSlack` starts it and asks it what came.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_KEY = re.compile(rb'"event_payload": *\{"k": *"([^"]+)"')
_CHANNEL = re.compile(rb'"channel": *"([^"]+)"')
_REPLACED = re.compile(rb'"ts": *"([^"]+)"')
_UPDATE = b"POST /api/chat.update "
Arrival = tuple[
    float, str
]  # seconds of the machine's steady clock, and the message's key or, replaced, its ts


class _Visit(asyncio.Protocol):
    """One open connection: requests one after the other, each answered at once."""

    def __init__(self, arrivals: list[Arrival]) -> None:
        self._arrivals = arrivals
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while request := self._whole():
            self._transport.write(self._answer(request))

    def _whole(self) -> bytes:
        """The next request that is there in full, taken out of what was read; empty when none is."""
        ends = self._rest.find(b"\r\n\r\n")
        if ends < 0:
            return b""
        length = _LENGTH.search(self._rest, 0, ends)
        size = ends + 4 + (int(length[1]) if length else 0)
        if len(self._rest) < size:
            return b""
        request, self._rest = self._rest[:size], self._rest[size:]
        return request

    def _answer(self, request: bytes) -> bytes:
        what = _REPLACED if request.startswith(_UPDATE) else _KEY
        key, channel = what.search(request), _CHANNEL.search(request)
        if key:
            self._arrivals.append((time.monotonic(), key[1].decode()))
        said: dict[str, object] = {
            "ok": True,
            "team_id": "T0BENCH",
            "channel": channel[1].decode() if channel else "",
            "ts": f"{time.time():.6f}",
            "members": [],
        }
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body


async def _serve(line: Connection) -> None:
    arrivals: list[Arrival] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Visit(arrivals), "127.0.0.1", 0)
    line.send(server.sockets[0].getsockname()[1])
    while await loop.run_in_executor(None, line.recv):
        line.send(arrivals[:])
        arrivals.clear()
    server.close()


def _run(line: Connection) -> None:
    asyncio.run(_serve(line))


class FakeSlack:
    """The started server as its user sees it."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self.url = f"http://127.0.0.1:{line.recv()}/api/"

    def came(self) -> list[Arrival]:
        """What came since this was last asked."""
        self._line.send(True)
        arrivals: list[Arrival] = self._line.recv()
        return arrivals


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    """Starts the server, and ends it."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs,), daemon=True)
    child.start()
    try:
        yield FakeSlack(ours)
    finally:
        ours.send(False)
        child.join()
