"""A server on loopback that goes wrong on demand, byte by byte, and counts what reached it.

Written on bare streams, because a web framework would mend half of these faults on the way out.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Outcome = Literal["refused", "refused for good", "unknown"]
Wire = Callable[[bytes], bytes]

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends RST
_DRIP_SECONDS = 0.02
_HUGE = 8 * 1024 * 1024


def wire(status: str, body: bytes, *headers: str, kind: str = "application/json", length: int = -1) -> bytes:
    """One whole answer; `length` lies about the body's when it is given."""
    told = len(body) if length < 0 else length
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {told}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(frozen=True)
class Fault:
    """One way to go wrong. `says` makes the bytes from the body that would have been right; `slack`
    and `teams` say what a post that meets it has become, `waits` what a refusal tells to wait."""

    name: str
    says: Wire = lambda _: b""
    ending: Literal["close", "reset", "silence", "drip"] = "close"
    is_read: bool = True
    slack: Outcome = "unknown"
    teams: Outcome = "unknown"
    waits: float | None = None

    @property
    def is_slow(self) -> bool:
        """Whether only the caller's own patience ends it."""
        return self.ending in ("silence", "drip")


def _page(status: str, *headers: str, body: bytes = b"<h1>no</h1>") -> Wire:
    return lambda _: wire(status, body, *headers, kind="text/html")


def _json(value: Any) -> Wire:
    return lambda _: wire("200 OK", json.dumps(value).encode())


def _said(error: str) -> Wire:
    return _json({"ok": False, "error": error})


def _limited(name: str, *headers: str, waits: float | None = None) -> Fault:
    says = _page("429 Too Many Requests", *headers)
    return Fault(name, says, slack="refused", teams="refused", waits=waits)


_REDIRECT = "Location: ?again"  # back to the same path: who follows it posts twice
FAULTS: tuple[Fault, ...] = (
    Fault("reset before reading", ending="reset", is_read=False),
    Fault("reset after reading", ending="reset"),
    Fault("closed without an answer"),
    Fault("closed after the headers", lambda good: wire("200 OK", b"", length=len(good))),
    Fault("body cut in half", lambda good: wire("200 OK", good[: len(good) // 2], length=len(good))),
    Fault("length too short", lambda good: wire("200 OK", good, length=len(good) - 3)),
    Fault("never an answer", ending="silence"),
    Fault("slow drip", lambda good: wire("200 OK", good), ending="drip"),
    Fault("400", _page("400 Bad Request"), teams="refused for good"),
    Fault("401", _page("401 Unauthorized"), teams="refused"),
    Fault("403", _page("403 Forbidden"), teams="refused for good"),
    Fault("404", _page("404 Not Found"), teams="refused for good"),
    Fault("408", _page("408 Request Timeout")),
    Fault("412", _page("412 Precondition Failed")),
    Fault("413", _page("413 Too Large"), teams="refused for good"),
    _limited("429, wait 17 s", "Retry-After: 17", waits=17.0),
    _limited("429, no hint"),
    _limited("429, a word", "Retry-After: soon"),
    _limited("429, a date", "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT"),
    _limited("429, a huge number", f"Retry-After: {'9' * 400}"),
    _limited("429, a negative number", "Retry-After: -5"),
    Fault("500", _page("500 Internal Server Error")),
    Fault("502", lambda _: wire("502 Bad Gateway", b"bad gateway", kind="text/plain")),
    Fault("503", _page("503 Service Unavailable", "Retry-After: 30")),
    Fault("504", _page("504 Gateway Timeout")),
    Fault("200, a page", _page("200 OK")),
    Fault("200, plain text", lambda _: wire("200 OK", b"ok", kind="text/plain")),
    Fault("200, empty", lambda _: wire("200 OK", b"")),
    Fault("200, broken JSON", lambda _: wire("200 OK", b'{"ok":tr')),
    Fault("200, a list", _json([1])),
    Fault("200, null", _json(None)),
    Fault("200, another object", _json({"hello": {"world": 1}})),
    Fault("200, not UTF-8", lambda _: wire("200 OK", b'{"ok":"\xff\xfe"}')),
    Fault("200, too deep", lambda _: wire("200 OK", b"[" * 100_000)),
    Fault("200, no gzip", lambda good: wire("200 OK", good, "Content-Encoding: gzip")),
    Fault("200, huge", lambda _: wire("200 OK", b" " * _HUGE)),
    Fault("302", _page("302 Found", _REDIRECT), teams="refused"),
    Fault("307", _page("307 Temporary Redirect", _REDIRECT), teams="refused"),
    Fault("no HTTP", lambda _: b"SSH-2.0-OpenSSH_9.6\r\n"),
    Fault("says fatal_error", _said("fatal_error")),
    Fault("says internal_error", _said("internal_error")),
    Fault("says request_timeout", _said("request_timeout"), slack="refused", waits=5.0),
    Fault("says ratelimited", _said("ratelimited"), slack="refused", waits=30.0),
    Fault("says service_unavailable", _said("service_unavailable"), slack="refused", waits=30.0),
    Fault("says an unknown error", _said("error_of_next_year"), slack="refused", waits=300.0),
)


class FaultyServer:
    """Answers `good` (path fragment → JSON) until `break_off` names a path and a fault for it.

    `requests` is every request line that was read; `met` how often the broken path was asked for,
    connections that were reset unread among them.
    """

    def __init__(self, good: dict[str, Json]) -> None:
        self._good = good
        self._fault: Fault | None = None
        self._path = ""
        self._closing = asyncio.Event()
        self._server: asyncio.Server | None = None
        self.requests: list[str] = []
        self.met = 0
        self.url = ""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        self._closing.set()
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    def break_off(self, path: str, fault: Fault) -> None:
        """From now on every request whose line holds `path` meets `fault`."""
        self._path, self._fault, self.met = path, fault, 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            if self._fault and not self._fault.is_read:
                self.met += 1
                _close(writer, self._fault.ending)
                return
            line = await _request(reader)
            self.requests.append(line)
            if self._fault and self._path in line:
                self.met += 1
                await self._go_wrong(writer, self._fault, self._body(line))
            else:
                writer.write(wire("200 OK", self._body(line)))
                await writer.drain()
            _close(writer, self._fault.ending if self._fault else "close")

    async def _go_wrong(self, writer: asyncio.StreamWriter, fault: Fault, good: bytes) -> None:
        answer = fault.says(good)
        if fault.ending != "drip":
            writer.write(answer)
            await writer.drain()
        for byte in answer if fault.ending == "drip" else b"":
            writer.write(bytes([byte]))
            await writer.drain()
            if await self._is_closing(_DRIP_SECONDS):
                return
        if fault.ending == "silence":
            await self._closing.wait()

    async def _is_closing(self, within: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), within)
        return self._closing.is_set()

    def _body(self, line: str) -> bytes:
        found = next((body for path, body in self._good.items() if path in line), {"ok": True})
        return json.dumps(found).encode()


async def _request(reader: asyncio.StreamReader) -> str:
    """Reads one request to its end; its first line."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    lengths = [int(line.partition(":")[2]) for line in lines if line.lower().startswith("content-length:")]
    await reader.readexactly(lengths[0] if lengths else 0)
    return lines[0]


def _close(writer: asyncio.StreamWriter, ending: str) -> None:
    if ending == "reset":
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.close()
