"""One HTTP request of a report, with all that may go wrong: asked again when that can help, followed only to
safe places, read no further than agreed, and never believed to be whole when it was cut."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from ipaddress import ip_address
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from bot.feed import DeniedError, FeedError

MEBIBYTE = 1024 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_PUBLIC = ("Accept", "User-Agent")  # what a stranger may see of a request
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Manners:
    """How a vendor is asked. `rest` waits so many seconds; a longer silence than `longest_wait` is left to
    the next pull. Sizes in bytes; `most_file` is of a whole report, however many answers it takes."""

    tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 120.0
    most_json: int = 32 * MEBIBYTE
    most_file: int = 1024 * MEBIBYTE
    timeout: aiohttp.ClientTimeout = field(
        default_factory=lambda: aiohttp.ClientTimeout(total=600, connect=20, sock_read=60)
    )
    rest: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True)
class Answer:
    """A whole answer; `body` is empty where it went into a file. `next_link` is the header Link's."""

    status: int
    body: bytes = b""
    kind: str = ""
    next_link: str = ""

    def fields(self) -> dict[str, Any]:
        """The body as a JSON object; FeedError when it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            found = None
        if "json" not in self.kind or not isinstance(found, dict):
            raise FeedError("the answer is no JSON object")
        return found


class _AgainError(Exception):
    """This try failed, the next may not; `wait` is what the vendor asked for, None when it did not."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Wanted:
    """One request. `expects` are statuses the caller understands; with `into` the body goes there, and
    `denies` says whether 401 and 403 are about our key: to a signed link they are not."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    expects: tuple[int, ...] = (200,)
    into: BinaryIO | None = None
    denies: bool = True


@dataclass(frozen=True)
class Caller:
    """Asks one vendor. `is_local`: its address was set to this machine, for tests; else only https goes."""

    session: aiohttp.ClientSession
    manners: Manners
    chance: random.Random
    is_local: bool = False

    async def ask(self, wanted: Wanted) -> Answer:
        """The whole answer; FeedError when there was none in the end, DeniedError when the key is refused."""
        start = wanted.into.tell() if wanted.into else 0
        for turn in range(1, self.manners.tries + 1):
            if wanted.into:
                wanted.into.seek(start)
                wanted.into.truncate()
            try:
                return await self._once(wanted)
            except _AgainError as error:
                wait = self._pause(turn) if error.wait is None else error.wait
                if turn == self.manners.tries or wait > self.manners.longest_wait:
                    raise FeedError(str(error), timedelta(seconds=min(error.wait or 0, 86_400))) from None
                await self.manners.rest(wait)
        raise FeedError("it was not asked")

    def safe(self, url: str) -> str:
        """The address, when it may be asked at all; FeedError otherwise."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_fit = parts.scheme == "https" and bool(host) and not _is_inside(host)
        is_here = self.is_local and parts.scheme == "http" and host in LOOPBACK
        if not (is_fit or is_here) or parts.username or parts.password:
            raise FeedError("it led to an address that is not safe")
        return url

    def _pause(self, turn: int) -> float:
        """Doubling, of which chance takes up to half: those who failed together do not come back together."""
        return self.manners.first_wait * 2.0 ** (turn - 1) * (0.5 + self.chance.random() / 2)

    async def _once(self, wanted: Wanted) -> Answer:
        try:
            async with self._followed(wanted) as response:
                _judge(response, wanted)
                return await self._read(response, wanted.into)
        except TimeoutError:
            raise _AgainError("it did not answer in time") from None
        except (aiohttp.ClientError, OSError) as error:  # whose text may hold a signed address
            raise _AgainError(f"the connection failed: {type(error).__name__}") from None
        except ValueError:
            raise FeedError("the request can't be made as it is set") from None

    @asynccontextmanager
    async def _followed(self, wanted: Wanted) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer at the end of the redirects. Another host than the first gets none of our headers."""
        url, headers = self.safe(wanted.url), dict(wanted.headers)
        for _ in range(_HOPS):
            async with self.session.request(
                "POST" if wanted.form else "GET", URL(url, encoded=True), headers=headers, data=wanted.form,
                allow_redirects=False, timeout=self.manners.timeout,
            ) as response:  # fmt: skip
                if response.status not in _REDIRECTS or wanted.form:
                    yield response
                    return
                target = self.safe(urljoin(url, response.headers.get("Location", "")))
            if origin(target) != origin(url):
                headers = {name: value for name, value in headers.items() if name in _PUBLIC}
            url = target
        raise FeedError("it was redirected too often")

    async def _read(self, response: aiohttp.ClientResponse, into: BinaryIO | None) -> Answer:
        kind = response.content_type
        if response.status == 200 and kind == "text/html":
            raise _AgainError("a web page came instead of a report")
        has_end = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers
        if response.status == 200 and not has_end:
            raise _AgainError("nothing tells whether the answer is whole")
        most = self.manners.most_file if into else self.manners.most_json
        sink, read = into or BytesIO(), into.tell() if into else 0
        async for piece in response.content.iter_chunked(_PIECE):
            read += len(piece)
            if read > most:
                raise FeedError(_too_large(most))
            sink.write(piece)
        body = sink.getvalue() if isinstance(sink, BytesIO) and into is None else b""
        following = response.links.get("next")
        return Answer(response.status, body, kind, str(following["url"]) if following else "")


def write_line(record: Any, into: BinaryIO, manners: Manners) -> None:
    """Appends one record as a line of JSON; FeedError when the report gets larger than agreed."""
    into.write(json.dumps(record).encode() + b"\n")
    if into.tell() > manners.most_file:
        raise FeedError(_too_large(manners.most_file))


def _too_large(most: int) -> str:
    return f"the report is larger than {most // MEBIBYTE} MiB"


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def _is_inside(host: str) -> bool:
    """Whether it names this machine, or an address of a network that is not the open one."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _judge(response: aiohttp.ClientResponse, wanted: Wanted) -> None:
    status, headers = response.status, response.headers
    if status in wanted.expects:
        return
    is_slowed = status == 403 and ("Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0")
    if status in _AGAIN or status >= 500 or is_slowed:
        raise _AgainError(f"it answered {status}", _silence(headers))
    if status in (401, 403) and wanted.denies:
        raise DeniedError(f"it answered {status}")
    raise FeedError(f"it answered {status}")


def _silence(headers: Mapping[str, str]) -> float | None:
    """Seconds the vendor asks to be left alone; instants are held against its own clock, not ours."""
    told, reset = headers.get("Retry-After", "").strip(), headers.get("X-RateLimit-Reset", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        here = parsedate_to_datetime(headers["Date"])
        if told:
            return max(0.0, (parsedate_to_datetime(told) - here).total_seconds())
        if headers.get("X-RateLimit-Remaining") == "0" and reset.isascii() and reset.isdigit():
            return max(0.0, float(reset[:12]) - here.timestamp())
    except (KeyError, ValueError, TypeError):
        return None
    return None
