"""The composition root: the only file that knows both the edges and the stories."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import signal
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from aiohttp import ClientSession, ClientTimeout, web

from bot.chat import Chat
from bot.clock import Clock, Ids, SystemClock, system_chance, tzdata_version
from bot.desk import Desk
from bot.engine.cycle import Cycle
from bot.engine.embedded import EmbeddedEngine
from bot.errors import ConfigurationError
from bot.feed import Feed
from bot.house import House
from bot.llm import write_wanted
from bot.playground.demo import Parts
from bot.playground.render import Wardrobe
from bot.pulls.feeds import build_feeds
from bot.reception import Reception
from bot.router import Router
from bot.settings import Settings
from bot.steps.pulling import Pulled, is_any_due
from bot.store import comments
from bot.store.database import Database
from bot.store.opening import open_database
from bot.store.sqlite import SqliteDatabase
from bot.timetable import Entry
from bot.web import make_app
from bot.words import Words, load_content
from bot.workdays import Workdays, read_overrides
from handlers import STORIES
from jobs import TIMETABLE
from jobs.deliver import deliver
from jobs.find_accounts import find_accounts
from jobs.follow_zone_rules import follow_zone_rules
from jobs.pull_usage import pull_usage
from jobs.read_groups import read_groups
from jobs.rehearse_program import rehearse_program
from jobs.settle_doubts import settle_doubts

_log = logging.getLogger("uptake.run")
_YOUNG = 20_000  # objects made before Python looks which are left over: dozens of taps, not a part of one


def build_router() -> Router:
    """Every story people start."""
    return Router(*(story.routes for story in STORIES))


def build_house(
    settings: Settings,
    database: Database | None = None,
    clock: Clock | None = None,
    chance: random.Random | None = None,
    words: Words | None = None,
) -> House:
    """A house on the database the settings name, migrated; tests and demo pass their own parts."""
    tzdata_version()  # before any zone is read: it chooses where their rules come from
    opened = database or open_database(settings.database)
    opened.migrate()
    drawn, told = chance or system_chance(), clock or SystemClock()
    ids = Ids(drawn)
    return House(
        database=opened,
        words=words or Words(load_content(settings.content)),
        settings=settings,
        clock=told,
        chance=drawn,
        ids=ids,
        router=build_router(),
        worker=ids("wrk", told.now()),
        workdays=Workdays(read_overrides(settings.calendar)),
        timetable=tuple(Entry(job, every) for job, every in TIMETABLE),
    )


def build_cycle(house: House, chats: Mapping[str, Chat], feeds: tuple[Feed, ...] = ()) -> Cycle:
    """The clockwork of a house with these chats and feeds: no demo, rehearsal or simulation has feeds."""

    async def pull_due(house: House, chats: Mapping[str, Chat]) -> None:
        if await asyncio.to_thread(is_any_due, house, feeds):
            asyncio.get_running_loop().run_in_executor(None, pull_now, house, feeds)

    sends = (read_groups, find_accounts, settle_doubts, rehearse_program, write_wanted, pull_due, deliver)
    return Cycle(house, chats, house.timetable, sends)


def pull_now(
    house: House, feeds: tuple[Feed, ...], since: date | None = None, is_forced: bool = False
) -> list[Pulled]:
    """Pulls what is due, or all when forced, in an event loop of its own: a slow vendor holds up no message."""
    return asyncio.run(pull_usage(house, feeds, since, is_forced))


def playground_parts() -> Parts:
    """What the playground is made of: houses in memory, this clockwork, both platforms' renderers."""
    from bot.slack.render import render as render_slack
    from bot.teams.render import render as render_teams

    settings = Settings(_env_file=None)

    def house_on(clock: Clock, chance: random.Random) -> House:
        return build_house(settings, SqliteDatabase(":memory:"), clock, chance)

    return Parts(house_on, build_cycle, Wardrobe(render_slack, render_teams))


class Edge(Protocol):
    """What every platform's edge offers."""

    @property
    def chat(self) -> Chat: ...
    def routes(self) -> list[web.RouteDef]: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


def build_edges(house: House, reception: Reception, session: ClientSession) -> list[Edge]:
    """The edges whose credentials are set; a platform's packages are imported only then."""
    settings = house.settings
    edges: list[Edge] = []
    if settings.slack_is_on:
        from bot.slack.charts import Kept
        from bot.slack.edge import SlackEdge

        edges.append(SlackEdge(settings, reception, session, Kept(house.context)))
    if settings.teams_is_on:
        from bot.teams.edge import TeamsEdge

        edges.append(TeamsEdge(settings, reception, session))
    return edges


async def serve(house: House) -> None:
    """Runs the bot until it is stopped (SIGINT, SIGTERM): what is under way is finished first."""
    settings = house.settings
    # One connection takes one transaction at a time: there, what people do waits in one line and shares it.
    desk = Desk(house) if house.database.dialect == "sqlite" else None
    reception = Reception(house, desk=desk)
    async with ClientSession(timeout=ClientTimeout(total=25)) as session:
        edges = build_edges(house, reception, session)
        chats: dict[str, Chat] = {edge.chat.platform: edge.chat for edge in edges}
        engine = EmbeddedEngine(build_cycle(house, chats, build_feeds(settings, house.chance)))
        routes = [route for edge in edges for route in edge.routes()]
        runner = web.AppRunner(make_app(house, routes, engine.is_turning), access_log=None)
        await runner.setup()
        gc.freeze()  # the words and the code stay for good: they need not be looked through again and again
        gc.set_threshold(_YOUNG)
        try:
            await _listen(runner, settings)
            for edge in edges:
                await edge.start()
            await asyncio.to_thread(_follow_zone_rules, house)
            await asyncio.to_thread(_make_searchable, house)
            engine.start()
            reception.on_commit = engine.wake
            await _until_told()
        finally:
            await _close(runner, engine, edges)
            if desk:
                desk.close()


def _follow_zone_rules(house: House) -> None:
    """An upgrade comes with a restart: before the first message leaves, what is planned is moved."""
    with house.context() as ctx:
        follow_zone_rules(ctx)


def _make_searchable(house: House) -> None:
    """A database that can't find a Chinese word stops the start; what an older version kept is indexed,
    and anew when words are cut in another way by now."""
    with house.context() as ctx:
        comments.prove(ctx.db)
        comments.catch_up(ctx.db)
        comments.renew(ctx.db)


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        raise ConfigurationError(
            f"UPTAKE_HOST, UPTAKE_PORT: can't listen on {settings.host}:{settings.port}: {error.strerror}"
        ) from None
    address = runner.addresses[0]
    _log.info("run.listening on http://%s:%s", address[0], address[1])


async def _until_told() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, told.set)
    await told.wait()


async def _close(runner: web.AppRunner, engine: EmbeddedEngine, edges: list[Edge]) -> None:
    await engine.stop()
    for edge in edges:
        await edge.stop()
    await runner.cleanup()
