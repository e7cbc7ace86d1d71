"""The two servers that take taps, each in a process of its own on one core: the bot as it is served, and
a bare Bolt app that only acknowledges, on the same web server.

A server tells of its processor time by a thread that sleeps until it is asked.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from aiohttp import ClientError, ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from bot.clock import SystemClock, seeded_chance
from bot.log import start_logging
from bot.settings import Settings
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house, serve

PATH = "/slack/events"
TEAM = "T0BENCH"
_WAIT = 60.0  # seconds for a server to answer, or to become quiet after its start
_QUIET = 0.03  # of a core


@dataclass(frozen=True)
class Place:
    """Where a server listens, with what it verifies, and on which core it runs (None: on any)."""

    port: int
    secret: str
    core: int | None
    database: str = ""
    slack_url: str = ""


def run_bot(place: Place, line: Connection) -> None:
    """The bot by its own wiring: web app, gate, Bolt, reception, engine; SQLite with full durability."""
    begin(place, line)
    start_logging("WARNING")
    settings = Settings(
        _env_file=None, port=place.port, slack_bot_token="xoxb-bench", slack_signing_secret=place.secret,
        slack_api_url=place.slack_url,
    )  # fmt: skip
    database = SqliteDatabase(place.database)
    asyncio.run(serve(build_house(settings, database, SystemClock(), seeded_chance(2))))
    database.close()


def run_bare(place: Place, line: Connection) -> None:
    """Bolt with its own check of the signature and one listener that acknowledges: as fast as it goes."""
    begin(place, line)
    asyncio.run(_serve_bare(place))


async def _serve_bare(place: Place) -> None:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-bench")

    app = AsyncApp(signing_secret=place.secret, process_before_response=True, authorize=authorize)

    @app.action(re.compile(""))
    async def acknowledge(ack: AsyncAck) -> BoltResponse:
        return await ack()

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    listening = web.Application()
    listening.router.add_post(PATH, take)
    listening.router.add_get("/livez", take)
    runner = web.AppRunner(listening, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", place.port).start()
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()
    await runner.cleanup()


def begin(place: Place, line: Connection) -> None:
    """Keeps the process to its core, and tells of its processor time from now on."""
    pin(place.core)
    threading.Thread(target=_tell, args=(line,), daemon=True).start()


def _tell(line: Connection) -> None:
    while True:
        line.recv()
        line.send(time.process_time())


def pin(core: int | None) -> None:
    """Keeps this process on one core, where the system can."""
    if core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def cores() -> tuple[int | None, int | None]:
    """A core for the server and one for everything else; None twice where there are not two to choose from."""
    found = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return (found[-1], found[0]) if len(found) > 1 else (None, None)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Served:
    """A started server as its user sees it."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def spent(self) -> float:
        """Seconds of processor time since its start."""
        self._line.send(True)
        told: float = self._line.recv()
        return told


@contextmanager
def served(run: Callable[[Place, Connection], None], place: Place) -> Iterator[Served]:
    """Starts a server and waits until it answers and has nothing else to do; ends it."""
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=run, args=(place, theirs), daemon=True)
    child.start()
    one = Served(ours)
    try:
        asyncio.run(_answers(place.port))
        _become_quiet(one)
        yield one
    finally:
        child.terminate()  # SIGTERM: what is under way is finished first
        child.join()


async def _answers(port: int) -> None:
    end = time.monotonic() + _WAIT
    async with ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/livez"):
                    return
            except ClientError:
                if time.monotonic() > end:
                    raise
            await asyncio.sleep(0.1)


def _become_quiet(one: Served) -> None:
    """What a start owes, such as the jobs of the timetable, is none of what is measured."""
    end, before = time.monotonic() + _WAIT, one.spent()
    while time.monotonic() < end:
        time.sleep(1)
        now = one.spent()
        if now - before < _QUIET:
            return
        before = now
    raise RuntimeError("the server does not become quiet")
