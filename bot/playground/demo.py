"""Plays the pilot of the demo company: headless to the last digest, or on a page to sit in."""

from __future__ import annotations

import asyncio
import os
import random
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.cards.plain import plain
from bot.chat import Chat
from bot.clock import SetClock, seeded_chance
from bot.errors import ConfigurationError
from bot.house import House
from bot.model.time import local_instant
from bot.playground.client import PlaygroundChat
from bot.playground.colleagues import Colleagues
from bot.playground.company import ADMIN, OPENS_AT, STARTS_ON, people_file, redated
from bot.playground.edge import PlaygroundEdge
from bot.playground.journal import Journal, kinds_of
from bot.playground.render import Wardrobe
from bot.playground.stage import Clockwork, Stage
from bot.reception import Reception
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.store import people as people_store

PROGRAM = "twelve-week.toml"
_LAST_ZONE = ZoneInfo("America/New_York")  # when Monday's digests have arrived there, all have
_DIGESTS_ARE_OUT = time(12)


@dataclass(frozen=True)
class Parts:
    """What the wiring brings: a house on a clock and a chance, its clockwork, the two renderers."""

    build_house: Callable[[SetClock, random.Random], House]
    build_clockwork: Callable[[House, Mapping[str, Chat]], Clockwork]
    wardrobe: Wardrobe


def build_stage(parts: Parts, seed: int, people: int = 120) -> Stage:
    """An empty house becomes the demo company: its people imported, its program applied."""
    clock = SetClock(OPENS_AT)
    house = parts.build_house(clock, seeded_chance(f"house/{seed}"))
    with house.context() as ctx:
        import_people(ctx, people_file(people).encode(), "people.csv")
        text = (house.settings.content / "programs" / PROGRAM).read_text(encoding="utf-8")
        draft = apply_program(ctx, redated(text), PROGRAM)
        everyone = people_store.everyone(ctx.db)
        approve_program(ctx, draft.program_id, next(one for one in everyone if one.email == ADMIN))
        cast = Colleagues(everyone, seed, OPENS_AT)
        cast.import_early_use(ctx)
    chat = PlaygroundChat(parts.wardrobe, clock.now)
    return Stage(
        house=house,
        clock=clock,
        chat=chat,
        reception=Reception(house),
        clockwork=parts.build_clockwork(house, {"playground": chat}),
        cast=cast,
        journal=Journal(),
    )


def headless(parts: Parts, weeks: int, seed: int, people: int = 120) -> str:
    """Plays `weeks` weeks of the pilot without anybody watching; the last digest as plain text.

    The same seed gives the same text. ValueError for a number of weeks that is not positive.
    """
    if weeks < 1:
        raise ValueError("at least one week")
    stage = build_stage(parts, seed, people)
    try:
        asyncio.run(stage.advance_to(after_week(weeks)))
        return last_digest(stage)
    finally:
        stage.house.database.close()


def after_week(weeks: int) -> datetime:
    """The Monday noon after so many weeks, when that week's digest has reached everybody."""
    return local_instant(STARTS_ON + timedelta(weeks=weeks), _DIGESTS_ARE_OUT, _LAST_ZONE)


def last_digest(stage: Stage) -> str:
    """The newest digest the administrator got, which tells about everybody, as it stands now."""
    with stage.house.context() as ctx:
        kinds = kinds_of(ctx, [ADMIN])
    for message in reversed(stage.chat.conversation(ADMIN)):
        if message.card and kinds.get(message.delivery_id) == "digest":
            return plain(message.card)
    return ""


def serve(parts: Parts, port: int, seed: int, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Serves the page on this machine until interrupted; `announce` is told its address.

    Raises ConfigurationError when something else listens there.
    """
    stage = build_stage(parts, seed)
    try:
        asyncio.run(_serve(stage, port, open_browser, announce))
    except KeyboardInterrupt:
        pass
    finally:
        stage.house.database.close()


async def start_page(stage: Stage, port: int) -> tuple[web.AppRunner, str]:
    """Starts the page on loopback (port 0 picks a free one); the runner to clean up, its address.

    Raises ConfigurationError when something else listens there.
    """
    app = web.Application()
    app.add_routes(PlaygroundEdge(stage).routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except OSError as error:
        await runner.cleanup()
        raise ConfigurationError(
            f"--port: can't listen on {port}: {os.strerror(error.errno or 0)}; 0 picks a free one"
        ) from None
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/"


async def _serve(stage: Stage, port: int, open_browser: bool, announce: Callable[[str], None]) -> None:
    runner, address = await start_page(stage, port)
    try:
        announce(address)
        if open_browser:
            await asyncio.to_thread(webbrowser.open, address)
        await asyncio.Event().wait()
    finally:
        await stage.halt()
        await runner.cleanup()
