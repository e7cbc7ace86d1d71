"""Single signed events a second through HTTP: the web app on loopback, each event durable before its answer.

Run with `python -m bench.events [events]`. The server has one process and one core; the sender is on another.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from bench.figure import Figure
from bench.postgres import postgres
from bench.tap_client import Line
from bench.tap_servers import Place, begin, cores, free_port, pin, served
from bot.clock import SystemClock, seeded_chance
from bot.house import House
from bot.log import start_logging
from bot.settings import Settings
from bot.steps.people import import_people
from bot.store.database import Database
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.web import make_app
from bot.wiring import build_house

EVENTS, PEOPLE, LINES = 5_000, 2_000, 64
KEY = bytes(range(32))


def _house(where: str) -> House:
    secret = "whsec_" + base64.b64encode(KEY).decode()
    settings = Settings(_env_file=None, signals_secret=secret)  # type: ignore[arg-type]
    database: Database = PostgresDatabase(where) if "://" in where else SqliteDatabase(where)
    return build_house(settings, database, SystemClock(), seeded_chance(1))


def run_web(place: Place, line: Connection) -> None:
    """The web app by itself, without the clockwork."""
    begin(place, line)
    start_logging("WARNING")
    asyncio.run(_serve(place))


async def _serve(place: Place) -> None:
    runner = web.AppRunner(make_app(_house(place.database), []), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", place.port).start()
    await asyncio.Event().wait()


def _requests(count: int, day: str) -> Iterator[bytes]:
    """Every event is another one: a person's total in one of many features of the day."""
    stamp = str(int(time.time()))
    for number in range(count):
        event = {
            "specversion": "1.0", "id": f"e{number}", "source": "https://a.example",
            "type": "com.uptake.usage.v1",
            "data": {
                "person": f"p{number % PEOPLE}@example.com", "tool": "copilot",
                "feature": f"f{number // PEOPLE}", "day": day, "actions": 1 + number % 9,
            },
        }  # fmt: skip
        raw = json.dumps(event).encode()
        signed = hmac.digest(KEY, f"m{number}.{stamp}.".encode() + raw, hashlib.sha256)
        yield (
            f"POST /signals HTTP/1.1\r\nHost: bench\r\nContent-Type: application/cloudevents+json\r\n"
            f"webhook-id: m{number}\r\nwebhook-timestamp: {stamp}\r\n"
            f"webhook-signature: v1,{base64.b64encode(signed).decode()}\r\nContent-Length: {len(raw)}\r\n\r\n"
        ).encode() + raw


async def _send(port: int, requests: Iterator[bytes]) -> float:
    """Wall seconds until all are answered, each line sending its next one then."""
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(LINES)]
    ready = list(requests)
    numbers = iter(ready)

    async def keep_sending(line: Line) -> None:
        for request in numbers:
            if (status := await line.ask(request)) != 202:
                raise RuntimeError(f"an event was answered with {status}")
        line.transport.close()

    began = time.perf_counter()
    await asyncio.gather(*map(keep_sending, lines))
    return time.perf_counter() - began


def measured(where: str, count: int) -> tuple[float, float]:
    """Events a second by the wall, and by the server's processor time alone."""
    house = _house(where)
    roster = ["email,name,team,manager,timezone,locale,role"]
    roster += [f"p{one}@example.com,P,T,,Asia/Taipei,en,pilot_user" for one in range(PEOPLE)]
    with house.context() as ctx:
        import_people(ctx, "\n".join(roster).encode(), "people.csv")
    house.database.close()
    server_core, own_core = cores()
    place = Place(free_port(), "", server_core, where)
    day = (datetime.now(UTC).date() - timedelta(days=2)).isoformat()
    with served(run_web, place) as server:
        pin(own_core)
        before = server.spent()
        took = asyncio.run(_send(place.port, _requests(count, day)))
        spent = server.spent() - before
    return count / took, count / spent


def figures(count: int = EVENTS) -> Iterator[Figure]:
    """Both databases."""
    with tempfile.TemporaryDirectory() as folder, postgres() as address:
        for name, where in (("SQLite", str(Path(folder) / "events.db")), ("PostgreSQL", address)):
            by_wall, by_processor = measured(where, count)
            yield Figure(
                f"single signed events through HTTP on {name}, facts included",
                f"{by_wall:,.0f}/s",
                f"at least 1,000/s; {by_processor:,.0f} a second of the server's processor time",
            )


def main(arguments: list[str]) -> None:
    """Prints the figures."""
    for figure in figures(int(arguments[0]) if arguments else EVENTS):
        print(figure)


if __name__ == "__main__":
    main(sys.argv[1:])
